"""Who may: master pages and routers, their rules, and where a request leads."""

from teamsched.rules.analysis import Example
from teamsched.rules.counterfactual import Change, elsewhere, elsewhere_on_page
from teamsched.rules.fallbacks import Fallback
from teamsched.rules.first_match import Step
from teamsched.rules.linting import Lint, lint, taken_rules
from teamsched.rules.pages import MasterPage, Rule
from teamsched.rules.routers import Branch, Destination, Router
from teamsched.rules.routing import NoRoute, Route, Rung, route, seat_of, trace
from teamsched.rules.schemas import page_schema, router_schema
from teamsched.targets import source_of

__all__ = [
    "Branch",
    "Change",
    "Destination",
    "Example",
    "Fallback",
    "Lint",
    "MasterPage",
    "NoRoute",
    "Route",
    "Router",
    "Rule",
    "Rung",
    "Step",
    "elsewhere",
    "elsewhere_on_page",
    "lint",
    "page_schema",
    "route",
    "router_schema",
    "seat_of",
    "source_of",
    "taken_rules",
    "trace",
]
