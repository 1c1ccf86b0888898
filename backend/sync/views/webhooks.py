from collections.abc import Mapping
from typing import Any, ClassVar, Final  # Any: answers have members of many types

from django.db.models import QuerySet

from backend.actions.serializers.actions import ChangedOut
from backend.api.actor import Actor
from backend.api.base import Answers, ApiView
from backend.api.reads import Detail
from backend.audit.edge import Listing, Write
from backend.audit.source import now
from backend.errors import Fault, InputRefused, NotVisible
from backend.people.exports import Exporting
from backend.people.rows import Adding, Row, Rows, Secret, one_seen
from backend.people.scopes import Scope
from backend.sync import operations
from backend.sync.filters import WebhookDeliveryFilters, WebhookEndpointFilters
from backend.sync.internet import NotPublic
from backend.sync.models import Delivery, DeliveryQuerySet, WebhookEndpoint
from backend.sync.operations.endpoints import EndpointMoved, WithSecret
from backend.sync.operations.journal import JOURNAL
from backend.sync.outgoing import look_up
from backend.sync.policy.webhooks import (
    is_owner,
    require_any_registrar,
    require_on_endpoint,
    require_reader,
)
from backend.sync.serializers import webhooks


class WebhookRead(ApiView):
    tag = "sync"
    scope = Scope.WEBHOOKS_READ


class ListWebhookEndpoints(Rows, WebhookRead):
    operation_id = "list_webhook_endpoints"
    summary = "List where partner systems are told of changes"
    model = WebhookEndpoint
    answers = webhooks.WebhookEndpointOut
    filters = WebhookEndpointFilters
    orderings = ("-registered_at",)

    def rows(self) -> QuerySet[Any]:
        return super().rows().select_related("outbox")


class ExportWebhookEndpoints(Exporting, ListWebhookEndpoints):
    table = "webhook-endpoints"


class GetWebhookEndpoint(Row, WebhookRead):
    operation_id = "get_webhook_endpoint"
    summary = "Read one endpoint, and how far it was told"
    model = WebhookEndpoint
    related = ("outbox",)
    answers = webhooks.WebhookEndpointOut


def checked(given: dict[str, Any]) -> dict[str, Any]:
    """Looked up before the unit opens: no transaction waits for a name server."""
    try:
        if "url" in given:
            look_up(given["url"])
    except NotPublic:
        sentence = "This name leads to an address that is not on the public internet. Use another."
        raise InputRefused([Fault("not_public", sentence, "#/url")]) from None
    return given


class RegisterWebhookEndpoint(Secret, Adding):
    operation = operations.register_webhook_endpoint
    operation_id = "register_webhook_endpoint"
    summary = "Register an endpoint to be told of changes"
    description = "It is told of none before it has answered a ping with a status of 2xx."
    tag = "sync"
    scope = Scope.WEBHOOKS_MANAGE
    accepts = webhooks.RegisterWebhookEndpointIn
    answers = webhooks.WebhookEndpointOut
    adds = webhooks.WebhookSecretOut
    address = "/api/v1/webhook-endpoints"

    def permit(self, subject: None) -> None:
        require_any_registrar(self.actor)

    def given(self) -> dict[str, Any]:
        return checked(super().given())

    def present(self, result: WithSecret) -> tuple[WebhookEndpoint, Mapping[str, Any]]:
        return result.endpoint, {"secret": result.secret}


class OnEndpoint(Write):
    """An operation on the endpoint of the address: 404, then 403 by the app's role table."""

    tag = "sync"
    scope = Scope.WEBHOOKS_MANAGE
    answers: ClassVar[Answers | None] = webhooks.WebhookEndpointOut
    subject_name = "endpoint"
    requires_if_match = True

    def find(self) -> WebhookEndpoint:
        found: WebhookEndpoint = one_seen(WebhookEndpoint, self.actor, self.kwargs["id"], "outbox")
        return found

    def permit(self, subject: WebhookEndpoint) -> None:
        require_on_endpoint(self.actor, self.operation_id, subject)


class ReviseWebhookEndpoint(OnEndpoint):
    method = "PATCH"
    operation = operations.revise_webhook_endpoint
    operation_id = "revise_webhook_endpoint"
    summary = "Change where an endpoint is, or what it is told of"
    description = "At another address it waits, its place kept, until that has answered a ping."
    accepts = webhooks.ReviseWebhookEndpointIn

    def given(self) -> dict[str, Any]:
        return checked(super().given())


