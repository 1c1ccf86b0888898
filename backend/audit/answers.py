"""Whoever keeps the answers to requests that carry a key registers here: the log keeps none."""

from datetime import datetime
from typing import TYPE_CHECKING, Final, Protocol

from backend.api.attempt import Attempt, Kept

if TYPE_CHECKING:
    # Apps register before models can be imported.
    from backend.audit.unit import Unit


class Keeper(Protocol):
    """A module of these functions."""

    def kept_answer(self, attempt: Attempt, *, at: datetime) -> Kept | None: ...

    def claim_key(self, unit: "Unit", *, attempt: Attempt) -> Kept | None:
        """None: it is this unit's, and whoever else claims it waits until the unit is over."""

    def keep_answer(self, unit: "Unit", *, attempt: Attempt, kept: Kept) -> None: ...


_keepers: Final[list[Keeper]] = []


def register(keeper: Keeper) -> None:
    """One, and there is always one: a key that nobody keeps would promise in vain."""
    _keepers[:] = [keeper]


def keeper() -> Keeper:
    return _keepers[0]
