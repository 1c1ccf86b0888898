from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any  # handed on to `record`, which takes anything recordable
from uuid import UUID

from backend.actions.models import Action, RiskCause
from backend.actions.moves import MOVE_NAMED, Move, is_settled, refuse_wrong_state, unmet_guards
from backend.actions.operations.opening import opened
from backend.actions.operations.telling import acting_for, sponsors_of
from backend.audit.unit import Unit
from backend.errors import GuardFailed
from backend.people.policy import Standing


@dataclass(frozen=True)
class Moved:
    """`changed` is False when the action was already there: no entry, the same version."""

    action: Action
    changed: bool = True


@dataclass(frozen=True)
class Opened:
    action: Action
    standing: Standing
    settled: bool


def start_action(unit: Unit, *, action_id: UUID, version: int) -> Moved:
    begun = _begin(unit, "start_action", action_id, version)
    if begun.settled:
        return Moved(begun.action, changed=False)
    begun.action.start(at=unit.at)
    return _recorded(
        unit, "action.started", begun, told=acting_for(begun.action.lead_id, at=unit.at)
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
) -> Moved:
    begun = _begin(unit, "flag_action_at_risk", action_id, version)
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
        told=sponsors_of(begun.action.priority_id, at=unit.at),
    )


def recover_action(unit: Unit, *, action_id: UUID, version: int, what_changed: str) -> Moved:
    begun = _begin(unit, "recover_action", action_id, version)
    if begun.settled:
        return Moved(begun.action, changed=False)
    begun.action.recover()
    return _recorded(unit, "action.recovered", begun, what_changed=what_changed)


def complete_action(
    unit: Unit, *, action_id: UUID, version: int, statement: str, evidence_waiver: str = ""
) -> Moved:
    begun = _begin(unit, "complete_action", action_id, version, waived=bool(evidence_waiver))
    if begun.settled:
        return Moved(begun.action, changed=False)
    begun.action.complete(at=unit.at, statement=statement, evidence_waiver=evidence_waiver)
    return _recorded(
        unit, "action.completed", begun, told=acting_for(begun.action.lead_id, at=unit.at)
    )


def withdraw_action(unit: Unit, *, action_id: UUID, version: int, reason: str) -> Moved:
    begun = _begin(unit, "withdraw_action", action_id, version)
    if begun.settled:
        return Moved(begun.action, changed=False)
    begun.action.withdraw(at=unit.at)
    return _recorded(
        unit,
        "action.withdrawn",
        begun,
        told=acting_for(begun.action.lead_id, at=unit.at),
        reason=reason,
    )


def reopen_action(unit: Unit, *, action_id: UUID, version: int, reason: str) -> Moved:
    begun = _begin(unit, "reopen_action", action_id, version)
    if begun.settled:
        return Moved(begun.action, changed=False)
    begun.action.reopen()
    return _recorded(
        unit,
        "action.reopened",
        begun,
        told=acting_for(begun.action.lead_id, at=unit.at),
        reason=reason,
    )


def reinstate_action(unit: Unit, *, action_id: UUID, version: int, reason: str) -> Moved:
    begun = _begin(unit, "reinstate_action", action_id, version)
    if begun.settled:
        return Moved(begun.action, changed=False)
    begun.action.reinstate()
    return _recorded(unit, "action.reinstated", begun, reason=reason)


def _begin(
    unit: Unit, operation: str, action_id: UUID, version: int, *, waived: bool = False
) -> Opened:
    """404, 403, 412, nothing to do, 409 state, 409 guards: in that order."""
    move: Move = MOVE_NAMED[operation]
    action, standing = opened(unit, operation=operation, action_id=action_id, version=version)
    if is_settled(action, move):
        return Opened(action, standing, settled=True)
    refuse_wrong_state(action, move)
    unmet = unmet_guards(action, move, unit.by, waived=waived)
    if unmet:
        raise GuardFailed(unmet)
    return Opened(action, standing, settled=False)


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
    return Moved(begun.action)
