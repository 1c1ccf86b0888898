"""Actions in any circumstances the record can hold, whichever way they came about."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Final  # fields of several models
from uuid import UUID

from hypothesis import strategies as st

from backend.actions import operations
from backend.actions.models import (
    Action,
    ActionState,
    Evidence,
    EvidenceKind,
    Milestone,
    Plan,
)
from backend.audit.source import now
from backend.audit.unit import Unit, unit_of_work
from backend.people.models import Organisation
from backend.people.operations import appoint
from tests.borough import DUE, Borough

# Only these may be without a priority, a lead or a due date: the database sees to it.
UNSTARTED: Final = (ActionState.PROPOSED, ActionState.WITHDRAWN)


@dataclass(frozen=True)
class Circumstances:
    state: ActionState
    priority: str
    lead: str
    has_due_date: bool = True
    # Each of them mandatory or not.
    milestones: tuple[bool, ...] = ()
    evidence: str = "none"
    # Its plan was rolled over into another.
    is_over: bool = False
    open_escalations: int = 0
    children: tuple[ActionState, ...] = ()
    is_claimed: bool = False


PRIORITIES: Final = ("youth", "roads", "money")
# The last was succeeded by another organisation.
LEADS: Final = ("council", "housing", "gone")
EVIDENCE: Final = ("none", "lasting", "expired", "in time")


def _circumstances(state: ActionState) -> st.SearchStrategy[Circumstances]:
    free = state in UNSTARTED
    return st.builds(
        Circumstances,
        state=st.just(state),
        priority=st.sampled_from([*PRIORITIES, "none"] if free else PRIORITIES),
        lead=st.sampled_from([*LEADS, "none"] if free else LEADS),
        has_due_date=st.booleans() if free else st.just(value=True),
        milestones=st.lists(st.booleans(), max_size=2).map(tuple),
        evidence=st.sampled_from(EVIDENCE),
        is_over=st.booleans(),
        open_escalations=st.integers(0, 2),
        children=st.lists(st.sampled_from(ActionState), max_size=2).map(tuple),
        is_claimed=st.booleans(),
    )


CIRCUMSTANCES: Final = st.sampled_from(ActionState).flatmap(_circumstances)


def money_of(borough: Borough) -> UUID:
    """A priority that asks for four eyes. Rhea, who represents the council, sponsors it, and lets
    the council's own system complete.
    """
    priority = borough.act(
        "Ada", operations.add_priority, plan_id=borough.plan.id, title="Money", four_eyes=True
    )
    rhea, tracker = borough.actor_id("Rhea"), borough.actor_id("Tracker")
    borough.act("Ada", appoint, actor_id=rhea, role="sponsor", on_id=priority.id)
    borough.act("Rhea", appoint, actor_id=tracker, role="complete_delegate", on_id=priority.id)
    found: UUID = priority.id
    return found


def action_in(borough: Borough, money: UUID, told: Circumstances) -> Action:
    """`money` is the priority that asks for four eyes."""
    with unit_of_work(by=borough.who("Ada"), at=now()) as unit:
        action = unit.record("action.proposed", _action(unit, borough, money, told))
        for state in told.children:
            unit.record("action.proposed", _child(borough, action, state))
        for mandatory in told.milestones:
            unit.record("milestone.added", _milestone(borough, action, mandatory=mandatory))
        if told.evidence != "none":
            unit.record("evidence.added", _evidence(unit, borough, action, told.evidence))
    return action


def _gone(unit: Unit, borough: Borough) -> UUID:
    organisation = Organisation(
        partnership=borough.partnership,
        name="First Ark",
        kind="housing",
        succeeded_on=date(2026, 10, 1),
    )
    return unit.record("organisation.added", organisation).id


def _plan(unit: Unit, borough: Borough, *, is_over: bool) -> UUID:
    if not is_over:
        return borough.plan.id
    plan = Plan(partnership=borough.partnership, title="Strategy 2016", rolled_over_at=unit.at)
    return unit.record("plan.added", plan).id


def _action(unit: Unit, borough: Borough, money: UUID, told: Circumstances) -> Action:
    priorities = {"youth": borough.youth.id, "roads": borough.roads.id, "money": money}
    leads = {"council": borough.council.id, "housing": borough.housing.id}
    if told.lead == "gone":
        leads["gone"] = _gone(unit, borough)
    claimed = {"claimed_by_id": borough.actor_id("Rhea"), "claimed_at": now()}
    return Action(
        **_placed(borough, told.state, _plan(unit, borough, is_over=told.is_over)),
        priority_id=priorities.get(told.priority),
        lead_id=leads.get(told.lead),
        due_on=DUE if told.has_due_date else None,
        original_due_on=DUE if told.has_due_date else None,
        open_escalations=told.open_escalations,
        **(claimed if told.is_claimed else {}),
    )


def _child(borough: Borough, parent: Action, state: ActionState) -> Action:
    return Action(
        **_placed(borough, state, parent.plan_id),
        parent=parent,
        priority=borough.youth,
        lead=borough.council,
        due_on=DUE,
        original_due_on=DUE,
    )


def _placed(borough: Borough, state: ActionState, plan_id: UUID) -> dict[str, Any]:
    at_risk = {"risk_cause": "data", "recovery_expected_on": DUE}
    return {
        "partnership": borough.partnership,
        "plan_id": plan_id,
        "title": "Open five youth centres",
        "state": state,
        **(at_risk if state == ActionState.AT_RISK else {}),
    }


def _milestone(borough: Borough, action: Action, *, mandatory: bool) -> Milestone:
    return Milestone(
        partnership=borough.partnership,
        action=action,
        title="First centre opens",
        due=DUE.isoformat(),
        due_on=DUE,
        mandatory=mandatory,
    )


def _evidence(unit: Unit, borough: Borough, action: Action, lasting: str) -> Evidence:
    until = {"expired": unit.on - timedelta(days=1), "in time": unit.on}
    return Evidence(
        partnership=borough.partnership,
        action=action,
        author_id=unit.by.id,
        kind=EvidenceKind.STATEMENT,
        title="Minutes",
        content="It is done.",
        dated_on=date(2026, 1, 31),
        expires_on=until.get(lasting),
    )
