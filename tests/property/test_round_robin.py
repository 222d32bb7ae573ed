"""Round robin against a plain list of people, in exact fractions, whatever its options are."""

from dataclasses import dataclass
from fractions import Fraction
from math import floor, gcd
from typing import Any

import attrs
from hypothesis import given, strategies as st

from teamsched.distribution import ResourcePool, RoundRobin
from teamsched.entries import UNIT, Kind, Loss
from teamsched.model import Membership
from tests.unit.distribution.life import SPAN, Life, roster

PAGES = "dabec"
NEWCOMERS = "yz"
WHO = st.sampled_from(PAGES)
FREE = st.sets(WHO) | st.just(set(PAGES))
WEIGHT = st.sampled_from([1, 1, 1, 2, 3, 5, 40, 0])
CORRECTIONS = st.booleans() | st.frozensets(st.sampled_from(Loss))
LEVELS = st.sampled_from(["level", "mean", "catch_up"])
SHOWING: st.SearchStrategy[dict[str, Any]] = st.one_of(
    st.fixed_dictionaries(
        {"when_blocked": st.sampled_from(["wait", "next_per_start", "next_in_horizon"])}
    ),
    st.fixed_dictionaries(
        {"when_blocked": st.just("next_per_start"), "max_lead": st.integers(1, 4)}
    ),
)
OPTIONS: st.SearchStrategy[dict[str, Any]] = st.builds(
    lambda showing, rest: {**showing, **rest},
    SHOWING,
    st.fixed_dictionaries({"joiners": LEVELS, "returners": LEVELS, "correction": CORRECTIONS}),
)
WHICH = st.integers(0, 30)
BOOK = st.tuples(st.just("book"), FREE, st.none() | FREE)
STEPS: st.SearchStrategy[list[tuple[Any, ...]]] = st.lists(
    st.one_of(
        BOOK,
        BOOK,
        BOOK,
        st.tuples(st.just("lose"), WHICH, st.sampled_from(Loss), WHO),
        st.tuples(st.sampled_from(["pause", "resume", "leave"]), WHO),
        st.tuples(st.just("join"), st.sampled_from(PAGES + NEWCOMERS)),
        st.tuples(st.just("correct"), CORRECTIONS),
    ),
    max_size=40,
)


# --- the plain list ------------------------------------------------------------------------------


@dataclass
class Person:
    """A member of the line, as they stand."""

    page: str
    weight: int
    standing: Fraction = Fraction(0)
    last: int = -1
    paused: bool = False
    left: bool = False

    @property
    def away(self) -> bool:
        return self.paused or self.left

    @property
    def step(self) -> Fraction:
        return Fraction(1, self.weight or 1)


@dataclass
class Held:
    """A booking that has not ended: with whom, and what it cost."""

    holder: Person
    price: Fraction


