from datetime import date

import pytest

from backend.forums.periods import Quarter, last_ended


@pytest.mark.parametrize(
    ("day", "period", "first", "last"),
    [
        (date(2026, 1, 1), "2026-Q1", date(2026, 1, 1), date(2026, 3, 31)),
        (date(2026, 6, 30), "2026-Q2", date(2026, 4, 1), date(2026, 6, 30)),
        (date(2026, 9, 15), "2026-Q3", date(2026, 7, 1), date(2026, 9, 30)),
        (date(2026, 12, 31), "2026-Q4", date(2026, 10, 1), date(2026, 12, 31)),
        (date(2028, 2, 29), "2028-Q1", date(2028, 1, 1), date(2028, 3, 31)),
    ],
)
def test_it_is_a_quarter_of_the_calendar(day: date, period: str, first: date, last: date) -> None:
    quarter = Quarter.of(day)

    assert str(quarter) == period
    assert Quarter.named(period) == quarter
    assert (quarter.first_day, quarter.last_day) == (first, last)


@pytest.mark.parametrize(
    ("day", "period"),
    [
        (date(2026, 12, 31), "2026-Q3"),
        (date(2027, 1, 1), "2026-Q4"),
        (date(2027, 3, 31), "2026-Q4"),
        (date(2027, 4, 1), "2027-Q1"),
    ],
)
def test_it_knows_which_ended_last(day: date, period: str) -> None:
    assert str(last_ended(day)) == period


@pytest.mark.parametrize(
    ("period", "days", "due_on"),
    [
        # Good Friday and Easter Monday, then May.
        ("2027-Q1", 1, date(2027, 4, 1)),
        ("2026-Q1", 2, date(2026, 4, 2)),
        ("2026-Q1", 3, date(2026, 4, 7)),
        ("2026-Q4", 10, date(2027, 1, 15)),
    ],
)
def test_it_is_due_some_working_days_later(period: str, days: int, due_on: date) -> None:
    assert Quarter.named(period).due_on(days) == due_on
