"""What a filter needs to be asked of the past, where there are no rows and no SQL."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime
from typing import Any, Final, NamedTuple, Protocol  # Any: values of any column
from uuid import UUID

from django.db.models import QuerySet

from backend.api.encoding import instant_text


class Held(NamedTuple):
    """One thing as one entry left it; `values` are by the names of its fields, as JSON has them.

    Ids are the texts they are there: ten thousand UUIDs take as long to make as all the rest.
    Free text, which is kept apart, is there once `Past.disclose` has been asked for it.
    """

    id: str
    entry_id: str
    version: int
    audience: str
    values: dict[str, Any]


class Past(Protocol):
    """All that had been recorded by some instant."""

    @property
    def at(self) -> datetime: ...

    @property
    def on(self) -> date: ...

    def held(self, rows: QuerySet[Any]) -> Sequence[Held]:
        """What those of these live rows held that were there already."""

    def disclose(self, held: Sequence[Held]) -> None: ...

    def revive(self, model: type[Any], held: Sequence[Held]) -> list[Any]:
        """As rows of their model, which no database holds any more."""

    def rows(self, rows: QuerySet[Any]) -> list[Any]: ...


# As SQL has them: null is neither equal to anything nor before or after it.
LOOKUPS: Final[Mapping[str, Callable[[Any, Any], bool]]] = {
    "exact": lambda held, value: held is not None and held == value,
    "in": lambda held, value: held is not None and held in value,
    "gt": lambda held, value: held is not None and held > value,
    "gte": lambda held, value: held is not None and held >= value,
    "lt": lambda held, value: held is not None and held < value,
    "lte": lambda held, value: held is not None and held <= value,
    "isnull": lambda held, value: (held is None) == value,
}


def as_held(value: object) -> object:
    """A filter's value in the form in which `Held.values` has it."""
    if isinstance(value, datetime):
        return instant_text(value)
    if isinstance(value, date):
        return value.isoformat()
    return str(value) if isinstance(value, UUID) else value
