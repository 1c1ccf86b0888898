"""Every operation of the app as a request that succeeds."""

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
        "transfer_action",
        "transfer",
        action_in_progress,
        lambda borough: {"priority": str(borough.roads.id), "reason": "It is about the roads."},
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
    Deed(
        "ask_for_transition",
        f"{ON_ACTION}/requests",
        "Rhea",
        action_in_progress,
        lambda _: {"transition": WITHDRAWAL, "note": "Our board decided on Monday."},
    ),
    _added(
        "update_action",
        f"{ON_ACTION}/updates",
        "Rhea",
        report,
        action_in_progress,
    ),
    _added(
        "issue_update_link",
        f"{ON_ACTION}/update-links",
        "Rhea",
        lambda _: {"expires_in_days": 7},
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
    _added(
        "add_dependency",
        f"{ON_ACTION}/dependencies",
        "Priya",
        late_predecessor,
        action_in_progress,
    ),
)

ON_A_REQUEST: Final = (
    Deed("accept_request", "/requests/{id}/accept", "Priya", requested, nothing),
    Deed(
        "decline_request",
        "/requests/{id}/decline",
        "Priya",
        requested,
        lambda _: {"note": "The Board wants it to go on."},
    ),
    Deed("withdraw_request", "/requests/{id}/withdraw", "Rhea", requested, nothing),
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
    Deed("remove_dependency", "/dependencies/{id}/remove", "Priya", dependency, reason),
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
            "starts_on": "2027-01-04",
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
            "approval_beyond_days": 14,
            "update_every_days": 30,
            "update_grace_days": 5,
        },
    ),
    Deed(
        "revise_priority",
        "/priorities/{id}",
        "Ada",
        lambda borough: Priority.objects.get(id=borough.youth.id),
        lambda _: {
            "title": "Fairness for all",
            "summary": "Nobody is left out.",
            "four_eyes": True,
            "approval_beyond_days": 14,
            "update_every_days": 30,
            "update_grace_days": 3,
        },
        method="patch",
    ),
    # No token is asked for; the link says it all.
    _added(
        "report_by_link",
        "/update-links/report",
        "Rhea",
        lambda borough: {
            **report(borough),
            "link": link_to(borough, action_in_progress(borough)),
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
    for deed in (
        *MOVES,
        *ON_AN_ACTION,
        *TO_AN_ACTION,
        *ON_A_REQUEST,
        *ON_A_PART,
        *TO_THE_PARTNERSHIP,
    )
}
