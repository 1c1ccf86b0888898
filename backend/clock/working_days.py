"""Days on which people in England are at work: not weekends, not bank holidays."""

from datetime import date, timedelta
from functools import cache

import holidays

SATURDAY = 5


@cache
def bank_holidays(year: int) -> frozenset[date]:
    """With the substitutes for those that fall on a weekend."""
    # Of one year, and whole: the library fills a calendar as it is asked, which threads would see.
    return frozenset(holidays.country_holidays("GB", subdiv="ENG", years=year))


def is_working_day(day: date) -> bool:
    return day.weekday() < SATURDAY and day not in bank_holidays(day.year)


def working_days_after(day: date, count: int) -> date:
    """The `count`-th working day after `day`, which itself is not counted."""
    return _counted(day, count, timedelta(days=1))


def working_days_before(day: date, count: int) -> date:
    """The `count`-th working day before `day`, which itself is not counted."""
    return _counted(day, count, timedelta(days=-1))


def _counted(day: date, count: int, step: timedelta) -> date:
    if count < 1:
        raise ValueError("Working days are counted from one.")
    while count:
        day += step
        count -= is_working_day(day)
    return day
