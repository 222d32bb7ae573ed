"""Who may: master pages and routers, their rules, and where a request leads."""

from teamsched.rules.first_match import Step
from teamsched.rules.pages import MasterPage, Rule, source_of
from teamsched.rules.routers import Branch, Destination, Router
from teamsched.rules.routing import NoRoute, Route, route, seat_of, trace
from teamsched.rules.schemas import page_schema, router_schema

__all__ = [
    "Branch",
    "Destination",
    "MasterPage",
    "NoRoute",
    "Route",
    "Router",
    "Rule",
    "Step",
    "page_schema",
    "route",
    "router_schema",
    "seat_of",
    "source_of",
    "trace",
]
