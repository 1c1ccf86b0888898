"""What waits for someone: each app tells of its own, `GET /me/waiting` shows them together."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Final
from uuid import UUID

from django.utils.module_loading import import_string

if TYPE_CHECKING:
    # Apps register their tellers before models can be imported.
    from backend.people.identity import Identity

# As many as one person can look at; the rest shows when these are done.
AT_MOST: Final = 200


@dataclass(frozen=True)
class Waiting:
    kind: str
    subject_type: str
    subject_id: UUID
    title: str
    since: datetime | None
    due_on: date | None = None


Teller = Callable[["Identity", date], list[Waiting]]
_tellers: Final[list[str]] = []


def register(teller: str) -> None:
    """`teller` is a dotted path: apps register before their models can be imported."""
    if teller not in _tellers:
        _tellers.append(teller)


def waiting_for(identity: "Identity", on: date) -> list[Waiting]:
    tellers: list[Teller] = [import_string(path) for path in _tellers]
    found = [waiting for teller in tellers for waiting in teller(identity, on)]
    return found[:AT_MOST]
