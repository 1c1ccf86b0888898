from collections.abc import Iterable
from datetime import date
from uuid import UUID

from backend.actions.models import Action, ActionState, Plan, Priority
from backend.actions.operations.contributors import refuse_contributor
from backend.actions.operations.grounds import Grounds
from backend.actions.operations.opening import (
    hold_plan,
    locked_actions,
    opened,
    refuse_closed,
    refuse_late_start,
)
from backend.actions.operations.plans import named, refuse_rolled_over
from backend.actions.operations.telling import acting_for, answering_for_many, sponsors_of
from backend.actions.policy import require_proposer
from backend.audit.unit import Unit
from backend.errors import Conflict, Fault, InputRefused, WrongState
from backend.people.models import Organisation
from backend.people.operations.organisations import (
    hold_organisation,
    refuse_taken_reference,
    take_turns,
)
from backend.people.policy import Standing


class PriorityAlreadySet(Conflict):
    """The action already has a priority; moving it to another is a transfer."""

    code = "priority_already_set"


def propose_action(
    unit: Unit,
    *,
    plan_id: UUID,
    title: str,
    summary: str = "",
    priority_id: UUID | None = None,
    lead_id: UUID | None = None,
    parent_id: UUID | None = None,
    starts_on: date | None = None,
    due_on: date | None = None,
    position: int = 0,
    reference: str | None = None,
    source: str = "",
) -> Action:
    _hold(unit, plan_id=plan_id, lead_id=lead_id, parent_id=parent_id, reference=reference)
    plan = named(unit, model=Plan, row_id=plan_id, pointer="#/plan")
    priority = _priority(unit, plan, priority_id)
    priorities = [priority.id] if priority else _priorities_of(plan)
    standing = require_proposer(unit.by, priorities=priorities, lead_id=lead_id)
    refuse_late_start(starts_on=starts_on, due_on=due_on, pointer="#/starts_on")
    refuse_rolled_over(plan)
    refuse_taken_reference(unit, model=Action, reference=reference)
    action = Action(
        partnership_id=unit.by.partnership_id,
        plan=plan,
        priority=priority,
        lead=_lead(unit, lead_id),
        parent=_parent(unit, plan, parent_id),
        title=title,
        summary=summary,
        starts_on=starts_on,
        due_on=due_on,
        original_due_on=due_on,
        position=position,
        reference=reference,
        source=source,
    )
    return _proposed(unit, action, standing, sponsors_of(action.priority_id, at=unit.at))


def propose_mandated_action(
    unit: Unit,
    *,
    plan_id: UUID,
    title: str,
    summary: str,
    priority_id: UUID | None,
    due_on: date | None,
    grounds: Grounds,
    standing: Standing,
    source: str = "",
) -> Action:
    """Internal: part of recording a decision, and of a partner system's sync. A forum or the record
    of a source stands behind it, so nobody is asked for the right to propose; all else is checked
    as ever. It is led by whoever the grounds say.
    """
    plan = grounds.plan(plan_id)
    action = Action(
        partnership_id=unit.by.partnership_id,
        plan=plan,
        priority=grounds.priority(plan, priority_id),
        lead=grounds.lead,
        title=title,
        summary=summary,
        due_on=due_on,
        original_due_on=due_on,
        source=source,
    )
    return _proposed(unit, action, standing, grounds.holders.sponsors_of(priority_id))


def _proposed(unit: Unit, action: Action, standing: Standing, sponsors: Iterable[UUID]) -> Action:
    return unit.record(
        "action.proposed",
        action,
        org=standing.org,
        on_behalf_of=standing.on_behalf_of,
        told=[one for one in sponsors if one != unit.by.id],
    )


def _hold(
    unit: Unit,
    *,
    plan_id: UUID,
    lead_id: UUID | None,
    parent_id: UUID | None,
    reference: str | None,
) -> None:
    """All that it names, in the order in which everyone locks; each is looked at afterwards."""
    if reference is not None:
        take_turns(unit)
    if lead_id is not None:
        hold_organisation(unit, organisation_id=lead_id)
    hold_plan(unit, plan_id=plan_id)
    if parent_id is not None:
        locked_actions(unit, action_ids=[parent_id])


def _priority(unit: Unit, plan: Plan, priority_id: UUID | None) -> Priority | None:
    if priority_id is None:
        return None
    return named(unit, model=Priority, row_id=priority_id, pointer="#/priority", plan_id=plan.id)


