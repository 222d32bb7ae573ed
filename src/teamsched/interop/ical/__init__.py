"""iCalendar (RFC 5545): what the calendar exports of people block.

It is an extra: ``pip install teamsched[ical]``.
"""

try:
    import icalendar as _  # noqa: F401 (asked for here, so that one place says what is missing)
    import recurring_ical_events as _  # noqa: F401
except ImportError as error:
    raise ImportError(
        f"teamsched.interop.ical reads calendars with {error.name}: "
        "install it with pip install 'teamsched[ical]'",
        name=error.name,
    ) from error

from teamsched.interop.ical.limits import MAX_OCCURRENCES, MAX_STEPS
from teamsched.interop.ical.reading import MAX_SOURCE, read_busy
from teamsched.interop.ical.text import MAX_COMPONENTS, MAX_TEXT
from teamsched.interop.ical.zones import MAX_CHANGES

__all__ = [
    "MAX_CHANGES",
    "MAX_COMPONENTS",
    "MAX_OCCURRENCES",
    "MAX_SOURCE",
    "MAX_STEPS",
    "MAX_TEXT",
    "read_busy",
]
