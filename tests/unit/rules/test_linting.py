"""What the linter says, of what, and what it needs to be told."""

from collections.abc import Callable
from typing import Any

import pytest

from teamsched.conditions import all_of, answer, any_of, attribute, customer
from teamsched.errors import InvalidInputError, InvalidTypeError, InvalidValueError
from teamsched.facts import MAX_NUMBER
from teamsched.requests import Draw, Request
from teamsched.rules import Branch, MasterPage, Router, Rule, elsewhere, elsewhere_on_page, lint

SIZE, COUNTRY = answer("size"), answer("country")
any_lint: Any = lint
any_elsewhere: Any = elsewhere


def test_what_is_found_is_said_in_words() -> None:
    """Each finding names the rules, and answers that show it."""
    router = Router(
        [
            Branch("a", when=SIZE >= 50),
            Branch("b", when=COUNTRY == "DE"),
            Branch("c", when=(SIZE > 100) & (COUNTRY == "DE")),
            Branch("d", when=any_of()),
            Branch("e", when=customer("plan") == "pro"),
        ]
    )
    found = lint(router, answers={"size": [10, 200], "country": ["DE", "FR", None]})
    assert found.explain() == (
        "rule 2 is never reached: rule 0 takes whatever it is for\n"
        "rule 3 never applies: its condition holds of no answers\n"
        "rule 0 comes before rule 1, and both are for "
        "size 200, country 'DE', customer's plan 'pro'\n"
        "rule 0 comes before rule 4, and both are for "
        "size 200, country 'DE', customer's plan 'pro'\n"
        "rule 1 comes before rule 4, and both are for "
        "size 10, country 'DE', customer's plan 'pro'\n"
        "no rule is for size 10, country 'FR', customer's plan 'prox', and there is no fallback"
    )
    assert found.codes == {"shadowed", "never_holds", "overlap", "uncovered"}


def test_several_rules_may_shadow_one() -> None:
    """Together they take everything, and the fallback is never reached either."""
    vip = answer("vip")
    router = Router(
        [Branch("a", when=vip.exists()), Branch("b", when=~vip.exists()), Branch("c")],
        fallback="desk",
    )
    assert lint(router).explain() == (
        "rule 2 is never reached: rule 0 and rule 1 take whatever it is for\n"
        "the fallback is never reached: the rules take everything before desk"
    )


def test_rules_without_fault_are_not_found_fault_with() -> None:
    """Nothing found is false: one target from two sides, and what is left to a last rule."""
    router = Router(
        [Branch("a", when=SIZE > 5), Branch("a", when=SIZE >= 3), Branch("b")],
    )
    assert not lint(router)
    page = MasterPage(
        "p",
        zone="UTC",
        rules=[
            Rule("demo", Draw("x", where=attribute("a") == 1), when=SIZE > 5),
            Rule("demo", "y"),
        ],
    )
    assert not lint(page)
    assert not lint(MasterPage("p", zone="UTC", rules=[]))


def test_a_page_is_covered_by_event_type() -> None:
    """Of the braces in an id nothing is made."""
    page = MasterPage("p", zone="UTC", rules=[Rule("{0}", "x", when=SIZE > 5), Rule("call", "x")])
    (reason,) = lint(page, answers={"size": [None, 9]}).reasons
    assert str(reason) == "no rule for {0} is for nothing given"
    assert reason.params["event_type"] == "{0}"


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (SIZE < 3, SIZE <= 3),
        (SIZE > 3, SIZE >= 3),
        (SIZE > 0.1, SIZE > 0.1 + 2**-55),
        (SIZE > 10**30, SIZE > 10**30 + 2),
        (SIZE < MAX_NUMBER, SIZE.exists()),
        (SIZE > -MAX_NUMBER, SIZE.exists()),
        (COUNTRY > "DE", COUNTRY > "DE\0\0"),
        (COUNTRY > "DE", COUNTRY >= "DE\0\0"),
        (COUNTRY >= "A", COUNTRY.exists()),
        (SIZE == True, SIZE.is_in([True, False])),  # noqa: E712 (that is how it is asked)
        (COUNTRY == ("a",), COUNTRY.not_in([("b",)])),
        (all_of(), SIZE > 3),
        (SIZE.exists(), all_of()),
        ((SIZE > 3) | (SIZE <= 3), all_of()),
    ],
)
def test_what_may_be_anything_is_told_apart(one: Any, other: Any) -> None:
    """Whether only one of two conditions holds is found, however near they are."""
    apart = (one & ~other) | (other & ~one)
    router = Router([Branch("apart", when=apart)])
    assert "never_holds" not in lint(router).codes
    example = lint(Router([Branch("same", when=~apart)])).reasons[-1].params["example"]
    assert apart.holds(example.answers)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (COUNTRY > "DE", COUNTRY >= "DE\0"),
        (SIZE <= MAX_NUMBER, SIZE.exists()),
        (SIZE > 10**30, SIZE >= 10**30 + 1),
        ((SIZE > 3) | (SIZE <= 3), SIZE.exists()),
        (COUNTRY >= "", COUNTRY.exists()),
    ],
)
def test_what_nothing_lies_between_is_the_same(one: Any, other: Any) -> None:
    """No value is invented where there is none."""
    router = Router([Branch("apart", when=(one & ~other) | (other & ~one))])
    assert "never_holds" in lint(router).codes


