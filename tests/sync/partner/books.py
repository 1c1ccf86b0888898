"""What a partner's system holds, and what of it outlives a crash."""

import pickle
from dataclasses import dataclass, field
from typing import Any, Final  # bodies are JSON

from tests.sync.partner.network import Fate

PLANNED: Final = "Paperwork"
LIVE: Final = "Live"
DELAYED: Final = "Delayed"
FINISHED: Final = "Finished"


@dataclass
class Work:
    """One piece of work. Of its dates and its progress the partner is the record, of its summary
    Accord; title and status are shared.
    """

    external_id: str
    title: str
    due_on: str
    status: str = PLANNED
    report: dict[str, Any] | None = None
    summary: str = ""
    # Its id in Accord, once that is known.
    action: str = ""
    was_answered: bool = False
    # Accord takes reports on it.
    is_started: bool = False
    # What Accord had when it was read last, or what it took.
    read_status: str = ""
    # A status it came back to was taken for one that it never left.
    is_kept: bool = False
    # Changed in Accord by others, and not read since.
    is_behind: bool = False
    # What others reported on it is yet to be read.
    is_unread: bool = False
    # Of these a person decides in Accord; until then each side holds its own.
    contested: set[str] = field(default_factory=set)
    # What others reported on it, by id.
    heard: dict[str, Any] = field(default_factory=dict)


@dataclass
class Followed:
    """What the changes told, one by one, from one cursor up to another: kept in one with the place
    reached, so that nothing has to be told twice.
    """

    since: str
    until: str
    told: list[tuple[int, str, str]] = field(default_factory=list)


@dataclass
class Message:
    external_id: str
    body: dict[str, Any]
    # What of it is news, and no repetition of all there is to say.
    changed: frozenset[str] = frozenset()
    # Of the action as it was read, where that matters.
    version: int | None = None


@dataclass
class Books:
    works: dict[str, Work] = field(default_factory=dict)
    outbox: list[Message] = field(default_factory=list)
    cursor: str = ""
    # A stretch for each time that it read all there is.
    followed: list[Followed] = field(default_factory=list)
    # How many values it changed by itself.
    changes: int = 0
    # Its clock: it stands still but for what it says.
    ticks: int = 0
    # The ids of actions it was told of and does not know.
    strangers: set[str] = field(default_factory=set)

    def named(self, external_id: str) -> Work:
        assert external_id in self.works, f"Accord has an id that was never given: {external_id}"
        return self.works[external_id]

    def by_action(self, action: str) -> Work | None:
        return next((one for one in self.works.values() if one.action == action), None)

    def waits(self, work: Work) -> bool:
        return any(one.external_id == work.external_id for one in self.outbox)


class Disk:
    """Keeps all of it or what was there before."""

    def __init__(self, fate: Fate) -> None:
        self._fate = fate
        self._kept = pickle.dumps(Books())

    def read(self) -> Books:
        books: Books = pickle.loads(self._kept)  # noqa: S301  # its own
        return books

    def keep(self, books: Books) -> None:
        self._fate.may_crash()
        self._kept = pickle.dumps(books)
        self._fate.may_crash()
