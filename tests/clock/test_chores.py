from datetime import UTC, datetime, time

import pytest

from backend.audit.days import HOME
from backend.clock.chores import Chore

AT_SEVEN = Chore("update_round", "nowhere", time(7))
HOURLY = Chore("cohort_count", "nowhere", None)


@pytest.mark.parametrize(
    ("at", "then"),
    [
        # In winter London's seven is UTC's.
        (datetime(2026, 1, 5, 6, 59, tzinfo=UTC), datetime(2026, 1, 5, 7, tzinfo=UTC)),
        (datetime(2026, 1, 5, 7, 0, tzinfo=UTC), datetime(2026, 1, 6, 7, tzinfo=UTC)),
        # In summer it is six.
        (datetime(2026, 7, 5, 5, 59, tzinfo=UTC), datetime(2026, 7, 5, 6, tzinfo=UTC)),
        (datetime(2026, 7, 5, 6, 0, tzinfo=UTC), datetime(2026, 7, 6, 6, tzinfo=UTC)),
        # Clocks go forward on the 29th of March, and back on the 25th of October.
        (datetime(2026, 3, 28, 7, 0, tzinfo=UTC), datetime(2026, 3, 29, 6, tzinfo=UTC)),
        (datetime(2026, 10, 24, 6, 0, tzinfo=UTC), datetime(2026, 10, 25, 7, tzinfo=UTC)),
        # Late in the evening in UTC it is the next day in London.
        (datetime(2026, 7, 5, 23, 30, tzinfo=UTC), datetime(2026, 7, 6, 6, tzinfo=UTC)),
    ],
)
def test_it_is_due_at_the_same_time_of_day_in_london(at: datetime, then: datetime) -> None:
    assert AT_SEVEN.next_after(at) == then


@pytest.mark.parametrize(
    ("at", "then"),
    [
        (datetime(2026, 1, 5, 6, 59, 59, tzinfo=UTC), datetime(2026, 1, 5, 7, tzinfo=UTC)),
        (datetime(2026, 1, 5, 7, 0, tzinfo=UTC), datetime(2026, 1, 5, 8, tzinfo=UTC)),
        (datetime(2026, 1, 5, 23, 30, tzinfo=UTC), datetime(2026, 1, 6, 0, tzinfo=UTC)),
        # In London one o'clock does not come on this day, and comes twice on the other.
        (datetime(2026, 3, 29, 0, 30, tzinfo=HOME), datetime(2026, 3, 29, 1, tzinfo=UTC)),
        (datetime(2026, 10, 25, 0, 30, tzinfo=UTC), datetime(2026, 10, 25, 1, tzinfo=UTC)),
        (datetime(2026, 10, 25, 1, 0, tzinfo=UTC), datetime(2026, 10, 25, 2, tzinfo=UTC)),
    ],
)
def test_it_is_due_every_hour_on_the_hour(at: datetime, then: datetime) -> None:
    assert HOURLY.next_after(at) == then
