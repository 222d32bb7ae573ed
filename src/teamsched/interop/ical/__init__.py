"""iCalendar (RFC 5545): what the calendar exports of people block.

It is an extra: ``pip install teamsched[ical]``.
"""

try:
    from teamsched.interop.ical.limits import MAX_OCCURRENCES, MAX_STEPS
    from teamsched.interop.ical.reading import MAX_SOURCE, read_busy
    from teamsched.interop.ical.text import MAX_COMPONENTS, MAX_TEXT
    from teamsched.interop.ical.zones import MAX_CHANGES
except ModuleNotFoundError as error:
    raise ModuleNotFoundError(
        f"calendars are read with {error.name}: install it with pip install 'teamsched[ical]'",
        name=error.name,
    ) from error

__all__ = [
    "MAX_CHANGES",
    "MAX_COMPONENTS",
    "MAX_OCCURRENCES",
    "MAX_SOURCE",
    "MAX_STEPS",
    "MAX_TEXT",
    "read_busy",
]
