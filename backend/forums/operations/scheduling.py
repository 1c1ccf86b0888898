from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Final
from uuid import UUID

from backend.audit.days import HOME, day_of
from backend.audit.unit import Unit
from backend.clock.working_days import working_days_before
from backend.errors import Fault, InputRefused
from backend.forums.models import Forum, Meeting
from backend.forums.operations.convening import (
    MovedMeeting,
    convened,
    everyone_at_forum,
    settled_meeting,
)
from backend.forums.operations.opening import held_forum
from backend.forums.operations.placing import place_again, place_unplaced
from backend.forums.operations.reporting import place_reports
from backend.forums.policy import require_at

FURTHEST: Final = timedelta(days=5 * 366)
LONGEST: Final = timedelta(days=7)


@dataclass(frozen=True)
class Repeat:
    """So many meetings in all, so many weeks apart."""

    every_weeks: int
    count: int


@dataclass(frozen=True)
class Sitting:
    starts_at: datetime
    ends_at: datetime


def schedule_meeting(
    unit: Unit,
    *,
    forum_id: UUID,
    starts_at: datetime,
    ends_at: datetime,
    title: str = "",
    place: str = "",
    link: str = "",
    repeat: Repeat | None = None,
) -> Meeting:
    """One, or a series of which it gives back the first."""
    forum = held_forum(unit, forum_id=forum_id)
    standing = require_at(unit.by, "schedule_meeting", forum.id)
    _refuse_bad_times(unit, starts_at, ends_at)
    told = everyone_at_forum(unit, forum_id=forum.id)
    series = unit.new_id() if repeat else None
    meetings = [
        Meeting(
            partnership_id=forum.partnership_id,
            forum=forum,
            series=series,
            title=title or forum.name,
            starts_at=sitting.starts_at,
            ends_at=sitting.ends_at,
            place=place,
            link=link,
            papers_due_on=_papers_due_on(forum, sitting.starts_at),
        )
        for sitting in _sittings(starts_at, ends_at, repeat or Repeat(every_weeks=1, count=1))
    ]
    for meeting in meetings:
        unit.record("meeting.scheduled", meeting, org=standing.org, told=told)
    place_unplaced(unit, forum=forum)
    place_reports(unit, forum=forum)
    return meetings[0]


def move_meeting(
    unit: Unit,
    *,
    meeting_id: UUID,
    version: int,
    starts_at: datetime,
    ends_at: datetime,
    reason: str,
    place: str | None = None,
    link: str | None = None,
) -> MovedMeeting:
    start = convened(unit, operation="move_meeting", meeting_id=meeting_id)
    settled_meeting(unit, start=start, operation="move_meeting", version=version)
    meeting = start.meeting
    _refuse_bad_times(unit, starts_at, ends_at)
    before = (meeting.starts_at, meeting.ends_at, meeting.place, meeting.link)
    meeting.place = meeting.place if place is None else place
    meeting.link = meeting.link if link is None else link
    _refuse_unmoved(before, (starts_at, ends_at, meeting.place, meeting.link))
    meeting.move(
        starts_at=starts_at,
        ends_at=ends_at,
        papers_due_on=_papers_due_on(meeting.forum, starts_at),
    )
    told = everyone_at_forum(unit, forum_id=meeting.forum_id)
    unit.record("meeting.moved", meeting, org=start.standing.org, told=told, reason=reason)
    place_again(unit, meeting=meeting)
    place_unplaced(unit, forum=meeting.forum)
    return MovedMeeting(meeting)


def cancel_meeting(unit: Unit, *, meeting_id: UUID, version: int, reason: str) -> MovedMeeting:
    start = convened(unit, operation="cancel_meeting", meeting_id=meeting_id)
    if settled_meeting(unit, start=start, operation="cancel_meeting", version=version):
        return MovedMeeting(start.meeting, changed=False)
    start.meeting.cancel(at=unit.at, reason=reason)
    told = everyone_at_forum(unit, forum_id=start.meeting.forum_id)
    unit.record("meeting.cancelled", start.meeting, org=start.standing.org, told=told)
    place_again(unit, meeting=start.meeting)
    place_reports(unit, forum=start.meeting.forum)
    return MovedMeeting(start.meeting)


def _sittings(starts_at: datetime, ends_at: datetime, repeat: Repeat) -> Iterator[Sitting]:
    """At the same time of day as the people there read it off a clock, and as long as the first."""
    first, length = starts_at.astimezone(HOME), ends_at - starts_at
    for place in range(repeat.count):
        weeks = timedelta(weeks=repeat.every_weeks * place)
        # Within one zone Python adds on the wall clock.
        begins = starts_at if place == 0 else (first + weeks).astimezone(UTC)
        yield Sitting(begins, begins + length)


def _papers_due_on(forum: Forum, starts_at: datetime) -> date:
    return working_days_before(day_of(starts_at), forum.paper_days)


def _refuse_bad_times(unit: Unit, starts_at: datetime, ends_at: datetime) -> None:
    """Raises InputRefused, with all that is wrong at once."""
    faults = [*_wrong_start(unit, starts_at), *_wrong_end(starts_at, ends_at)]
    if faults:
        raise InputRefused(faults)


def _wrong_start(unit: Unit, starts_at: datetime) -> Iterator[Fault]:
    if starts_at <= unit.at:
        sentence = "This time has passed. Enter one that is still to come."
        yield Fault("in_the_past", sentence, "#/starts_at")
    elif starts_at > unit.at + FURTHEST:
        sentence = "Enter a time within the next five years."
        yield Fault("out_of_range", sentence, "#/starts_at")


def _wrong_end(starts_at: datetime, ends_at: datetime) -> Iterator[Fault]:
    if ends_at <= starts_at:
        sentence = "The meeting must end after it starts."
        yield Fault("ends_before_start", sentence, "#/ends_at")
    elif ends_at - starts_at > LONGEST:
        sentence = "A meeting lasts a week at the most. Enter an earlier end."
        yield Fault("out_of_range", sentence, "#/ends_at")


def _refuse_unmoved(before: tuple[object, ...], after: tuple[object, ...]) -> None:
    if before == after:
        sentence = "It meets then and there already. Enter another time or place."
        raise InputRefused([Fault("unchanged", sentence, "#/starts_at")])
