"""Days are those of the place the partnerships live in, and begin at its midnight."""

from datetime import date, datetime, time
from typing import Final
from zoneinfo import ZoneInfo

from backend.audit.source import now

HOME: Final = ZoneInfo("Europe/London")


def day_of(instant: datetime) -> date:
    """The day it is then where the partnership lives: what a due date is compared with."""
    return instant.astimezone(HOME).date()


def midnight(day: date) -> datetime:
    """The instant a day begins there."""
    return datetime.combine(day, time.min, tzinfo=HOME)


def today() -> date:
    """For the edges; an operation asks its unit."""
    return day_of(now())
