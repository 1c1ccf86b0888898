"""Endpoints in every state, and what the worker does with them."""

from dataclasses import dataclass
from datetime import UTC, datetime
from threading import Event
from typing import Any, Final  # operations are of many shapes
from uuid import UUID

from backend.actions import operations as actions
from backend.actions.models import Action
from backend.audit.source import now
from backend.audit.unit import unit_of_work
from backend.clock.identity import clock_in
from backend.sync import operations
from backend.sync.delivering import deliver_once
from backend.sync.models import Delivery, DisabledBecause, WebhookEndpoint
from backend.sync.operations.sending import Answer, Letter
from tests.actions.questions import Body, Deed
from tests.borough import Borough, proposed_action
from tests.sync.receiver import Receiver

MONDAY: Final = datetime(2027, 1, 4, 9, tzinfo=UTC)
# Nobody there: for tests in which nothing is sent.
URL: Final = "https://hooks.example.test/accord"


@dataclass
class Hooked:
    endpoint: WebhookEndpoint
    secret: str

    @property
    def now(self) -> WebhookEndpoint:
        return WebhookEndpoint.objects.select_related("outbox").get(id=self.endpoint.id)


def registered(borough: Borough, url: str = URL, who: str = "Tracker", **given: Any) -> Hooked:
    """Pending: it has answered nothing yet."""
    home = borough.housing if who in ("Mirror", "Rob") else borough.council
    made = borough.act(
        who,
        operations.register_webhook_endpoint,
        **{"organisation_id": home.id, "url": url, **given},
    )
    return Hooked(made.endpoint, made.secret)


def active(borough: Borough, url: str = URL, who: str = "Tracker", **given: Any) -> Hooked:
    hooked = registered(borough, url, who, **given)
    with unit_of_work(by=clock_in(borough.partnership.id, now()), at=now()) as unit:
        endpoint = WebhookEndpoint.objects.get(id=hooked.endpoint.id)
        operations.activate_webhook_endpoint(unit, endpoint=endpoint)
    return Hooked(hooked.now, hooked.secret)


def listening(borough: Borough, partner: Receiver, who: str = "Tracker", **given: Any) -> Hooked:
    """Active, and told of all that was before: what comes now is what a test does."""
    hooked = active(borough, partner.url, who, **given)
    delivered()
    partner.received.clear()
    return hooked


def paused(borough: Borough, **given: Any) -> Hooked:
    return moved(borough, active(borough, **given), operations.pause_webhook_endpoint)


def removed(borough: Borough, **given: Any) -> Hooked:
    return moved(borough, active(borough, **given), operations.remove_webhook_endpoint)


def disabled(borough: Borough, **given: Any) -> Hooked:
    hooked = active(borough, **given)
    with unit_of_work(by=clock_in(borough.partnership.id, now()), at=now()) as unit:
        endpoint = WebhookEndpoint.objects.get(id=hooked.endpoint.id)
        operations.disable_webhook_endpoint(
            unit, endpoint=endpoint, because=DisabledBecause.FAILING
        )
    return Hooked(hooked.now, hooked.secret)


def moved(borough: Borough, hooked: Hooked, operation: Any) -> Hooked:
    endpoint = hooked.now
    borough.act("Tracker", operation, endpoint_id=endpoint.id, version=endpoint.version)
    return Hooked(hooked.now, hooked.secret)


STATES: Final = {
    "pending": registered,
    "active": active,
    "paused": paused,
    "disabled": disabled,
    "removed": removed,
}


def delivered() -> int:
    """What is due is sent, and answered or not. How much was sent."""
    return deliver_once(Event())


def tell(borough: Borough, hooked: Hooked, at: datetime | None = None) -> None:
    """A page of the log becomes deliveries that are due."""
    at = at or now()
    with unit_of_work(by=clock_in(borough.partnership.id, at), at=at) as unit:
        operations.tell_webhook_endpoint(unit, endpoint_id=hooked.endpoint.id)


def claim(borough: Borough, hooked: Hooked, at: datetime | None = None) -> list[Letter]:
    """What is under way from then on, and answered only when a test says so."""
    at = at or now()
    with unit_of_work(by=clock_in(borough.partnership.id, at), at=at) as unit:
        return operations.claim_deliveries(unit, endpoint_id=hooked.endpoint.id, most=10)


def settle(borough: Borough, letter: Letter, status: int, retry_after: str = "") -> bool:
    at, answer = now(), Answer(status, "", 7, retry_after=retry_after)
    with unit_of_work(by=clock_in(borough.partnership.id, at), at=at) as unit:
        return operations.settle_delivery(unit, letter=letter, answer=answer)


def change(borough: Borough, **given: Any) -> UUID:
    """Something to tell of: an action that is proposed. Its id."""
    return proposed_action(borough, **given).id


def changes(borough: Borough, action_id: UUID, count: int) -> None:
    """As many more of the same thing."""
    for _ in range(count):
        version = version_of(action_id)
        borough.act(
            "Priya",
            actions.revise_action,
            action_id=action_id,
            version=version,
            title=f"Open {version + 5} youth centres",
        )


def version_of(action_id: UUID) -> int:
    return Action.objects.get(id=action_id).version


def deliveries(hooked: Hooked, **of: Any) -> list[Delivery]:
    rows = Delivery.objects.filter(endpoint=hooked.endpoint, **of)
    return list(rows.order_by("index", "made_at"))


def _deed(operation: str, address: str, given: Body | None = None) -> Deed:
    path = f"/webhook-endpoints/{{id}}{address}"
    return Deed(
        operation,
        path,
        "Tracker",
        lambda borough: active(borough).endpoint,
        lambda _: given or {},
        method="post" if address else "patch",
    )


REGISTER: Final = Deed(
    "register_webhook_endpoint",
    "/webhook-endpoints",
    "Tracker",
    lambda _: None,
    lambda borough: {"organisation": str(borough.council.id), "url": URL, "types": ["action"]},
    if_match=False,
)
REVISE: Final = _deed("revise_webhook_endpoint", "", {"types": ["deal"]})
ROTATE: Final = _deed("rotate_webhook_secret", "/rotate-secret")
PING: Final = _deed("ping_webhook_endpoint", "/ping")
PAUSE: Final = _deed("pause_webhook_endpoint", "/pause")
RESUME: Final = Deed(
    "resume_webhook_endpoint",
    "/webhook-endpoints/{id}/resume",
    "Tracker",
    lambda borough: paused(borough).endpoint,
    lambda _: {},
)
REMOVE: Final = _deed("remove_webhook_endpoint", "/remove")
REPLAY: Final = _deed("replay_webhook_endpoint", "/replay", {"from_index": 0})
