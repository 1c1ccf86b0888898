"""The clock's hourly count of those who stand behind a commitment."""

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
import time_machine
from pytest_django import DjangoDbBlocker

from backend.audit.models import Entry
from backend.audit.source import now
from backend.audit.unit import unit_of_work
from backend.clock.chores import chore_named
from backend.clock.identity import clock_in
from backend.deals import operations as deals
from backend.deals.models import Cohort
from backend.deals.operations import cohorts
from tests.actions.questions import THE_CLOCK, Written, as_written
from tests.deals import round_table
from tests.deals.kept import kept, untouched
from tests.deals.residents import joined, leave, tokens_of
from tests.deals.round_table import RoundTable

FOUNDED = datetime(2027, 3, 1, 9, tzinfo=UTC)


@pytest.fixture(scope="module")
def made(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[RoundTable]:
    yield from kept(django_db_blocker, round_table.active, FOUNDED)


@pytest.fixture
def table(made: RoundTable, db: None) -> Iterator[RoundTable]:
    with time_machine.travel(FOUNDED, tick=False):
        yield untouched(made)


def counted(table: RoundTable, hour: int, minute: int = 0) -> tuple[list[Written], bool]:
    """What the count then wrote, and whether there is more of it."""
    known = set(Entry.objects.values_list("id", flat=True))
    with time_machine.travel(FOUNDED.replace(hour=hour, minute=minute), tick=False):
        at = now()
        by = clock_in(table.borough.partnership.id, at)
        with unit_of_work(by=by, at=at) as unit:
            has_more = deals.count_cohorts(unit)
    entries = Entry.objects.order_by("index").filter(log_id=table.borough.partnership.id)
    written = [as_written(table.borough, one) for one in entries if one.id not in known]
    return written, has_more


def count_on_record() -> int:
    return Cohort.objects.get().counted


def test_it_counts_once_an_hour_what_has_changed(table: RoundTable) -> None:
    first, second = tokens_of(table, 2)
    joined(first)
    joined(second)

    assert counted(table, 10) == ([Written("cohort.counted", 2, THE_CLOCK)], False)
    assert count_on_record() == 2


def test_it_writes_nothing_where_nothing_has_changed(table: RoundTable) -> None:
    first, second = tokens_of(table, 2)
    code = joined(first)
    counted(table, 10)
    leave(code)
    joined(second)

    assert counted(table, 11) == ([], False)


def test_it_writes_nothing_of_a_cohort_that_nobody_joined(table: RoundTable) -> None:
    tokens_of(table, 2)

    assert counted(table, 10) == ([], False)


def test_it_counts_those_who_have_left(table: RoundTable) -> None:
    code = joined(tokens_of(table, 1)[0])
    counted(table, 10)
    leave(code)

    assert counted(table, 11) == ([Written("cohort.counted", 3, THE_CLOCK)], False)
    assert count_on_record() == 0


def test_it_writes_one_entry_an_hour_however_often_it_looks(table: RoundTable) -> None:
    first, second = tokens_of(table, 2)
    joined(first)
    counted(table, 10, 5)
    joined(second)

    assert counted(table, 10, 59) == ([], False)
    assert [one.verb for one in counted(table, 11)[0]] == ["cohort.counted"]


def test_it_counts_some_at_a_time(table: RoundTable, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cohorts, "MOST_AT_ONCE", 1)
    joined(tokens_of(table, 1)[0])

    assert [counted(table, 10)[1], counted(table, 10)[1]] == [True, False]


def test_it_is_a_chore_of_every_hour() -> None:
    chore = chore_named("cohort_count")

    assert chore.work is deals.count_cohorts
    assert chore.next_after(FOUNDED) == FOUNDED.replace(hour=10)
