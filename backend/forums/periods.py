"""The quarters of the calendar for which sponsors assure the Board: 2026-Q4."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final, Self

from backend.clock.working_days import working_days_after

MONTHS: Final = 3
LAST: Final = 4


@dataclass(frozen=True, order=True)
class Quarter:
    year: int
    number: int

    @classmethod
    def named(cls, period: str) -> Self:
        """`period` is written as `PERIOD` asks."""
        year, _, number = period.partition("-Q")
        return cls(int(year), int(number))

    @classmethod
    def of(cls, day: date) -> Self:
        return cls(day.year, (day.month - 1) // MONTHS + 1)

    def __str__(self) -> str:
        return f"{self.year}-Q{self.number}"

    @property
    def first_day(self) -> date:
        return date(self.year, (self.number - 1) * MONTHS + 1, 1)

    @property
    def last_day(self) -> date:
        following = (self.year + 1, 1) if self.number == LAST else (self.year, self.number + 1)
        return type(self)(*following).first_day - timedelta(days=1)

    def due_on(self, days: int) -> date:
        """The last of the working days a sponsor has after it."""
        return working_days_after(self.last_day, days)


def last_ended(on: date) -> Quarter:
    return Quarter.of(Quarter.of(on).first_day - timedelta(days=1))