def _priorities_of(plan: Plan) -> list[UUID]:
    return list(Priority.objects.filter(plan=plan).order_by("id").values_list("id", flat=True))


def _lead(unit: Unit, lead_id: UUID | None) -> Organisation | None:
    return (
        None
        if lead_id is None
        else named(unit, model=Organisation, row_id=lead_id, pointer="#/lead")
    )


def _parent(unit: Unit, plan: Plan, parent_id: UUID | None) -> Action | None:
    """Locked with `named`, so that no action is nested under one being closed."""
    if parent_id is None:
        return None
    parent = named(unit, model=Action, row_id=parent_id, pointer="#/parent", plan_id=plan.id)
    refuse_closed(parent, "nest an action in it")
    return parent


def revise_action(
    unit: Unit,
    *,
    action_id: UUID,
    version: int,
    title: str | None = None,
    summary: str | None = None,
) -> Action:
    """What the action is called and says; nothing else can be patched."""
    action, standing = opened(unit, operation="revise_action", action_id=action_id, version=version)
    return revise_mandated_action(
        unit, action=action, title=title, summary=summary, standing=standing
    )


def revise_mandated_action(
    unit: Unit,
    *,
    action: Action,
    standing: Standing,
    title: str | None = None,
    summary: str | None = None,
) -> Action:
    """Internal: part of revising an action, and of a partner system's sync, whose source is the
    record of these words. The action is locked.
    """
    refuse_closed(action, "revise it")
    title = action.title if title is None else title
    summary = action.summary if summary is None else summary
    if (title, summary) == (action.title, action.summary):
        return action
    action.title, action.summary = title, summary
    return unit.record(
        "action.revised", action, org=standing.org, on_behalf_of=standing.on_behalf_of
    )


def set_action_priority(unit: Unit, *, action_id: UUID, version: int, priority_id: UUID) -> Action:
    action, standing = opened(
        unit, operation="set_action_priority", action_id=action_id, version=version
    )
    if action.state != ActionState.PROPOSED:
        raise WrongState(
            "The priority is set while an action is proposed. Ask its sponsor to transfer it.",
            current_state=action.state,
        )
    if action.priority_id is not None:
        raise PriorityAlreadySet("This action already has a priority.")
    action.priority = named(
        unit, model=Priority, row_id=priority_id, pointer="#/priority", plan_id=action.plan_id
    )
    return unit.record(
        "action.priority_set",
        action,
        org=standing.org,
        told=sponsors_of(priority_id, at=unit.at),
    )


def transfer_action(
    unit: Unit, *, action_id: UUID, version: int, priority_id: UUID, reason: str
) -> Action:
    """To another priority of its plan, and so to another sponsor."""
    action, standing = opened(
        unit, operation="transfer_action", action_id=action_id, version=version
    )
    refuse_closed(action, "transfer it")
    if action.priority_id == priority_id:
        raise InputRefused([Fault("unchanged", "It is under this priority already.", "#/priority")])
    before = action.priority_id
    action.priority = named(
        unit, model=Priority, row_id=priority_id, pointer="#/priority", plan_id=action.plan_id
    )
    answering = answering_for_many([action], at=unit.at)[action.id]
    return unit.record(
        "action.transferred",
        action,
        org=standing.org,
        on_behalf_of=standing.on_behalf_of,
        told=answering - {unit.by.id},
        was_priority=before,
        reason=reason,
    )


def assign_lead(unit: Unit, *, action_id: UUID, version: int, organisation_id: UUID) -> Action:
    hold_organisation(unit, organisation_id=organisation_id)
    action, standing = opened(unit, operation="assign_lead", action_id=action_id, version=version)
    refuse_closed(action, "change its lead")
    if action.lead_id == organisation_id:
        raise InputRefused([Fault("unchanged", "It already leads this action.", "#/organisation")])
    refuse_contributor(action, organisation_id)
    action.lead = named(unit, model=Organisation, row_id=organisation_id, pointer="#/organisation")
    # What the lead before claimed is not the new one's word.
    action.drop_claim()
    return unit.record(
        "action.lead_assigned",
        action,
        org=standing.org,
        on_behalf_of=standing.on_behalf_of,
        told=acting_for(organisation_id, at=unit.at),
    )
