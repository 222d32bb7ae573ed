"""From the JSON of a case to the library's public API and back, one function for each kind.

There is nothing to see here on purpose: what a case asks for is worked out by the library.
"""

from collections.abc import Callable, Iterable, Sequence
from datetime import UTC, date, datetime, timedelta
from functools import reduce
from typing import Any

from teamsched import Interval, IntervalSet, Recurrence, Schedule, WeeklyHours, localize
from teamsched.availability import day_grid, wall_clock_window
from teamsched.errors import RepeatedTimeError, SkippedTimeError

Case = dict[str, Any]


def answer(case: Case) -> Any:
    """Answer a case; one that raises answers with the name of the error."""
    try:
        return ADAPTERS[case["kind"]](case)
    except Exception as error:  # noqa: BLE001 (whatever it is, it is the answer)
        return {"error": type(error).__name__}


# Times and spans


def time(text: str) -> datetime:
    """Read an instant, which is aware, or a local time, which is naive."""
    return datetime.fromisoformat(text)


def span(pair: Sequence[str]) -> Interval:
    """Read a span."""
    return Interval(*map(time, pair))


def spans(pairs: Iterable[Sequence[str]]) -> IntervalSet:
    """Read spans in any order."""
    return IntervalSet(map(span, pairs))


def minutes(number: int) -> timedelta:
    """Read a length."""
    return timedelta(minutes=number)


def text_of_time(instant: datetime) -> str:
    """Write an instant."""
    return instant.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def text_of_spans(intervals: IntervalSet) -> list[list[str]]:
    """Write spans."""
    return [[text_of_time(one.start), text_of_time(one.end)] for one in intervals]


# The kinds


def algebra(case: Case) -> list[list[str]]:
    """Answer with a set made of sets."""
    first, *others = map(spans, case["sets"])
    match case["op"]:
        case "union":
            made = reduce(IntervalSet.union, others, first)
        case "intersection":
            made = reduce(IntervalSet.intersection, others, first)
        case "difference":
            made = reduce(IntervalSet.difference, others, first)
        case "at_least":
            made = IntervalSet.at_least(case["k"], [first, *others])
        case "gaps":
            made = first.gaps(span(case["within"]))
    return text_of_spans(made)


def resolve(case: Case) -> Any:
    """Answer with the instant of a local time."""
    try:
        local = time(case["local"])
        return text_of_time(localize(local, zone=case["zone"], disambiguate=case["policy"]))
    except (SkippedTimeError, RepeatedTimeError):
        return {"error": True}


def window(case: Case) -> list[list[str]]:
    """Answer with when the wall clock reads inside a window."""
    start, end = time(case["local_start"]), time(case["local_end"])
    return text_of_spans(wall_clock_window(start, end, zone=case["zone"]))


def hours(case: Case) -> list[list[str]]:
    """Answer with the free time of one person."""
    schedule = Schedule(
        WeeklyHours.from_mapping(case["weekly"], zone=case["zone"]),
        overrides={date.fromisoformat(d): day for d, day in case.get("overrides", {}).items()},
        time_off=spans(case.get("time_off", [])),
    )
    at_work = schedule.open_during(span(case["window"]))
    return text_of_spans(at_work.difference(spans(case.get("busy", []))))


def rrule(case: Case) -> list[str]:
    """Answer with the occurrences of a recurrence."""
    recurrence = Recurrence(
        case["rrule"],
        start=time(case["dtstart"]),
        zone=case["zone"],
        exclude=map(time, [*case.get("exdate", []), *case.get("exdate_utc", [])]),
        include=map(time, case.get("rdate", [])),
        disambiguate=case.get("gap", "skip"),
    )
    return list(map(text_of_time, recurrence.occurrences()))


def grid(case: Case) -> list[str]:
    """Answer with the starts of slots inside a window of the wall clock."""
    start, end = time(case["local_start"]), time(case["local_end"])
    inside = wall_clock_window(start, end, zone=case["zone"])
    if not inside.span:
        return []
    starts = day_grid(inside.span, zone=case["zone"], step=minutes(case["step_min"]))
    fitting = starts.fitting(inside, lasting=minutes(case["duration_min"]))
    return list(map(text_of_time, fitting))


ADAPTERS: dict[str, Callable[[Case], Any]] = {
    "algebra": algebra,
    "grid": grid,
    "hours": hours,
    "resolve": resolve,
    "rrule": rrule,
    "window": window,
}
"""The kinds that are answered."""