def test_more_than_can_be_tried() -> None:
    """Forty questions have more answers than there is time, and are looked through at once."""
    fields = [answer(f"q{number}") for number in range(40)]
    chain = all_of(*(field == "yes" for field in fields))
    router = Router(
        [*(Branch("a", when=field == "yes") for field in fields), Branch("b", when=chain)]
    )
    codes = [reason.code for reason in lint(router).reasons]
    assert codes == ["shadowed", "uncovered"]
    (change, *others) = elsewhere(router, {}, most=100)
    assert (len(change.answers), len(others)) == (1, 39)


NOTES = Router([Branch("a", when=answer("notes").contains("urgent"))])


@pytest.mark.parametrize(
    ("make", "error", "message"),
    [
        (
            lambda: any_lint(3),
            InvalidTypeError,
            r"^rules: expected a MasterPage or a Router, got 3",
        ),
        (
            lambda: lint(NOTES),
            InvalidValueError,
            r"^answers: expected the possible values of 'notes",
        ),
        (lambda: any_elsewhere(NOTES, {}), InvalidValueError, r"^answers: expected the possible"),
        (lambda: any_lint(NOTES, answers=3), InvalidTypeError, r"^answers: expected a mapping of"),
        (
            lambda: any_lint(NOTES, answers={"notes": "x"}),
            InvalidTypeError,
            r"^answers\['notes'\]: expected the values that are possible",
        ),
        (
            lambda: lint(NOTES, answers={"notes": []}),
            InvalidValueError,
            r"^answers\['notes'\]: .* 1 ",
        ),
        (
            lambda: any_lint(NOTES, customer={"": [1]}),
            InvalidValueError,
            r"^customer: expected an id",
        ),
        (lambda: any_elsewhere(3, {}), InvalidTypeError, r"^router: expected a Router, got 3"),
        (
            lambda: elsewhere(NOTES, {}, most=0),
            InvalidValueError,
            r"^most: expected a whole number",
        ),
        (
            lambda: lint(Router([Branch("a", when=answer(f"q{n}") == 1) for n in range(201)])),
            InvalidValueError,
            r"^questions: .* at most 200, got 201",
        ),
    ],
)
def test_the_wrong_field_is_named(
    make: Callable[[], object], error: type[InvalidInputError], message: str
) -> None:
    """What can't be looked through is refused with what was expected."""
    with pytest.raises(error, match=message):
        make()


def test_a_page_leads_elsewhere_by_other_seats() -> None:
    """Rules for the same seats are no other target; no rule at all is one."""
    page = MasterPage(
        "p",
        zone="UTC",
        rules=[
            Rule("demo", "key", when=(SIZE >= 500) & (customer("plan") == "pro")),
            Rule("demo", "sales", when=SIZE >= 50),
            Rule("demo", "sales", when=COUNTRY == "DE"),
            Rule("call", "other"),
        ],
    )
    options: Any = {"size": [5, 50, 500], "country": ["DE", "FR"]}
    request = Request("p", "demo", answers={"size": 50, "country": "FR"})
    (nowhere,) = elsewhere_on_page(page, request, options=options)
    assert (nowhere.answers, nowhere.rule) == ({"size": 5}, None)
    pro = Request("p", "demo", answers=request.answers, customer_attributes={"plan": "pro"})
    found = elsewhere_on_page(page, pro, options=options)
    assert [(dict(one.answers), one.rule) for one in found] == [
        ({"size": 500}, 0),
        ({"size": 5}, None),
    ]
    assert elsewhere_on_page(page, Request("p", "lunch")) == ()
