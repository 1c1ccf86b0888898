"""A priority with a rhythm, and the clock's rounds on days of a spring that has bank holidays.

Started on Monday 2 March 2026 and asked for every 14 days: out of rhythm from Tuesday the 17th.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

import time_machine

from backend.actions import operations
from backend.actions.models import Priority
from backend.audit.models import Entry
from backend.audit.source import now
from backend.audit.unit import unit_of_work
from backend.clock.identity import clock_in
from tests.actions.questions import Written, as_written
from tests.borough import Borough

FOUNDED = datetime(2026, 3, 2, 9, tzinfo=UTC)
ASKED = date(2026, 3, 17)
REMINDED = date(2026, 3, 24)
SPONSOR_TOLD = date(2026, 3, 31)
EVERY_DAYS = 14
GRACE = 5


def seven_on(day: date) -> datetime:
    return datetime.combine(day, time(7), tzinfo=ZoneInfo("Europe/London"))


@contextmanager
def on(day: date) -> Iterator[None]:
    """That day at seven in the morning, when the round is made."""
    with time_machine.travel(seven_on(day), tick=False):
        yield


def keep_rhythm(borough: Borough, every: int | None = EVERY_DAYS, grace: int = GRACE) -> None:
    youth = Priority.objects.get(id=borough.youth.id)
    borough.act(
        "Ada",
        operations.revise_priority,
        priority_id=youth.id,
        version=youth.version,
        update_every_days=every,
        update_grace_days=grace,
    )


def work_round(borough: Borough) -> bool:
    """Now. Whether there is more of it."""
    at = now()
    with unit_of_work(by=clock_in(borough.partnership.id, at), at=at) as unit:
        return operations.run_update_round(unit)


def round_on(borough: Borough, day: date) -> list[Written]:
    """What it wrote."""
    known = set(Entry.objects.values_list("id", flat=True))
    with on(day):
        work_round(borough)
    entries = Entry.objects.filter(log_id=borough.partnership.id).order_by("index")
    return [as_written(borough, one) for one in entries if one.id not in known]
