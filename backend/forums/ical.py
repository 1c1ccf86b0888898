"""Meetings as programs that keep calendars read them (RFC 5545, RFC 7986): the same bytes until one
of them changes.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, Final  # what the rows are annotated with

from icalendar import Calendar, Component, Event, Timezone, TimezoneDaylight, TimezoneStandard

from backend.audit.days import HOME
from backend.forums.models import MeetingState

PRODUCT: Final = "-//Accord//Meetings//EN"
AGAIN: Final = timedelta(hours=1)
WINTER: Final = timedelta(0)
SUMMER: Final = timedelta(hours=1)


@dataclass(frozen=True)
class Place:
    """Where a calendar is published: what the ids in it end in, and where its links lead."""

    host: str
    base: str


def calendar_of(name: str, meetings: Iterable[Any], place: Place) -> bytes:
    """Each of `meetings` has its forum loaded, and `changed_at`."""
    calendar = Calendar()
    calendar.add("prodid", PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("method", "PUBLISH")
    # The first is the standard's, the second what most programs read.
    calendar.add("name", name)
    calendar.add("x-wr-calname", name)
    calendar.add("refresh-interval", AGAIN, parameters={"VALUE": "DURATION"})
    calendar.add_component(_london())
    for meeting in meetings:
        calendar.add_component(_event(meeting, place))
    written: bytes = calendar.to_ical()
    return written


def _event(meeting: Any, place: Place) -> Event:
    event = Event()
    event.add("uid", f"{meeting.id}@{place.host}")
    event.add("sequence", meeting.sequence)
    # Of the last entry about it and not of the asking, so that nothing changes by being read.
    event.add("dtstamp", _whole(meeting.changed_at))
    event.add("dtstart", meeting.starts_at.astimezone(HOME))
    event.add("dtend", meeting.ends_at.astimezone(HOME))
    event.add("summary", _summary(meeting))
    event.add("url", f"{place.base}/api/v1/meetings/{meeting.id}")
    cancelled = meeting.state == MeetingState.CANCELLED
    event.add("status", "CANCELLED" if cancelled else "CONFIRMED")
    for name, value in _where(meeting):
        event.add(name, value)
    return event


def _summary(meeting: Any) -> str:
    forum = meeting.forum.name
    return forum if meeting.title == forum else f"{forum}: {meeting.title}"


def _where(meeting: Any) -> Iterator[tuple[str, str]]:
    """Of a meeting that is only online, its address stands where people look for the place."""
    if meeting.place or meeting.link:
        yield "location", meeting.place or meeting.link
    if meeting.place and meeting.link:
        yield "description", meeting.link


def _whole(at: datetime) -> datetime:
    return at.astimezone(UTC).replace(microsecond=0)


def _london() -> Timezone:
    """The rule since 1996 and not its dates: those of seventy years would outweigh the meetings."""
    zone = Timezone()
    zone.add("tzid", HOME.key)
    zone.add_component(
        _turn(TimezoneDaylight(), "BST", WINTER, SUMMER, datetime(1996, 3, 31, 1))  # noqa: DTZ001 - the clock on the wall
    )
    zone.add_component(
        _turn(TimezoneStandard(), "GMT", SUMMER, WINTER, datetime(1996, 10, 27, 2))  # noqa: DTZ001 - the clock on the wall
    )
    return zone


def _turn(
    part: Component, name: str, before: timedelta, after: timedelta, first: datetime
) -> Component:
    """On the last Sunday of the month, by the time that was kept until then."""
    part.add("dtstart", first)
    part.add("rrule", {"freq": "yearly", "bymonth": first.month, "byday": "-1su"})
    part.add("tzname", name)
    part.add("tzoffsetfrom", before)
    part.add("tzoffsetto", after)
    return part
