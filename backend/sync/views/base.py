from functools import cached_property
from typing import Any  # rows of any model of a source

from django.db.models import QuerySet

from backend.api.base import ApiView
from backend.audit.checkpoints import size_within
from backend.audit.edge import Write
from backend.errors import NotVisible
from backend.people.policy import require_administrator
from backend.people.rows import Rows, seen
from backend.people.scopes import Scope
from backend.sync.models import Source


class Read(ApiView):
    tag = "sync"
    scope = Scope.SYNC_READ


class AtSource(ApiView):
    """The source is named by its slug."""

    @cached_property
    def source(self) -> Source:
        """Raises NotVisible."""
        rows = seen(Source, self.actor).select_related("system")
        source: Source | None = rows.filter(slug=self.kwargs["source"]).first()
        if source is None:
            raise NotVisible
        return source


class OfSource(Rows, Read):
    """What belongs to the source of the address."""

    def position(self) -> int:
        sizes = seen(Source, self.actor).filter(slug=self.kwargs["source"])
        size: int | None = sizes.values_list(size_within("partnership_id"), flat=True).first()
        if size is None:
            raise NotVisible
        return size

    def rows(self) -> QuerySet[Any]:
        return self.of_any().filter(source__slug=self.kwargs["source"])

    def of_any(self) -> QuerySet[Any]:
        return super().rows().select_related("source")


class OnSource(AtSource, Write):
    """The administrator's work on a source."""

    tag = "sync"
    scope = Scope.SYNC_WRITE
    subject_name = "source"
    deed: str

    def find(self) -> Source:
        return self.source

    def permit(self, subject: Source) -> None:
        require_administrator(self.actor, self.deed)
