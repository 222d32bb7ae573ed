"""The ledger against a slow and obvious count, and the laws of adding, merging and going on."""

import json
from collections.abc import Iterable
from fractions import Fraction
from typing import Any

import attrs
import pytest
from hypothesis import given, settings, strategies as st

from teamsched.bookings import Booking
from teamsched.distribution import Checkpoint, Ledger, ResourcePool, RoundRobin
from teamsched.entries import UNIT, Entry, Loss
from teamsched.errors import ConflictError, InvalidInputError
from teamsched.statuses import Status
from tests.generators.histories import (
    METHODS,
    PAGES,
    POOLS,
    SCOPES,
    STRANGER,
    WEIGHTS,
    History,
    histories,
)
from tests.unit.distribution.life import Life, at

EVERYBODY = [*PAGES, STRANGER]
EVERY_LOSS = frozenset(Loss)


# --- a slow and obvious count ---------------------------------------------------------------------


def zero() -> dict[str, Any]:
    return {
        "received": 0,
        "removed": 0,
        "credit": Fraction(0),
        "minutes": 0,
        "opportunities": 0,
        "wait": 0,
        "longest": 0,
        "last": None,
    }


def promised(pool: str | None, correction: bool) -> frozenset[Loss]:
    """Return which losses a pool gives back, with the correction of the line on or off."""
    if pool == "sales":
        return EVERY_LOSS - {Loss.NO_SHOW}
    return EVERY_LOSS if pool == "pair" or (pool == "support" and correction) else frozenset()


def price(pool: str | None, page: str) -> Fraction:
    """Return what a booking costs whoever gets it."""
    if pool == "pair":
        return Fraction(1, WEIGHTS.get(page, 1))
    return Fraction(pool in {"sales", "support"})