class Simulation:
    """The line as a list of people, in pool order."""

    def __init__(self, weights: dict[str, int], options: dict[str, Any]) -> None:
        self.people = [Person(page, weight) for page, weight in weights.items()]
        self.options = options
        self.held: dict[str, Held] = {}
        self.lost: set[Loss] = set()
        self.correct(options.get("correction", True))

    def person(self, page: str) -> Person:
        return next(person for person in self.people if person.page == page)

    def in_line(self, pages: Any) -> list[Person]:
        """Return who is next, then who would be next without them, and so on."""
        left = [person for person in self.people if not person.away and person.page in pages]
        line = []
        while left:
            line.append(
                min(left, key=lambda p: (p.weight == 0, p.standing + p.step / 2, p.last))
            )  # the first of equals, and they are in pool order
            left.remove(line[-1])
        return line

    def shown(self, starts: dict[str, int], count: int, seated: frozenset[str]) -> list[str]:
        line = self.in_line(starts.keys() - seated)
        match self.options.get("when_blocked", "wait"):
            case "wait":
                chosen = line[:count]
            case "next_in_horizon":
                able = [person for person in line if starts[person.page]]
                chosen = (able + [person for person in line if person not in able])[:count]
            case _:
                far = self.too_far_ahead(line)
                chosen = [person for person in line if person not in far]
                while far and sum(starts[person.page] > 0 for person in chosen) < count:
                    chosen.append(far.pop(0))
        return [person.page for person in chosen]

    def too_far_ahead(self, line: list[Person]) -> list[Person]:
        bound = self.options.get("max_lead")
        if bound is None or not line:
            return []
        measure = with_weight(line)
        lowest = min(person.standing for person in measure)
        longest = max(person.step for person in measure)
        return [person for person in line if person.standing - lowest >= bound * longest]

    def book(self, id: str, at: int, free: set[str], asked: set[str] | None) -> str | None:
        drawn = {person.page for person in self.people} if asked is None else asked
        starts = {page: int(page in free) for page in drawn}
        able = [page for page in self.shown(starts, 1, frozenset()) if starts[page]]
        if not able:
            return None
        chosen = self.in_line(able)[0]
        self.held[id] = Held(chosen, chosen.step)
        chosen.standing += chosen.step
        chosen.last = at
        return chosen.page

    def lose(self, id: str, loss: Loss, to: str) -> None:
        held = self.held[id]
        keeps = loss in {Loss.RESCHEDULED, Loss.REASSIGNED}
        if keeps and held.holder.page == to:
            return
        if loss in self.lost:
            held.holder.standing -= held.price
        if keeps:
            held.holder = self.person(to)
            held.holder.standing += held.price
        else:
            del self.held[id]

    def level(self, page: str, policy: str) -> Fraction | None:
        others = [person for person in self.people if person.page != page and not person.away]
        if policy == "catch_up" or not others:
            return None
        standings = [person.standing for person in with_weight(others)]
        if policy == "level":
            return min(standings)
        return Fraction(floor(sum(standings) / len(standings) * UNIT), UNIT)

    def join(self, page: str) -> None:
        if page not in {person.page for person in self.people}:
            self.people.append(Person(page, 1))
        person, policy = self.person(page), self.options.get("joiners", "level")
        if policy != "catch_up":
            person.standing = self.level(page, policy) or Fraction(0)
        person.paused = person.left = False

    def resume(self, page: str) -> None:
        person = self.person(page)
        level = self.level(page, self.options.get("returners", "level"))
        if person.paused and not person.left and level is not None:
            person.standing = max(person.standing, level)
        person.paused = False

    def pause(self, page: str) -> None:
        self.person(page).paused = True

    def leave(self, page: str) -> None:
        self.person(page).left = True

    def correct(self, correction: Any) -> None:
        every = set(Loss) if correction is True else set()
        self.lost = every if isinstance(correction, bool) else set(correction)


def with_weight(people: list[Person]) -> list[Person]:
    return [person for person in people if person.weight] or people


# --- both, side by side --------------------------------------------------------------------------


