"""What a booking was charged when it was made, and what is given back when somebody loses it."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

import attrs

from teamsched.entries import Entry, GivesBack, Kind, Loss, Posting, Shares, given_back
from teamsched.errors import InvalidValueError
from teamsched.filled import Filled
from teamsched.instants import to_instant
from teamsched.intervals import Interval

_Account = tuple[str | None, str]
"""A pool, and a page in it; the pool None is the page's own account."""


@attrs.frozen(eq=False)
class Charges:
    """The charges of one booking, pool by pool, and the terms by which they are given back.

    Attributes:
        booked: The entries that made the booking; none for one that no ledger should count.
        prices: What each account was charged, pool by pool, for the seats that it has now.
        terms: What each pool gives back on which losses.
    """

    booked: tuple[Entry, ...]
    prices: Mapping[_Account, Sequence[int]]
    terms: Mapping[str, GivesBack]

    @classmethod
    def of(cls, history: Iterable[Entry], terms: Iterable[GivesBack] = ()) -> "Charges":
        """Return the charges of a history; of a pool without new terms, the old ones hold."""
        entries = tuple(history)
        booked = tuple(entry for entry in entries if entry.kind is Kind.BOOKED)
        promised = (back for entry in booked for back in entry.gives_back)
        now = given_back("terms", terms)
        return cls(booked, _prices(entries), {back.pool: back for back in (*promised, *now)})

    def lost(self, seats: Iterable[Filled], loss: Loss, *, held: int) -> list[Posting]:
        """Return the postings of an end: each seat's account loses the booking once.

        Args:
            seats: Who holds it.
            loss: How it ends.
            held: The microseconds that it frees.
        """
        if not self.booked:
            return []
        seats = tuple(seat for seat in seats if seat.counted)
        left = {account: [*prices] for account, prices in self.prices.items()}
        postings: list[Posting] = []
        for seat in seats:
            price = _take(left, (seat.pool, seat.account))
            postings += self._loses(seat, loss, held, price=price)
        return [*postings, *self._revoked({seat.pool: None for seat in seats}, loss)]

    def handed_over(self, old: Filled, new: Filled, loss: Loss, *, held: int) -> list[Posting]:
        """Return the postings of a seat that changes hands, for good; none to its holder.

        To whoever is stood in for only the time goes back: it is in their account all along.
        """
        if new.account == old.account:
            return self.covered(old, new, held=held)
        if not self.booked or not old.counted:
            return []
        price = (self.prices.get((old.pool, old.account)) or (0,))[-1]
        takes = Posting(new.pool, new.page, received=1, units=-price, held=held)
        return [*self._loses(old, loss, held, price=price), takes]

    def exchanged(
        self, old: Iterable[Filled], new: Iterable[Filled], loss: Loss, *, held: int
    ) -> list[Posting]:
        """Return the postings of several seats that change hands at once.

        What is lost comes before what is received: who moves from one seat to another is charged
        for the new one, not for the one they leave. Invitations don't count.
        """
        before = [seat for seat in old if not seat.optional]
        after = [seat for seat in new if not seat.optional]
        postings = [
            posting
            for one, other in zip(before, after, strict=True)
            for posting in self.handed_over(one, other, loss, held=held)
        ]
        return sorted(postings, key=lambda posting: posting.received)

    def covered(self, old: Filled, new: Filled, *, held: int) -> list[Posting]:
        """Return the postings of a seat in which somebody stands in: only time changes hands."""
        if not self.booked or not old.counted or new.page == old.page:
            return []
        return [Posting(old.pool, old.page, held=-held), Posting(new.pool, new.page, held=held)]

    def prolonged(self, seats: Iterable[Filled], *, by: int) -> list[Posting]:
        """Return the postings of a booking that takes some microseconds more, or less."""
        if not self.booked or not by:
            return []
        return [Posting(seat.pool, seat.page, held=by) for seat in seats if seat.counted]

    def _loses(self, seat: Filled, loss: Loss, held: int, *, price: int) -> list[Posting]:
        """Return the postings of a seat's account, and of whoever stands in for it."""
        back = price if self._returned(seat.pool, loss) else 0
        if seat.account == seat.page or not held:
            return [Posting(seat.pool, seat.account, removed=1, units=back, held=-held)]
        return [
            Posting(seat.pool, seat.account, removed=1, units=back),
            Posting(seat.pool, seat.page, held=-held),
        ]

    def _revoked(self, pools: Iterable[str | None], loss: Loss) -> list[Posting]:
        """Return what takes back from everybody what the booking had granted them."""
        return [
            Posting(posting.pool, posting.page, units=-posting.units)
            for pool in pools
            if self._returned(pool, loss)
            for posting in self._of(pool)
            if not posting.received
        ]

    def _returned(self, pool: str | None, loss: Loss) -> bool:
        return pool is not None and pool in self.terms and loss in self.terms[pool].losses

    def _of(self, pool: str | None) -> Iterable[Posting]:
        return (
            posting for entry in self.booked for posting in entry.postings if posting.pool == pool
        )


def _prices(history: Iterable[Entry]) -> Mapping[_Account, list[int]]:
    """Return what each account was charged for the seats that it has, the last one at the end."""
    prices: dict[_Account, list[int]] = {}
    for entry in history:
        for posting in entry.postings:
            account = posting.pool, posting.page
            if posting.received:
                prices.setdefault(account, []).append(-posting.units)
            elif posting.removed:
                _take(prices, account)
    return prices


def _take(prices: dict[_Account, list[int]], account: _Account) -> int:
    """Take the last price of an account out of some, zero if there is none."""
    left = prices.get(account)
    return left.pop() if left else 0


def making(
    span: Interval,
    *,
    at: datetime,
    postings: Iterable[Posting],
    shares: Iterable[Shares],
    gives_back: Iterable[GivesBack],
    hold_until: datetime | None = None,
) -> Entry:
    """Return the entry that makes a booking, or a hold: whoever receives it holds its time.

    Args:
        span: When it takes place.
        at: When it is made.
        postings: What it adds to whose account.
        shares: What it was worth to everybody in each line that it was drawn from.
        gives_back: Which of its losses give back what it costs.
        hold_until: When a hold expires; left out, it is a booking.
    """
    if hold_until is not None and to_instant(hold_until, "hold_until") <= to_instant(at, "at"):
        raise InvalidValueError("hold_until", expected=f"later than {at}", got=hold_until)
    held = length_of(span)
    return Entry(
        Kind.BOOKED if hold_until is None else Kind.HELD,
        at=at,
        postings=[attrs.evolve(one, held=held) if one.received else one for one in postings],
        shares=shares,
        gives_back=gives_back,
        by="customer",
        expires=hold_until,
    )


def making_good(held: Entry, *, at: datetime) -> Entry:
    """Return the entry of a booking that a hold becomes: what counted for a time counts for good.

    Args:
        held: The entry that made the hold.
        at: When it becomes a booking.
    """
    return attrs.evolve(held, kind=Kind.BOOKED, at=at, expires=None)


def length_of(span: Interval) -> int:
    """Return how many microseconds a span takes."""
    start, end = span.bounds
    return end - start