class Count:
    """A table of numbers for each pool, kept up to date event by event, by nothing but words."""

    def __init__(self, events: Iterable[dict[str, Any]], *, now: int | None = None) -> None:
        self.now = now
        self.table = {pool: {page: zero() for page in EVERYBODY} for pool in POOLS}
        self.bookings: dict[str, dict[str, Any]] = {}
        self.holds: dict[str, dict[str, Any]] = {}
        for event in events:
            getattr(self, event["what"])(event)
        for event in self.holds.values():
            if now is None or event["expires"] > now:
                self.receive(event)

    def held(self, event: dict[str, Any]) -> None:
        self.holds[event["id"]] = event

    def given_up(self, event: dict[str, Any]) -> None:
        del self.holds[event["id"]]

    def approved(self, event: dict[str, Any]) -> None:
        """It has been paid for."""

    def booked(self, event: dict[str, Any]) -> None:
        self.holds.pop(event["id"], None)
        self.receive(event)
        for other in event["free"]:
            row = self.table[event["pool"]][other]
            row["opportunities"] += 1
            row["wait"] = 0 if other in event["pages"] else row["wait"] + 1
            row["longest"] = max(row["longest"], row["wait"])

    def receive(self, event: dict[str, Any]) -> None:
        pool, pages, free = event["pool"], event["pages"], event["free"]
        granted = {other: Fraction(1, len(free)) for other in free} if pool == "sales" else {}
        self.bookings[event["id"]] = {
            **event,
            "seats": [
                {"holder": page, "account": page, "price": price(pool, page)} for page in pages
            ],
            "granted": granted,
            "state": "to come",
        }
        rows = self.table[pool]
        for page in pages:
            rows[page]["received"] += 1
            rows[page]["credit"] -= price(pool, page)
            rows[page]["minutes"] += event["minutes"]
            rows[page]["last"] = max(event["minute"], rows[page]["last"] or 0)
        for other, share in granted.items():
            rows[other]["credit"] += share

    def ended(self, event: dict[str, Any]) -> None:
        booking = self.bookings[event["id"]]
        rows, before = self.table[booking["pool"]], booking["state"]
        after = "no-show" if event["how"] is Loss.NO_SHOW else "cancelled"
        if before in {"cancelled", after}:
            return
        booking["state"] = after
        given_back = before != "no-show" and self.is_given_back(booking, event)
        for seat in booking["seats"]:
            if after == "cancelled":
                rows[seat["holder"]]["minutes"] -= booking["minutes"]
            if before != "no-show":
                rows[seat["account"]]["removed"] += 1
            if given_back:
                rows[seat["account"]]["credit"] += seat["price"]
        for other, share in booking["granted"].items() if given_back else ():
            rows[other]["credit"] -= share

    def is_given_back(self, booking: dict[str, Any], event: dict[str, Any]) -> bool:
        decided = event if event["told"] else booking
        return event["how"] in promised(booking["pool"], decided["correction"])

    def completed(self, event: dict[str, Any]) -> None:
        self.bookings[event["id"]]["state"] = "completed"

    def moved(self, event: dict[str, Any]) -> None:
        booking = self.bookings[event["id"]]
        rows, to, seat = self.table[booking["pool"]], event["to"], booking["seats"][event["seat"]]
        if to is not None and to != seat["account"]:
            rows[seat["account"]]["removed"] += 1
            rows[to]["received"] += 1
            rows[to]["credit"] -= seat["price"]
            if self.is_given_back(booking, event):
                rows[seat["account"]]["credit"] += seat["price"]
            seat["account"] = to
        self.hold(booking, seat, to or seat["holder"])
        longer = (event["minutes"] or booking["minutes"]) - booking["minutes"]
        for one in booking["seats"]:
            rows[one["holder"]]["minutes"] += longer
        booking["minutes"] += longer

    def covered(self, event: dict[str, Any]) -> None:
        booking = self.bookings[event["id"]]
        self.hold(booking, booking["seats"][event["seat"]], event["to"])

    def hold(self, booking: dict[str, Any], seat: dict[str, Any], page: str) -> None:
        rows = self.table[booking["pool"]]
        rows[seat["holder"]]["minutes"] -= booking["minutes"]
        rows[page]["minutes"] += booking["minutes"]
        seat["holder"] = page

    def placed(self, event: dict[str, Any]) -> None:
        self.table[event["pool"]][event["page"]]["credit"] += Fraction(event["units"], UNIT)

    def adjusted(self, event: dict[str, Any]) -> None:
        until = event["expires"]
        if self.now is None or until is None or until > self.now:
            self.table[event["pool"]][event["page"]]["credit"] += event["bookings"]


def said(ledger: Ledger, pool: str | None, *, now: int | None = None) -> dict[str, dict[str, Any]]:
    """Return what a ledger says, in the words of the count."""
    standings = ledger.standings(pool, EVERYBODY, now=None if now is None else at(now))
    return {
        one.page: {
            "received": one.received,
            "removed": one.removed,
            "credit": one.credit,
            "minutes": one.minutes,
            "opportunities": one.opportunities,
            "longest": one.longest_wait,
            "last": one.last_booked,
        }
        for one in standings
    }


def counted(count: Count, pool: str | None) -> dict[str, dict[str, Any]]:
    return {
        page: {key: value for key, value in row.items() if key != "wait"}
        | {"last": None if row["last"] is None else at(row["last"])}
        for page, row in count.table[pool].items()
    }


def only(events: list[dict[str, Any]], *scopes: tuple[str | None, str]) -> list[dict[str, Any]]:
    """Return the events of the bookings of some scopes, and of the roster."""
    kept = {
        one["id"] for one in events if one["what"] in {"booked", "held"} and one["scope"] in scopes
    }
    return [event for event in events if "id" not in event or event["id"] in kept]


@given(histories(), st.integers(0, 60))
def test_every_standing_is_an_obvious_count(history: History, now: int) -> None:
    """For a pool, a page, an event type and both: what happened, counted one by one."""
    for page, event_type in [*((None, None),), ("web", None), (None, "demo"), ("web", "demo")]:
        scopes = [s for s in SCOPES if page in (None, s[0]) and event_type in (None, s[1])]
        part = history.ledger.only(page=page, event_type=event_type)
        for moment in (None, now):
            count = Count(only(history.events, *scopes), now=moment)
            for pool in POOLS:
                assert said(part, pool, now=moment) == counted(count, pool)


