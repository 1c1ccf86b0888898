"""Every operation of the app as a request that succeeds."""

from datetime import date, timedelta
from typing import Any, Final  # what is acted on is of several models

from backend.actions import operations
from backend.actions.models import Action, Contribution, Milestone, Plan, Priority
from backend.audit.source import now
from backend.people.operations import appoint
from tests.actions.questions import Body, Deed
from tests.borough import (
    Borough,
    action_at_risk,
    action_done,
    action_in_progress,
    action_withdrawn,
    bare_action,
    proposed_action,
    with_evidence,
)

ON_ACTION: Final = "/actions/{id}"


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


def _move(operation: str, address: str, on: Any, given: Any = nothing) -> Deed:
    return Deed(operation, f"{ON_ACTION}/{address}", "Priya", on, given)


def _added(operation: str, address: str, by: str, given: Any, on: Any = nothing) -> Deed:
    return Deed(operation, address, by, on, given, if_match=False)


MOVES: Final = (
    _move("start_action", "start", proposed_action),
    _move("flag_action_at_risk", "flag-at-risk", action_in_progress, risk),
    _move(
        "recover_action",
        "recover",
        action_at_risk,
        lambda _: {"what_changed": "Both posts are filled."},
    ),
    _move("complete_action", "complete", proven_action, statement),
    _move("withdraw_action", "withdraw", proposed_action, reason),
    _move("reopen_action", "reopen", action_done, reason),
    _move("reinstate_action", "reinstate", action_withdrawn, reason),
)

ON_AN_ACTION: Final = (
    Deed(
        "revise_action",
        ON_ACTION,
        "Priya",
        action_in_progress,
        lambda _: {"title": "Open six youth centres", "summary": "One in every ward."},
        method="patch",
    ),
    Deed(
        "claim_action_complete",
        f"{ON_ACTION}/claim-complete",
        "Rhea",
        action_in_progress,
        statement,
    ),
    _move("decline_action_claim", "decline-claim", claimed_action, reason),
    _move(
        "reschedule_action",
        "reschedule",
        action_in_progress,
        lambda _: {"due_on": "2027-06-30", "reason": "The builder is late."},
    ),
    _move(
        "assign_lead",
        "assign-lead",
        action_in_progress,
        lambda borough: {"organisation": str(borough.housing.id)},
    ),
    Deed(
        "set_action_priority",
        f"{ON_ACTION}/set-priority",
        "Ada",
        bare_action,
        lambda borough: {"priority": str(borough.youth.id)},
    ),
    _move("carry_action_forward", "carry-forward", action_in_progress, carrying),
    _move("merge_action", "merge", action_in_progress, merging),
    Deed("roll_over_plan", "/plans/{id}/roll-over", "Ada", old_plan, rolling_over),
)

TO_AN_ACTION: Final = (
    _added(
        "update_action",
        f"{ON_ACTION}/updates",
        "Rhea",
        lambda _: {
            "narrative": "Three of five are open.",
            "percent_complete": 60,
            "confidence": "amber",
        },
        action_in_progress,
    ),
    _added(
        "add_evidence",
        f"{ON_ACTION}/evidence",
        "Rhea",
        lambda _: {
            "kind": "link",
            "title": "Opening report",
            "content": "https://example.org/report",
            "dated_on": day_before().isoformat(),
        },
        action_in_progress,
    ),
    _added(
        "add_milestone",
        f"{ON_ACTION}/milestones",
        "Rhea",
        lambda _: {"title": "First centre opens", "due_on": "2027-01-15", "mandatory": True},
        action_in_progress,
    ),
    _added(
        "add_contributor",
        f"{ON_ACTION}/contributors",
        "Priya",
        lambda borough: {"organisation": str(borough.housing.id), "part": "Lends two rooms"},
        action_in_progress,
    ),
)

ON_A_PART: Final = (
    Deed(
        "complete_milestone",
        "/milestones/{id}/complete",
        "Rhea",
        open_milestone,
        lambda _: {"completed_on": day_before().isoformat()},
    ),
    Deed("waive_milestone", "/milestones/{id}/waive", "Priya", open_milestone, reason),
    Deed("remove_contributor", "/contributors/{id}/remove", "Priya", contribution, reason),
)

TO_THE_PARTNERSHIP: Final = (
    _added(
        "propose_action",
        "/actions",
        "Priya",
        lambda borough: {
            **of_the_plan(borough),
            "summary": "Lit paths to every station.",
            "priority": str(borough.youth.id),
            "lead": str(borough.council.id),
            "due_on": "2027-03-31",
        },
    ),
    _added(
        "add_plan",
        "/plans",
        "Ada",
        lambda borough: {
            "title": "Winter Plan",
            "vision": "Nobody is cold.",
            "starts": "2026-11",
            "ends": "2027-03-31",
            "part_of": str(borough.plan.id),
            "succeeds": str(borough.plan.id),
        },
    ),
    _added(
        "add_priority",
        "/priorities",
        "Ada",
        lambda borough: {
            **of_the_plan(borough),
            "summary": "Fewer people hurt.",
            "four_eyes": True,
        },
    ),
    _added("add_outcome", "/outcomes", "Ada", of_the_plan),
    _added("link_outcome", "/outcome-links", "Ada", outcome_link),
    _added(
        "add_principle",
        "/principles",
        "Ada",
        lambda borough: {**of_the_plan(borough), "series": "co-operative", "summary": "Together."},
    ),
    _added(
        "add_success_measure",
        "/success-measures",
        "Ada",
        lambda borough: {
            "priority": str(borough.youth.id),
            "title": "Young people in work",
            "direction": "up",
            "by_year": 2030,
        },
    ),
    _added(
        "add_dated_event",
        "/milestones",
        "Ada",
        lambda _: {"title": "The partnership launches", "due": "2022-07"},
    ),
)

DEEDS: Final = {
    deed.operation: deed
    for deed in (*MOVES, *ON_AN_ACTION, *TO_AN_ACTION, *ON_A_PART, *TO_THE_PARTNERSHIP)
}
