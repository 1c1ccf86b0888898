"""What operations are tried on, and what they are given."""

from datetime import date, timedelta
from typing import Any, Final  # what is acted on is of several models

from backend.actions import operations
from backend.actions.models import (
    Action,
    Contribution,
    Dependency,
    Milestone,
    Plan,
    Priority,
    Request,
    UpdateRequest,
)
from backend.audit.source import now
from backend.audit.unit import unit_of_work
from backend.clock.identity import clock_in
from backend.people.operations import appoint
from tests.actions.questions import Body
from tests.borough import (
    Borough,
    action_in_progress,
    proposed_action,
    with_evidence,
)


def nothing(_borough: Borough) -> Any:
    """What an operation that adds to a collection acts on, or what an operation needs no input."""
    return {}


def reason(_borough: Borough) -> Body:
    return {"reason": "The grant it needed was not given."}


def statement(_borough: Borough) -> Body:
    return {"statement": "All five centres are open."}


def risk(_borough: Borough) -> Body:
    return {
        "cause": "capacity",
        "explanation": "Two of the three youth workers have left.",
        "mitigation": "Agency staff from January.",
        "recovery_expected_on": "2027-02-01",
    }


def day_before() -> date:
    return now().date() - timedelta(days=2)


def proven_action(borough: Borough) -> Action:
    """In progress, with the evidence that completing it asks for."""
    action = action_in_progress(borough)
    with_evidence(borough, action)
    return action


def claimed_action(borough: Borough) -> Action:
    action = action_in_progress(borough)
    claimed: Action = borough.act(
        "Rhea",
        operations.claim_action_complete,
        action_id=action.id,
        version=action.version,
        statement="All five are open.",
    )
    return claimed


def milestone_of(borough: Borough, action: Action, **given: Any) -> Milestone:
    given = {"title": "First centre opens", "due_on": date(2027, 1, 15), **given}
    milestone: Milestone = borough.act(
        "Priya", operations.add_milestone, action_id=action.id, **given
    )
    return milestone


def open_milestone(borough: Borough) -> Milestone:
    return milestone_of(borough, action_in_progress(borough))


def contribution_to(borough: Borough, action: Action) -> Contribution:
    contribution: Contribution = borough.act(
        "Priya",
        operations.add_contributor,
        action_id=action.id,
        organisation_id=borough.housing.id,
        part="Lends two rooms",
    )
    return contribution


def contribution(borough: Borough) -> Contribution:
    return contribution_to(borough, action_in_progress(borough))


def dependency_on(
    borough: Borough, predecessor: Action, successor: Action, **given: Any
) -> Dependency:
    dependency: Dependency = borough.act(
        "Priya",
        operations.add_dependency,
        action_id=successor.id,
        predecessor_id=predecessor.id,
        **given,
    )
    return dependency


def dependency(borough: Borough) -> Dependency:
    lease = proposed_action(borough, title="Sign the lease")
    return dependency_on(borough, lease, proposed_action(borough), reason="No lease, no centre.")


def late_predecessor(borough: Borough) -> Body:
    """Due after the action that is to wait for it begins."""
    late = proposed_action(borough, title="Sign the lease", due_on=date(2027, 9, 30))
    return {"predecessor": str(late.id), "reason": "No lease, no centre."}


def link_to(borough: Borough, action: Action, who: str = "Rhea", days: int = 14) -> str:
    """The secret of a link to report on it."""
    issued = borough.act(
        who, operations.issue_update_link, action_id=action.id, expires_in_days=days
    )
    secret: str = issued.secret
    return secret


def update_asked_for(borough: Borough, action: Action) -> UpdateRequest:
    """As the clock's round leaves it."""
    at = now()
    with unit_of_work(by=clock_in(borough.partnership.id, at), at=at) as unit:
        return unit.record(
            "update_request.opened",
            UpdateRequest(
                partnership=borough.partnership,
                action=action,
                opened_at=at,
                next_rung_at=at + timedelta(days=7),
            ),
        )


def report(_borough: Borough) -> Body:
    return {
        "narrative": "Three of five are open.",
        "percent_complete": 60,
        "confidence": "amber",
    }


def successor_of(borough: Borough, plan: Plan) -> Plan:
    found: Plan = borough.act(
        "Ada", operations.add_plan, title="Council Plan 2030", succeeds_id=plan.id
    )
    return found


def priority_in(borough: Borough, plan: Plan, sponsor: str = "Priya") -> Priority:
    priority: Priority = borough.act(
        "Ada", operations.add_priority, plan_id=plan.id, title="Fairness, still"
    )
    actor_id = borough.actor_id(sponsor)
    borough.act("Ada", appoint, actor_id=actor_id, role="sponsor", on_id=priority.id)
    return priority


def carrying(borough: Borough) -> Body:
    plan = successor_of(borough, borough.plan)
    return {
        "plan": str(plan.id),
        "priority": str(priority_in(borough, plan).id),
        "reason": "Two centres are still to open.",
    }


def merging(borough: Borough) -> Body:
    into = proposed_action(borough, title="Open ten youth centres")
    return {"into": str(into.id), "reason": "It is part of the larger one."}


OLD_PLAN: Final = "Council Plan 2016"


def old_plan(borough: Borough) -> Plan:
    plan: Plan = borough.act("Ada", operations.add_plan, title=OLD_PLAN)
    borough.act("Ada", operations.propose_action, plan_id=plan.id, title="Light the paths")
    return plan


def rolling_over(borough: Borough) -> Body:
    """All there is in the plan that was just made."""
    plan = Plan.objects.filter(title=OLD_PLAN).latest("id")
    to = successor_of(borough, plan)
    items = [
        {
            "action": str(one.id),
            "version": one.version,
            "outturn": "carry",
            "priority": str(priority_in(borough, to).id),
            "reason": "The paths are still dark.",
        }
        for one in Action.objects.filter(plan=plan)
    ]
    return {"to": str(to.id), "items": items}


def of_the_plan(borough: Borough) -> Body:
    return {"plan": str(borough.plan.id), "title": "Safer streets", "position": 3}


def outcome_link(borough: Borough) -> Body:
    outcome = borough.act(
        "Ada", operations.add_outcome, plan_id=borough.plan.id, title="People are safer"
    )
    return {"priority": str(borough.youth.id), "outcome": str(outcome.id), "basis": "stated"}


WITHDRAWAL: Final = {
    "operation": "withdraw_action",
    "inputs": {"reason": "The funding was not granted."},
}


def requested(borough: Borough) -> Request:
    """Rhea asks Priya to withdraw an action in progress."""
    action = action_in_progress(borough)
    request: Request = borough.act(
        "Rhea",
        operations.ask_for_transition,
        action_id=action.id,
        version=action.version,
        operation=WITHDRAWAL["operation"],
        inputs=WITHDRAWAL["inputs"],
        note="Our board decided on Monday.",
    )
    return request


def rolled_over(borough: Borough) -> None:
    """The plan of the borough, in which nothing is open, into one that succeeds it."""
    plan = successor_of(borough, borough.plan)
    borough.act(
        "Ada",
        operations.roll_over_plan,
        plan_id=borough.plan.id,
        version=borough.plan.version,
        to_id=plan.id,
        items=[],
    )
