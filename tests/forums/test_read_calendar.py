"""The calendar as a program of another maker reads it back."""

from datetime import UTC, datetime, timedelta
from typing import Any  # what a calendar holds is of many types

import pytest
import time_machine

from backend.audit.days import HOME
from backend.audit.source import now
from backend.audit.unit import unit_of_work
from backend.forums.operations import cancel_meeting, move_meeting
from backend.people.models import Profile
from backend.people.operations import end_appointment
from tests.borough import BASE, Borough
from tests.forums.chamber import (
    MEETING_IN,
    TWO_HOURS,
    appointed,
    growth_forum,
    moved,
    published,
    restricted_item_on,
    scheduled,
)
from tests.forums.feeding import events, fetched, issued, read_back
from tests.people.questions import assert_refused

# The Monday after the clocks went back, and the one before.
IN_WINTER = datetime(2026, 10, 26, 14, tzinfo=UTC)
IN_SUMMER = datetime(2026, 10, 19, 13, tzinfo=UTC)


def one_event(path: str) -> Any:
    (event,) = events(path)
    return event


def test_it_tells_of_a_meeting(borough: Borough) -> None:
    meeting = scheduled(borough, starts_at=IN_SUMMER, place="Huyton Civic Suite", title="Autumn")

    event = one_event(issued(borough))

    assert str(event["UID"]) == f"{meeting.id}@accord.test"
    assert (event.start, event.end) == (IN_SUMMER, IN_SUMMER + TWO_HOURS)
    assert (event["SUMMARY"], event["LOCATION"]) == (
        "Better Together Board: Autumn",
        "Huyton Civic Suite",
    )
    assert event["URL"].endswith(f"{BASE}/meetings/{meeting.id}")
    assert (event["STATUS"], event["SEQUENCE"]) == ("CONFIRMED", 0)
    assert event["DTSTAMP"].dt == meeting.entry.at.replace(microsecond=0)


def test_it_says_what_it_is(borough: Borough) -> None:
    answer = fetched(issued(borough, body={"forum": str(borough.board.id)}))

    lines = answer.content.decode().split("\r\n")
    assert answer.headers["Content-Type"] == "text/calendar; charset=utf-8"
    assert {
        "PRODID:-//Accord//Meetings//EN",
        "METHOD:PUBLISH",
        "REFRESH-INTERVAL;VALUE=DURATION:PT1H",
        "X-WR-CALNAME:Better Together Board",
    } < set(lines)
    assert max(len(one.encode()) for one in lines) <= 75


def test_it_reads_back_as_it_was_written(borough: Borough) -> None:
    """What a text may hold that means something to the format is escaped, and long lines folded."""
    title = "Plans, budgets; and \\ the rest: " + "é" * 60
    scheduled(borough, starts_at=IN_SUMMER, title=title)
    path = issued(borough)

    calendar = read_back(path)

    assert calendar.events[0]["SUMMARY"] == f"Better Together Board: {title}"
    assert calendar.to_ical() == fetched(path).content


@pytest.mark.parametrize(("starts_at", "hour", "offset"), [(IN_SUMMER, 14, 1), (IN_WINTER, 14, 0)])
def test_it_keeps_the_time_on_the_wall(
    borough: Borough, starts_at: datetime, hour: int, offset: int
) -> None:
    scheduled(borough, starts_at=starts_at)

    start = one_event(issued(borough))["DTSTART"]

    assert (start.params["TZID"], start.dt.hour) == ("Europe/London", hour)
    assert start.dt.utcoffset() == timedelta(hours=offset)


def test_it_brings_the_zone_its_times_are_in(borough: Borough) -> None:
    """Once, and true for as long as anyone plans ahead: every day of the next ten years."""
    (zone,) = read_back(issued(borough)).timezones

    theirs = zone.to_tz(lookup_tzid=False)
    noons = [datetime(2026, 1, 1, 12) + timedelta(days=day) for day in range(3653)]  # noqa: DTZ001 - the clock on the wall
    assert [theirs.utcoffset(noon) for noon in noons] == [HOME.utcoffset(noon) for noon in noons]


def test_it_tells_that_a_meeting_moved(borough: Borough) -> None:
    meeting = scheduled(borough, starts_at=IN_SUMMER)
    path = issued(borough)
    before = one_event(path)

    moved(
        borough,
        meeting,
        move_meeting,
        starts_at=IN_WINTER,
        ends_at=IN_WINTER + TWO_HOURS,
        reason="The chair is away.",
    )

    after = one_event(path)
    assert (after["UID"], after["SEQUENCE"], after.start) == (before["UID"], 1, IN_WINTER)


