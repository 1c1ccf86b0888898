"""What is done regularly in every partnership: each app registers its own chores as it starts."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from typing import TYPE_CHECKING, Final

from django.utils.module_loading import import_string

from backend.audit.days import HOME, day_of

if TYPE_CHECKING:
    # Apps register their chores before models can be imported.
    from backend.audit.unit import Unit

HOUR: Final = timedelta(hours=1)

# True when it stopped at its own limit and the rest is due at once.
Work = Callable[["Unit"], bool]


@dataclass(frozen=True)
class Chore:
    name: str
    # Dotted: apps register before their models can be imported.
    path: str
    # At home; None: every hour, on the hour.
    daily_at: time | None

    @property
    def work(self) -> Work:
        found: Work = import_string(self.path)
        return found

    def next_after(self, at: datetime) -> datetime:
        """From then, not from when it was due: a clock that stood still makes up for nothing."""
        if self.daily_at is None:
            # The same instant at home and in UTC, where no hour is ever left out or told twice.
            return at.astimezone(UTC).replace(minute=0, second=0, microsecond=0) + HOUR
        today = day_of(at)
        on = datetime.combine(today, self.daily_at, tzinfo=HOME)
        if on <= at:
            on = datetime.combine(today + timedelta(days=1), self.daily_at, tzinfo=HOME)
        return on


_chores: Final[dict[str, Chore]] = {}


def register(name: str, path: str, *, daily_at: time) -> None:
    """`path` leads to a function that takes the unit, by the clock, of one partnership."""
    _chores[name] = Chore(name, path, daily_at)


def register_hourly(name: str, path: str) -> None:
    """Likewise."""
    _chores[name] = Chore(name, path, daily_at=None)


def chore_named(name: str) -> Chore:
    return _chores[name]


def all_chores() -> list[Chore]:
    return list(_chores.values())
