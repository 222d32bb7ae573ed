"""The ledger: adding, revisions, views, the roster, and what it adds up to."""

import copy
import pickle
from collections.abc import Callable
from datetime import datetime
from fractions import Fraction
from typing import Any

import attrs
import pytest

from teamsched.bookings import Booking
from teamsched.distribution import Checkpoint, FairShare, Ledger, ResourcePool, Standing, Tally
from teamsched.entries import HOUSE, UNIT, Entry, Kind, Posting, Shares
from teamsched.errors import ConflictError, InvalidInputError, InvalidTypeError, InvalidValueError
from teamsched.filled import Filled
from tests.unit.distribution.life import adjusted, at, booked, booking, roster

ONE = booking("b-1", booked("ana", 1))
TWO = booking("b-2", booked("bo", 2), page="bo")
POOL = ResourcePool("sales", ["ana", "bo"], distribution=FairShare())


def standing(page: str, **known: Any) -> Standing:
    """Return a standing that is zero but for what is said."""
    zero = dict.fromkeys(("received", "removed", "opportunities", "longest_wait"), 0)
    nothing = {**zero, "credit": Fraction(0), "minutes": Fraction(0), "last_booked": None}
    return Standing(page, **{**nothing, **known})


def net(ledger: Ledger, pool: str | None = "sales") -> dict[str, int]:
    return {standing.page: standing.net for standing in ledger.standings(pool)}


# --- adding ---------------------------------------------------------------------------


def test_an_empty_ledger_has_nothing() -> None:
    """Nothing in, nothing out."""
    ledger = Ledger.of()
    assert (ledger.bookings, ledger.roster, ledger.standings("sales")) == ((), (), ())


def test_adding_leaves_the_old_ledger_alone() -> None:
    """A ledger is a value: adding to it makes another."""
    old = Ledger.of([ONE])
    new = old.add(TWO)
    assert (old.bookings, new.bookings) == ((ONE,), (ONE, TWO))
    assert (net(old), net(new)) == ({"ana": 1}, {"ana": 1, "bo": 1})


def test_adding_again_changes_nothing() -> None:
    """A booking and a roster entry count once, however often they come."""
    entry = roster(Kind.PAUSED, "ana")
    ledger = Ledger.of([ONE], [entry])
    assert ledger.add(ONE) is ledger
    assert ledger.add(attrs.evolve(ONE)) is ledger
    assert ledger.add(roster(Kind.PAUSED, "ana")) is ledger
    assert Ledger.of([ONE, ONE], [entry, entry]) == ledger


def test_a_newer_revision_replaces_the_older() -> None:
    """Only the newest revision counts, in whichever order they come."""
    cancelled = ONE.cancelled(at=at(5))
    for ledger in (
        Ledger.of([ONE, cancelled]),
        Ledger.of([cancelled, ONE]),
        Ledger.of([ONE]).add(cancelled),
        Ledger.of([cancelled]).add(ONE),
    ):
        assert ledger.bookings == (cancelled,)
        assert [(s.received, s.removed) for s in ledger.standings("sales")] == [(1, 1)]


def test_two_values_of_one_revision_conflict() -> None:
    """Whatever claims to be the same and isn't, is refused, and nothing has changed."""
    other = attrs.evolve(ONE, customer="somebody else")
    ledger = Ledger.of([ONE])
    with pytest.raises(ConflictError) as caught:
        ledger.add(other)
    assert (caught.value.id, caught.value.rev) == ("b-1", 1)
    assert ledger.bookings == (ONE,)
    with pytest.raises(ConflictError):
        Ledger.of([ONE, other])


@pytest.mark.parametrize(
    "entry",
    [
        booked("ana"),
        Entry(Kind.PAUSED, at=at(0)),
        Entry(Kind.PAUSED, at=at(0), postings=[Posting(None, "ana")]),
        Entry(Kind.JOINED, at=at(0), postings=[Posting("sales", "ana"), Posting("sales", "bo")]),
        Entry(Kind.JOINED, at=at(0), postings=[Posting("sales", "ana", received=1)]),
        Entry(Kind.LEFT, at=at(0), postings=[Posting("sales", "ana", removed=1)]),
        Entry(Kind.RESUMED, at=at(0), postings=[Posting("sales", "ana", held=1)]),
        attrs.evolve(
            roster(Kind.PAUSED, "ana"),
            shares=[Shares("sales", ["ana"], line=[1], free=[1], asked=[1])],
        ),
        attrs.evolve(adjusted("ana", 1), postings=[Posting("sales", "ana", units=UNIT)]),
        attrs.evolve(
            adjusted("ana", 1),
            postings=[Posting("sales", "ana", units=1), Posting("support", "ana", units=-1)],
        ),
        attrs.evolve(adjusted("ana", 1), postings=[]),
    ],
)
def test_only_roster_entries_come_on_their_own(entry: Entry) -> None:
    """An entry of a booking comes with it, and a roster entry is about one page in one pool."""
    for add in (Ledger.of().add, lambda entry: Ledger.of(roster=[entry])):
        with pytest.raises(InvalidValueError, match="joined, left, paused, resumed"):
            add(entry)


