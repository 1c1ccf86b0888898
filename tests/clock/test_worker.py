"""The queue of due rows: each chore in each partnership, in its time, by one worker at a time."""

import logging
import os
import signal
from collections.abc import Callable
from datetime import UTC, datetime, time, timedelta
from threading import Event, Thread
from typing import Any  # settings are of any type
from uuid import UUID

import pytest
import time_machine
from django.core.management import call_command
from django.db import connection, connections
from django.db.models import QuerySet
from django.test.utils import CaptureQueriesContext

from backend.audit.source import now
from backend.audit.unit import Unit, unit_of_work
from backend.clock import chores, operations
from backend.clock.checks import worker_has_a_place
from backend.clock.identity import clock
from backend.clock.models import Due
from backend.clock.operations import dues
from backend.clock.operations.dues import LEASE
from backend.clock.worker import work_once, work_until
from backend.people.models import Actor
from tests.borough import Borough

EVENING = datetime(2026, 3, 2, 18, tzinfo=UTC)
MORNING = datetime(2026, 3, 3, 7, tzinfo=UTC)

done: list[tuple[UUID, str, datetime]] = []
# How often each partnership's chore still has something left, or still fails.
unfinished: dict[UUID, int] = {}
failing: dict[UUID, int] = {}


def chore(unit: Unit) -> bool:
    home = unit.by.partnership_id
    if failing.get(home, 0):
        failing[home] -= 1
        raise RuntimeError("The kettle is empty.")
    done.append((home, unit.by.kind, unit.at))
    unfinished[home] = unfinished.get(home, 0) - 1
    return unfinished[home] >= 0


@pytest.fixture
def only_tea(monkeypatch: pytest.MonkeyPatch) -> None:
    """One chore, and none of the product's own."""
    monkeypatch.setattr(chores, "_chores", {})
    chores.register("make_tea", "tests.clock.test_worker.chore", daily_at=time(7))
    for kept in (done, unfinished, failing):
        kept.clear()


@pytest.fixture
def both(only_tea: None, knowsley: Borough, sefton: Borough) -> tuple[UUID, UUID]:
    """Two partnerships, whose rows were made in the evening."""
    with time_machine.travel(EVENING, tick=False):
        assert work_once(Event()) == 0
    return knowsley.partnership.id, sefton.partnership.id


def once(at: datetime) -> int:
    with time_machine.travel(at, tick=False):
        return work_once(Event())


def due_of(partnership_id: UUID) -> Due:
    return Due.objects.get(partnership_id=partnership_id)


def test_it_makes_a_row_for_each_partnership(both: tuple[UUID, UUID]) -> None:
    rows = Due.objects.values_list("partnership_id", "chore", "due_at", "claimed_until")

    assert set(rows) == {(one, "make_tea", MORNING, None) for one in both}


def test_it_makes_rows_only_once(both: tuple[UUID, UUID]) -> None:
    once(EVENING)

    assert Due.objects.count() == 2


def test_it_does_each_chore_when_it_is_due(both: tuple[UUID, UUID]) -> None:
    early = once(MORNING - timedelta(seconds=1))
    on_time = once(MORNING)
    again = once(MORNING + timedelta(minutes=1))

    assert (early, on_time, again) == (0, 2, 0)
    assert sorted(done) == sorted((one, "clock", MORNING) for one in both)
    assert due_of(both[0]).due_at == MORNING + timedelta(days=1)


def test_it_makes_up_for_nothing_after_a_pause(both: tuple[UUID, UUID]) -> None:
    later = MORNING + timedelta(days=14, hours=3)

    assert (once(later), once(later)) == (2, 0)
    assert due_of(both[0]).due_at == MORNING + timedelta(days=15)


def test_it_does_the_rest_at_once(both: tuple[UUID, UUID]) -> None:
    unfinished[both[0]] = 2

    assert once(MORNING) == 4
    assert [home for home, *_ in done].count(both[0]) == 3


def test_it_is_one_actor_everywhere(both: tuple[UUID, UUID]) -> None:
    once(MORNING)

    assert list(Actor.objects.filter(kind="clock").values_list("sign_in", flat=True)) == ["clock"]


def test_it_lets_no_failure_stop_the_others(
    both: tuple[UUID, UUID], caplog: pytest.LogCaptureFixture
) -> None:
    failing[both[0]] = 1

    with caplog.at_level(logging.ERROR):
        once(MORNING)

    assert [home for home, *_ in done] == [both[1]]
    assert "The kettle is empty." in caplog.text
    assert str(both[0]) in caplog.text


