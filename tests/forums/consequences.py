"""What a decision can bring about, ready to be drafted; and each of them made impossible after."""

from datetime import date
from typing import Any, Final  # effects are JSON

from backend.actions import operations as actions
from backend.actions.models import Action, Priority, Request
from backend.deals import operations as deals
from backend.deals.models import Deal
from backend.forums import operations as forums
from backend.forums.models import Escalation
from tests.actions.questions import Body
from tests.borough import action_in_progress
from tests.deals.round_table import TABLE_IN
from tests.forums import rungs
from tests.forums.sitting import Sitting

LATER: Final = date(2027, 9, 30)
ANSWER: Final = "The council pays until March."


def proposal(sitting: Sitting, **given: Any) -> Body:
    borough = sitting.borough
    return {
        "plan": str(borough.plan.id),
        "title": "Fit out the Huyton hub",
        "priority": str(borough.youth.id),
        "lead": str(borough.council.id),
        "due_on": LATER.isoformat(),
        **given,
    }


def escalation_at_the_board(sitting: Sitting, **given: Any) -> Escalation:
    """Acknowledged."""
    made = rungs.raised_to_the_board(sitting.borough, **given)
    return rungs.moved(sitting.borough, made, forums.acknowledge_escalation)


def asked_for_later(sitting: Sitting, action: Action | None = None) -> Request:
    """Rhea leads, and asks for more than she may agree to alone."""
    borough = sitting.borough
    priority = Priority.objects.get(id=borough.youth.id)
    borough.act(
        "Ada",
        actions.revise_priority,
        priority_id=priority.id,
        version=priority.version,
        approval_beyond_days=30,
    )
    action = action or action_in_progress(borough)
    moved = borough.act(
        "Rhea",
        actions.reschedule_action,
        action_id=action.id,
        version=action.version,
        due_on=LATER,
        reason="The builder is late.",
    )
    request: Request = moved.request
    return request


def deal_to_endorse(sitting: Sitting, state: str = "signing") -> Deal:
    return TABLE_IN[state](sitting.borough).fresh()


def everything(sitting: Sitting) -> Body:
    """One of each that the Board can bring about."""
    return {
        "propose_actions": [proposal(sitting)],
        "resolve_escalations": [
            {"escalation": str(escalation_at_the_board(sitting).id), "answer": ANSWER}
        ],
        "approve_redatings": [str(asked_for_later(sitting).id)],
        "endorse_deals": [str(deal_to_endorse(sitting).id)],
    }


def withdrawn(sitting: Sitting, escalation_id: str) -> None:
    escalation = Escalation.objects.get(id=escalation_id)
    rungs.moved(
        sitting.borough, escalation, forums.withdraw_escalation, by="Priya", reason="Settled."
    )


def declined(sitting: Sitting, request_id: str) -> None:
    request = Request.objects.get(id=request_id)
    sitting.borough.act(
        "Priya",
        actions.decline_request,
        request_id=request.id,
        version=request.version,
        note="Keep to the date.",
    )


def ended(sitting: Sitting, deal_id: str) -> None:
    deal = Deal.objects.get(id=deal_id)
    sitting.borough.act(
        "Rhea", deals.end_deal, deal_id=deal.id, version=deal.version, reason="The park is sold."
    )


def asked_by_pat(sitting: Sitting, action: Action) -> Request:
    """For the same, by whoever does not lead."""
    request: Request = sitting.borough.act(
        "Pat",
        actions.ask_for_transition,
        action_id=action.id,
        version=action.version,
        operation="reschedule_action",
        inputs={"due_on": LATER.isoformat(), "reason": "We cannot come sooner."},
        note="We cannot come sooner.",
    )
    return request
