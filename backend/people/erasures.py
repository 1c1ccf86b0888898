"""Where a person's name stands in rows of the apps above: each app erases it from its own."""

from typing import TYPE_CHECKING, Final, Protocol
from uuid import UUID

from django.utils.module_loading import import_string

if TYPE_CHECKING:
    # Apps register their erasers before models can be imported.
    from backend.audit.unit import Unit


class Eraser(Protocol):
    def __call__(self, unit: "Unit", *, person: UUID, org: UUID | None) -> None: ...


_erasers: Final[list[str]] = []


def register(eraser: str) -> None:
    """`eraser` is a dotted path: apps register before their models can be imported."""
    if eraser not in _erasers:
        _erasers.append(eraser)


def erasers() -> list[Eraser]:
    return [import_string(path) for path in _erasers]
