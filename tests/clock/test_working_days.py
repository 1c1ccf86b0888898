from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backend.clock.working_days import (
    bank_holidays,
    is_working_day,
    working_days_after,
    working_days_before,
)

DAYS = st.dates(date(2020, 1, 1), date(2035, 12, 31))


@pytest.mark.parametrize(
    ("day", "count", "then"),
    [
        (date(2026, 3, 16), 1, date(2026, 3, 17)),
        (date(2026, 3, 20), 1, date(2026, 3, 23)),
        (date(2026, 3, 21), 1, date(2026, 3, 23)),
        # Over Easter: Good Friday is the 3rd of April, Easter Monday the 6th.
        (date(2026, 4, 2), 1, date(2026, 4, 7)),
        # Christmas Day is a Friday; Boxing Day, a Saturday, is kept on Monday the 28th.
        (date(2026, 12, 24), 1, date(2026, 12, 29)),
        (date(2026, 12, 24), 4, date(2027, 1, 4)),
    ],
)
def test_it_counts_working_days(day: date, count: int, then: date) -> None:
    assert working_days_after(day, count) == then


@pytest.mark.parametrize(
    ("day", "count", "then"),
    [
        (date(2026, 3, 17), 1, date(2026, 3, 16)),
        (date(2026, 3, 23), 1, date(2026, 3, 20)),
        (date(2026, 3, 22), 1, date(2026, 3, 20)),
        (date(2026, 4, 7), 1, date(2026, 4, 2)),
        (date(2027, 1, 4), 4, date(2026, 12, 24)),
    ],
)
def test_it_counts_working_days_back(day: date, count: int, then: date) -> None:
    assert working_days_before(day, count) == then


@given(day=DAYS, count=st.integers(1, 60))
def test_it_counts_back_over_exactly_so_many_working_days(day: date, count: int) -> None:
    then = working_days_before(day, count)

    passed = [day - timedelta(days=one) for one in range(1, (day - then).days + 1)]

    assert is_working_day(then)
    assert sum(map(is_working_day, passed)) == count


@given(day=DAYS.filter(is_working_day), count=st.integers(1, 60))
def test_it_comes_back_to_the_working_day_it_left(day: date, count: int) -> None:
    assert working_days_before(working_days_after(day, count), count) == day


def test_it_keeps_england_s_bank_holidays_and_nobody_else_s() -> None:
    """St Andrew's Day is Scotland's, St Patrick's Day Northern Ireland's."""
    assert sorted(bank_holidays(2026)) == [
        date(2026, 1, 1),
        date(2026, 4, 3),
        date(2026, 4, 6),
        date(2026, 5, 4),
        date(2026, 5, 25),
        date(2026, 8, 31),
        date(2026, 12, 25),
        date(2026, 12, 26),
        date(2026, 12, 28),
    ]


@given(day=DAYS, count=st.integers(1, 60))
def test_it_passes_exactly_so_many_working_days(day: date, count: int) -> None:
    then = working_days_after(day, count)

    passed = [day + timedelta(days=one) for one in range(1, (then - day).days + 1)]

    assert is_working_day(then)
    assert sum(map(is_working_day, passed)) == count


@given(day=DAYS, first=st.integers(1, 30), second=st.integers(1, 30))
def test_it_counts_on_from_where_it_stopped(day: date, first: int, second: int) -> None:
    at_once = working_days_after(day, first + second)

    assert working_days_after(working_days_after(day, first), second) == at_once


def test_it_counts_from_one() -> None:
    with pytest.raises(ValueError, match="from one"):
        working_days_after(date(2026, 3, 16), 0)
    with pytest.raises(ValueError, match="from one"):
        working_days_before(date(2026, 3, 16), 0)
