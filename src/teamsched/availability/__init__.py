"""Who can: hours, recurrences, snapshots of everybody's time, and the openings in them."""

from teamsched.availability.explaining import admitted_entries, why_closed, why_taken, why_untimely
from teamsched.availability.finding import find_openings
from teamsched.availability.hours import WeeklyHours
from teamsched.availability.limits import HOST, Role, period_span
from teamsched.availability.recurrence import Recurrence, RecurringHours
from teamsched.availability.schedules import Schedule
from teamsched.availability.starts import day_grid, mark_grid, page_grid
from teamsched.availability.taking import take_snapshot
from teamsched.availability.travel import Travel
from teamsched.availability.zones import dates_within, localize, wall_clock_window
from teamsched.calendars import BLOCKING, Calendar, UnknownPolicy
from teamsched.zonekeys import zone_of

__all__ = [
    "BLOCKING",
    "HOST",
    "Calendar",
    "Recurrence",
    "RecurringHours",
    "Role",
    "Schedule",
    "Travel",
    "UnknownPolicy",
    "WeeklyHours",
    "admitted_entries",
    "dates_within",
    "day_grid",
    "find_openings",
    "localize",
    "mark_grid",
    "page_grid",
    "period_span",
    "take_snapshot",
    "wall_clock_window",
    "why_closed",
    "why_taken",
    "why_untimely",
    "zone_of",
]