@given(histories(), st.integers(0, 60))
def test_totals_are_the_sum_of_all_pools(history: History, now: int) -> None:
    """With the latest of the last bookings and the longest of the waits."""
    tables = [said(history.ledger, pool, now=now) for pool in POOLS]
    for total in history.ledger.totals(EVERYBODY, now=at(now)):
        rows = [table[total.page] for table in tables]
        for key in ("received", "removed", "credit", "minutes", "opportunities"):
            assert getattr(total, key) == sum(row[key] for row in rows)
        assert total.longest_wait == max(row["longest"] for row in rows)
        booked = [row["last"] for row in rows if row["last"]]
        assert total.last_booked == max(booked, default=None)


@given(histories())
def test_parts_add_up(history: History) -> None:
    """What the bookings of each page and event type say together is what all of them say."""
    without_roster = Ledger.of(history.ledger.bookings)
    kinds = [without_roster.only(event_type=event_type) for event_type in ("demo", "call")]
    for pool in POOLS:
        whole = said(without_roster, pool)
        parts = [said(part, pool) for part in kinds]
        for page, row in whole.items():
            for key in ("received", "removed", "credit", "minutes", "opportunities"):
                assert row[key] == sum(part[page][key] for part in parts)


@given(histories(), st.integers(0, 60))
def test_the_house_holds_the_rest(history: History, now: int) -> None:
    """In a fair share all credits add up to zero, those of the house among them, at any time."""
    for moment in (None, at(now)):
        account = history.ledger.account("sales", now=moment)
        assert sum(tally.units for tally in account.values()) == 0


@given(histories())
def test_minutes_are_of_whoever_holds_the_booking(history: History) -> None:
    """The minutes of a page are the lengths of the bookings that take its time."""
    held = dict.fromkeys(EVERYBODY, Fraction(0))
    for booking in history.ledger.bookings:
        for seat in booking.seats if booking.status is not Status.CANCELLED else ():
            held[seat.page] += Fraction(booking.span.duration.total_seconds()) / 60
    assert {one.page: one.minutes for one in history.ledger.totals(EVERYBODY)} == held


@given(histories())
def test_no_booking_is_lost_twice(history: History) -> None:
    """However a life goes on, nobody holds fewer than none, and each one is somebody's once."""
    for booking in history.ledger.bookings:
        alone = Ledger.of([booking])
        pool = booking.seats[0].pool
        net = {one.page: one.net for one in alone.standings(pool)}
        lost = any(
            entry.kind in {"cancelled", "declined", "no_show", "reschedule_requested"}
            for entry in booking.history
        )
        assert sum(net.values()) == (0 if lost else len(booking.seats))
        assert all(one in {0, 1} for one in net.values())


# --- adding and merging ---------------------------------------------------------------------------


def contents(ledger: Ledger) -> Any:
    """Return all that a ledger says."""
    return (
        ledger,
        ledger.version,
        ledger.bookings,
        ledger.roster,
        [said(ledger, pool) for pool in POOLS],
        [said(ledger, pool, now=20) for pool in POOLS],
        [ledger.totals()],
        [(ledger.away(pool), ledger.arrivals(pool), ledger.known(pool)) for pool in METHODS],
        [ledger.clocks(*scope, now=now) for scope in SCOPES for now in (None, at(20))],
        ledger.checkpoint(at(1000)),
    )


def of(told: Iterable[Booking | Entry]) -> Ledger:
    told = list(told)
    bookings = [item for item in told if isinstance(item, Booking)]
    return Ledger.of(bookings, [item for item in told if isinstance(item, Entry)])