class Pair:
    """A pool and its simulation, through the same steps."""

    def __init__(self, weights: dict[str, int], options: dict[str, Any]) -> None:
        members = [Membership(page, weight=weight) for page, weight in weights.items()]
        self.life = Life(ResourcePool("sales", members, distribution=RoundRobin(**options)))
        self.simulation = Simulation(weights, options)

    def go(self, verb: str, *arguments: Any) -> str | None:
        """Take a step; of a booking, return who gets it."""
        return getattr(self, verb)(*arguments)  # type: ignore[no-any-return]

    def book(self, free: set[str], asked: set[str] | None = None) -> str | None:
        life, now = self.life, self.life.tick()
        id = f"b-{life.minute}"
        choice = life.pool.choose(life.ledger, free, asked=asked)
        if choice is not None:
            life.add(choice.booking(id, "demo", SPAN, at=now))
        page = choice.page if choice else None
        assert page == self.simulation.book(id, life.minute, free, asked)
        return page

    def lose(self, number: int, loss: Loss, to: str) -> None:
        life, ids = self.life, list(self.simulation.held)
        if not ids:
            return
        id = ids[number % len(ids)]
        booking, now, terms = life.bookings[id], life.tick(), [life.pool.gives_back]
        match loss:
            case Loss.CUSTOMER_CANCELLED:
                life.add(booking.cancelled(by="customer", at=now, terms=terms))
            case Loss.HOST_CANCELLED:
                life.add(booking.cancelled(by="host", at=now, terms=terms))
            case Loss.NO_SHOW:
                life.add(booking.no_show(at=now, terms=terms))
            case Loss.RESCHEDULE_REQUESTED:
                life.add(booking.reschedule_requested(at=now, terms=terms))
            case Loss.RESCHEDULED:
                life.add(booking.rescheduled(SPAN, to=to, at=now, terms=terms))
            case Loss.REASSIGNED:
                life.add(booking.reassigned(to, at=now, terms=terms))
        self.simulation.lose(id, loss, to)

    def join(self, page: str) -> None:
        if page not in self.life.pool.pages:
            self.life.pool = self.life.pool.including(page)
        self.life.add(self.life.pool.joining(page, self.life.ledger, at=self.life.tick()))
        self.simulation.join(page)

    def resume(self, page: str) -> None:
        self.life.resume(page)
        self.simulation.resume(page)

    def pause(self, page: str) -> None:
        self.life.pause(page)
        self.simulation.pause(page)

    def leave(self, page: str) -> None:
        self.life.add(self.life.pool.leaving(page, self.life.ledger, at=self.life.tick()))
        self.simulation.leave(page)

    def correct(self, correction: Any) -> None:
        pool = self.life.pool
        method = attrs.evolve(pool.distribution, correction=correction)  # type: ignore[misc]
        self.life.pool = attrs.evolve(pool, distribution=method)
        self.simulation.correct(correction)

    def standings(self) -> dict[str, Fraction]:
        return {page: -credit for page, credit in self.life.credits().items()}


@st.composite
def weights(draw: st.DrawFn, weight: st.SearchStrategy[int] = WEIGHT) -> dict[str, int]:
    """Draw the weights of a pool, all the same or not."""
    if draw(st.booleans()):
        return dict.fromkeys(PAGES, draw(weight))
    return {page: draw(weight) for page in PAGES}


@st.composite
def pairs(draw: st.DrawFn, options: st.SearchStrategy[dict[str, Any]] = OPTIONS) -> Pair:
    """Draw a pool with a past."""
    pair = Pair(draw(weights()), draw(options))
    for step in draw(STEPS):
        pair.go(*step)
    return pair


@st.composite
def uneven(draw: st.DrawFn, options: st.SearchStrategy[dict[str, Any]] = OPTIONS) -> Pair:
    """Draw a pool in which everybody stands somewhere else, however that came about."""
    pair = Pair(draw(weights()), draw(options))
    for person in pair.simulation.people:
        person.standing = Fraction(draw(st.integers(-6, 6)), 2)
        units = int(person.standing * -UNIT)
        pair.life.add(roster(Kind.JOINED, person.page, units=units))
    return pair


STARTS = st.dictionaries(st.sampled_from(PAGES + NEWCOMERS), st.integers(0, 3))
COUNT = st.integers(1, 3)


@given(weights(), OPTIONS, STEPS)
def test_every_step_is_as_the_list_says(
    weights: dict[str, int], options: dict[str, Any], steps: list[Any]
) -> None:
    """Who is booked, and how everybody stands after it, to the last unit."""
    pair = Pair(weights, options)
    for step in steps:
        pair.go(*step)
        assert pair.standings() == {
            person.page: person.standing for person in pair.simulation.people
        }


@given(pairs() | uneven(), STARTS, COUNT, st.frozensets(WHO, max_size=3))
def test_what_is_shown_is_as_the_list_says(
    pair: Pair, starts: dict[str, int], count: int, seated: frozenset[str]
) -> None:
    """The same people in the same order, and exactly the others have a reason."""
    method, line = pair.life.pool.distribution, pair.life.pool.line(pair.life.ledger)
    shown = method.shows(line, starts, count=count, seated=seated)
    expected = pair.simulation.shown(starts, count, seated)
    assert list(shown.items()) == [(page, starts[page]) for page in expected]
    able = {person.page for person in pair.simulation.in_line(starts.keys() - seated)}
    hidden = method.hides(line, starts, count=count, seated=seated)
    assert hidden.keys() == able - shown.keys()
    assert all(reason.page == page for page, reason in hidden.items())


