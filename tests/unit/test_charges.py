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


UNLIKE = booked(
    Posting("sales", "ana", received=1, units=-UNIT),
    Posting("sales", "bo", received=1, units=-UNIT // 2),
)
CY = Filled("host", "cy", pool="sales")


def moving(*postings: Posting) -> Entry:
    return Entry(Kind.REASSIGNED, at=AT, postings=postings)


def test_each_place_of_a_pool_has_a_price_of_its_own() -> None:
    """Two members of unlike weights get back what each was charged, be it both or one of them."""
    charges = Charges.of([UNLIKE])
    assert charges.lost([ANA, BO], Loss.CUSTOMER_CANCELLED, held=7) == [
        Posting("sales", "ana", removed=1, units=UNIT, held=-7),
        Posting("sales", "bo", removed=1, units=UNIT // 2, held=-7),
    ]
    assert charges.handed_over(BO, CY, Loss.REASSIGNED, held=7) == [
        Posting("sales", "bo", removed=1, units=UNIT // 2, held=-7),
        Posting("sales", "cy", received=1, units=-UNIT // 2, held=7),
    ]


def test_a_price_is_carried_along() -> None:
    """Whoever took a place over gets back what it cost, whatever the other place costs."""
    moved = moving(*Charges.of([UNLIKE]).handed_over(BO, CY, Loss.REASSIGNED, held=7))
    assert Charges.of([UNLIKE, moved]).lost([ANA, CY], Loss.NO_SHOW, held=0) == [
        Posting("sales", "ana", removed=1, units=UNIT),
        Posting("sales", "cy", removed=1, units=UNIT // 2),
    ]


def test_one_account_may_have_two_places() -> None:
    """Who is stood in for may take another place over: each is given back at its own price."""
    covered = Filled("host", "dua", pool="sales", account="ana")
    moved = moving(*Charges.of([UNLIKE]).handed_over(BO, ANA, Loss.REASSIGNED, held=7))
    lost = Charges.of([UNLIKE, moved]).lost([covered, ANA], Loss.CUSTOMER_CANCELLED, held=0)
    assert sorted(posting.units for posting in lost) == [UNIT // 2, UNIT]


def test_what_was_never_charged_is_not_given_back() -> None:
    """A seat whose account the history doesn't know has no price."""
    (lost,) = Charges.of([UNLIKE]).lost([CY], Loss.CUSTOMER_CANCELLED, held=7)
    assert lost == Posting("sales", "cy", removed=1, held=-7)


def test_nothing_is_lost_without_a_charge() -> None:
    """A booking that no ledger counts costs nothing, and gives nothing back."""
    charges = Charges.of([], [GivesBack("sales", Loss)])
    assert charges.lost([ANA], Loss.CUSTOMER_CANCELLED, held=7) == []
    assert charges.handed_over(ANA, BO, Loss.REASSIGNED, held=7) == []
    assert charges.covered(ANA, BO, held=7) == []
    assert charges.prolonged([ANA], by=7) == []