def test_other_values_are_refused() -> None:
    """Whatever is neither a booking nor an entry is named."""
    with pytest.raises(InvalidTypeError, match="item: expected a Booking or a roster Entry"):
        Ledger.of().add("b-1")  # type: ignore[arg-type]
    with pytest.raises(InvalidTypeError, match="bookings: expected Bookings"):
        Ledger.of([roster(Kind.PAUSED, "ana")])  # type: ignore[list-item]
    with pytest.raises(InvalidTypeError, match="roster: expected Entries"):
        Ledger.of([], [ONE])  # type: ignore[list-item]


# --- views ---------------------------------------------------------------------------


def test_ledgers_of_one_origin_are_independent() -> None:
    """Two that grow out of the same one don't see each other, nor does it see them."""
    trunk = Ledger.of([ONE])
    left, right = trunk.add(TWO), trunk.add(ONE.cancelled(at=at(5)))
    left = left.add(booking("b-3", booked("ana", 7)))
    assert (net(trunk), net(left), net(right)) == ({"ana": 1}, {"ana": 2, "bo": 1}, {"ana": 0})
    assert [len(ledger.bookings) for ledger in (trunk, left, right)] == [1, 3, 1]


def test_both_may_add_the_same() -> None:
    """The same booking is news to each of two that grow out of the same one."""
    trunk = Ledger.of([ONE])
    left, right = trunk.add(TWO), trunk.add(TWO)
    assert left == right == Ledger.of([ONE, TWO])


def test_a_roster_entry_makes_a_view_of_its_own() -> None:
    """After a roster entry, the ledgers with it and without it go their own ways."""
    trunk = Ledger.of([ONE])
    paused = trunk.add(roster(Kind.PAUSED, "ana"))
    left, right = paused.add(TWO), trunk.add(ONE.cancelled(at=at(5)))
    assert (set(left.away("sales")), set(right.away("sales"))) == ({"ana"}, set())
    assert (net(left), net(right)) == ({"ana": 1, "bo": 1}, {"ana": 0})


# --- what it adds up to --------------------------------------------------------------------------