class RotateWebhookSecret(Secret, OnEndpoint):
    operation = operations.rotate_webhook_secret
    operation_id = "rotate_webhook_secret"
    summary = "Give an endpoint another secret; for 24 hours both sign"
    adds = webhooks.WebhookSecretOut

    def present(self, result: WithSecret) -> tuple[WebhookEndpoint, Mapping[str, Any]]:
        return result.endpoint, {"secret": result.secret}


class PingWebhookEndpoint(OnEndpoint):
    operation = operations.ping_webhook_endpoint
    operation_id = "ping_webhook_endpoint"
    summary = "Send an endpoint one event to try it out"
    description = "Sent within seconds, and once. An answer of 2xx makes the endpoint active."
    answers = webhooks.WebhookDeliveryOut
    shows = webhooks.WebhookEndpointOut
    success = 201

    def location(self, subject: Delivery) -> str:
        return f"/api/v1/webhook-deliveries/{subject.id}"


class MoveEndpoint(OnEndpoint):
    adds = ChangedOut

    def present(self, result: EndpointMoved) -> tuple[WebhookEndpoint, Mapping[str, Any]]:
        return result.endpoint, {"changed": result.changed}


class PauseWebhookEndpoint(MoveEndpoint):
    operation = operations.pause_webhook_endpoint
    operation_id = "pause_webhook_endpoint"
    summary = "Pause an endpoint; its place in the log is kept"


class ResumeWebhookEndpoint(MoveEndpoint):
    operation = operations.resume_webhook_endpoint
    operation_id = "resume_webhook_endpoint"
    summary = "Resume a paused endpoint from where it was"


class RemoveWebhookEndpoint(MoveEndpoint):
    operation = operations.remove_webhook_endpoint
    operation_id = "remove_webhook_endpoint"
    summary = "Remove an endpoint: nothing more is sent to it"


class ReplayWebhookEndpoint(OnEndpoint):
    operation = operations.replay_webhook_endpoint
    operation_id = "replay_webhook_endpoint"
    summary = "Have an endpoint told again of a stretch of the log, under the same ids"
    accepts = webhooks.ReplayWebhookEndpointIn


class ListWebhookDeliveries(Listing, WebhookRead):
    operation_id = "list_webhook_deliveries"
    summary = "List what was or is to be delivered to an endpoint, for 30 days"
    answers = webhooks.WebhookDeliveryOut
    filters = WebhookDeliveryFilters
    orderings = ("-made_at",)

    def rows(self) -> QuerySet[Any]:
        endpoint = one_seen(WebhookEndpoint, self.actor, self.kwargs["id"])
        require_reader(self.actor, endpoint)
        kept = Delivery.objects.since(now() - JOURNAL).filter(endpoint=endpoint)
        return told_to(self.actor, endpoint, kept)


def told_to(actor: Actor, endpoint: WebhookEndpoint, kept: DeliveryQuerySet) -> DeliveryQuerySet:
    """Its owner was sent all of them; whoever else may read them sees no more than they may."""
    return kept if is_owner(actor, endpoint) else kept.told_to(actor.audiences)


def one_delivery(view: ApiView) -> Delivery:
    """Raises NotVisible, also of what is no longer kept."""
    rows = Delivery.objects.since(now() - JOURNAL).select_related("endpoint")
    found = rows.filter(
        id=view.kwargs["id"], endpoint__partnership_id=view.actor.partnership_id
    ).first()
    if found is None or found.endpoint.audience not in view.actor.audiences:
        raise NotVisible
    return found


class GetWebhookDelivery(Detail, WebhookRead):
    operation_id = "get_webhook_delivery"
    summary = "Read what became of one delivery"
    answers = webhooks.WebhookDeliveryOut

    def one(self) -> Delivery:
        found = one_delivery(self)
        require_reader(self.actor, found.endpoint)
        kept = Delivery.objects.filter(id=found.id)
        told = told_to(self.actor, found.endpoint, kept).first()
        if told is None:
            raise NotVisible
        return told


class RedeliverWebhook(Write):
    operation = operations.redeliver_webhook
    operation_id = "redeliver_webhook"
    summary = "Have one event delivered again, under the same id"
    tag = "sync"
    scope = Scope.WEBHOOKS_MANAGE
    answers = webhooks.WebhookDeliveryOut

    def find(self) -> Delivery:
        return one_delivery(self)

    def permit(self, subject: Delivery) -> None:
        require_on_endpoint(self.actor, self.operation_id, subject.endpoint)


TABLES: Final[tuple[type[Exporting], ...]] = (ExportWebhookEndpoints,)
