"""How long each forum held an escalation: one hop for each stretch in which its clock ran."""

from uuid import UUID

from backend.audit.unit import Unit
from backend.forums.models import Escalation, Hop


def begin_hop(unit: Unit, *, escalation: Escalation) -> Hop:
    """Internal: its forum has it from now on."""
    assert escalation.acknowledge_by is not None
    assert escalation.resolve_by is not None
    hop = Hop(
        partnership_id=escalation.partnership_id,
        escalation=escalation,
        forum=escalation.forum,
        level=escalation.level,
        began_at=unit.at,
        acknowledge_by=escalation.acknowledge_by,
        resolve_by=escalation.resolve_by,
    )
    return unit.record("hop.begun", hop)


def acknowledge_hop(unit: Unit, *, escalation: Escalation) -> Hop:
    """Internal."""
    hop = _running(escalation.id)
    hop.acknowledged_at = unit.at
    return unit.record("hop.acknowledged", hop)


def end_hop(
    unit: Unit, *, escalation: Escalation, end: str, reason: str = "", by_the_clock: bool = False
) -> Hop:
    """Internal: the escalation leaves its forum, or is over."""
    hop = _running(escalation.id)
    hop.ended_at, hop.end, hop.reason, hop.by_the_clock = unit.at, end, reason, by_the_clock
    return unit.record("hop.ended", hop)


def _running(escalation_id: UUID) -> Hop:
    return Hop.objects.get(escalation_id=escalation_id, ended_at=None)
