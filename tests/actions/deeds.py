"""Every operation of the app as a request that succeeds."""

from typing import Any, Final  # what is acted on is of several models

from backend.actions.models import (
    Priority,
)
from tests.actions.questions import Deed
from tests.actions.subjects import (
    WITHDRAWAL,
    carrying,
    claimed_action,
    contribution,
    day_before,
    dependency,
    late_predecessor,
    link_to,
    merging,
    nothing,
    of_the_plan,
    old_plan,
    open_milestone,
    outcome_link,
    proven_action,
    reason,
    report,
    requested,
    risk,
    rolling_over,
    statement,
)
from tests.borough import (
    action_at_risk,
    action_done,
    action_in_progress,
    action_withdrawn,
    bare_action,
    proposed_action,
)

ON_ACTION: Final = "/actions/{id}"


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