@given(histories(), st.randoms(use_true_random=False))
def test_neither_order_nor_batches_matter(history: History, random: Any) -> None:
    """One by one, all at once, or in batches that are merged in any order: it is the same."""
    told = random.sample(history.told, len(history.told)) + history.told[::3]
    added = Ledger.of()
    for item in told:
        added = added.add(item)
    batches = [Ledger.of()]
    for item in told:
        if random.random() < 0.3:
            batches.append(Ledger.of())
        batches[-1] = batches[-1].add(item)
    random.shuffle(batches)
    merged = batches[0]
    for batch in batches[1:]:
        merged = merged.merged(batch)
    assert contents(added) == contents(of(told)) == contents(merged) == contents(history.ledger)


@given(histories(), st.data())
def test_merging_is_a_union(history: History, data: st.DataObject) -> None:
    """Commutative, associative, idempotent, and the newest revisions of everything in either."""
    marks = data.draw(
        st.lists(st.integers(1, 7), min_size=len(history.told), max_size=len(history.told))
    )
    parts = [
        [item for item, mark in zip(history.told, marks, strict=True) if mark & bit]
        for bit in (1, 2, 4)
    ]
    a, b, c = map(of, parts)
    assert contents(a.merged(b)) == contents(b.merged(a)) == contents(of(parts[0] + parts[1]))
    assert contents(a.merged(b).merged(c)) == contents(a.merged(b.merged(c)))
    assert contents(a.merged(a)) == contents(a) == contents(a.merged(Ledger.of()))
    newest: dict[str, Booking] = {}
    for item in parts[0] + parts[1]:
        if isinstance(item, Booking) and item.rev >= newest.get(item.id, item).rev:
            newest[item.id] = item
    assert a.merged(b).bookings == tuple(newest[id] for id in sorted(newest))
    entries = {item for item in parts[0] + parts[1] if isinstance(item, Entry)}
    assert set(a.merged(b).roster) == entries


@given(histories(), st.integers(0, 30))
def test_different_values_of_a_revision_never_merge(history: History, which: int) -> None:
    """Whichever of the two comes first, and neither ledger has changed."""
    bookings = history.ledger.bookings
    if not bookings:
        return
    booking = bookings[which % len(bookings)]
    other = Ledger.of([attrs.evolve(booking, customer="somebody else")])
    before = contents(history.ledger)
    for one, two in ((history.ledger, other), (other, history.ledger)):
        with pytest.raises(ConflictError) as caught:
            one.merged(two)
        assert (caught.value.id, caught.value.rev) == (booking.id, booking.rev)
    assert contents(history.ledger) == before


@given(
    st.lists(st.sets(st.sampled_from(PAGES)), max_size=20),
    st.sets(st.sampled_from(PAGES)),
    st.sampled_from(["cancel", "request", "no_show"]),
)
def test_a_corrected_line_stands_as_if_nothing_had_been(
    frees: list[set[str]], free: set[str], verb: str
) -> None:
    """Booking and losing it again leaves every standing of a round robin where it was."""
    method = RoundRobin(when_blocked="next_per_start")
    life = Life(ResourcePool("sales", PAGES, distribution=method))
    for some in frees:
        life.book(some)
    before = life.credits()
    if life.book(free):
        getattr(life, verb)(f"b-{life.minute}")
    assert life.credits() == before


# --- going on from a checkpoint -------------------------------------------------------------------


def outlook(ledger: Ledger, history: History) -> Any:
    """Return what a ledger says and what every pool decides by it, now and when more expires."""
    moments = [at(history.minute + later) for later in (1, 40)]
    choices = [
        (choice.page, choice.postings, choice.shares, dict(choice.ranking.reasons))
        for pool in history.pools.values()
        for moment in moments
        for scope in ((None, None), SCOPES[0])
        if (
            choice := pool.choose(
                ledger, PAGES, page=scope[0], event_type=scope[1], now=moment, tie=b"lot"
            )
        )
    ]
    levels = [
        pool.joining(page, ledger, at=moments[0])
        for pool in history.pools.values()
        for page in pool.pages
    ]
    return [
        contents(ledger)[4:],
        choices,
        levels,
        [p.newcomers(ledger) for p in history.pools.values()],
    ]