def test_it_tries_again_each_time_later(both: tuple[UUID, UUID]) -> None:
    failing[both[0]] = 10
    pauses = []
    at = MORNING
    for _ in range(10):
        once(at)
        pauses.append((due_of(both[0]).due_at - at) // timedelta(minutes=1))
        at = due_of(both[0]).due_at

    assert pauses == [1, 2, 4, 8, 16, 32, 60, 60, 60, 60]
    assert once(at) == 1
    assert (due_of(both[0]).failures, due_of(both[0]).claimed_until) == (0, None)


def test_it_leaves_a_failed_chore_no_trace(both: tuple[UUID, UUID]) -> None:
    failing[both[0]] = 1

    once(MORNING)

    assert (due_of(both[0]).claimed_until, due_of(both[0]).failures) == (None, 1)


def test_it_leaves_alone_what_another_worker_has(both: tuple[UUID, UUID]) -> None:
    claim(MORNING)

    assert once(MORNING + LEASE - timedelta(seconds=1)) == 1
    assert once(MORNING + LEASE) == 1
    assert len(done) == 2


def test_it_does_nothing_with_a_claim_that_has_run_out(both: tuple[UUID, UUID]) -> None:
    """A worker that slept through its lease finds that another one has the row."""
    slow = claim(MORNING)
    once(MORNING + LEASE)

    at = MORNING + LEASE
    with unit_of_work(by=clock(at), at=at) as unit:
        is_done = operations.do_chore(unit, due=slow)
        operations.postpone_chore(unit, due=slow)

    assert is_done is False
    assert due_of(slow.partnership_id).failures == 0
    assert len(done) == 2


def claim(at: datetime) -> Due:
    with unit_of_work(by=clock(at), at=at) as unit:
        found = operations.claim_due(unit)
    assert found is not None
    return found


def test_it_looks_without_writing(both: tuple[UUID, UUID]) -> None:
    """Every few seconds: on SQLite a write would hold up everyone else's."""
    with CaptureQueriesContext(connection) as captured:
        once(EVENING)

    assert [one["sql"][:6] for one in captured] == ["SELECT"] * 2


def test_it_asks_only_for_rows_that_are_missing(both: tuple[UUID, UUID]) -> None:
    """One statement for each chore, and no row of those that are there."""
    Due.objects.filter(partnership_id=both[1]).update(chore="make_coffee")

    with CaptureQueriesContext(connection) as captured:
        missing = operations.unplanned()

    assert [(one.chore, one.partnership_id) for one in missing] == [("make_tea", both[1])]
    assert len(captured) == 1


def test_it_goes_on_after_it_lost_a_row_to_another(
    both: tuple[UUID, UUID], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where rows cannot be locked, another claims one between the look at it and the claim."""
    monkeypatch.setattr(dues, "waiting", Rival(dues.waiting))

    assert once(MORNING) == 1
    assert len(done) == 1
    assert Due.objects.get(claimed_until=MORNING + LEASE).partnership_id != done[0][0]


class Rival:
    """Asked first what waits, then whether it still does: in between it takes the first row."""

    def __init__(self, waiting: Callable[[datetime], QuerySet[Due]]) -> None:
        self._waiting = waiting
        self._asked = 0

    def __call__(self, at: datetime) -> QuerySet[Due]:
        self._asked += 1
        if self._asked == 2:
            first = self._waiting(at)[:1].values("id")
            Due.objects.filter(id__in=first).update(claimed_until=at + LEASE)
        return self._waiting(at)


def test_it_forgets_no_chore_that_another_version_knows(both: tuple[UUID, UUID]) -> None:
    Due.objects.filter(partnership_id=both[0]).update(chore="make_coffee")

    once(MORNING)

    assert Due.objects.get(chore="make_coffee").due_at == MORNING
    assert [home for home, *_ in done] == [both[1]]


def test_it_ends_when_it_is_told_to(both: tuple[UUID, UUID]) -> None:
    told = Event()
    told.set()

    with time_machine.travel(MORNING, tick=False):
        assert work_once(told) == 0
        work_until(told)

    assert done == []


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_it_ends_cleanly_on_a_signal(
    both: tuple[UUID, UUID], monkeypatch: pytest.MonkeyPatch, number: signal.Signals
) -> None:
    """It comes while a chore is done: that one is finished, and no other begun."""
    unfinished[both[0]] = unfinished[both[1]] = 3
    before = signal.getsignal(number)
    monkeypatch.setattr(f"{__name__}.done", Interrupting(number))

    with time_machine.travel(MORNING, tick=False):
        call_command("worker", once=True)

    assert Due.objects.filter(claimed_until=None).count() == 2
    assert len(done) == 1
    assert signal.getsignal(number) == before


class Interrupting(list[tuple[UUID, str, datetime]]):
    def __init__(self, number: signal.Signals) -> None:
        super().__init__()
        self._number = number

    def append(self, one: tuple[UUID, str, datetime]) -> None:
        super().append(one)
        os.kill(os.getpid(), self._number)


def test_it_asks_for_a_place_it_knows(settings: Any) -> None:
    right = worker_has_a_place()
    settings.WORKER = "seperate"

    assert (right, [one.id for one in worker_has_a_place()]) == ([], ["clock.E001"])


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_it_does_each_chore_once_among_many_workers(both: tuple[UUID, UUID]) -> None:
    Due.objects.update(due_at=now() - timedelta(minutes=1))
    workers = [Thread(target=worked) for _ in range(8)]
    for one in workers:
        one.start()
    for one in workers:
        one.join(30)

    assert sorted(home for home, *_ in done) == sorted(both)


def worked() -> None:
    try:
        work_once(Event())
    finally:
        connections.close_all()
