from typing import Final
from uuid import UUID

from backend.audit.unit import Unit
from backend.errors import Fault, InputRefused, NotVisible, Unmet
from backend.forums.models import Meeting, MeetingState, Minutes, MinutesCorrection
from backend.forums.operations.convening import (
    Convened,
    MovedMeeting,
    convened,
    everyone_at_forum,
    refuse_unmet,
    settled_meeting,
)
from backend.forums.operations.opening import locked_at_forum
from backend.forums.operations.sittings import refuse_unless
from backend.forums.policy import CHAIR, require_at

WRITTEN_IN: Final = (
    MeetingState.IN_SESSION,
    MeetingState.CLOSED,
    MeetingState.MINUTES_CIRCULATED,
)


def write_minutes(unit: Unit, *, meeting_id: UUID, text: str, restricted: bool = False) -> Minutes:
    """One part of them, or the same part anew, until they are approved."""
    start = convened(unit, operation="write_minutes", meeting_id=meeting_id)
    refuse_unless(
        start.meeting,
        WRITTEN_IN,
        "write its minutes: they are written from its opening until they are approved",
    )
    minutes = _part(start.meeting, restricted=restricted) or _new_part(start, restricted=restricted)
    if minutes.text == text:
        return minutes
    minutes.text, minutes.written_at = text, unit.at
    told = everyone_at_forum(unit, forum_id=start.meeting.forum_id)
    return unit.record("minutes.written", minutes, org=start.standing.org, told=told)


def circulate_minutes(unit: Unit, *, meeting_id: UUID, version: int) -> MovedMeeting:
    """Opens the part for all; the restricted part stays the forum's."""
    operation = "circulate_minutes"
    start = convened(unit, operation=operation, meeting_id=meeting_id)
    if settled_meeting(unit, start=start, operation=operation, version=version):
        return MovedMeeting(start.meeting, changed=False)
    meeting, org = start.meeting, start.standing.org
    minutes = _part(meeting, restricted=False)
    assert minutes is not None, "a guard asks for it"
    meeting.circulate_minutes(at=unit.at)
    minutes.audience = meeting.audience
    told = everyone_at_forum(unit, forum_id=meeting.forum_id)
    unit.record("meeting.minutes_circulated", meeting, org=org, told=told)
    unit.record("minutes.circulated", minutes, org=org)
    return MovedMeeting(meeting)


def approve_minutes(
    unit: Unit,
    *,
    meeting_id: UUID,
    version: int,
    at_meeting_id: UUID | None = None,
    procedure: str = "",
) -> MovedMeeting:
    """At a later meeting of the forum, or by the written procedure that is told."""
    operation = "approve_minutes"
    start = convened(unit, operation=operation, meeting_id=meeting_id)
    approving = _approving(unit, start.meeting, at_meeting_id)
    if settled_meeting(unit, start=start, operation=operation, version=version):
        return MovedMeeting(start.meeting, changed=False)
    if approving is not None:
        refuse_unmet(_not_later(start.meeting, approving))
    start.meeting.approve_minutes(at=unit.at, at_meeting=approving, procedure=procedure)
    told = everyone_at_forum(unit, forum_id=start.meeting.forum_id)
    unit.record("meeting.minutes_approved", start.meeting, org=start.standing.org, told=told)
    return MovedMeeting(start.meeting)


def correct_minutes(unit: Unit, *, minutes_id: UUID, text: str, capacity: str) -> MinutesCorrection:
    """A signed note beside them: what was approved stays as it was."""
    minutes = _locked_minutes(unit, minutes_id)
    standing = require_at(unit.by, "correct_minutes", minutes.meeting.forum_id)
    refuse_unless(
        minutes.meeting,
        [MeetingState.MINUTES_APPROVED],
        "correct its minutes: until they are approved the secretary writes them anew",
    )
    correction = MinutesCorrection(
        partnership_id=minutes.partnership_id,
        audience=minutes.audience,
        minutes=minutes,
        text=text,
        signed_by_id=unit.by.id,
        capacity=capacity,
        signed_at=unit.at,
    )
    told = everyone_at_forum(unit, forum_id=minutes.meeting.forum_id)
    return unit.record("minutes.corrected", correction, org=standing.org, told=told)


def _part(meeting: Meeting, *, restricted: bool) -> Minutes | None:
    return Minutes.objects.filter(meeting=meeting, restricted=restricted).first()


def _new_part(start: Convened, *, restricted: bool) -> Minutes:
    """Not saved; the forum's alone, until the part for all is circulated."""
    return Minutes(
        partnership_id=start.meeting.partnership_id,
        audience=start.meeting.forum.restricted_to,
        meeting=start.meeting,
        restricted=restricted,
    )


def _approving(unit: Unit, meeting: Meeting, at_meeting_id: UUID | None) -> Meeting | None:
    """Of the same forum, which is locked. Raises InputRefused."""
    if at_meeting_id is None:
        return None
    rows = Meeting.objects.visible_to(unit.by).filter(forum_id=meeting.forum_id, id=at_meeting_id)
    found = rows.first()
    if found is None:
        sentence = "No meeting of this forum has this id. Check it."
        raise InputRefused([Fault("unknown_reference", sentence, "#/at_meeting")])
    return found


def _not_later(meeting: Meeting, approving: Meeting) -> list[Unmet]:
    is_later = approving.starts_at > meeting.starts_at
    if is_later and approving.state == MeetingState.IN_SESSION:
        return []
    sentence = "Minutes are approved at a later meeting that is in session. Name that one."
    return [Unmet("not_a_later_meeting", sentence, (CHAIR,))]


def _locked_minutes(unit: Unit, minutes_id: UUID) -> Minutes:
    """With their meeting and forum, locked before them. Raises NotVisible."""
    own = Minutes.objects.filter(partnership_id=unit.by.partnership_id, id=minutes_id)
    meeting_id = own.values_list("meeting_id", flat=True).first()
    if meeting_id is None:
        raise NotVisible
    meeting = locked_at_forum(unit, model=Meeting, row_id=meeting_id)
    minutes = own.select_for_update(of=("self",)).get()
    if minutes.audience not in unit.by.audiences:
        raise NotVisible
    minutes.meeting = meeting
    return minutes
