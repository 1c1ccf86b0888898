"""Ids, salts and times that follow from the number of a round alone."""

from datetime import UTC, datetime, timedelta
from uuid import UUID

from backend.audit.source import SeededSource

# Early enough for all of it to be past when the server, by the real clock, is asked.
BEGINS = datetime(2026, 1, 5, 9, tzinfo=UTC)
A_ROUND = timedelta(hours=6)
TICK = timedelta(milliseconds=100)


class RoundSource:
    """`turn_to` another round before it begins."""

    def __init__(self) -> None:
        self.turn_to(0, 0)

    def turn_to(self, number: int, size: int) -> None:
        """The size so that a round done again after a crash repeats none of the ids it has used."""
        start = BEGINS + number * A_ROUND
        self._inner = SeededSource(f"soak/{number}/{size}", start=start, tick=TICK)

    def now(self) -> datetime:
        return self._inner.now()

    def new_id(self, at: datetime) -> UUID:
        return self._inner.new_id(at)

    def salt(self) -> bytes:
        return self._inner.salt()
