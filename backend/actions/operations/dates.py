"""Dates that remember: the first one for ever, and each change with who asked and who agreed."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from backend.actions.models import Action, DateChange, Request
from backend.actions.operations.asking import put_request
from backend.actions.operations.dependencies import locked_with_successors, review_threats
from backend.actions.operations.desk import Desk, holders_at
from backend.actions.operations.opening import opened, refuse_closed, refuse_late_start
from backend.actions.operations.telling import acting_for, sponsors_of
from backend.actions.policy import BY_THE_SPONSOR
from backend.audit.unit import Unit
from backend.errors import Fault, InputRefused
from backend.people.policy import Standing


@dataclass(frozen=True)
class Rescheduled:
    """With a `request` the dates are as they were: the new ones wait for the sponsor."""

    action: Action
    request: Request | None = None


def reschedule_action(
    unit: Unit,
    *,
    action_id: UUID,
    version: int,
    reason: str,
    due_on: date,
    starts_on: date | None = None,
    requested_by: UUID | None = None,
) -> Rescheduled:
    """The first due date an action gets is its original one; a later one is a slip.

    `requested_by`: whose request the sponsor accepts, if not the caller's own.
    """
    locked_with_successors(unit, action_ids=[action_id])
    action, standing = opened(
        unit, operation="reschedule_action", action_id=action_id, version=version
    )
    refuse_closed(action, "change its due date")
    starts_on = starts_on or action.starts_on
    refuse_dates(action, starts_on, due_on)
    if standing.role not in BY_THE_SPONSOR and action.needs_approval(due_on):
        return Rescheduled(action, _requested(unit, action, standing, starts_on, due_on, reason))
    by_the_sponsor = standing.role in BY_THE_SPONSOR
    told = (
        acting_for(action.lead_id, at=unit.at)
        if by_the_sponsor
        else sponsors_of(action.priority_id, at=unit.at)
    )
    _reschedule(
        unit,
        action,
        Redating(due_on, reason, requested_by or unit.by.id, by_the_sponsor, starts_on),
        standing,
        told,
    )
    return Rescheduled(review_threats(unit, action_ids=[action.id]).get(action.id, action))


@dataclass(frozen=True)
class Redating:
    """`agreed`: by whoever decides over the date, not within what a lead may change alone."""

    due_on: date
    reason: str
    requested_by: UUID
    agreed: bool
    starts_on: date | None = None


def redate_action(
    unit: Unit,
    *,
    action: Action,
    redating: Redating,
    standing: Standing,
    desk: Desk | None = None,
) -> None:
    """Internal: part of recording a decision that agrees to a date, and of a partner system's sync.
    The action is locked, with what depends on it; what lies on a desk is reviewed there.
    """
    refuse_closed(action, "change its due date")
    refuse_dates(action, redating.starts_on or action.starts_on, redating.due_on)
    told = holders_at(unit, desk=desk, action=action).answering_for(action)
    _reschedule(unit, action, redating, standing, told)
    if desk is None:
        review_threats(unit, action_ids=[action.id])


def refuse_dates(action: Action, starts_on: date | None, due_on: date) -> None:
    if (action.starts_on, action.due_on) == (starts_on, due_on):
        raise InputRefused(
            [Fault("unchanged", "Enter another date than the one it has.", "#/due_on")]
        )
    refuse_late_start(starts_on=starts_on, due_on=due_on, pointer="#/due_on")


def _requested(
    unit: Unit,
    action: Action,
    standing: Standing,
    starts_on: date | None,
    due_on: date,
    reason: str,
) -> Request:
    inputs = {"due_on": due_on.isoformat(), "reason": reason}
    if starts_on is not None:
        inputs["starts_on"] = starts_on.isoformat()
    return put_request(
        unit,
        action=action,
        operation="reschedule_action",
        inputs=inputs,
        note=reason,
        org=standing.org,
    )


def _reschedule(
    unit: Unit, action: Action, redating: Redating, standing: Standing, told: Iterable[UUID]
) -> None:
    before = action.due_on
    action.starts_on = redating.starts_on or action.starts_on
    action.reschedule(redating.due_on, agreed=redating.agreed)
    unit.record(
        "action.rescheduled",
        action,
        org=standing.org,
        on_behalf_of=standing.on_behalf_of,
        told=[one for one in told if one != unit.by.id],
        was_due_on=before,
        reason=redating.reason,
    )
    if before != redating.due_on:
        change = DateChange(
            partnership_id=action.partnership_id,
            audience=action.audience,
            action=action,
            was_due_on=before,
            due_on=redating.due_on,
            reason=redating.reason,
            requested_by_id=redating.requested_by,
            approved_by_id=unit.by.id if redating.agreed else None,
        )
        unit.record(
            "date_change.made", change, org=standing.org, on_behalf_of=standing.on_behalf_of
        )
