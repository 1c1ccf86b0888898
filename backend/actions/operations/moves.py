from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any  # handed on to `record`, which takes anything recordable
from uuid import UUID

from backend.actions.models import Action, RiskCause
from backend.actions.moves import (
    ACTION_MOVES,
    ASKED_FOR_EVIDENCE,
    brings_back,
    closes_or_opens,
    evidence_missing,
)
from backend.actions.operations.dependencies import review_threats
from backend.actions.operations.desk import Desk
from backend.actions.operations.opening import admitted
from backend.actions.operations.telling import acting_for
from backend.audit.unit import Unit
from backend.errors import GuardFailed
from backend.people.operations.succession import heir_of
from backend.people.policy import Standing


@dataclass(frozen=True)
class Moved:
    """`changed` is False when the action was already there: no entry, the same version."""

    action: Action
    changed: bool = True


@dataclass(frozen=True)
class Opened:
    desk: Desk
    # By this move alone; a bulk reviews for all of its moves together.
    reviews_threats: bool
    action: Action
    standing: Standing
    settled: bool


def start_action(unit: Unit, *, action_id: UUID, version: int, desk: Desk | None = None) -> Moved:
    begun = _begin(unit, desk, "start_action", action_id, version)
    if begun.settled:
        return Moved(begun.action, changed=False)
    begun.action.start(at=unit.at)
    return _recorded(
        unit, "action.started", begun, told=begun.desk.holders.acting_for(begun.action.lead_id)
    )


def flag_action_at_risk(
    unit: Unit,
    *,
    action_id: UUID,
    version: int,
    cause: RiskCause,
    explanation: str,
    mitigation: str,
    recovery_expected_on: date,
    desk: Desk | None = None,
) -> Moved:
    begun = _begin(unit, desk, "flag_action_at_risk", action_id, version)
    if begun.settled:
        return Moved(begun.action, changed=False)
    begun.action.flag_at_risk(
        cause=cause,
        explanation=explanation,
        mitigation=mitigation,
        recovery_expected_on=recovery_expected_on,
    )
    return _recorded(
        unit,
        "action.flagged_at_risk",
        begun,
        told=begun.desk.holders.sponsors_of(begun.action.priority_id),
    )


def recover_action(
    unit: Unit, *, action_id: UUID, version: int, what_changed: str, desk: Desk | None = None
) -> Moved:
    begun = _begin(unit, desk, "recover_action", action_id, version)
    if begun.settled:
        return Moved(begun.action, changed=False)
    begun.action.recover()
    return _recorded(unit, "action.recovered", begun, what_changed=what_changed)


def complete_action(
    unit: Unit,
    *,
    action_id: UUID,
    version: int,
    statement: str,
    evidence_waiver: str = "",
    desk: Desk | None = None,
) -> Moved:
    begun = _begin(unit, desk, "complete_action", action_id, version, waived=bool(evidence_waiver))
    if begun.settled:
        return Moved(begun.action, changed=False)
    begun.action.complete(at=unit.at, statement=statement, evidence_waiver=evidence_waiver)
    return _recorded(
        unit, "action.completed", begun, told=begun.desk.holders.acting_for(begun.action.lead_id)
    )


def withdraw_action(
    unit: Unit, *, action_id: UUID, version: int, reason: str, desk: Desk | None = None
) -> Moved:
    begun = _begin(unit, desk, "withdraw_action", action_id, version)
    if begun.settled:
        return Moved(begun.action, changed=False)
    begun.action.withdraw(at=unit.at)
    return _recorded(
        unit,
        "action.withdrawn",
        begun,
        told=begun.desk.holders.acting_for(begun.action.lead_id),
        reason=reason,
    )


def reopen_action(
    unit: Unit, *, action_id: UUID, version: int, reason: str, desk: Desk | None = None
) -> Moved:
    begun = _begin(unit, desk, "reopen_action", action_id, version)
    if begun.settled:
        return Moved(begun.action, changed=False)
    told = begun.desk.holders.acting_for(begun.action.lead_id)
    heir = heir_of(begun.action.lead)
    if heir != begun.action.lead_id:
        begun.action.lead_id, told = heir, acting_for(heir, at=unit.at)
    begun.action.reopen()
    return _recorded(unit, "action.reopened", begun, told=told, reason=reason)


def reinstate_action(
    unit: Unit, *, action_id: UUID, version: int, reason: str, desk: Desk | None = None
) -> Moved:
    begun = _begin(unit, desk, "reinstate_action", action_id, version)
    if begun.settled:
        return Moved(begun.action, changed=False)
    begun.action.reinstate()
    return _recorded(unit, "action.reinstated", begun, reason=reason)


def _begin(
    unit: Unit,
    desk: Desk | None,
    operation: str,
    action_id: UUID,
    version: int,
    *,
    waived: bool = False,
) -> Opened:
    """404, 403, 412, nothing to do, 409 state, 409 guards: in that order.

    `desk`: the one of a bulk, on which this action lies with others. `waived`: the evidence is, by
    this very request.
    """
    move = ACTION_MOVES.named[operation]
    reviews_threats = desk is None and closes_or_opens(operation)
    returning = [action_id] if brings_back(operation) else []
    desk = desk or Desk(unit, action_ids=[action_id], returning=returning)
    action = desk.action(action_id)
    standing = admitted(unit, operation=operation, action=action, version=version)
    if ACTION_MOVES.is_settled(action, move):
        return Opened(desk, reviews_threats, action, standing, settled=True)
    ACTION_MOVES.refuse_wrong_state(action, move)
    unmet = ACTION_MOVES.unmet(action, move, unit.by, desk.counts)
    if operation in ASKED_FOR_EVIDENCE and not waived:
        missing = evidence_missing(action, desk.counts, unit.on)
        unmet = [missing, *unmet] if missing else unmet
    if unmet:
        raise GuardFailed(unmet)
    return Opened(desk, reviews_threats, action, standing, settled=False)


def _recorded(
    unit: Unit, verb: str, begun: Opened, *, told: Iterable[UUID] = (), **given: Any
) -> Moved:
    unit.record(
        verb,
        begun.action,
        org=begun.standing.org,
        on_behalf_of=begun.standing.on_behalf_of,
        told=[actor for actor in told if actor != unit.by.id],
        **given,
    )
    if not begun.reviews_threats:
        return Moved(begun.action)
    changed = review_threats(unit, action_ids=[begun.action.id])
    return Moved(changed.get(begun.action.id, begun.action))
