"""The ledger: adding, revisions, views, the roster, and what it adds up to."""

import pickle
from fractions import Fraction

import attrs
import pytest

from teamsched.bookings import Booking
from teamsched.distribution import Ledger, Standing, Tally
from teamsched.entries import UNIT, Entry, Kind, Posting
from teamsched.errors import ConflictError, InvalidTypeError, InvalidValueError
from teamsched.filled import Filled
from tests.unit.distribution.life import at, booked, booking, roster

ONE = booking("b-1", booked("ana", 1))
TWO = booking("b-2", booked("bo", 2), page="bo")


def net(ledger: Ledger, pool: str | None = "sales") -> dict[str, int]:
    return {standing.page: standing.net for standing in ledger.standings(pool)}


# --- adding ------------------------------------------------------------------------------------


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
    ],
)
def test_only_roster_entries_come_on_their_own(entry: Entry) -> None:
    """An entry of a booking comes with it, and a roster entry is about one page in one pool."""
    for add in (Ledger.of().add, lambda entry: Ledger.of(roster=[entry])):
        with pytest.raises(InvalidValueError, match="joined, paused, resumed"):
            add(entry)


def test_other_values_are_refused() -> None:
    """Whatever is neither a booking nor an entry is named."""
    with pytest.raises(InvalidTypeError, match="item: expected a Booking or a roster Entry"):
        Ledger.of().add("b-1")  # type: ignore[arg-type]
    with pytest.raises(InvalidTypeError, match="bookings: expected Bookings"):
        Ledger.of([roster(Kind.PAUSED, "ana")])  # type: ignore[list-item]
    with pytest.raises(InvalidTypeError, match="roster: expected Entries"):
        Ledger.of([], [ONE])  # type: ignore[list-item]


# --- views -------------------------------------------------------------------------------------


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
    assert (set(left.paused("sales")), set(right.paused("sales"))) == ({"ana"}, set())
    assert (net(left), net(right)) == ({"ana": 1, "bo": 1}, {"ana": 0})


# --- what it adds up to --------------------------------------------------------------------------


def test_standings() -> None:
    """Standings come by page id, with zeros for members who have no account."""
    entry = Entry(
        Kind.BOOKED,
        at=at(3),
        postings=[Posting("sales", "bo", units=UNIT // 3), Posting("sales", "ana", received=1)],
    )
    standings = Ledger.of([booking("b-1", entry)]).standings("sales", ["cy", "ana"])
    assert standings == (
        Standing("ana", 1, 0, Fraction(0), at(3)),
        Standing("bo", 0, 0, Fraction(1, 3), None),
        Standing("cy", 0, 0, Fraction(0), None),
    )


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


# --- the roster ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("entries", "is_paused"),
    [
        ([], False),
        ([(Kind.PAUSED, 1)], True),
        ([(Kind.PAUSED, 1), (Kind.RESUMED, 2)], False),
        ([(Kind.RESUMED, 1), (Kind.PAUSED, 2)], True),
        ([(Kind.PAUSED, 1), (Kind.JOINED, 2)], False),
        ([(Kind.JOINED, 2), (Kind.PAUSED, 2)], True),
        ([(Kind.PAUSED, 2), (Kind.RESUMED, 2)], False),
        ([(Kind.PAUSED, 1), (Kind.RESUMED, 2), (Kind.PAUSED, 3)], True),
    ],
)
def test_the_latest_roster_entry_counts(entries: list[tuple[Kind, int]], is_paused: bool) -> None:
    """In whichever order they come; at one time, resuming before pausing before joining."""
    made = [roster(kind, "ana", minute) for kind, minute in entries]
    added = Ledger.of()
    for entry in made:
        added = added.add(entry)
    for ledger in (added, Ledger.of(roster=made), Ledger.of(roster=reversed(made))):
        assert ("ana" in ledger.paused("sales")) is is_paused
        assert "ana" not in ledger.paused("support")


def test_paused_tells_since_when() -> None:
    """The time of the entry that counts."""
    ledger = Ledger.of(roster=[roster(Kind.PAUSED, "ana", 3), roster(Kind.PAUSED, "ana", 7)])
    assert ledger.paused("sales") == {"ana": at(7)}


def test_roster_entries_post_units() -> None:
    """A level is credit, and no booking."""
    ledger = Ledger.of([ONE], [roster(Kind.JOINED, "ana", units=-2 * UNIT)])
    assert ledger.standings("sales") == (Standing("ana", 1, 0, Fraction(-2), at(1)),)


def test_the_roster_is_sorted_by_time() -> None:
    """Entries come back in the order in which they happened."""
    entries = [roster(Kind.PAUSED, page, minute) for page, minute in (("ana", 5), ("bo", 1))]
    assert Ledger.of(roster=entries).roster == (entries[1], entries[0])


# --- as a value ----------------------------------------------------------------------------------


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


def test_a_ledger_can_be_pickled() -> None:
    """It goes without what the ledgers of the same origin have."""
    ledger = Ledger.of([ONE], [roster(Kind.PAUSED, "ana")])
    ledger.add(TWO)
    assert pickle.loads(pickle.dumps(ledger)) == ledger  # noqa: S301 (it is our own)
