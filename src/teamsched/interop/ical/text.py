"""The text of calendars: content lines, and the components that they make up.

icalendar unfolds the lines and takes them apart. Its own components are not used, since they look
up zones in a cache that all calendars of a process share: what one calendar says of a zone would
hold for the next one.
"""

import re
from collections.abc import Callable, Mapping
from typing import NamedTuple

import attrs
from icalendar.parser import Contentline, Contentlines

from teamsched.checks import MAX_ID
from teamsched.errors import ExpansionLimitError, InvalidTypeError, InvalidValueError

MAX_TEXT = 10_000_000
"""Longest text that is read, in characters, or in bytes if it is bytes."""

MAX_COMPONENTS = 50_000
"""Most components of one text: events, zones and their parts, alarms."""

_unfolded: Callable[[str], list[Contentline]] = Contentlines.from_ical  # has no types

_EXPECTED = "an iCalendar text, from BEGIN:VCALENDAR to END:VCALENDAR"
_NAME = re.compile(r"[A-Za-z0-9-]+")
_OF_EVENTS = ("UID", "SEQUENCE", "STATUS", "TRANSP", "CLASS", "SUMMARY", "FREEBUSY")
_OF_TIMES = ("DTSTART", "DTEND", "DURATION", "RRULE", "RDATE", "EXDATE", "RECURRENCE-ID")
_OF_ZONES = ("TZID", "TZOFFSETFROM", "TZOFFSETTO", "X-LIC-LOCATION")
_OF_OUTLOOK = ("X-MICROSOFT-CDO-BUSYSTATUS",)
_READ = frozenset({*_OF_EVENTS, *_OF_TIMES, *_OF_ZONES, *_OF_OUTLOOK})
"""The names of the properties that matter; lines of others are not even taken apart."""


class Property(NamedTuple):
    """A property: its value, without the escapes of texts, and its parameters."""

    value: str
    params: Mapping[str, str]


@attrs.frozen(eq=False)
class Component:
    """What stands between ``BEGIN`` and ``END``.

    Attributes:
        name: Its name, such as ``VEVENT``.
        properties: The properties that matter, by name.
        parts: The components inside.
    """

    name: str
    properties: dict[str, list[Property]] = attrs.field(factory=dict)
    parts: list["Component"] = attrs.field(factory=list)

    @property
    def label(self) -> str:
        """What errors call it."""
        return f"{self.name}[{(self.first('UID') or self.first('TZID'))[:MAX_ID]!r}]"

    def all(self, name: str) -> list[Property]:
        """Return the properties of a name."""
        return self.properties.get(name, [])

    def first(self, name: str) -> str:
        """Return the value of the first property of a name, or an empty text."""
        return self.properties[name][0].value if name in self.properties else ""

    def word(self, name: str) -> str:
        """Return the same, in capitals."""
        return self.first(name).strip().upper()


def calendars_of(text: str | bytes) -> list[Component]:
    """Return the calendars of a text: the components on the outside.

    Raises:
        InvalidValueError: It is no iCalendar text, it is cut off, or too long.
        ExpansionLimitError: It has more than ``MAX_COMPONENTS`` components.
    """
    calendars: list[Component] = []
    stack: list[Component] = []
    count = 0
    for line in _unfolded(_checked(text)):
        found = _NAME.match(line)
        name = found[0].upper() if found else ""
        if name == "BEGIN":
            count += 1
            if count > MAX_COMPONENTS:
                raise ExpansionLimitError("components of a calendar", limit=MAX_COMPONENTS)
            component = Component(_value(line))
            (stack[-1].parts if stack else calendars).append(component)
            stack.append(component)
        elif name == "END":
            if not stack or stack.pop().name != _value(line):
                raise InvalidValueError("text", expected=_EXPECTED, got=str(line))
        elif name in _READ and stack:
            stack[-1].properties.setdefault(name, []).append(_property(line))
    if stack or not calendars or any(one.name != "VCALENDAR" for one in calendars):
        raise InvalidValueError("text", expected=_EXPECTED, got=text)
    return calendars


def _checked(text: str | bytes) -> str:
    if not isinstance(text, str | bytes):
        raise InvalidTypeError("text", expected="a text or bytes", got=text)
    if len(text) > MAX_TEXT:
        raise InvalidValueError("text", expected=f"at most {MAX_TEXT} characters", got=len(text))
    try:
        decoded = text if isinstance(text, str) else text.decode("utf-8")
    except UnicodeDecodeError:
        raise InvalidValueError("text", expected="a text in UTF-8", got=text) from None
    return decoded.removeprefix("\ufeff")


def _value(line: Contentline) -> str:
    return line.partition(":")[2].strip().upper()


def _property(line: Contentline) -> Property:
    try:
        _, params, value = line.parts()
    except ValueError:
        expected = "content lines such as DTSTART:20260330T090000Z"
        raise InvalidValueError("text", expected=expected, got=str(line)) from None
    return Property(value, {name.upper(): str(value) for name, value in params.items()})
