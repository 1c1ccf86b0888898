"""What becomes of an escalation at the forum that holds it: acknowledged, sent on, sent back."""

from dataclasses import dataclass
from uuid import UUID

from backend.audit.unit import Unit
from backend.errors import GuardFailed
from backend.forums.ladders import limits
from backend.forums.models import Escalation, Forum, HopEnd
from backend.forums.moves.escalations import ESCALATIONS
from backend.forums.operations.concerned import (
    about_escalation,
    at_forums,
    everyone_concerned,
)
from backend.forums.operations.hops import acknowledge_hop, begin_hop, end_hop
from backend.forums.operations.opening import locked_escalation, refuse_stale
from backend.forums.operations.placing import place_next, take_off
from backend.forums.operations.subjects import mark_subject_released
from backend.forums.policy import require_on_escalation
from backend.people.policy import Standing


@dataclass(frozen=True)
class EscalationMoved:
    """`changed` is False when it was already there: no entry, the same version."""

    escalation: Escalation
    changed: bool = True


@dataclass(frozen=True)
class EscalationBegun:
    escalation: Escalation
    standing: Standing
    settled: bool


def begun_escalation(
    unit: Unit, *, operation: str, escalation_id: UUID, version: int
) -> EscalationBegun:
    """404, 403, 412, nothing to do, 409 state: in that order. Its ladder is locked, and then it."""
    escalation = locked_escalation(unit, escalation_id=escalation_id)
    standing = require_on_escalation(unit.by, operation, escalation)
    refuse_stale(escalation, version)
    move = ESCALATIONS.named[operation]
    settled = ESCALATIONS.is_settled(escalation, move)
    if not settled:
        ESCALATIONS.refuse_wrong_state(escalation, move)
    return EscalationBegun(escalation, standing, settled)


def acknowledge_escalation(unit: Unit, *, escalation_id: UUID, version: int) -> EscalationMoved:
    """It goes on the agenda of the forum's next meeting, or waits until there is one."""
    start = begun_escalation(
        unit,
        operation="acknowledge_escalation",
        escalation_id=escalation_id,
        version=version,
    )
    escalation = start.escalation
    if start.settled:
        return EscalationMoved(escalation, changed=False)
    escalation.acknowledge(at=unit.at)
    unit.record(
        "escalation.acknowledged",
        escalation,
        org=start.standing.org,
        told=about_escalation(unit, escalation=escalation),
    )
    acknowledge_hop(unit, escalation=escalation)
    place_next(unit, escalation=escalation)
    return EscalationMoved(escalation)


def refer_escalation(
    unit: Unit, *, escalation_id: UUID, version: int, reason: str
) -> EscalationMoved:
    start = begun_escalation(
        unit, operation="refer_escalation", escalation_id=escalation_id, version=version
    )
    refuse_at_the_top(unit, escalation=start.escalation)
    send_up(unit, escalation=start.escalation, reason=reason, org=start.standing.org)
    return EscalationMoved(start.escalation)


def refuse_at_the_top(unit: Unit, *, escalation: Escalation) -> None:
    """Raises GuardFailed."""
    move = ESCALATIONS.named["refer_escalation"]
    unmet = ESCALATIONS.unmet(escalation, move, unit.by, None)
    if unmet:
        raise GuardFailed(unmet)


def send_up(
    unit: Unit,
    *,
    escalation: Escalation,
    reason: str,
    org: UUID | None,
    by_the_clock: bool = False,
) -> None:
    """Internal: to the next rung, by the secretary, a decision or the clock; it is locked."""
    rung = escalation.ladder[escalation.level + 1]
    end_hop(
        unit,
        escalation=escalation,
        end=HopEnd.REFERRED,
        reason=reason,
        by_the_clock=by_the_clock,
    )
    take_off(unit, escalation=escalation)
    above = Forum.objects.get(id=rung["forum"])
    until = limits(escalation.ladder, escalation.level + 1, on=unit.on)
    was_at = escalation.forum_id
    escalation.refer(forum=above, **until)
    unit.record(
        "escalation.referred",
        escalation,
        org=org,
        told=everyone_concerned(unit, escalation=escalation),
        was_at=was_at,
        reason=reason,
        by_the_clock=by_the_clock,
    )
    begin_hop(unit, escalation=escalation)


def return_escalation(
    unit: Unit, *, escalation_id: UUID, version: int, question: str
) -> EscalationMoved:
    """Its clock stands still until the sponsor has replied."""
    start = begun_escalation(
        unit, operation="return_escalation", escalation_id=escalation_id, version=version
    )
    escalation = start.escalation
    if start.settled:
        return EscalationMoved(escalation, changed=False)
    end_hop(unit, escalation=escalation, end=HopEnd.RETURNED)
    take_off(unit, escalation=escalation)
    escalation.return_(question=question)
    unit.record(
        "escalation.returned",
        escalation,
        org=start.standing.org,
        told=about_escalation(unit, escalation=escalation),
    )
    return EscalationMoved(escalation)


def resubmit_escalation(
    unit: Unit, *, escalation_id: UUID, version: int, reply: str
) -> EscalationMoved:
    """To the forum that asked, which has its whole time again."""
    start = begun_escalation(
        unit, operation="resubmit_escalation", escalation_id=escalation_id, version=version
    )
    escalation = start.escalation
    if start.settled:
        return EscalationMoved(escalation, changed=False)
    until = limits(escalation.ladder, escalation.level, on=unit.on)
    escalation.resubmit(reply=reply, **until)
    unit.record(
        "escalation.resubmitted",
        escalation,
        org=start.standing.org,
        on_behalf_of=start.standing.on_behalf_of,
        told=at_forums(unit, forum_ids=[escalation.forum_id]),
    )
    begin_hop(unit, escalation=escalation)
    return EscalationMoved(escalation)


def withdraw_escalation(
    unit: Unit, *, escalation_id: UUID, version: int, reason: str
) -> EscalationMoved:
    start = begun_escalation(
        unit, operation="withdraw_escalation", escalation_id=escalation_id, version=version
    )
    escalation = start.escalation
    if start.settled:
        return EscalationMoved(escalation, changed=False)
    if escalation.is_held:
        end_hop(unit, escalation=escalation, end=HopEnd.WITHDRAWN)
    take_off(unit, escalation=escalation)
    escalation.withdraw(at=unit.at)
    unit.record(
        "escalation.withdrawn",
        escalation,
        org=start.standing.org,
        on_behalf_of=start.standing.on_behalf_of,
        told=everyone_concerned(unit, escalation=escalation),
        reason=reason,
    )
    mark_subject_released(unit, escalation=escalation)
    return EscalationMoved(escalation)
