"""How every move of a meeting begins, and whom it tells."""

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from backend.audit.unit import Unit
from backend.errors import GuardFailed, Unmet
from backend.forums.facts import MeetingFacts
from backend.forums.models import Meeting
from backend.forums.moves.meetings import MEETINGS
from backend.forums.operations.opening import locked_at_forum, refuse_stale
from backend.forums.policy import AT_THE_FORUM, require_at
from backend.people.models import Appointment
from backend.people.policy import Standing


@dataclass(frozen=True)
class MovedMeeting:
    """`changed` is False when the meeting was already there: no entry, the same version."""

    meeting: Meeting
    changed: bool = True


@dataclass(frozen=True)
class Convened:
    meeting: Meeting
    standing: Standing


def convened(unit: Unit, *, operation: str, meeting_id: UUID) -> Convened:
    """404, then 403; the forum and the meeting are locked."""
    meeting = locked_at_forum(unit, model=Meeting, row_id=meeting_id)
    return Convened(meeting, require_at(unit.by, operation, meeting.forum_id))


def settled_meeting(unit: Unit, *, start: Convened, operation: str, version: int) -> bool:
    """412, nothing to do, 409 state, 409 guards: in that order."""
    move, meeting = MEETINGS.named[operation], start.meeting
    refuse_stale(meeting, version)
    if MEETINGS.is_settled(meeting, move):
        return True
    MEETINGS.refuse_wrong_state(meeting, move)
    refuse_unmet(MEETINGS.unmet(meeting, move, unit.by, MeetingFacts(meeting, unit.on)))
    return False


def refuse_unmet(unmet: Iterable[Unmet]) -> None:
    """Raises GuardFailed."""
    found = list(unmet)
    if found:
        raise GuardFailed(found)


def everyone_at_forum(unit: Unit, *, forum_id: UUID) -> set[UUID]:
    """Whoever holds a role there, but for whoever does it."""
    rows = Appointment.objects.in_force(unit.at).filter(on_id=forum_id, role__in=AT_THE_FORUM)
    return set(rows.order_by().values_list("actor_id", flat=True)) - {unit.by.id}