@given(pairs(), FREE)
def test_the_ranking_is_the_line(pair: Pair, free: set[str]) -> None:
    """Everybody free is ranked, and told their place among all."""
    line = pair.life.pool.line(pair.life.ledger)
    ranking = pair.life.pool.distribution.rank(line, free, tie=b"")
    everybody = [person.page for person in pair.simulation.in_line(pair.life.pool.pages)]
    assert list(ranking.order) == [page for page in everybody if page in free]
    for page, reason in ranking.reasons.items():
        assert reason.params["place"] == everybody.index(page) + 1
        assert reason.params["standing"] == pair.simulation.person(page).standing


# --- laws ----------------------------------------------------------------------------------------


@given(uneven(SHOWING), st.fixed_dictionaries(dict.fromkeys(PAGES, st.integers(0, 1))), COUNT)
def test_fairness_never_empties_a_page(pair: Pair, starts: dict[str, int], count: int) -> None:
    """What looks ahead shows as many people with time as are needed, if there are as many."""
    method, line = pair.life.pool.distribution, pair.life.pool.line(pair.life.ledger)
    shown = method.shows(line, starts, count=count)
    if method.looks_ahead:
        assert sum(shown.values()) >= min(sum(starts.values()), count)
    if pair.simulation.options["when_blocked"] != "next_per_start":
        assert len(shown) == count


@given(st.lists(FREE.filter(bool), max_size=60), st.integers(1, 4))
def test_the_lead_is_bounded(frees: list[set[str]], bound: int) -> None:
    """Whoever would be more than so far ahead gets a booking only if nobody else could."""
    pair = Pair(dict.fromkeys(PAGES, 1), {"when_blocked": "next_per_start", "max_lead": bound})
    for free in frees:
        before = pair.standings()
        nearer = {page for page in free if before[page] - min(before.values()) < bound}
        page = pair.book(free)
        assert page in (nearer or free)


@given(
    weights(st.integers(1, 8)),
    st.integers(2, 5),
    SHOWING,
    st.sampled_from(["level", "catch_up"]),
    STEPS,
)
def test_scaling_weights_changes_nothing(
    weights: dict[str, int], scale: int, showing: dict[str, Any], level: str, steps: list[Any]
) -> None:
    """Only the proportions count, so equal weights are as none."""
    options = {**showing, "joiners": level, "returners": level}
    one = Pair(weights, options)
    many = Pair({page: weight * scale for page, weight in weights.items()}, options)
    for step in steps:
        if step not in [("join", page) for page in NEWCOMERS]:  # their weight is not scaled
            assert one.go(*step) == many.go(*step)


@given(weights(st.integers(1, 9)), st.integers(1, 60), SHOWING)
def test_full_attendance_is_apportioned(
    weights: dict[str, int], number: int, showing: dict[str, Any]
) -> None:
    """With everybody free, bookings go as seats to parties by Webster's divisors."""
    pair = Pair(weights, {**showing, "max_lead": None})
    period = sum(weights.values()) // gcd(*weights.values())
    for _ in range(number):
        pair.book(set(PAGES))
    received = dict(zip(pair.life.pool.pages, pair.life.received(), strict=True))
    rounded_up = max(Fraction(2 * received[page] - 1, weights[page]) for page in PAGES)
    rounded_down = min(Fraction(2 * received[page] + 1, weights[page]) for page in PAGES)
    assert rounded_up <= rounded_down
    if number % period == 0:
        share = Fraction(number, sum(weights.values()))
        assert received == {page: weight * share for page, weight in weights.items()}


@given(pairs(st.just({"when_blocked": "next_per_start"})), FREE)
def test_without_weight_only_in_need(pair: Pair, free: set[str]) -> None:
    """Nobody without a weight is booked while somebody with one is free."""
    able = {person.page: person.weight for person in pair.simulation.in_line(free)}
    page = pair.book(free)
    if page is not None and any(able.values()):
        assert able[page] > 0
