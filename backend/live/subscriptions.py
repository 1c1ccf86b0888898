"""One subscription: what it asks for, how far it has come, and what is not yet acknowledged."""

from collections import deque
from dataclasses import dataclass, field
from enum import StrEnum

from backend.audit.changes import Change
from backend.people.identity import Identity


class Topic(StrEnum):
    CHANGES = "changes"
    ME = "me"


@dataclass(eq=False)
class Subscription:
    id: str
    topic: Topic
    # Empty: every type.
    types: frozenset[str]
    # The index of the next entry to look at.
    position: int
    # The log's size when it began: having come so far, it has caught up.
    goal: int
    caught_up: bool = False
    unacknowledged: deque[int] = field(default_factory=deque)

    def frame(self, change: Change, reader: Identity) -> str | None:
        """None when it is not the reader's to see, or not asked for."""
        if self.topic is Topic.ME and reader.id not in change.told:
            return None
        member = change.seen_by(reader.audiences)
        if member is None or not self._asks_for(change, removed=member is not change.shown):
            return None
        cursor = change.cursor_of(reader.audiences)
        # Neither needs escaping: the pattern of the id and the making of cursors see to that.
        return f'{{"type":"change","id":"{self.id}","cursor":"{cursor}",{member}'

    def _asks_for(self, change: Change, *, removed: bool) -> bool:
        if not self.types or change.subject_type in self.types:
            return True
        if removed:
            # Its verb is hidden, so any verb of the noun asks for it.
            return any(one.startswith(f"{change.subject_type}.") for one in self.types)
        return change.verb in self.types

    def sent(self, change: Change) -> None:
        self.unacknowledged.append(change.index + 1)

    def acknowledge(self, position: int) -> None:
        while self.unacknowledged and self.unacknowledged[0] <= position:
            self.unacknowledged.popleft()
