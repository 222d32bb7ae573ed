"""Why a whole page is empty, in brief: what closes it to everybody, or else who is missing."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import timedelta

import attrs

from teamsched.availability.finding import event_hours, starting_in
from teamsched.availability.limits import too_long
from teamsched.bits import ones, positions
from teamsched.horizons import BookableDays, DateRange
from teamsched.instants import to_instant, to_micros
from teamsched.panels import Places
from teamsched.reasons import Reason, distinct
from teamsched.team.explain import not_kept, off_grid, outside, untimely, why_too_few
from teamsched.team.limits import Limit
from teamsched.team.seating import SeatPlan, Situation


def why_empty(situation: Situation) -> tuple[Reason, ...]:
    """Return in brief why no start at all is offered; ``why_not`` has the reasons of each."""
    window = situation.snapshot.window
    if not situation.grid.instants:
        return (Reason("no_starts", span=window, text="no start of the page's grid lies in"),)
    return tuple(_why_nobody(situation)) or distinct(_who_is_missing(situation))


def why_no_fallback(situation: Situation) -> Iterator[Reason]:
    """Yield that the fallbacks have no slot either, where there are any."""
    tried = situation.background.tried
    if tried:
        many = "the fallback of the rule has" if tried == 1 else f"its {tried} fallbacks have"
        yield Reason("no_fallback", params={"fallbacks": tried}, text=f"{many} no slot either")


# What closes a page to everybody


def _why_nobody(situation: Situation) -> Iterator[Reason]:
    """Yield what leaves no start for anybody: each that would do so alone, or else all of them."""
    full, left = situation.grid.full, situation.grid.full
    closed = {code: bits & full for code, bits in _closed(situation).items() if bits & full}
    for bits in closed.values():
        left &= ~bits
    if left:
        return
    alone = [code for code, bits in closed.items() if bits == full]
    for code in alone or closed:
        yield _closing(situation, code, next(iter(positions(closed[code]))))


def _closed(situation: Situation) -> Mapping[str, int]:
    """Return the starts that nobody can be booked for, by the code of the reason."""
    snapshot, event_type, grid = situation.snapshot, situation.event_type, situation.grid
    now, (low, high) = to_instant(snapshot.now), snapshot.window.bounds
    horizon, own = event_type.horizon, event_hours(snapshot, event_type)
    dates = situation.dates
    beyond_days = 0 if dates is None else ~starting_in(dates, grid)
    small = any(too_long(cap, event_type) for cap in event_type.caps)
    duration, notice = to_micros(event_type.duration), to_micros(event_type.notice)
    return {
        "outside_window": ~ones(grid.before(high)) | ones(grid.before(low)),
        "off_grid": ~situation.on_grid,
        "past": ones(grid.before(now)),
        "too_soon": ones(grid.before(now + notice)) if notice else 0,
        "too_far": beyond_days
        if isinstance(horizon, BookableDays)
        else ~ones(grid.until(now + to_micros(horizon)))
        if isinstance(horizon, timedelta)
        else 0,
        "outside_dates": beyond_days if isinstance(horizon, DateRange) else 0,
        "outside_event_hours": 0 if own is None else ~grid.open_within(own.bounds, duration),
        "cap": grid.full if small else 0,
        "customer_cap": grid.full if situation.refused else 0,
    }


def _closing(situation: Situation, code: str, index: int) -> Reason:
    """Return the reason of a code as it is for one start, about the whole window."""
    window = situation.snapshot.window
    if code == "outside_window":
        return outside(situation)
    if code == "off_grid":
        return off_grid(window)
    reasons = (*untimely(situation, situation.slot(index)), *situation.refused)
    reason = next(reason for reason in reasons if reason.code == code)
    return attrs.evolve(reason, span=reason.span and window)


# Who is missing


def _who_is_missing(situation: Situation) -> Iterator[Reason]:
    for plan in situation.plans:
        if plan.seat.preferred:
            continue
        if not plan.seat.pages:
            yield from plan.seat.excluded
        for page, bits in plan.shown.items():
            if not bits & situation.on_grid:
                yield _never(situation, plan, page)
    yield from _why_never_together(situation)


def _never(situation: Situation, plan: SeatPlan, page: str) -> Reason:
    blocked = bool(plan.hidden())
    return Reason(
        "blocked_line" if blocked else "never_free",
        page,
        situation.snapshot.window,
        {"seat": plan.seat.name},
        text="comes before others in line and has no free time in"
        if blocked
        else "has no free time in",
    )


def _why_never_together(situation: Situation) -> Iterator[Reason]:
    on_grid = situation.on_grid
    ever = [
        plan.places(page for page, bits in plan.shown.items() if bits & on_grid)
        for plan in situation.plans
    ]
    found = [*why_too_few(situation, ever)] or [*_why_never_kept(situation, ever)]
    yield from found
    if not found:
        yield Reason(
            "never_together",
            span=situation.snapshot.window,
            text="the people needed are never free at the same time in",
        )


def _why_never_kept(situation: Situation, ever: Sequence[Places]) -> Iterator[Reason]:
    """Yield the constraints without which something would be offered; none if nothing would."""
    kept: list[Limit] = []
    broken: list[Limit] = []
    for limit in situation.limits:
        fits = attrs.evolve(situation, limits=(*kept, limit)).offered()
        (kept if fits else broken).append(limit)
    if attrs.evolve(situation, limits=tuple(kept)).offered():
        people = frozenset().union(*(seat.people for seat in ever if seat.needed))
        for limit in broken:
            yield not_kept(limit, people)
