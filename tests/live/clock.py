from datetime import datetime, timedelta

from backend.audit.source import SystemSource


class MovableSource(SystemSource):
    """The real time, and what a test has moved it on by."""

    ahead = timedelta()

    def now(self) -> datetime:
        return super().now() + self.ahead

    @classmethod
    def moves(cls, by: timedelta) -> None:
        cls.ahead += by
