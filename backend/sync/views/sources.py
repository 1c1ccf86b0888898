from typing import Any  # rows of any model of a source

from django.db.models import QuerySet

from backend.api.reads import Detail
from backend.audit.edge import Write
from backend.audit.source import now
from backend.people.policy import require_administrator
from backend.people.rows import Adding, Row, Rows, one_seen
from backend.people.scopes import Scope
from backend.sync import operations
from backend.sync.filters import ReferenceFilters, SourceFilters, StatusMappingFilters
from backend.sync.health import Health, health_of
from backend.sync.models import Reference, Source, StatusMapping
from backend.sync.serializers import items, sources
from backend.sync.views.base import AtSource, OfSource, OnSource, Read


class ListSources(Rows, Read):
    operation_id = "list_sources"
    summary = "List the systems of record of the members"
    model = Source
    answers = sources.SourceOut
    filters = SourceFilters
    orderings = ("slug",)


class GetSource(AtSource, Row, Read):
    operation_id = "get_source"
    summary = "Read one source"
    model = Source
    answers = sources.SourceOut

    def one(self) -> Source:
        return self.source


class AddSource(Adding):
    operation = operations.add_source
    operation_id = "add_source"
    summary = "Add the system of record of a member"
    tag = "sync"
    scope = Scope.SYNC_WRITE
    accepts = sources.AddSourceIn
    answers = sources.SourceOut
    address = "/api/v1/sources"

    def permit(self, subject: None) -> None:
        require_administrator(self.actor, "add a source")

    def location(self, subject: Any) -> str:
        return f"{self.address}/{subject.slug}"


class ReviseSource(OnSource):
    method = "PATCH"
    operation = operations.revise_source
    operation_id = "revise_source"
    summary = "Change the name of a source, who serves it, or its authority"
    accepts = sources.ReviseSourceIn
    answers = sources.SourceOut
    requires_if_match = True
    deed = "revise a source"


class EndSource(OnSource):
    operation = operations.end_source
    operation_id = "end_source"
    summary = "End a source"
    accepts = sources.EndSourceIn
    answers = sources.SourceOut
    requires_if_match = True
    deed = "end a source"


class ListStatusMappings(OfSource):
    operation_id = "list_status_mappings"
    summary = "List what the words of a source mean"
    model = StatusMapping
    answers = sources.StatusMappingOut
    filters = StatusMappingFilters
    orderings = ("word",)


class ListMappingTasks(OfSource):
    operation_id = "list_mapping_tasks"
    summary = "List the words that a source sent and nobody has mapped"
    model = StatusMapping
    answers = sources.StatusMappingOut
    orderings = ("asked_at",)

    def rows(self) -> QuerySet[Any]:
        return super().rows().filter(asked_at__isnull=False)


class GetStatusMapping(Row, Read):
    operation_id = "get_status_mapping"
    summary = "Read what one word of a source means"
    model = StatusMapping
    related = ("source",)
    answers = sources.StatusMappingOut


class MapStatus(OnSource):
    """By its word, whether it was mapped before or not."""

    operation = operations.map_status
    operation_id = "map_status"
    summary = "Say what a word of a source means"
    accepts = sources.MapStatusIn
    answers = sources.StatusMappingOut
    deed = "map a status"


class UnmapStatus(Write):
    operation = operations.unmap_status
    operation_id = "unmap_status"
    summary = "Take its meaning from a word of a source"
    tag = "sync"
    scope = Scope.SYNC_WRITE
    answers = sources.StatusMappingOut
    requires_if_match = True
    subject_name = "status_mapping"

    def find(self) -> StatusMapping:
        found: StatusMapping = one_seen(StatusMapping, self.actor, self.kwargs["id"], "source")
        return found

    def permit(self, subject: StatusMapping) -> None:
        require_administrator(self.actor, "unmap a status")


class ListReferences(OfSource):
    operation_id = "list_references"
    summary = "List by which ids a source knows the actions"
    model = Reference
    answers = items.ReferenceOut
    filters = ReferenceFilters
    orderings = ("external_id", "synced_at")


class GetSourceHealth(AtSource, Detail, Read):
    operation_id = "get_source_health"
    summary = "Read how a source fares"
    answers = sources.HealthOut

    def one(self) -> Health:  # type: ignore[override]  # of no model
        return health_of(self.source, at=now())
