"""Reasons as data: a code for programs, the page and the span it is about, and its evidence."""

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime, tzinfo
from typing import Any

import attrs

from teamsched.frozen import FrozenDict
from teamsched.intervals import Interval
from teamsched.zonekeys import zone_of

# Not strftime's, which follow the locale.
_DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def _frozen(params: Mapping[str, Any]) -> Mapping[str, Any]:
    return FrozenDict(params)


def _reasons(reasons: "Iterable[Reason]") -> "tuple[Reason, ...]":
    return tuple(reasons)


@attrs.frozen(repr=False, order=False)
class Reason:
    """One reason why something is not offered, or why somebody was chosen or passed over.

    Attributes:
        code: What kind of reason it is: an open vocabulary, see ``docs/reasons.md``.
        page: The page (person) it is about; None if it is about the start as a whole.
        span: The interval behind it: the busy time, the missing hours, the full day.
        params: What else there is to know; equal reasons have equal params.
        text: The reason in words, without the page and the span.
        note: More words, for after the span.
    """

    code: str
    page: str | None = None
    span: Interval | None = None
    params: Mapping[str, Any] = attrs.field(factory=dict, converter=_frozen)
    text: str = attrs.field(default="", eq=False)
    note: str = attrs.field(default="", eq=False)

    def words(self, zone: str | tzinfo = UTC) -> str:
        """Return the reason in words, with its span as the wall clock of a zone shows it.

        What happened in the past is in UTC, with a Z.
        """
        parts = [
            f"{self.page}:" if self.page else "",
            self.text or self.code.replace("_", " "),
            clock_span(self.span, zone) if self.span else "",
            f"({self.note})" if self.note else "",
        ]
        return " ".join(filter(None, parts))

    def __str__(self) -> str:
        return self.words()

    def __repr__(self) -> str:
        return f"<Reason {self.code}: {self}>"


def clock_span(span: Interval, zone: str | tzinfo) -> str:
    """Return a span as a wall clock shows it.

    >>> clock_span(Interval.parse("2026-03-02T09:00Z/17:30Z"), UTC)
    'Mon 2 Mar 09:00–17:30'
    """
    start, end = span.in_zone(zone)
    ends_that_day = start.date() == end.date()
    return (
        f"{_day(start)} {start:%H:%M}–"
        + ("" if ends_that_day else f"{_day(end)} ")
        + f"{end:%H:%M}"
    )


def _day(moment: datetime) -> str:
    return f"{_DAYS[moment.weekday()]} {moment.day} {_MONTHS[moment.month - 1]}"


@attrs.frozen(repr=False)
class Explanation:
    """Some reasons, in a stable order.

    Attributes:
        reasons: The reasons.
        zone: The zone whose wall clock the words show.
    """

    reasons: tuple[Reason, ...] = attrs.field(default=(), converter=_reasons)
    zone: tzinfo = attrs.field(default=UTC, converter=zone_of, eq=False, kw_only=True)

    def explain(self, zone: str | tzinfo | None = None) -> str:
        """Return the reasons in words, a line each, with times in a zone or in their own."""
        shown = self.zone if zone is None else zone_of(zone)
        return "\n".join(reason.words(shown) for reason in self.reasons)

    @property
    def codes(self) -> frozenset[str]:
        """The distinct codes."""
        return frozenset(reason.code for reason in self.reasons)

    def about(self, page: str) -> tuple[Reason, ...]:
        """Return the reasons about one page."""
        return tuple(reason for reason in self.reasons if reason.page == page)

    def __bool__(self) -> bool:
        return bool(self.reasons)

    def __repr__(self) -> str:
        codes = ", ".join(sorted(self.codes)) or "none"
        return f"<{type(self).__name__} {len(self.reasons)} reasons: {codes}>"


def distinct(reasons: Iterable[Reason]) -> tuple[Reason, ...]:
    """Return the reasons without repetition, in the order in which each first comes."""
    found: list[Reason] = []
    for reason in reasons:
        if reason not in found:
            found.append(reason)
    return tuple(found)
