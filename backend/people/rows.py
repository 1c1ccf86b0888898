"""What every view of a recorded model shares: the rows its caller may see, and one of them.

For the views of this app and of those above it.
"""

from typing import Any, ClassVar  # rows are of any recorded model
from uuid import UUID

from django.db.models import QuerySet

from backend.api.actor import Actor
from backend.api.reads import Detail
from backend.audit.edge import Listing, Write
from backend.errors import NotVisible
from backend.people.models import Belonging


def seen(model: type[Belonging], actor: Actor) -> QuerySet[Any]:
    return model.objects.visible_to(actor)


def one_seen(model: type[Belonging], actor: Actor, row_id: UUID, *related: str) -> Any:
    """Raises NotVisible."""
    rows = seen(model, actor).select_related(*related) if related else seen(model, actor)
    row = rows.filter(id=row_id).first()
    if row is None:
        raise NotVisible
    return row


class Rows(Listing):
    model: ClassVar[type[Belonging]]

    def rows(self) -> QuerySet[Any]:
        return seen(self.model, self.actor)


class Row(Detail):
    model: ClassVar[type[Belonging]]

    def one(self) -> Any:
        return one_seen(self.model, self.actor, self.kwargs["id"])


class Adding(Write):
    """A write that makes something new, found afterwards at `address` and its id."""

    address: ClassVar[str]
    success = 201
    requires_if_match = False

    def location(self, subject: Any) -> str:
        return f"{self.address}/{subject.id}"
