"""What waits for a sponsor, for a lead and for an administrator."""

from datetime import date
from uuid import UUID

from django.db.models import Q, QuerySet

from backend.actions.askable import all_askable
from backend.actions.models import (
    LIVE,
    Action,
    ActionState,
    Request,
    RequestState,
    Rung,
    UpdateRequest,
    UpdateRequestState,
)
from backend.actions.moves import ACTION_MOVES
from backend.actions.policy import ADMINISTRATOR, BY_THE_SPONSOR, REPRESENTATIVE
from backend.people.identity import Identity
from backend.people.waiting import AT_MOST, Waiting


def waiting_actions(identity: Identity, on: date) -> list[Waiting]:
    """One statement per kind, and each kind at most once per action."""
    led = identity.objects_held(REPRESENTATIVE)
    seen = Action.objects.visible_to(identity)
    found: list[Waiting] = []
    if completed := _sponsored(identity, "complete_action"):
        claimed = seen.filter(priority__in=completed, claimed_at__isnull=False)
        found += _told("claim_to_answer", claimed)
    if started := _sponsored(identity, "start_action"):
        proposed = seen.filter(priority__in=started, state=ActionState.PROPOSED)
        found += _told("proposal_to_start", proposed)
    if any(identity.objects_held(role) for role in BY_THE_SPONSOR):
        found += _requests(identity)
    if led:
        late = Q(due_on__lt=on) | Q(recovery_expected_on__lt=on)
        found += _told(
            "overdue", seen.open().filter(late, lead__in=led).exclude(state=ActionState.PROPOSED)
        )
    if identity.holds(ADMINISTRATOR, identity.partnership_id):
        unplaced = seen.filter(state=ActionState.PROPOSED, priority=None)
        found += _told("priority_to_set", unplaced)
    return found


def _sponsored(identity: Identity, operation: str) -> set[UUID]:
    """The priorities on which they may do this, as sponsor or as deputy within their scope."""
    return {
        on
        for role in BY_THE_SPONSOR
        for on in identity.objects_held(role)
        if identity.holds_for(operation, role, on)
    }


def _requests(identity: Identity) -> list[Waiting]:
    answerable = Q(pk__in=[])
    above = [one.operation for one in all_askable()]
    for operation in (*ACTION_MOVES.named, "reschedule_action", *above):
        priorities = _sponsored(identity, operation)
        answerable |= Q(operation=operation, action__priority__in=priorities)
    open_ones = Request.objects.visible_to(identity).standing(RequestState.OPEN)
    asked = open_ones.filter(answerable).select_related("action")
    return [
        Waiting(
            "request_to_answer",
            Request.subject_type,
            request.id,
            request.action.title,
            request.asked_at,
            request.action.due_on,
        )
        for request in asked.order_by("asked_at", "id")[:AT_MOST]
    ]


def waiting_updates(identity: Identity, on: date) -> list[Waiting]:
    """Of a lead every update that was asked for; of a sponsor those that never came."""
    priorities = {held for role in BY_THE_SPONSOR for held in identity.objects_held(role)}
    led = identity.objects_held(REPRESENTATIVE)
    seen = UpdateRequest.objects.visible_to(identity).filter(
        state=UpdateRequestState.OPEN, action__state__in=LIVE
    )
    found: list[Waiting] = []
    if led:
        found += _asked("update_to_give", seen.filter(action__lead__in=led))
    if priorities:
        missing = seen.filter(action__priority__in=priorities, rung=Rung.SPONSOR_TOLD)
        found += _asked("update_missing", missing)
    return found


def _asked(kind: str, requests: QuerySet[UpdateRequest]) -> list[Waiting]:
    return [
        Waiting(kind, UpdateRequest.subject_type, one.id, one.action.title, one.opened_at)
        for one in requests.select_related("action").order_by("opened_at", "id")[:AT_MOST]
    ]


def _told(kind: str, actions: QuerySet[Action]) -> list[Waiting]:
    return [
        Waiting(
            kind, Action.subject_type, action.id, action.title, action.claimed_at, action.due_on
        )
        for action in actions.order_by("due_on", "id")[:AT_MOST]
    ]
