"""Where an escalation stands on an agenda: on the next meeting of the forum that holds it whose
agenda is still open. None: it waits, and is placed on the next one made.
"""

from uuid import UUID

from django.db.models import Exists, OuterRef

from backend.audit.unit import Unit
from backend.forums.models import (
    AgendaItem,
    Escalation,
    EscalationState,
    Forum,
    ItemKind,
    Meeting,
    MeetingState,
)


def place_unplaced(unit: Unit, *, forum: Forum) -> None:
    """Internal: the forum is locked."""
    living = AgendaItem.objects.filter(escalation=OuterRef("id"), ended_at=None)
    waiting = Escalation.objects.filter(
        ~Exists(living), forum=forum, state=EscalationState.ACKNOWLEDGED
    )
    meeting = next_meeting(unit, forum_id=forum.id)
    if meeting is None:
        return
    for escalation in waiting.order_by("acknowledged_at", "id"):
        _place(unit, meeting, escalation, None)


def place_again(unit: Unit, *, meeting: Meeting) -> None:
    """Internal: its forum is locked. What still waits for an answer goes where it is due now."""
    placed = AgendaItem.objects.filter(
        meeting=meeting, ended_at=None, escalation__state=EscalationState.ACKNOWLEDGED
    )
    target = next_meeting(unit, forum_id=meeting.forum_id)
    if meeting.is_ahead and (target is None or target.starts_at >= meeting.starts_at):
        return
    for item in placed.select_related("escalation").order_by("position"):
        item.ended_at = unit.at
        unit.record("agenda_item.displaced", item)
        if target is not None and item.escalation is not None:
            _place(unit, target, item.escalation, item)


def next_meeting(unit: Unit, *, forum_id: UUID) -> Meeting | None:
    rows = Meeting.objects.filter(
        forum_id=forum_id, state=MeetingState.SCHEDULED, starts_at__gt=unit.at
    )
    return rows.order_by("starts_at", "id").first()


def _place(
    unit: Unit, meeting: Meeting, escalation: Escalation, placed_from: AgendaItem | None
) -> None:
    positions = AgendaItem.objects.filter(meeting=meeting, restricted=False)
    item = AgendaItem(
        partnership_id=meeting.partnership_id,
        audience=meeting.audience,
        meeting=meeting,
        kind=ItemKind.ESCALATION,
        title=escalation.summary[:300],
        position=1 + positions.count(),
        escalation=escalation,
        placed_from=placed_from,
    )
    unit.record("agenda_item.placed", item)
