"""What a pool decides: who gets a booking, and what that costs."""

from datetime import datetime

import attrs

from teamsched.bookings import Booking
from teamsched.charges import making
from teamsched.distribution.ranking import Ranking
from teamsched.entries import GivesBack, Posting, Shares
from teamsched.filled import Filled
from teamsched.intervals import Interval
from teamsched.statuses import Status


@attrs.frozen(order=False)
class Choice:
    """Who gets a booking, and what that costs.

    Attributes:
        page: The id of the page.
        ranking: Everybody who was considered, with reasons.
        postings: What the booking adds to the pool's accounts.
        shares: What it was worth to everybody in line.
        gives_back: Which of its losses give back what it costs.
        through: The page that is booked through.
    """

    page: str
    ranking: Ranking
    postings: tuple[Posting, ...]
    shares: Shares
    gives_back: GivesBack
    through: str | None = None

    def booking(
        self,
        id: str,
        event_type: str,
        span: Interval,
        *,
        at: datetime,
        hold_until: datetime | None = None,
        member: str | None = None,
        customer: str | None = None,
    ) -> Booking:
        """Return the booking to save, with one seat, of the pool's name.

        Args:
            id: The booking's id, the host's choice.
            event_type: The id of what is booked.
            span: When it takes place.
            at: When it is made.
            hold_until: When a hold of it expires that is not confirmed; left out, it is booked.
            member: The member behind the page; left out, the member of the same id.
            customer: Who books it, in your words.
        """
        pool = self.gives_back.pool
        behind = self.page if member is None else member
        entry = making(
            span,
            at=at,
            postings=self.postings,
            shares=[self.shares],
            gives_back=[self.gives_back],
            hold_until=hold_until,
        )
        return Booking(
            id,
            event_type,
            span,
            seats=[Filled(pool, self.page, member=behind, pool=pool)],
            history=[entry],
            page=self.through,
            customer=customer,
            status=Status.SCHEDULED if hold_until is None else Status.HELD,
            expires=entry.expires,
        )
