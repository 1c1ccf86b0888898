"""Actions in any circumstances the record can hold, to compare what is foretold with what comes."""

from dataclasses import dataclass
from datetime import date
from typing import Any, Final  # rows are of several models

from hypothesis import strategies as st

from backend.actions import operations
from backend.actions.models import Action, ActionState, Priority
from backend.people.operations import appoint
from tests.actions.deeds import milestone_of
from tests.borough import ACTION_IN, Borough, bare_action, escalated, with_evidence

UNSTARTED: Final = ("proposed", "withdrawn")


@dataclass(frozen=True)
class Circumstances:
    """What stands on record about one action. A fact that its state rules out is passed over."""

    state: str
    priority: str
    has_lead: bool
    has_due_date: bool
    led_by_the_council: bool
    has_mandatory_milestone: bool
    has_optional_milestone: bool
    has_evidence: bool
    is_escalated: bool
    has_open_child: bool
    has_closed_child: bool
    is_claimed: bool


CIRCUMSTANCES: Final = st.builds(
    Circumstances,
    state=st.sampled_from(ActionState.values),
    priority=st.sampled_from(["youth", "roads", "four_eyes", "none"]),
    has_lead=st.booleans(),
    has_due_date=st.booleans(),
    led_by_the_council=st.booleans(),
    has_mandatory_milestone=st.booleans(),
    has_optional_milestone=st.booleans(),
    has_evidence=st.booleans(),
    is_escalated=st.booleans(),
    has_open_child=st.booleans(),
    has_closed_child=st.booleans(),
    is_claimed=st.booleans(),
)


def four_eyes(borough: Borough) -> Priority:
    """Its sponsor is Rhea, who also represents the council: as lead she may not complete."""
    priority: Priority = borough.act(
        "Ada", operations.add_priority, plan_id=borough.plan.id, title="Money", four_eyes=True
    )
    rhea = borough.actor_id("Rhea")
    borough.act("Ada", appoint, actor_id=rhea, role="sponsor", on_id=priority.id)
    return priority


def action_in(borough: Borough, money: Priority, told: Circumstances) -> Action:
    """Made under the sponsor of youth, who can do everything, and then set as it is told."""
    action = _in_state(borough, told)
    _add_parts(borough, action, told)
    if told.is_escalated:
        escalated(borough, action)
    facts = _facts(borough, money, told)
    # Behind the operations' back: the record may come to this in more ways than they have here.
    Action.objects.filter(id=action.id).update(**facts)
    return Action.objects.get(id=action.id)


def _in_state(borough: Borough, told: Circumstances) -> Action:
    if told.state == "proposed" and told.priority == "none":
        return bare_action(borough)
    return ACTION_IN[told.state](borough)


def _add_parts(borough: Borough, action: Action, told: Circumstances) -> None:
    if told.state in ("proposed", "in_progress", "at_risk") and told.priority != "none":
        if told.has_mandatory_milestone:
            milestone_of(borough, action)
        if told.has_optional_milestone:
            milestone_of(borough, action, mandatory=False)
    if told.state in ("in_progress", "at_risk"):
        if told.has_evidence:
            with_evidence(borough, action)
        if told.is_claimed:
            _claimed(borough, action)
