"""How every operation at a forum begins: the forum's row is locked first, then what belongs to it,
then what lies in the rooms below, in their own order. So nobody meets, decides or escalates there
while another does, and no two units wait for each other in a ring. Of several forums the locks are
taken in the order of their ids.
"""

from collections.abc import Iterable
from typing import TypeVar
from uuid import UUID

from backend.audit.models import Recorded
from backend.audit.unit import Unit
from backend.errors import NotVisible, Stale
from backend.forums.models import AgendaItem, Decision, Escalation, Forum, Meeting, Seat

# What belongs to one forum for as long as it is there.
PartT = TypeVar("PartT", Meeting, Decision, Seat)


def held_forums(unit: Unit, *, forum_ids: Iterable[UUID]) -> dict[UUID, Forum]:
    """Locked until commit; whoever only refers to them need not wait."""
    rows = Forum.objects.select_for_update(no_key=True, of=("self",)).filter(
        partnership_id=unit.by.partnership_id, id__in=set(forum_ids)
    )
    return {forum.id: forum for forum in rows.order_by("id")}


def held_forum(unit: Unit, *, forum_id: UUID) -> Forum:
    """Raises NotVisible."""
    forum = held_forums(unit, forum_ids=[forum_id]).get(forum_id)
    if forum is None or forum.audience not in unit.by.audiences:
        raise NotVisible
    return forum


def locked_at_forum(unit: Unit, *, model: type[PartT], row_id: UUID) -> PartT:
    """With its forum, locked before it. Raises NotVisible."""
    own = model._default_manager.filter(partnership_id=unit.by.partnership_id, id=row_id)
    # Read before the forum is locked: a row never moves to another.
    forum_id = own.values_list("forum_id", flat=True).first()
    if forum_id is None:
        raise NotVisible
    forum = held_forum(unit, forum_id=forum_id)
    row = own.select_for_update(of=("self",)).get()
    if row.audience not in unit.by.audiences:
        raise NotVisible
    row.forum = forum
    return row


def locked_item(unit: Unit, *, item_id: UUID) -> AgendaItem:
    """With its meeting and forum, locked before it. Raises NotVisible."""
    own = AgendaItem.objects.filter(partnership_id=unit.by.partnership_id, id=item_id)
    meeting_id = own.values_list("meeting_id", flat=True).first()
    if meeting_id is None:
        raise NotVisible
    meeting = locked_at_forum(unit, model=Meeting, row_id=meeting_id)
    item = own.select_for_update(of=("self",)).get()
    if item.audience not in unit.by.audiences:
        raise NotVisible
    item.meeting = meeting
    return item


def locked_escalation(unit: Unit, *, escalation_id: UUID) -> Escalation:
    """With every forum of its ladder, locked before it: it may be at any of them by then.

    Raises NotVisible.
    """
    own = Escalation.objects.filter(partnership_id=unit.by.partnership_id, id=escalation_id)
    ladder = own.values_list("ladder", flat=True).first()
    if ladder is None:
        raise NotVisible
    forums = held_forums(unit, forum_ids=[UUID(rung["forum"]) for rung in ladder])
    row = own.select_for_update(of=("self",)).get()
    if row.audience not in unit.by.audiences:
        raise NotVisible
    row.forum = forums[row.forum_id]
    return row


def refuse_stale(row: Recorded, version: int) -> None:
    """Raises Stale."""
    if row.version != version:
        raise Stale(row.version)
