"""The tables that partner systems' side of the record is downloaded as."""

from typing import Any, Final  # rows of any model of a source

from django.db.models import QuerySet

from backend.api.filters import StrictFilterSet, TextFilter
from backend.people.exports import Exporting
from backend.sync.views import imports, items, sources
from backend.sync.views.base import OfSource


class OfEverySource(OfSource):
    """What belongs to any source in one table; which source becomes a filter.

    Stands last among the bases, between the list and `OfSource`.
    """

    def __init_subclass__(cls, **kwargs: object) -> None:
        super().__init_subclass__(**kwargs)
        which = TextFilter(field_name="source__slug")
        cls.filters = type("Filters", (cls.filters or StrictFilterSet,), {"source": which})

    def position(self) -> int:
        return super(OfSource, self).position()

    def rows(self) -> QuerySet[Any]:
        return self.of_any()


class ExportSources(Exporting, sources.ListSources):
    table = "sources"


class ExportStatusMappings(Exporting, sources.ListStatusMappings, OfEverySource):
    table = "status-mappings"


class ExportReferences(Exporting, sources.ListReferences, OfEverySource):
    table = "references"


class ExportImports(Exporting, imports.ListImports, OfEverySource):
    table = "imports"


class ExportConflicts(Exporting, items.ListConflicts):
    table = "conflicts"


TABLES: Final[tuple[type[Exporting], ...]] = (
    ExportSources,
    ExportStatusMappings,
    ExportReferences,
    ExportImports,
    ExportConflicts,
)
