from uuid import UUID

from backend.audit.unit import Unit
from backend.errors import Fault, InputRefused
from backend.forums.models import Forum
from backend.people.operations.organisations import refuse_taken_reference
from backend.people.policy import require_administrator


def add_forum(
    unit: Unit,
    *,
    name: str,
    kind: str,
    parent_id: UUID | None = None,
    reference: str | None = None,
    source: str = "",
) -> Forum:
    standing = require_administrator(unit.by, "add a forum")
    refuse_taken_reference(unit, model=Forum, reference=reference)
    forum = Forum(
        partnership_id=unit.by.partnership_id,
        name=name,
        kind=kind,
        parent=_parent(unit, parent_id),
        reference=reference,
        source=source,
    )
    return unit.record("forum.added", forum, org=standing.org)


def _parent(unit: Unit, parent_id: UUID | None) -> Forum | None:
    if parent_id is None:
        return None
    parent = Forum.objects.visible_to(unit.by).filter(id=parent_id).first()
    if parent is None:
        raise InputRefused([Fault("unknown_reference", "No forum has this id.", "#/parent")])
    return parent
