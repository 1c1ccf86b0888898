"""On which agenda an escalation stands: that of its forum's next meeting, until it is answered.

Whoever calls these holds the forum, so that no meeting of it moves meanwhile.
"""

from typing import Final

from django.db.models import Exists, Max, OuterRef

from backend.actions.operations.telling import sponsors_of
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

LONGEST_TITLE: Final = 300


def place_unplaced(unit: Unit, *, forum: Forum) -> list[AgendaItem]:
    """Internal: what waited for a meeting, in the order in which it was acknowledged."""
    meeting = _next_meeting(unit, forum)
    if meeting is None:
        return []
    placed = AgendaItem.objects.filter(escalation=OuterRef("id"), ended_at=None)
    waiting = Escalation.objects.select_for_update(of=("self",)).filter(
        ~Exists(placed), forum=forum, state=EscalationState.ACKNOWLEDGED
    )
    return [
        place_on(unit, escalation=one, meeting=meeting)
        for one in waiting.order_by("acknowledged_at", "id")
    ]


def place_again(unit: Unit, *, meeting: Meeting) -> list[AgendaItem]:
    """Internal: what still waits for an answer when its meeting was moved, cancelled or closed.

    It goes where the forum meets next, which may be the same meeting. `meeting` is as it is now.
    """
    following = _next_meeting(unit, meeting.forum, besides=meeting)
    if following is not None and following.id == meeting.id:
        return []
    standing = AgendaItem.objects.select_for_update(of=("self",)).filter(
        meeting=meeting, ended_at=None, escalation__state=EscalationState.ACKNOWLEDGED
    )
    items = list(standing.select_related("escalation").order_by("position"))
    for item in items:
        end_item(unit, item=item)
    if following is None:
        return []
    return [
        place_on(unit, escalation=item.escalation, meeting=following, placed_from=item)
        for item in items
        if item.escalation is not None
    ]


def place_next(unit: Unit, *, escalation: Escalation) -> AgendaItem | None:
    """Internal: part of acknowledging it. None: it waits for a meeting to be scheduled."""
    meeting = _next_meeting(unit, escalation.forum)
    return None if meeting is None else place_on(unit, escalation=escalation, meeting=meeting)


def place_on(
    unit: Unit,
    *,
    escalation: Escalation,
    meeting: Meeting,
    placed_from: AgendaItem | None = None,
) -> AgendaItem:
    """Internal: last on its agenda."""
    item = AgendaItem(
        partnership_id=meeting.partnership_id,
        meeting=meeting,
        kind=ItemKind.ESCALATION,
        title=" ".join(escalation.summary.split())[:LONGEST_TITLE],
        position=_last_position(meeting) + 1,
        escalation=escalation,
        placed_from=placed_from,
    )
    told = {*sponsors_of(escalation.priority_id, at=unit.at)} - {unit.by.id}
    return unit.record("agenda_item.placed", item, told=told)


def take_off(unit: Unit, *, escalation: Escalation) -> None:
    """Internal: its forum has nothing more to do with it."""
    for item in AgendaItem.objects.filter(escalation=escalation, ended_at=None):
        end_item(unit, item=item)


def take_off_if_ahead(unit: Unit, *, escalation: Escalation) -> None:
    """Internal: it was answered. Where a meeting answered it, its agenda goes on telling so."""
    items = AgendaItem.objects.filter(escalation=escalation, ended_at=None)
    for item in items.select_related("meeting"):
        if item.meeting.is_ahead:
            end_item(unit, item=item)


def end_item(unit: Unit, *, item: AgendaItem) -> AgendaItem:
    """Internal: its place in the order stays taken."""
    item.ended_at = unit.at
    return unit.record("agenda_item.ended", item)


def _next_meeting(unit: Unit, forum: Forum, besides: Meeting | None = None) -> Meeting | None:
    """The first still to come whose agenda is open.

    `besides` has the items in question already: it counts though its agenda be published.
    """
    ahead = Meeting.objects.filter(
        forum=forum, state=MeetingState.SCHEDULED, starts_at__gt=unit.at
    ).order_by("starts_at", "id")
    if besides is None:
        return ahead.first()
    other = ahead.exclude(id=besides.id).first()
    if not besides.is_ahead or besides.starts_at <= unit.at:
        return other
    return other if other is not None and other.starts_at < besides.starts_at else besides


def _last_position(meeting: Meeting) -> int:
    items = AgendaItem.objects.filter(meeting=meeting, restricted=False)
    last: int | None = items.aggregate(last=Max("position"))["last"]
    return last or 0
