VENV  := .venv
BIN   := $(VENV)/bin
STAMP := $(VENV)/.installed
PIP    = $(BIN)/python -m pip --disable-pip-version-check --quiet install

# The first Python that really starts (a version manager may leave empty shims on the path).
PYTHON = $(shell for python in python3.11 python3; do \
	$$python -c '' 2>/dev/null && echo $$python && break; done)

.PHONY: help install demo test test-long check bench test-all-pythons clean

help:  ## list these commands
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "make %-18s%s\n", $$1, $$2 }' $(MAKEFILE_LIST)

install: $(STAMP)  ## create .venv with the package and all tools (other commands do it for you)

$(STAMP): pyproject.toml
	@echo "installing into $(VENV) (the first time takes about a minute)"
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@$(PIP) 'pip>=25.1'
	@$(PIP) --editable '.[ical]' --group dev
	@touch $(STAMP)

demo: $(STAMP)  ## run the first example
	@$(BIN)/python examples/quickstart.py

test: $(STAMP)  ## run the tests, the examples of the docs among them (minutes)
	@$(BIN)/python -m pytest -q -n 2 -m "not long"

test-long: $(STAMP)  ## run the long tests, then plant faults that the tests must catch
	@echo "== long tests"
	@$(BIN)/python -m pytest -q -n 2 -m long
	@echo "== planted faults"
	@$(BIN)/python -m tests.faults

check: $(STAMP)  ## check format, lint, types, layers, and that what the docs show is true
	@echo "== ruff format" && $(BIN)/ruff format --check --quiet --diff .
	@echo "== ruff check" && $(BIN)/ruff check --quiet .
	@echo "== mypy" && $(BIN)/mypy
	@echo "== layers" && $(BIN)/lint-imports --no-logo
	@echo "== examples of the docs" && $(BIN)/python -m pytest -q README.md docs src

bench: $(STAMP)  ## run the benchmarks
	@$(BIN)/python -m benchmarks

# Under pyenv, every version that it has counts as installed.
test-all-pythons: $(STAMP)  ## run the tests on every supported Python that is installed
	@PYENV_VERSION="$$(pyenv versions --bare 2>/dev/null | paste -sd: -)" $(BIN)/nox

clean:  ## remove everything that the other commands made
	rm -rf $(VENV) .nox .hypothesis .import_linter_cache .mypy_cache .pytest_cache .ruff_cache build dist
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