@given(histories(), st.lists(st.integers(0, 45), min_size=1, max_size=3), st.data())
def test_going_on_is_never_having_stopped(
    history: History, cuts: list[int], data: st.DataObject
) -> None:
    """Any history, cut at any times: what ended before may be dropped, what changes counts once."""
    resumed = history.ledger
    for cut in sorted(cuts):
        stored = json.loads(json.dumps(resumed.checkpoint(at(cut)).to_dict()))
        checkpoint = Checkpoint.from_dict(stored)
        assert checkpoint == resumed.checkpoint(at(cut))
        old = [one.id for one in history.ledger.bookings if one.history[-1].at <= at(cut)]
        dropped = data.draw(st.sets(st.sampled_from(old))) if old else set()
        bookings = [one for one in resumed.bookings if one.id not in dropped]
        entries = [entry for entry in resumed.roster if entry.at > at(cut)]
        resumed = Ledger.of(bookings, entries, after=checkpoint)
    assert outlook(resumed, history) == outlook(history.ledger, history)


@given(histories(), st.integers(0, 45), st.randoms(use_true_random=False))
def test_what_comes_after_a_checkpoint_may_come_one_by_one(
    history: History, cut: int, random: Any
) -> None:
    """Adding to a ledger that goes on, old revisions among the new, is the same as before."""
    checkpoint = history.ledger.checkpoint(at(cut))
    resumed = Ledger.of(after=checkpoint)
    for item in random.sample(history.told, len(history.told)):
        resumed = resumed.add(item)
    assert outlook(resumed, history) == outlook(history.ledger, history)
    halves = [Ledger.of(after=checkpoint), Ledger.of(after=checkpoint)]
    for item in history.told:
        which = random.randrange(2)
        halves[which] = halves[which].add(item)
    assert outlook(halves[0].merged(halves[1]), history) == outlook(history.ledger, history)


JUNK = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.sampled_from([10**40, -(10**40), 10**5000, "", "x" * 201, "\ud800", "joined", "adjusted"]),
    st.floats(),
    st.text(max_size=3),
    st.binary(max_size=2),
    st.lists(st.integers() | st.text(max_size=2), max_size=4),
    st.dictionaries(st.text(max_size=2), st.integers(), max_size=2),
)


@settings(max_examples=300)
@given(histories(max_size=15), st.data())
def test_a_malformed_checkpoint_is_refused(history: History, data: st.DataObject) -> None:
    """Whatever was done to a stored one, it is read as something sound or an error of ours."""
    values: Any = history.ledger.checkpoint(at(12)).to_dict()
    for _ in range(data.draw(st.integers(1, 2))):
        values = spoilt(values, data)
    try:
        checkpoint = Checkpoint.from_dict(values)
    except InvalidInputError:
        return
    assert Checkpoint.from_dict(checkpoint.to_dict()) == checkpoint
    assert contents(Ledger.of(after=checkpoint))


def spoilt(values: Any, data: st.DataObject) -> Any:
    """Return a tree with something in it replaced, left out, or there twice."""
    if not isinstance(values, dict | list) or not values or data.draw(st.integers(0, 9)) == 0:
        return data.draw(JUNK)
    if isinstance(values, dict):
        key = data.draw(st.sampled_from(sorted(values, key=repr)))
        how = data.draw(st.sampled_from(["deeper", "deeper", "deeper", "less", "more"]))
        if how == "deeper":
            return {**values, key: spoilt(values[key], data)}
        if how == "more":
            return {
                **values,
                data.draw(JUNK.filter(lambda junk: not isinstance(junk, list | dict))): 1,
            }
        return {name: value for name, value in values.items() if name != key}
    index = data.draw(st.integers(0, len(values) - 1))
    match data.draw(st.sampled_from(["deeper", "deeper", "deeper", "less", "twice"])):
        case "deeper":
            return [*values[:index], spoilt(values[index], data), *values[index + 1 :]]
        case "twice":
            return [*values, values[index]]
    return [*values[:index], *values[index + 1 :]]
