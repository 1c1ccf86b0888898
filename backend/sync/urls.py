from typing import Final

from django.urls import URLPattern, path

from backend.api.base import methods
from backend.people.exports import exported
from backend.sync.views import webhooks
from backend.sync.views.changes import ListChanges

WEBHOOKS: Final = [
    path(
        "webhook-endpoints",
        methods(webhooks.ListWebhookEndpoints, webhooks.RegisterWebhookEndpoint),
    ),
    path(
        "webhook-endpoints/<uuid:id>",
        methods(webhooks.GetWebhookEndpoint, webhooks.ReviseWebhookEndpoint),
    ),
    path("webhook-endpoints/<uuid:id>/rotate-secret", methods(webhooks.RotateWebhookSecret)),
    path("webhook-endpoints/<uuid:id>/ping", methods(webhooks.PingWebhookEndpoint)),
    path("webhook-endpoints/<uuid:id>/pause", methods(webhooks.PauseWebhookEndpoint)),
    path("webhook-endpoints/<uuid:id>/resume", methods(webhooks.ResumeWebhookEndpoint)),
    path("webhook-endpoints/<uuid:id>/remove", methods(webhooks.RemoveWebhookEndpoint)),
    path("webhook-endpoints/<uuid:id>/replay", methods(webhooks.ReplayWebhookEndpoint)),
    path("webhook-endpoints/<uuid:id>/deliveries", methods(webhooks.ListWebhookDeliveries)),
    path("webhook-deliveries/<uuid:id>", methods(webhooks.GetWebhookDelivery)),
    path("webhook-deliveries/<uuid:id>/redeliver", methods(webhooks.RedeliverWebhook)),
    *exported(*webhooks.TABLES),
]

urlpatterns: Final[list[URLPattern]] = [path("changes", methods(ListChanges)), *WEBHOOKS]
