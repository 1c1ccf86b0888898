"""What was sent: kept for a while, and sent again when its owner asks."""

from datetime import UTC, datetime, timedelta
from typing import Final
from uuid import UUID

from backend.audit.past import past_at
from backend.audit.unit import Unit
from backend.errors import Conflict, Fault, InputRefused, NotVisible
from backend.sync.models import Delivery, WebhookEndpoint
from backend.sync.operations.opening import opened_for, refuse_removed
from backend.sync.operations.telling import waiting_anew

JOURNAL: Final = timedelta(days=30)
# Rows cleared in one unit.
CLEARED_AT_ONCE: Final = 1000
TICK: Final = timedelta(microseconds=1)
# Before any log: databases hold no instant at the very end of the calendar.
LONG_AGO: Final = datetime(1970, 1, 1, tzinfo=UTC)


class ReplayRunning(Conflict):
    """The endpoint is still being told again what was asked for before."""

    code = "replay_running"
    title = "A replay is under way"
    remedy = "Wait until `replay_from` of the endpoint is null, then ask again."


def replay_webhook_endpoint(
    unit: Unit,
    *,
    endpoint_id: UUID,
    version: int,
    from_index: int | None = None,
    from_at: datetime | None = None,
    to_index: int | None = None,
    to_at: datetime | None = None,
) -> WebhookEndpoint:
    """Both ends included, each event under the id it had. What lies beyond its place in the log is
    told for the first time anyway.
    """
    opened = opened_for(
        unit, operation="replay_webhook_endpoint", endpoint_id=endpoint_id, version=version
    )
    endpoint, outbox = opened.endpoint, opened.endpoint.outbox
    refuse_removed(endpoint, "have it told again")
    if outbox.replay_from is not None:
        raise ReplayRunning("This endpoint is being told again already. Wait until that is done.")
    first = _first(endpoint, from_index, from_at)
    last = min(_last(endpoint, to_index, to_at), outbox.position - 1)
    if first > last:
        raise _nothing_told("#/from_index" if from_at is None else "#/from_at")
    outbox.replay_from, outbox.replay_to = first, last
    outbox.save(update_fields=["replay_from", "replay_to"])
    return unit.record(
        "webhook_endpoint.replayed", endpoint, org=opened.standing.org, first=first, last=last
    )


def redeliver_webhook(unit: Unit, *, delivery_id: UUID) -> Delivery:
    """The same event under the same id, from the first try again."""
    endpoint_id = _endpoint_of(unit, delivery_id)
    opened = opened_for(unit, operation="redeliver_webhook", endpoint_id=endpoint_id)
    refuse_removed(opened.endpoint, "have anything delivered to it")
    delivery = Delivery.objects.get(id=delivery_id)
    # One that is being sent at the moment arrives anyway.
    if Delivery.objects.filter(id=delivery_id).free(unit.at).update(**waiting_anew(unit.at)):
        delivery.refresh_from_db()
    unit.record(
        "webhook_endpoint.event_redelivered",
        opened.endpoint,
        org=opened.standing.org,
        event=delivery.event,
    )
    return delivery


def _first(endpoint: WebhookEndpoint, index: int | None, at: datetime | None) -> int:
    if at is not None:
        return _told_by(endpoint, max(at, LONG_AGO) - TICK)
    assert index is not None
    return index


def _last(endpoint: WebhookEndpoint, index: int | None, at: datetime | None) -> int:
    if at is not None:
        return _told_by(endpoint, at) - 1
    return endpoint.outbox.position - 1 if index is None else index


def _told_by(endpoint: WebhookEndpoint, at: datetime) -> int:
    """How many entries the log had then."""
    at = max(at, LONG_AGO)
    return past_at(endpoint.partnership_id, at, now=at).size


def _nothing_told(place: str) -> InputRefused:
    sentence = "The endpoint was told nothing from there on, up to where it ends."
    return InputRefused([Fault("out_of_range", sentence, place)])


def _endpoint_of(unit: Unit, delivery_id: UUID) -> UUID:
    rows = Delivery.objects.since(unit.at - JOURNAL).filter(
        id=delivery_id, endpoint__partnership_id=unit.by.partnership_id
    )
    endpoint_id: UUID | None = rows.values_list("endpoint_id", flat=True).first()
    if endpoint_id is None:
        raise NotVisible
    return endpoint_id


def clear_webhook_journal(unit: Unit) -> bool:
    """What is older is shown no more, and what others answered is not kept longer. That an event
    was told stays, or a replay could not know it by its id.
    """
    old = Delivery.objects.filter(
        endpoint__partnership_id=unit.by.partnership_id, settled_at__lte=unit.at - JOURNAL
    ).exclude(answer="")
    ids = list(old.order_by("settled_at", "id").values_list("id", flat=True)[:CLEARED_AT_ONCE])
    Delivery.objects.filter(id__in=ids).update(answer="")
    return len(ids) == CLEARED_AT_ONCE
