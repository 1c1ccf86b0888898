"""What was escalated of an action, as it is shown with it: the room above, where forums hold it,
tells of its own.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Final
from uuid import UUID

from django.utils.module_loading import import_string

if TYPE_CHECKING:
    # Apps register their tellers before models can be imported.
    from backend.actions.models import Action
    from backend.api.actor import Actor
    from backend.audit.past import Past


@dataclass(frozen=True)
class Rung:
    """One stretch of time for which one forum held it; `days` are whole ones."""

    forum: UUID
    level: int
    began_at: datetime
    acknowledged_at: datetime | None
    ended_at: datetime | None
    end: str | None
    by_the_clock: bool
    days: int


@dataclass(frozen=True)
class Ladder:
    """One escalation, from the forum it was raised to up to where it is or was answered."""

    id: UUID
    kind: str
    state: str
    raised_at: datetime
    answer: str
    closed_at: datetime | None
    days: int
    rungs: Sequence[Rung]


Told = Mapping[UUID, Sequence[Ladder]]
Teller = Callable[["Actor", "Sequence[Action]", datetime], Told]
TellerOfThePast = Callable[["Actor", "Sequence[Action]", "Past"], Told]
_tellers: Final[list[tuple[str, str]]] = []


def register(teller: str, *, of_the_past: str) -> None:
    """Dotted paths: apps register before their models can be imported."""
    if (teller, of_the_past) not in _tellers:
        _tellers.append((teller, of_the_past))


def show_escalations(actor: "Actor", actions: "Sequence[Action]", *, at: datetime) -> None:
    """Each with its `escalations`. Nothing is asked where none of them was ever escalated."""
    tellers: list[Teller] = [import_string(path) for path, _ in _tellers]
    _show(actions, lambda escalated: [teller(actor, escalated, at) for teller in tellers])


def show_past_escalations(actor: "Actor", actions: "Sequence[Action]", past: "Past") -> None:
    """The same of actions as they were."""
    tellers: list[TellerOfThePast] = [import_string(path) for _, path in _tellers]
    _show(actions, lambda escalated: [teller(actor, escalated, past) for teller in tellers])


def _show(actions: "Sequence[Action]", tell: Callable[["Sequence[Action]"], list[Told]]) -> None:
    escalated = [one for one in actions if one.escalation_count]
    for action in actions:
        action.escalations = []  # type: ignore[attr-defined]  # shown, and no part of the row
    for told in tell(escalated) if escalated else ():
        for action in escalated:
            action.escalations.extend(told.get(action.id, ()))  # type: ignore[attr-defined]  # likewise
