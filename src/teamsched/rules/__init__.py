"""Who may: master pages and routers, their rules, and where a request leads."""

from teamsched.rules.analysis import Example
from teamsched.rules.counterfactual import Change, elsewhere, elsewhere_on_page
from teamsched.rules.first_match import Step
from teamsched.rules.linting import Lint, lint, taken_rules
from teamsched.rules.pages import MasterPage, Rule, source_of
from teamsched.rules.routers import Branch, Destination, Router
from teamsched.rules.routing import NoRoute, Route, route, seat_of, seats_of, trace
from teamsched.rules.schemas import page_schema, router_schema

__all__ = [
    "Branch",
    "Change",
    "Destination",
    "Example",
    "Lint",
    "MasterPage",
    "NoRoute",
    "Route",
    "Router",
    "Rule",
    "Step",
    "elsewhere",
    "elsewhere_on_page",
    "lint",
    "page_schema",
    "route",
    "router_schema",
    "seat_of",
    "seats_of",
    "source_of",
    "taken_rules",
    "trace",
]
