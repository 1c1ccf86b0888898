from typing import Final

from django.urls import URLPattern, path, register_converter

from backend.api.base import methods
from backend.people.exports import exported
from backend.sync.views import exports, imports, items, sources, webhooks
from backend.sync.views.changes import ListChanges


class Slug:
    regex = "[a-z0-9-]{1,40}"

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value


class ExternalId(Slug):
    regex = "[A-Za-z0-9._~:-]{1,128}"


register_converter(Slug, "source")
register_converter(ExternalId, "external")

SOURCE = "sources/<source:source>"

SOURCES: Final[list[URLPattern]] = [
    path("sources", methods(sources.ListSources, sources.AddSource)),
    path(SOURCE, methods(sources.GetSource, sources.ReviseSource)),
    path(f"{SOURCE}/end", methods(sources.EndSource)),
    path(f"{SOURCE}/health", methods(sources.GetSourceHealth)),
    path(
        f"{SOURCE}/status-mappings",
        methods(sources.ListStatusMappings, sources.MapStatus),
    ),
    path(f"{SOURCE}/mapping-tasks", methods(sources.ListMappingTasks)),
    path(f"{SOURCE}/actions", methods(items.SyncActions)),
    path(f"{SOURCE}/imports", methods(imports.ListImports, imports.SubmitImport)),
    path(f"{SOURCE}/references", methods(sources.ListReferences)),
    path(
        f"{SOURCE}/actions/<external:external_id>",
        methods(items.GetSourceAction, items.SyncAction),
    ),
    path("status-mappings/<uuid:id>", methods(sources.GetStatusMapping)),
    path("status-mappings/<uuid:id>/unmap", methods(sources.UnmapStatus)),
    path("imports/<uuid:id>", methods(imports.GetImport)),
    path("imports/<uuid:id>/results", methods(imports.GetImportResults)),
    path("conflicts", methods(items.ListConflicts)),
    path("conflicts/<uuid:id>", methods(items.GetConflict)),
    path("conflicts/<uuid:id>/resolve", methods(items.ResolveConflict)),
    *exported(*exports.TABLES),
]

WEBHOOKS: Final[list[URLPattern]] = [
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

urlpatterns = [path("changes", methods(ListChanges)), *SOURCES, *WEBHOOKS]
