"""Answer a question: who wants what, of whom, when, as things are; the answer is an offer."""

from collections.abc import Iterable, Sequence
from datetime import tzinfo
from functools import partial

import attrs

from teamsched.availability import page_grid
from teamsched.checks import is_a
from teamsched.distribution import Ledger
from teamsched.grid import StartGrid
from teamsched.requests import Request
from teamsched.rules import NoRoute
from teamsched.snapshot import Snapshot
from teamsched.team.directory import Directory
from teamsched.team.guests import Wished, wished
from teamsched.team.ladder import Way, climb
from teamsched.team.limits import limits_of
from teamsched.team.offer import Offer
from teamsched.team.planning import situation_of
from teamsched.team.seating import Background
from teamsched.team.starts import check_days_known, days_left, on_page_grid
from teamsched.team.wishes import Parts, ways_to_fill


@attrs.frozen(eq=False)
class Question:
    """A question of a team, and everything that its answer goes by.

    Attributes:
        directory: What the team has.
        snapshot: Who is free when.
        ledger: What has been booked.
        zone: The zone whose wall clock the starts follow.
        seed: What settles ties.
        request: What the customer asks for; None for a search without a page.
    """

    directory: Directory
    snapshot: Snapshot = attrs.field(validator=is_a(Snapshot, "a Snapshot"))
    ledger: Ledger = attrs.field(validator=is_a(Ledger, "a Ledger"))
    zone: tzinfo = attrs.field(kw_only=True)
    seed: str = attrs.field(kw_only=True)
    request: Request | None = attrs.field(default=None, kw_only=True)

    def on_page(
        self, some: Iterable[Way], asked: StartGrid | None, *, filled: Sequence[Parts] = ()
    ) -> Offer:
        """Return what may be booked on a page, by the first way that leaves anything on it.

        Args:
            some: The ways, in order.
            asked: The starts in question; None is all of the page's. Others are not offered.
            filled: How the seats may be filled, the preferred way last; left out, as the way and
                the request say.

        Raises:
            InvalidValueError: One of the ways goes by bookable days, be it one that is not needed,
                and the days before the window would count.
        """
        some = tuple(some)
        for way in some:
            check_days_known(way.event_type, self.snapshot)

        def answer(way: Way, *, page: bool = False) -> Offer:
            if asked is None or page:
                grid = page_grid(self.snapshot.window, way.event_type, zone=self.zone)
                return self.at(grid, way, on_grid=grid.full, filled=filled)
            on_grid = on_page_grid(asked, way.event_type, self.zone)
            return self.at(asked, way, on_grid=on_grid, filled=filled)

        return climb(some, answer, whole=asked is None)

    def anywhere(self, way: Way, asked: StartGrid | None) -> Offer:
        """Return what may be booked by one way, at whatever starts are asked about.

        Args:
            way: The way.
            asked: The starts in question; None is those that a page of the event type would have.
        """
        if asked is None:
            asked = page_grid(self.snapshot.window, way.event_type, zone=self.zone)
        return self.at(asked, way, on_grid=asked.full)

    def at(self, grid: StartGrid, way: Way, *, on_grid: int, filled: Sequence[Parts] = ()) -> Offer:
        """Return what may be booked by one way, of some starts.

        Args:
            grid: The starts.
            way: The way.
            on_grid: The bits of those that may be offered at all.
            filled: How the seats may be filled, as for ``on_page``.
        """
        pools, members = self.directory.pools, self.directory.members_of
        wish = self._wished(way)
        situation = partial(
            situation_of,
            request=self.request,
            event_type=way.event_type,
            snapshot=self.snapshot,
            ledger=self.ledger,
            grid=grid,
            on_grid=on_grid,
            zone=self.zone,
            no_route=way.route if isinstance(way.route, NoRoute) else None,
            pools=pools,
            members=members,
            seed=self.seed,
            limits=limits_of(
                way.constraints, attributes=self.directory.attributes, members=members
            ),
            background=Background(
                way.kept(self.request),
                invited={page: members[page] for page in way.invited},
                relaxed=way.relaxed,
                ignored=wish.ignored,
                tried=way.tried,
            ),
        )
        parts = filled or ways_to_fill(wish.seats, wish.claim)
        dates = days_left(
            way.event_type,
            self.snapshot,
            zone=self.zone,
            judged=lambda page: (
                situation(some, grid=page, on_grid=page.full, dates=None) for some in parts
            ),
        )
        return Offer(*(situation(some, dates=dates) for some in parts))

    def _wished(self, way: Way) -> Wished:
        if self.request is None or not way.seats:
            return Wished(way.seats)
        return wished(
            self.directory, way.seats, self.request, ledger=self.ledger, now=self.snapshot.now
        )
