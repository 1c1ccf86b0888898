"""The update cycle: an action that is not reported on in its priority's rhythm is asked for, first
of its lead, then of its lead again, then of its sponsor.

Actions are locked before their requests and both before the log, as reporting on an action does.
"""

from datetime import datetime
from typing import Final
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet

from backend.actions.models import (
    Action,
    Rung,
    Update,
    UpdateDigest,
    UpdateRequest,
    UpdateRequestState,
)
from backend.actions.operations.telling import Holders
from backend.actions.ratings import unreported
from backend.audit.days import midnight
from backend.audit.unit import Unit
from backend.clock.working_days import working_days_after

# So that one round is one transaction of some seconds, however long the clock stood still.
MOST_AT_ONCE: Final = 500


def open_update_request(action_id: UUID) -> UpdateRequest | None:
    """The row of its action is locked."""
    rows = UpdateRequest.objects.select_for_update(of=("self",))
    return rows.filter(action_id=action_id, state=UpdateRequestState.OPEN).first()


def answer_update_request(
    unit: Unit, *, request: UpdateRequest | None, update: Update, org: UUID | None
) -> None:
    """Internal: part of reporting on an action. None: nobody had asked."""
    if request is not None:
        request.answer(by=update.id)
        unit.record("update_request.answered", request, org=org)


def run_update_round(unit: Unit) -> bool:
    """The clock's daily round. At most one rung for each request, however late it runs."""
    to_settle = list(_to_settle(unit).values_list("id", "action_id")[:MOST_AT_ONCE])
    to_ask = list(_unasked(unit).order_by("id").values_list("id", flat=True)[:MOST_AT_ONCE])
    _lock_actions([*(action_id for _, action_id in to_settle), *to_ask])
    # Both are looked for again under lock: a report that was being made meanwhile counts.
    climbed = _settle(unit, [request_id for request_id, _ in to_settle])
    opened = _open(unit, to_ask)
    _send_digests(unit, [*climbed, *opened])
    return MOST_AT_ONCE in (len(to_settle), len(to_ask))


def _settle(unit: Unit, request_ids: list[UUID]) -> list[UpdateRequest]:
    """Those that climbed; the others lapsed, because no update of their action is missed any more:
    it closed, started anew, or its priority has another rhythm.
    """
    requests = (
        _to_settle(unit)
        .filter(id__in=request_ids)
        .select_for_update(of=("self",))
        .select_related("action__priority")
    )
    climbed = []
    with unit.gathering():
        for request in requests:
            if request.is_missed:  # type: ignore[attr-defined]  # as annotated
                climbed.append(_climb(unit, request))
            else:
                request.lapse()
                unit.record("update_request.lapsed", request)
    return climbed


def _to_settle(unit: Unit) -> QuerySet[UpdateRequest]:
    is_missed = Exists(_out_of_rhythm(unit).filter(id=OuterRef("action_id")))
    return (
        UpdateRequest.objects.visible_to(unit.by)
        .filter(state=UpdateRequestState.OPEN)
        .annotate(is_missed=is_missed)
        .filter(~is_missed | Q(next_rung_at__lte=unit.at))
        .order_by("next_rung_at", "id")
    )


def _climb(unit: Unit, request: UpdateRequest) -> UpdateRequest:
    is_last = request.rung + 1 == max(Rung)
    request.climb(next_rung_at=None if is_last else _next_rung_at(unit, request.action))
    return unit.record("update_request.climbed", request)


def _next_rung_at(unit: Unit, action: Action) -> datetime:
    assert action.priority is not None, "only an action of a priority has a rhythm"
    return midnight(working_days_after(unit.on, action.priority.update_grace_days))


def _open(unit: Unit, action_ids: list[UUID]) -> list[UpdateRequest]:
    actions = _unasked(unit).filter(id__in=action_ids).order_by("id").select_related("priority")
    with unit.gathering():
        return [_ask_for(unit, action) for action in actions]


def _unasked(unit: Unit) -> QuerySet[Action]:
    """Out of rhythm, and without an open request."""
    asked = UpdateRequest.objects.filter(action=OuterRef("pk"), state=UpdateRequestState.OPEN)
    return _out_of_rhythm(unit).filter(~Exists(asked))


def _out_of_rhythm(unit: Unit) -> QuerySet[Action]:
    """By whole days: what is due on a Monday may come until Monday's midnight."""
    return unreported(Action.objects.visible_to(unit.by), on=unit.on)


def _lock_actions(action_ids: list[UUID]) -> None:
    """Once and ascending, so that two who lock several never wait for each other in a ring."""
    rows = Action.objects.select_for_update(of=("self",)).filter(id__in=action_ids)
    list(rows.order_by("id").values_list("id", flat=True))


def _ask_for(unit: Unit, action: Action) -> UpdateRequest:
    request = UpdateRequest(
        partnership_id=action.partnership_id,
        audience=action.audience,
        action=action,
        opened_at=unit.at,
        next_rung_at=_next_rung_at(unit, action),
    )
    return unit.record("update_request.opened", request)


def _send_digests(unit: Unit, requests: list[UpdateRequest]) -> None:
    """One for each owner and rung: a lead with twenty silent actions is told once."""
    asked: dict[tuple[UUID, int, str], list[str]] = {}
    for request, owner_id in _owned(unit, requests):
        key = (owner_id, request.rung, request.audience)
        asked.setdefault(key, []).append(str(request.id))
    with unit.gathering():
        for (owner_id, rung, audience), request_ids in sorted(asked.items()):
            digest = UpdateDigest(
                partnership_id=unit.by.partnership_id,
                audience=audience,
                owner_id=owner_id,
                rung=rung,
                requests=request_ids,
                made_at=unit.at,
            )
            unit.record("update_digest.made", digest, told=[owner_id])


def _owned(unit: Unit, requests: list[UpdateRequest]) -> list[tuple[UpdateRequest, UUID]]:
    """Each request with everyone who is to be told of it."""
    holders = Holders.around([one.action for one in requests], at=unit.at)
    return [
        (one, owner)
        for one in requests
        for owner in (
            holders.sponsors_of(one.action.priority_id)
            if one.rung == Rung.SPONSOR_TOLD
            else holders.acting_for(one.action.lead_id)
        )
    ]
