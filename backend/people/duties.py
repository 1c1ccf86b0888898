"""What an organisation owes to others: each app moves its own when another takes its place."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Protocol
from uuid import UUID

from django.utils.module_loading import import_string

if TYPE_CHECKING:
    # Apps register their movers before models can be imported.
    from backend.audit.unit import Unit
    from backend.people.models import Organisation


@dataclass(frozen=True)
class Handover:
    """All open duties of one organisation, and who takes which; every row of it is locked."""

    predecessor: "Organisation"
    # Takes whatever is not named.
    takes_the_rest: UUID
    # Actions, deals and actors by id, each with the organisation its duties go to.
    named: Mapping[UUID, UUID]
    # Who acts for each organisation when it happens.
    acting: Mapping[UUID, frozenset[UUID]]
    reason: str
    # For whom whoever does it acts.
    org: UUID | None

    def taker_of(self, name: UUID) -> UUID:
        return self.named.get(name, self.takes_the_rest)

    def told(self, taker: UUID, *others: UUID) -> frozenset[UUID]:
        """Everyone who acts for the one or the other, and whoever else is concerned: once."""
        nobody: frozenset[UUID] = frozenset()
        either = self.acting.get(self.predecessor.id, nobody) | self.acting.get(taker, nobody)
        return either | frozenset(others)


@dataclass(frozen=True)
class Moved:
    """One duty, the action, deal or actor it is named by, and the organisation it went to."""

    kind: str
    name: UUID
    taker: UUID


class Mover(Protocol):
    def __call__(self, unit: "Unit", *, handover: Handover) -> list[Moved]: ...


_movers: Final[list[str]] = []


def register(mover: str) -> None:
    """`mover` is a dotted path: apps register before their models can be imported."""
    if mover not in _movers:
        _movers.append(mover)


def movers() -> list[Mover]:
    return [import_string(path) for path in _movers]