def test_standings() -> None:
    """Standings come by page id, with zeros for members who have no account."""
    entry = Entry(
        Kind.BOOKED,
        at=at(3),
        postings=[
            Posting("sales", "bo", units=UNIT // 3),
            Posting("sales", "ana", received=1, held=90_000_000),
        ],
        shares=[
            Shares("sales", ["ana", "bo", "cy"], line=[1, 1, 1], free=[1, 2, 0], asked=[0] * 3)
        ],
    )
    standings = Ledger.of([booking("b-1", entry)]).standings("sales", ["di", "cy", "ana"])
    assert standings == (
        standing("ana", received=1, minutes=Fraction(3, 2), opportunities=1, last_booked=at(3)),
        standing("bo", credit=Fraction(1, 3), opportunities=1, longest_wait=1),
        standing("cy"),
        standing("di"),
    )


def test_totals_are_over_all_pools() -> None:
    """What a page has in every pool and outside of them, with the latest time and longest wait."""
    shares = [
        Shares(pool, ["ana", "bo"], line=[1, 1], free=[1, 1], asked=[1, 1])
        for pool in ("sales", "support")
    ]
    ledger = Ledger.of(
        [
            booking("b-1", attrs.evolve(booked("ana", 1), shares=[shares[0]])),
            booking("b-2", attrs.evolve(booked("ana", 2, pool="support"), shares=[shares[1]])),
            booking("b-3", attrs.evolve(booked("ana", 3, pool="support"), shares=[shares[1]])),
            booking("b-4", booked("bo", 2, pool=None)),
        ],
        [adjusted("bo", 2), adjusted("bo", -3, pool="support", expires=7)],
    )
    both = {"opportunities": 3}
    assert ledger.totals(["cy"]) == (
        standing("ana", received=3, last_booked=at(3), **both),
        standing("bo", received=1, credit=Fraction(-1), last_booked=at(2), longest_wait=2, **both),
        standing("cy"),
    )
    assert [one.credit for one in ledger.totals(now=at(7))] == [0, 2]


def test_the_longest_wait_is_a_row_of_missed_chances() -> None:
    """Who isn't free misses nothing; who gets one waits anew; it is told in the order of time."""

    def one(minute: int, page: str, *free: str) -> Booking:
        pages = ["ana", "bo", "cy"]
        given = [int(page in free) for page in pages]
        shares = Shares("sales", pages, line=[1, 1, 1], free=given, asked=given)
        return booking(f"b-{minute}", attrs.evolve(booked(page, minute), shares=[shares]))

    bookings = [
        one(1, "ana", "ana", "bo"),
        one(2, "ana", "ana"),
        one(3, "ana", "ana", "bo", "cy"),
        one(4, "bo", "bo", "cy"),
        one(5, "ana", "ana", "bo"),
    ]
    for ledger in (Ledger.of(bookings), Ledger.of(reversed(bookings))):
        waited = {one.page: one.longest_wait for one in ledger.standings("sales")}
        assert waited == {"ana": 0, "bo": 2, "cy": 2}


def sharing(pool: str, *pages: str) -> Shares:
    ones = [1 for _ in pages]
    return Shares(pool, pages, line=ones, free=ones, asked=ones)


def test_several_places_are_one_opportunity() -> None:
    """Who gets neither place of a pool waits for one booking, and could have had one."""
    made = Entry(
        Kind.BOOKED,
        at=at(1),
        postings=[Posting("sales", "ana", received=1), Posting("sales", "bo", received=1)],
        shares=[sharing("sales", "ana", "bo", "cy"), sharing("sales", "bo", "cy")],
    )
    first = Ledger.of([booking("b-1", made)])
    for ledger in (first, Ledger.of([booking("b-1", made)], after=Ledger.of().checkpoint(at(0)))):
        told = [(one.opportunities, one.longest_wait) for one in ledger.standings("sales")]
        assert told == [(1, 0), (1, 0), (1, 1)]
    pool = ResourcePool("sales", ["ana", "bo", "cy"], distribution=FairShare())
    report = pool.report(first, now=at(2))
    assert [(one.opportunities, one.longest_wait) for one in report.members] == told


def test_who_sits_elsewhere_in_a_booking_does_not_wait_for_it() -> None:
    """Who has another seat of it, drawn or named, has not missed this one."""
    made = Entry(
        Kind.BOOKED,
        at=at(1),
        postings=[
            Posting("sales", "ana", received=1),
            Posting("support", "bo", received=1),
            Posting(None, "cy", received=1),
        ],
        shares=[sharing("sales", "ana", "bo", "cy", "dua"), sharing("support", "bo")],
    )
    ledger = Ledger.of([booking("b-1", made)])
    waited = {one.page: one.longest_wait for one in ledger.standings("sales")}
    assert waited == {"ana": 0, "bo": 0, "cy": 0, "dua": 1}
    alone = attrs.evolve(made, shares=[sharing("sales", "bo", "cy")])
    checkpoint = Ledger.of([booking("b-1", alone)]).checkpoint(at(2))
    assert Checkpoint.from_dict(checkpoint.to_dict()) == checkpoint


def test_waits_go_on_as_bookings_come() -> None:
    """Asked after each one, whatever is added, and by ledgers of any age, they are the same."""

    def one(minute: int, page: str) -> Booking:
        shares = [sharing("sales", "ana", "bo", "cy")]
        return booking(f"b-{minute}", attrs.evolve(booked(page, minute), shares=shares))

    def waited(ledger: Ledger) -> list[int]:
        return [one.longest_wait for one in ledger.standings("sales")]

    made = [one(1, "ana"), one(2, "ana"), one(5, "bo"), one(4, "cy"), one(7, "ana")]
    items = [*made, made[0].cancelled(at=at(9)), attrs.evolve(one(2, "cy"), rev=2), one(8, "bo")]
    ledgers = [Ledger.of()]
    for item in items:
        ledgers.append(ledgers[-1].add(item))
        assert waited(ledgers[-1]) == waited(Ledger.of(ledgers[-1].bookings))
    for ledger in reversed(ledgers):
        fresh = attrs.evolve(ledger)
        assert waited(fresh) == waited(Ledger.of(ledger.bookings))


def test_pools_have_accounts_of_their_own() -> None:
    """What one pool posted is not in another's account, nor outside of pools."""
    ledger = Ledger.of([ONE, booking("b-2", booked("ana", 2, pool=None), pool=None)])
    ledger = ledger.add(booking("b-3", booked("ana", 3, pool="support")))
    for pool, minute in (("sales", 1), (None, 2), ("support", 3)):
        assert [s.last_booked for s in ledger.standings(pool)] == [at(minute)]
    assert ledger.standings("finance") == ()


def test_last_booked_is_the_latest_booking() -> None:
    """It counts when a booking was made, whichever came into the ledger last."""
    ledger = Ledger.of([booking("b-1", booked("ana", 5))]).add(booking("b-2", booked("ana", 3)))
    assert [s.last_booked for s in ledger.standings("sales")] == [at(5)]


@pytest.mark.parametrize("verb", ["cancelled", "no_show"])
def test_last_booked_never_goes_back(verb: str) -> None:
    """A booking that ended was made all the same."""
    ledger = Ledger.of([ONE]).add(getattr(ONE, verb)(at=at(9)))
    assert [s.last_booked for s in ledger.standings("sales")] == [at(1)]


def test_a_reassignment_books_nobody() -> None:
    """The new holder received a booking, and was not booked."""
    ledger = Ledger.of([ONE.reassigned("bo", at=at(9))])
    ana, bo = ledger.standings("sales")
    assert (ana.net, ana.last_booked, bo.net, bo.last_booked) == (0, at(1), 1, None)
    assert set(ledger.clocks(None, "demo")) == {"ana"}


def test_a_revision_that_takes_back_when_it_was_booked() -> None:
    """Even then the ledger says what the newest revisions say, and nothing else."""
    late = booking("b-2", booked("ana", 8))
    corrected = attrs.evolve(late, rev=2, history=[booked("ana", 4)])
    ledger = Ledger.of([ONE, late]).add(corrected)
    assert [s.last_booked for s in ledger.standings("sales")] == [at(4)]
    elsewhere = attrs.evolve(corrected, rev=3, event_type="call")
    assert ledger.add(elsewhere).clocks(None, "demo") == Ledger.of([ONE]).clocks(None, "demo")


def test_a_revision_without_history_leaves_no_account() -> None:
    """A page that no posting is about any more isn't listed."""
    assert Ledger.of([ONE]).add(attrs.evolve(ONE, rev=2, history=[])).standings("sales") == ()


def test_a_page_with_nothing_left_is_not_listed() -> None:
    """What is added and replaced again leaves the same as if it had never been."""
    corrected = attrs.evolve(ONE.reassigned("bo", at=at(5)), rev=3, history=ONE.history)
    ledger = Ledger.of([ONE]).add(ONE.reassigned("bo", at=at(5))).add(corrected)
    assert ledger.standings("sales") == Ledger.of([ONE]).standings("sales")


def test_idle_clocks_go_by_page_and_event_type() -> None:
    """Each page that bookings come through, and each event type, has clocks of its own."""
    ledger = Ledger.of(
        booking(f"b-{minute}", booked("ana", minute), through=through, event_type=event_type)
        for minute, (through, event_type) in enumerate(
            [("web", "demo"), ("web", "call"), ("mail", "demo"), (None, "demo"), ("web", "demo")]
        )
    )
    minute = {ledger.clocks("web", "demo")["ana"]: 4, ledger.clocks("web", "call")["ana"]: 1}
    minute |= {ledger.clocks("mail", "demo")["ana"]: 2, ledger.clocks(None, "demo")["ana"]: 3}
    assert [n for _, n in sorted(minute.items())] == [1, 2, 3, 4]
    assert ledger.clocks("mail", "call") == {}


def test_a_panel_counts_in_each_of_its_pools() -> None:
    """One booking may post to several pools, and to pages outside of pools."""
    entry = Entry(
        Kind.BOOKED,
        at=at(0),
        postings=[Posting(pool, "ana", received=1) for pool in ("sales", "support", None)],
    )
    panel = Booking(
        "b-1", "demo", ONE.span, seats=[Filled("host", "ana", pool="sales")], history=[entry]
    )
    ledger = Ledger.of([panel])
    assert [net(ledger, pool) for pool in ("sales", "support", None)] == [{"ana": 1}] * 3


def test_accounts_are_read_only() -> None:
    """What a ledger hands out can't be used to change it."""
    account = Ledger.of([ONE]).account("sales")
    assert account["ana"].received == 1
    with pytest.raises(TypeError):
        account["ana"] = Tally()  # type: ignore[index]


# --- the roster ---------------------------------------------------------------------------


JOINED, LEFT, PAUSED, RESUMED = Kind.JOINED, Kind.LEFT, Kind.PAUSED, Kind.RESUMED


@pytest.mark.parametrize(
    ("entries", "away"),
    [
        ([], None),
        ([(PAUSED, 1)], PAUSED),
        ([(PAUSED, 1), (RESUMED, 2)], None),
        ([(RESUMED, 1), (PAUSED, 2)], PAUSED),
        ([(PAUSED, 1), (JOINED, 2)], None),
        ([(JOINED, 2), (PAUSED, 2)], PAUSED),
        ([(PAUSED, 2), (RESUMED, 2)], None),
        ([(PAUSED, 1), (RESUMED, 2), (PAUSED, 3)], PAUSED),
        ([(LEFT, 1)], LEFT),
        ([(JOINED, 1), (LEFT, 1)], LEFT),
        ([(LEFT, 1), (JOINED, 2)], None),
        ([(LEFT, 1), (RESUMED, 2)], LEFT),
        ([(LEFT, 1), (PAUSED, 2)], LEFT),
        ([(PAUSED, 1), (LEFT, 2), (RESUMED, 3)], LEFT),
        ([(PAUSED, 1), (LEFT, 2), (JOINED, 3)], None),
        ([(LEFT, 1), (JOINED, 2), (PAUSED, 3)], PAUSED),
    ],
)
def test_the_latest_roster_entries_count(
    entries: list[tuple[Kind, int]], away: Kind | None
) -> None:
    """In whichever order they come. Who has left is back by joining only."""
    made = [roster(kind, "ana", minute) for kind, minute in entries]
    added = Ledger.of()
    for entry in made:
        added = added.add(entry)
    since = dict(entries)
    for ledger in (added, Ledger.of(roster=made), Ledger.of(roster=reversed(made))):
        assert ledger.away("sales") == ({"ana": (away, at(since[away]))} if away else {})
        assert ledger.away("support") == {}
        assert ledger.known("sales") == ({"ana"} if entries else set())


def test_it_is_known_when_everybody_joined_last() -> None:
    """Whatever else was told of them since."""
    told = [roster(JOINED, "ana", 1), roster(LEFT, "ana", 2), roster(JOINED, "ana", 3)]
    ledger = Ledger.of([TWO], [*told, roster(PAUSED, "ana", 4)])
    assert ledger.arrivals("sales") == {"ana": at(3)}
    assert ledger.arrivals("support") == {}
    assert ledger.known("sales") == {"ana", "bo"}


def test_roster_entries_post_units() -> None:
    """A level is credit, and no booking."""
    ledger = Ledger.of([ONE], [roster(JOINED, "ana", units=-2 * UNIT)])
    assert ledger.standings("sales") == (
        standing("ana", received=1, credit=Fraction(-2), last_booked=at(1)),
    )


def test_an_adjustment_is_against_the_house() -> None:
    """Nobody else's credit changes, the sum stays zero, and the house is not listed."""
    ledger = Ledger.of([ONE, TWO], [adjusted("ana", 2)])
    assert [one.page for one in ledger.standings("sales")] == ["ana", "bo"]
    assert [one.credit for one in ledger.standings("sales")] == [2, 0]
    assert ledger.account("sales")[HOUSE] == Tally(units=-2 * UNIT)


def test_an_adjustment_expires() -> None:
    """From the instant that is said on; without a present, nothing has expired."""
    ledger = Ledger.of(roster=[adjusted("ana", 2, minute=1, expires=9), adjusted("ana", 3)])
    for now, credit in ((None, 5), (at(0), 5), (at(8), 5), (at(9), 3), (at(99), 3)):
        (ana,) = ledger.standings("sales", now=now)
        assert ana.credit == credit
        assert sum(tally.units for tally in ledger.account("sales", now=now).values()) == 0


def test_equal_adjustments_are_the_same_one() -> None:
    """Whoever means two says so, such as by the reason."""
    one, other = adjusted("ana", 2), attrs.evolve(adjusted("ana", 2), reason="once more")
    assert Ledger.of(roster=[one, one]) == Ledger.of(roster=[one]).add(adjusted("ana", 2))
    assert [s.credit for s in Ledger.of(roster=[one, other]).standings("sales")] == [4]


def test_the_roster_is_sorted_by_time() -> None:
    """Entries come back in the order in which they happened."""
    entries = [roster(Kind.PAUSED, page, minute) for page, minute in (("ana", 5), ("bo", 1))]
    assert Ledger.of(roster=entries).roster == (entries[1], entries[0])


def test_every_field_of_the_roster_counts_for_the_version() -> None:
    """Entries that differ in their reason or expiry only are others, in a settled order."""
    base = adjusted("ana", 2)
    kinds = [base, attrs.evolve(base, reason="other"), attrs.evolve(base, expires=at(9))]
    kinds += [attrs.evolve(base, by="somebody else"), adjusted("ana", 3), adjusted("bo", 2)]
    assert len({Ledger.of(roster=[entry]).version for entry in kinds}) == len(kinds)
    assert Ledger.of(roster=kinds).roster == Ledger.of(roster=reversed(kinds)).roster


# --- as a value ---------------------------------------------------------------------------


def test_equal_contents_are_equal() -> None:
    """However a ledger came by its contents, it is equal and has the same version and hash."""
    entry = roster(Kind.PAUSED, "ana")
    one = Ledger.of([ONE, TWO], [entry])
    other = Ledger.of().add(entry).add(TWO).add(ONE)
    assert (one, hash(one), one.version) == (other, hash(other), other.version)
    assert one != "a ledger"


@pytest.mark.parametrize(
    "other",
    [
        Ledger.of(),
        Ledger.of([TWO]),
        Ledger.of([ONE, TWO]),
        Ledger.of([ONE.cancelled(at=at(5))]),
        Ledger.of([ONE], [roster(Kind.PAUSED, "ana")]),
    ],
)
def test_other_contents_are_unequal(other: Ledger) -> None:
    """Another booking, another revision and another roster make another version."""
    ledger = Ledger.of([ONE])
    assert ledger != other
    assert ledger.version != other.version


@pytest.mark.parametrize(
    ("ledger", "text"),
    [
        (Ledger.of(), "<Ledger 0 bookings, 0 roster entries>"),
        (Ledger.of([ONE], [roster(Kind.PAUSED, "ana")]), "<Ledger 1 booking, 1 roster entry>"),
        (Ledger.of([ONE, TWO]), "<Ledger 2 bookings, 0 roster entries>"),
    ],
)
def test_repr(ledger: Ledger, text: str) -> None:
    """It says how much is in it."""
    assert repr(ledger) == text


def test_a_ledger_can_be_pickled_and_copied() -> None:
    """It goes without what the ledgers of the same origin have, and with its checkpoint."""
    trunk = Ledger.of([ONE], [roster(Kind.PAUSED, "ana")])
    later = Ledger.of([TWO], after=trunk.checkpoint(at(1)))
    for ledger in (trunk, later):
        ledger.add(booking("b-3", booked("cy", 7)))
        for same in (
            pickle.loads(pickle.dumps(ledger)),  # noqa: S301 (it is our own)
            copy.deepcopy(ledger),
            copy.copy(ledger),
        ):
            assert (same, same.version) == (ledger, ledger.version)
            assert same.standings("sales") == ledger.standings("sales")


# --- merging, and parts ---------------------------------------------------------------------------


def test_merging_takes_the_newest_of_both() -> None:
    """Every booking in its newest revision, every roster entry once."""
    ended, pause = ONE.cancelled(at=at(5)), roster(Kind.PAUSED, "ana")
    left, right = Ledger.of([ONE, TWO], [pause]), Ledger.of([ended], [pause, adjusted("bo", 1)])
    assert left.merged(right) == Ledger.of([ended, TWO], [pause, adjusted("bo", 1)])
    assert (left.bookings, right.bookings) == ((ONE, TWO), (ended,))


def test_what_can_not_be_merged_is_refused() -> None:
    """Two values of one revision, something else than a ledger, and another past."""
    with pytest.raises(ConflictError):
        Ledger.of([ONE]).merged(Ledger.of([attrs.evolve(ONE, customer="somebody else")]))
    with pytest.raises(InvalidTypeError, match=r"^other: expected a Ledger"):
        Ledger.of().merged(ONE)  # type: ignore[arg-type]
    later = Ledger.of(after=Ledger.of([ONE]).checkpoint(at(5)))
    for one, other in ((later, Ledger.of()), (Ledger.of(), later)):
        with pytest.raises(InvalidValueError, match=r"^other: .* the same checkpoint"):
            one.merged(other)
    assert later.merged(later) == later


def test_a_part_has_some_of_the_bookings() -> None:
    """Those of an event type, of a page, of both; and the whole roster."""
    made = [
        booking(f"b-{number}", booked("ana", number), through=through, event_type=event_type)
        for number, (through, event_type) in enumerate(
            [("web", "demo"), ("web", "call"), ("mail", "demo"), (None, "demo")]
        )
    ]
    ledger = Ledger.of(made, [adjusted("ana", 1)])

    def ids(**only: str) -> str:
        part = ledger.only(**only)
        assert part.roster == ledger.roster
        return "".join(booking.id[-1] for booking in part.bookings)

    assert (ids(), ids(page="web"), ids(event_type="demo")) == ("0123", "01", "023")
    assert (ids(page="web", event_type="call"), ids(page="phone")) == ("1", "")


# --- whom a customer had --------------------------------------------------------------------------


def test_whom_a_customer_booked_last() -> None:
    """The booking that was made last counts, with its present holder, unless it is cancelled."""

    def of(id: str, page: str, minute: int, customer: str = "kim") -> Booking:
        return attrs.evolve(booking(id, booked(page, minute), page=page), customer=customer)

    early, late = of("b-1", "ana", 1), of("b-2", "bo", 2)
    ledger = Ledger.of([late, early, of("b-3", "cy", 3, "lee")])
    everybody = ["ana", "bo", "cy"]
    assert ledger.last_with("kim", everybody) == "bo"
    assert ledger.last_with("kim", ["ana", "cy"]) == "ana"
    assert ledger.last_with("lee", everybody) == "cy"
    assert ledger.last_with("max", everybody) is None
    assert ledger.add(late.cancelled(at=at(5))).last_with("kim", everybody) == "ana"
    assert ledger.add(late.no_show(at=at(5))).last_with("kim", everybody) == "bo"
    assert ledger.add(late.reassigned("cy", at=at(5))).last_with("kim", everybody) == "cy"
    renamed = attrs.evolve(late, rev=2, customer="lee")
    assert ledger.add(renamed).last_with("kim", everybody) == "ana"
    assert ledger.last_with("kim", everybody) == "bo", "what came later is none of its business"
    assert Ledger.of([attrs.evolve(late, history=[])]).last_with("kim", everybody) is None


def test_a_booking_belongs_to_whoever_has_it_in_their_account() -> None:
    """Who stood in is not whom the customer had; of several seats the first one says."""
    panel = attrs.evolve(
        booking("b-1", booked("ana", 1)),
        customer="kim",
        seats=[Filled("host", "zoe", pool="sales"), Filled("second", "bo", pool="sales")],
    )
    ledger = Ledger.of([panel])
    assert ledger.last_with("kim", ["bo", "zoe"]) == "zoe"
    assert ledger.last_with("kim", ["bo", "ana"]) == "bo"
    covered = ledger.add(panel.covered("cy", of="zoe", at=at(2)))
    assert covered.last_with("kim", {"cy"}) is None
    assert covered.last_with("kim", {"bo", "cy", "zoe"}) == "zoe"


NONSENSE: list[tuple[Callable[[Any], Any], str]] = [
    (lambda ledger: ledger.only(event_type=["call"]), "event_type"),
    (lambda ledger: ledger.only(page=7), "page"),
    (lambda ledger: ledger.standings(["p"]), "pool"),
    (lambda ledger: ledger.standings(POOL), "pool"),
    (lambda ledger: ledger.account(POOL), "pool"),
    (lambda ledger: ledger.lapsing(POOL), "pool"),
    (lambda ledger: ledger.away(POOL), "pool"),
    (lambda ledger: ledger.arrivals(POOL), "pool"),
    (lambda ledger: ledger.known(POOL), "pool"),
    (lambda ledger: ledger.clocks(["web"], "call"), "page"),
    (lambda ledger: ledger.clocks("web", None), "event_type"),
    (lambda ledger: ledger.booking(["b-1"]), "id"),
    (lambda ledger: ledger.last_with("kim", "ana"), "pages"),
    (lambda ledger: ledger.last_with("kim", [7]), "pages"),
    (lambda ledger: ledger.last_with(None, ["ana"]), "customer"),
    (lambda ledger: ledger.totals("ana"), "members"),
]


@pytest.mark.parametrize(("ask", "field"), NONSENSE)
def test_questions_are_checked(ask: Callable[[Ledger], Any], field: str) -> None:
    """A slip is named, and has no answer that looks like one."""
    with pytest.raises(InvalidTypeError, match=rf"^{field}: "):
        ask(Ledger.of([ONE]))


def test_a_part_of_a_checkpoint_is_refused() -> None:
    """What is in it can't be told apart, and would be missing without a word."""
    resumed = Ledger.of([TWO], after=Ledger.of([ONE]).checkpoint(at(1)))
    with pytest.raises(InvalidValueError, match=r"^ledger: .* can't be told apart"):
        resumed.only(event_type="demo")


# --- checkpoints ---------------------------------------------------------------------------


def test_a_checkpoint_needs_no_past() -> None:
    """What had ended may be left out, what changes later counts from then on, and once."""
    ledger = Ledger.of([ONE, TWO], [roster(Kind.PAUSED, "bo", 3)])
    resumed = Ledger.of(after=ledger.checkpoint(at(4)))
    assert resumed.bookings == ()
    assert resumed.standings("sales") == ledger.standings("sales")
    assert resumed.away("sales") == ledger.away("sales")
    assert resumed.known("sales") == ledger.known("sales")
    ended = ONE.cancelled(at=at(5))
    for later in (resumed.add(ended), resumed.add(ONE).add(ended), resumed.add(ended).add(ONE)):
        assert later.standings("sales") == ledger.add(ended).standings("sales")


def test_a_checkpoint_is_of_its_time() -> None:
    """What was recorded at that instant is in it, and what came after is not."""
    ended = ONE.cancelled(at=at(5))
    ledger = Ledger.of([ended], [adjusted("ana", 1, minute=5), adjusted("ana", 2, minute=6)])
    for minute, removed, credit in ((4, 0, 0), (5, 1, 1), (6, 1, 3)):
        checkpoint = ledger.checkpoint(at(minute))
        (ana,) = Ledger.of(after=checkpoint).standings("sales", ["ana"])
        assert ana.removed == removed
        assert ana.credit == credit
        assert Ledger.of([ended], ledger.roster, after=checkpoint).standings("sales") == (
            ledger.standings("sales")
        )


def test_a_checkpoint_grows_out_of_a_checkpoint() -> None:
    """Later ones hold the earlier; an earlier one can't be told any more."""
    ledger = Ledger.of([ONE, TWO, ONE.cancelled(at=at(5))])
    first = ledger.checkpoint(at(1))
    resumed = Ledger.of(ledger.bookings, after=first)
    assert resumed.checkpoint(at(5)) == ledger.checkpoint(at(5))
    assert resumed.checkpoint(at(1)) == first
    with pytest.raises(InvalidValueError, match=r"^at: expected a time from 2026-03-02 09:01"):
        resumed.checkpoint(at(0))
    with pytest.raises(InvalidTypeError, match=r"^after: expected a Checkpoint"):
        Ledger.of(after=first.to_dict())  # type: ignore[arg-type]


def test_checkpoints_are_values() -> None:
    """Equal pasts are equal, hash alike and make equal ledgers; others don't."""
    pauses = [
        roster(Kind.PAUSED, "ana"),
        adjusted("ana", 1, expires=9),
        adjusted("bo", 1, expires=8),
    ]
    ledger = Ledger.of([ONE, TWO], pauses)
    one = ledger.checkpoint(at(5))
    other = Ledger.of([TWO], pauses[::-1]).add(ONE).checkpoint(at(5))
    assert (one, hash(one), repr(one)) == (other, hash(other), repr(other))
    assert repr(one) == "<Checkpoint 2026-03-02 09:05Z>"
    for same in (pickle.loads(pickle.dumps(one)), copy.deepcopy(one)):  # noqa: S301 (our own)
        assert (same, hash(same), same.to_dict()) == (one, hash(one), one.to_dict())
    assert Ledger.of(after=one).version == Ledger.of(after=other).version
    less = Ledger.of([ONE], pauses).checkpoint(at(5))
    assert less != one
    assert Ledger.of(after=less) != Ledger.of(after=one)
    assert Ledger.of(after=less).version != Ledger.of(after=one).version


def test_methods_go_on_from_a_checkpoint() -> None:
    """The present matters to what expires after the cut as well."""
    pool = ResourcePool("sales", ["ana", "bo"], distribution=FairShare())
    ledger = Ledger.of(roster=[adjusted("bo", 1, minute=1, expires=9)])
    resumed = Ledger.of(after=ledger.checkpoint(at(2)))
    for minute, chosen in ((8, "bo"), (9, "ana")):
        choice = pool.choose(resumed, ["ana", "bo"], now=at(minute))
        assert choice is not None
        assert choice.page == chosen


@pytest.mark.parametrize("moment", [datetime(2026, 3, 1), None, "now"])
def test_a_checkpoint_is_of_an_aware_time(moment: Any) -> None:
    """A time without a zone, or none, is refused."""
    with pytest.raises(InvalidInputError, match=r"^at: expected an aware datetime"):
        Ledger.of().checkpoint(moment)
