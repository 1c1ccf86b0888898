"""What every view of a recorded model shares: the rows its caller may see, and one of them.

For the views of this app and of those above it. What an auditor sees here only by virtue of being
one is kept in `AccessRecord` before it is answered.
"""

from collections.abc import Sequence
from typing import Any, ClassVar  # rows are of any recorded model
from uuid import UUID

from django.db.models import QuerySet
from django.http import HttpResponse

from backend.api.actor import Actor
from backend.api.base import ApiView, Expands
from backend.api.reads import Detail
from backend.audit.checkpoints import size_within
from backend.audit.edge import Listing, Write
from backend.errors import NotVisible
from backend.people.models import Belonging
from backend.people.readings import note_rows


def seen(model: type[Belonging], actor: Actor) -> QuerySet[Any]:
    return model.objects.visible_to(actor)


def one_seen(model: type[Belonging], actor: Actor, row_id: UUID, *related: str) -> Any:
    """Raises NotVisible."""
    rows = seen(model, actor).select_related(*related) if related else seen(model, actor)
    row = rows.filter(id=row_id).first()
    if row is None:
        raise NotVisible
    return row


class Expanding(ApiView):
    """What `expand=` adds is hidden like any other row: null, as if there were none."""

    expands: ClassVar[Expands]

    def expanded_row(self, row: Any, name: str) -> Any:
        for part in self.expands[name][0].split("__"):
            row = getattr(row, part) if row is not None else None
        return row if row is not None and row.audience in self.actor.audiences else None

    def _expansion(self, row: Any, name: str) -> object:
        if self.expanded_row(row, name) is None:
            return None
        return super()._expansion(row, name)  # type: ignore[misc]  # of the listing or the detail

    def note(self, rows: Sequence[Any], names: Sequence[str]) -> None:
        found = (self.expanded_row(row, name) for row in rows for name in names)
        note_rows(self.actor, [*rows, *(one for one in found if one is not None)])


class Rows(Expanding, Listing):
    model: ClassVar[type[Belonging]]

    def rows(self) -> QuerySet[Any]:
        return seen(self.model, self.actor)

    def represent(self, rows: Sequence[Any], names: Sequence[str]) -> list[Any]:
        """Whoever overrides this notes the rows first."""
        self.note(rows, names)
        return super().represent(rows, names)


class PartsOf(Rows):
    """What belongs to the thing of the address; 404 when that is hidden."""

    whole: ClassVar[type[Belonging]]
    belongs_by: ClassVar[str]

    def position(self) -> int:
        """Asked in one statement with whether the whole is there to be seen."""
        sizes = (
            seen(self.whole, self.actor)
            .filter(id=self.kwargs["id"])
            .values_list(size_within("partnership_id"), flat=True)
        )
        size: int | None = sizes.first()
        if size is None:
            raise NotVisible
        return size

    def rows(self) -> QuerySet[Any]:
        return super().rows().filter(**{self.belongs_by: self.kwargs["id"]})


class Row(Expanding, Detail):
    model: ClassVar[type[Belonging]]
    related: ClassVar[tuple[str, ...]] = ()

    def one(self) -> Any:
        return one_seen(self.model, self.actor, self.kwargs["id"], *self.related)

    def representation(self, row: Any, names: Sequence[str] = ()) -> dict[str, Any]:
        self.note([row], names)
        return super().representation(row, names)


class Adding(Write):
    """A write that makes something new, found afterwards at `address` and its id."""

    address: ClassVar[str]
    success = 201
    requires_if_match = False

    def location(self, subject: Any) -> str:
        return f"{self.address}/{subject.id}"


class Secret(Write):
    """Its answer holds a secret, which no cache on the way may keep, nor anything here."""

    shown_once = True

    def respond(self, result: Any) -> HttpResponse:
        response = super().respond(result)
        response.headers["Cache-Control"] = "no-store"
        return response
