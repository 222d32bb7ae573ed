"""Who may: master pages, their rules, and where a request leads."""

from teamsched.rules.pages import MasterPage, Rule, source_of
from teamsched.rules.routing import NoRoute, Route, route, seat_of

__all__ = ["MasterPage", "NoRoute", "Route", "Rule", "route", "seat_of", "source_of"]
