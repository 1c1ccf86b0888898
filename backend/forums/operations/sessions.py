from uuid import UUID

from backend.audit.unit import Unit
from backend.forums.operations.convening import (
    MovedMeeting,
    convened,
    everyone_at_forum,
    settled_meeting,
)
from backend.forums.operations.placing import place_again


def open_meeting(unit: Unit, *, meeting_id: UUID, version: int) -> MovedMeeting:
    start = convened(unit, operation="open_meeting", meeting_id=meeting_id)
    if settled_meeting(unit, start=start, operation="open_meeting", version=version):
        return MovedMeeting(start.meeting, changed=False)
    start.meeting.open(at=unit.at)
    told = everyone_at_forum(unit, forum_id=start.meeting.forum_id)
    unit.record("meeting.opened", start.meeting, org=start.standing.org, told=told)
    return MovedMeeting(start.meeting)


def close_meeting(unit: Unit, *, meeting_id: UUID, version: int) -> MovedMeeting:
    """What it left unanswered comes to the next one."""
    start = convened(unit, operation="close_meeting", meeting_id=meeting_id)
    if settled_meeting(unit, start=start, operation="close_meeting", version=version):
        return MovedMeeting(start.meeting, changed=False)
    start.meeting.close(at=unit.at)
    told = everyone_at_forum(unit, forum_id=start.meeting.forum_id)
    unit.record("meeting.closed", start.meeting, org=start.standing.org, told=told)
    place_again(unit, meeting=start.meeting)
    return MovedMeeting(start.meeting)
