"""Charges: what holding a seat costs, and by whose terms it is given back."""

from datetime import UTC, datetime

from teamsched.charges import Charges, length_of, making
from teamsched.entries import UNIT, Entry, GivesBack, Kind, Loss, Posting, Shares
from teamsched.filled import Filled
from teamsched.intervals import Interval

AT = datetime(2026, 3, 1, 9, tzinfo=UTC)
SPAN = Interval.parse("2026-03-02T09:00Z/09:30Z")
LENGTH = 30 * 60 * 1_000_000
ANA, BO = Filled("host", "ana", pool="sales"), Filled("host", "bo", pool="sales")
ROOM = Filled("room", "room")


def booked(*postings: Posting, losses: tuple[Loss, ...] = tuple(Loss)) -> Entry:
    return Entry(Kind.BOOKED, at=AT, postings=postings, gives_back=[GivesBack("sales", losses)])


TWO_OF_SALES = booked(
    Posting("sales", "ana", received=1, units=-UNIT),
    Posting("sales", "cy", units=UNIT),
    Posting("sales", "bo", received=1, units=-UNIT),
    Posting("sales", "cy", units=UNIT),
)


def test_who_receives_a_booking_holds_its_time() -> None:
    """Nobody else does, whatever they are granted; who books it is the customer."""
    shares = Shares("sales", ["ana", "bo"], line=[1, 1], free=[1, 1], asked=[1, 1])
    back = GivesBack("sales", [Loss.NO_SHOW])
    entry = making(
        SPAN,
        at=AT,
        postings=[Posting("sales", "ana", received=1, units=-UNIT), Posting("sales", "bo")],
        shares=[shares],
        gives_back=[back],
    )
    assert (entry.kind, entry.at, entry.by) == (Kind.BOOKED, AT, "customer")
    assert (entry.shares, entry.gives_back) == ((shares,), (back,))
    assert [posting.held for posting in entry.postings] == [LENGTH, 0] == [length_of(SPAN), 0]


def test_two_seats_of_one_pool_are_given_back_once_each() -> None:
    """The prices go to both, and what others were granted for both is taken back once."""
    postings = Charges.of([TWO_OF_SALES]).lost([ANA, BO], Loss.CUSTOMER_CANCELLED, held=7)
    assert postings == [
        Posting("sales", "ana", removed=1, units=UNIT, held=-7),
        Posting("sales", "bo", removed=1, units=UNIT, held=-7),
        Posting("sales", "cy", units=-UNIT),
        Posting("sales", "cy", units=-UNIT),
    ]


def test_new_terms_are_of_one_pool() -> None:
    """A pool of which nothing new is said goes by what it promised."""
    old, new = GivesBack("sales", []), GivesBack("support", [Loss.NO_SHOW])
    charges = Charges.of([booked()], [new])
    assert charges.terms == {"sales": GivesBack("sales", Loss), "support": new}
    assert Charges.of([booked()], [old]).terms == {"sales": old}


def test_seats_outside_of_pools_have_no_price() -> None:
    """They are counted, and nothing is given back, whatever anybody's terms are."""
    entry = booked(Posting(None, "room", received=1), Posting("sales", "ana", received=1))
    (lost,) = Charges.of([entry]).lost([ROOM], Loss.HOST_CANCELLED, held=7)
    assert lost == Posting(None, "room", removed=1, held=-7)


def test_only_what_made_a_booking_is_its_price() -> None:
    """What later entries posted is none of it."""
    moved = Entry(
        Kind.REASSIGNED, at=AT, postings=[Posting("sales", "bo", received=1, units=-9 * UNIT)]
    )
    entry = booked(Posting("sales", "ana", received=1, units=-UNIT))
    removed, taken = Charges.of([entry, moved]).handed_over(BO, ANA, Loss.REASSIGNED, held=7)
    assert removed == Posting("sales", "bo", removed=1, units=UNIT, held=-7)
    assert taken == Posting("sales", "ana", received=1, units=-UNIT, held=7)


def test_nothing_is_lost_without_a_charge() -> None:
    """A booking that no ledger counts costs nothing, and gives nothing back."""
    charges = Charges.of([], [GivesBack("sales", Loss)])
    assert charges.lost([ANA], Loss.CUSTOMER_CANCELLED, held=7) == []
    assert charges.handed_over(ANA, BO, Loss.REASSIGNED, held=7) == []
    assert charges.covered(ANA, BO, held=7) == []
    assert charges.prolonged([ANA], by=7) == []
