"""Who may: master pages and routers, their rules, and where a request leads."""

from teamsched.rules.analysis import Example
from teamsched.rules.counterfactual import Change, elsewhere, elsewhere_on_page
from teamsched.rules.fallbacks import Fallback
from teamsched.rules.first_match import Step
from teamsched.rules.linting import Lint, lint, taken_rules
from teamsched.rules.pages import DynamicRules, MasterPage, Rule
from teamsched.rules.providing import disabled, providers_of, route_to_page
from teamsched.rules.routers import Branch, Destination, Router
from teamsched.rules.routes import NoRoute, Route, Rung
from teamsched.rules.routing import route, seat_of, seats_of, trace
from teamsched.rules.scenario_documents import scenario_from_dict
from teamsched.rules.scenarios import (
    BookingPagesFirst,
    BookingPagesOnly,
    EventTypesFirst,
    PageScenario,
    StaticRules,
)
from teamsched.rules.schemas import booking_page_schema, page_schema, router_schema
from teamsched.rules.steps import NOTHING_CHOSEN, Chosen, NextStep, next_step
from teamsched.targets import source_of

__all__ = [
    "NOTHING_CHOSEN",
    "BookingPagesFirst",
    "BookingPagesOnly",
    "Branch",
    "Change",
    "Chosen",
    "Destination",
    "DynamicRules",
    "EventTypesFirst",
    "Example",
    "Fallback",
    "Lint",
    "MasterPage",
    "NextStep",
    "NoRoute",
    "PageScenario",
    "Route",
    "Router",
    "Rule",
    "Rung",
    "StaticRules",
    "Step",
    "booking_page_schema",
    "disabled",
    "elsewhere",
    "elsewhere_on_page",
    "lint",
    "next_step",
    "page_schema",
    "providers_of",
    "route",
    "route_to_page",
    "router_schema",
    "scenario_from_dict",
    "seat_of",
    "seats_of",
    "source_of",
    "taken_rules",
    "trace",
]