def test_it_keeps_what_was_cancelled(borough: Borough) -> None:
    meeting = scheduled(borough, starts_at=IN_SUMMER)
    path = issued(borough)

    moved(borough, meeting, cancel_meeting, reason="Too few can come.")

    event = one_event(path)
    assert (event["STATUS"], event["SEQUENCE"], event.start) == ("CANCELLED", 1, IN_SUMMER)


@pytest.mark.parametrize("state", ["scheduled", "agenda_published", "in_session"])
def test_it_changes_not_a_byte_for_what_is_restricted(borough: Borough, state: str) -> None:
    meeting = MEETING_IN[state](borough)
    path = issued(borough)
    before = fetched(path)

    restricted_item_on(borough, meeting)

    after = fetched(path)
    assert (after.content, after.headers["ETag"]) == (before.content, before.headers["ETag"])


def test_it_tells_nothing_of_agendas(borough: Borough) -> None:
    published(borough)

    assert b"hub" not in fetched(issued(borough)).content


def test_it_is_the_same_for_whoever_reads_it(borough: Borough) -> None:
    restricted_item_on(borough, scheduled(borough))
    of_the_board = {"forum": str(borough.board.id)}

    member = fetched(issued(borough, "Mel", of_the_board)).content

    assert member == fetched(issued(borough, "Pat", of_the_board)).content


def test_it_is_asked_again_only_for_what_changed(borough: Borough) -> None:
    path = issued(borough)
    first = fetched(path).headers["ETag"]
    with time_machine.travel(now() + timedelta(days=2)):
        unchanged = fetched(path, **{"If-None-Match": first})
        scheduled(borough, starts_at=IN_SUMMER)
        changed = fetched(path, **{"If-None-Match": first})

    assert (unchanged.status_code, unchanged.content) == (304, b"")
    assert (changed.status_code, changed.headers["ETag"] == first) == (200, False)


def test_it_holds_the_meetings_of_every_forum_one_belongs_to_now(borough: Borough) -> None:
    growth = growth_forum(borough)
    scheduled(borough, growth)
    scheduled(borough)
    path = issued(borough)
    alone = len(events(path))

    joined = appointed(borough, "Mel", "member", growth)
    both = len(events(path))
    borough.act("Ada", end_appointment, appointment_id=joined.id, version=1, reason="Left.")

    assert (alone, both, len(events(path))) == (1, 2, 1)


def test_it_is_empty_for_whoever_belongs_to_none(borough: Borough) -> None:
    scheduled(borough)

    assert events(issued(borough, "Pat")) == []


def test_it_looks_a_year_back(borough: Borough) -> None:
    meeting = scheduled(borough)
    path = issued(borough)

    with time_machine.travel(meeting.starts_at + timedelta(days=365)):
        kept = len(events(path))
    with time_machine.travel(meeting.starts_at + timedelta(days=366)):
        forgotten = len(events(path))

    assert (kept, forgotten) == (1, 0)


@pytest.mark.parametrize("secret", ["acf_unknown", "%00", "a" * 2000])
def test_it_hides_what_no_address_opens(borough: Borough, secret: str) -> None:
    assert_refused(fetched(f"{BASE}/calendars/{secret}.ics"), 404, "not_found")


def test_it_opens_nothing_to_whoever_has_left(borough: Borough) -> None:
    path = issued(borough)
    with unit_of_work(by=borough.who("Ada"), at=now()) as unit:
        mel = Profile.objects.get(id=borough.profiles["Mel"].id)
        mel.ended_at = unit.at
        unit.record("profile.ended", mel)

    assert_refused(fetched(path), 404, "not_found")


def test_it_takes_no_parameter(borough: Borough) -> None:
    assert_refused(fetched(f"{issued(borough)}?forum=all"), 400, "validation_error")


def test_it_reads_in_two_statements_however_many_meetings(
    borough: Borough, django_assert_num_queries: Any
) -> None:
    path = issued(borough)
    scheduled(borough, starts_at=IN_SUMMER)
    scheduled(borough, starts_at=IN_WINTER)

    with django_assert_num_queries(2):
        fetched(path)
