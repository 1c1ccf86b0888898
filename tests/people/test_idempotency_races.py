"""Twins at once: one is done, and the others are answered what it was answered, or told to wait.

On PostgreSQL a twin waits two seconds for the first. On SQLite it waits for it as whoever else
writes does, before its own unit begins, and is never told to come again.
"""

from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import Final
from uuid import UUID

import httpx
import pytest
from django.db import connection, connections, transaction

from backend.audit import doorbell
from backend.audit.models import Log
from backend.audit.verify import verify_log
from backend.people.models import KeptAnswer
from backend.people.operations import answers
from tests import borough as boroughs
from tests.actions.test_races import at_once
from tests.borough import Answer, Borough
from tests.live.server import served
from tests.people.gate import PATIENCE, gate
from tests.people.questions import assert_refused
from tests.people.sending import FRIENDS, added, entries_of, friends, is_replayed, told

pytestmark = pytest.mark.django_db(transaction=True)

TWINS: Final = 20
ROUNDS: Final = 5


@pytest.fixture
def rings() -> Iterator[list[int]]:
    """Each time somebody is told that a log grew, how long it is then."""
    heard: list[int] = []

    def hear(_log: UUID, size: int) -> None:
        heard.append(size)

    doorbell.subscribe(hear)
    yield heard
    doorbell.unsubscribe(hear)


@pytest.fixture
def knowsley(transactional_db: None) -> Borough:
    """Committed, so that every connection can see it."""
    made = boroughs.knowsley()
    made.tokens["Ada"] = made.token("Ada")
    return made


def one_of(borough: Borough, key: str = "one", kind: str = "other") -> Answer:
    caller = borough.as_("Ada")
    # A failure is told to every client that is asking just then.
    caller.client.raise_request_exception = False
    try:
        return added(caller, key, kind=kind)
    finally:
        connections.close_all()


def twins(borough: Borough, key: str) -> list[Answer]:
    return at_once([partial(one_of, borough, key)] * TWINS)


def test_it_is_done_once_among_twenty(knowsley: Borough, rings: list[int]) -> None:
    before = entries_of(knowsley)

    rounds = [twins(knowsley, f"round-{place}") for place in range(ROUNDS)]

    statuses = Counter(one.status_code for answers in rounds for one in answers)
    assert statuses.keys() <= {201, 409}
    assert [sum(map(is_first, answers)) for answers in rounds] == [1] * ROUNDS
    done = [{one.content for one in answers if one.status_code == 201} for answers in rounds]
    assert [len(contents) for contents in done] == [1] * ROUNDS
    assert (friends(), entries_of(knowsley)) == (ROUNDS, before + ROUNDS)
    assert rings == [before + 1 + place for place in range(ROUNDS)]
    assert verify_log(Log.objects.get(id=knowsley.partnership.id)).faults == []


def is_first(answer: Answer) -> bool:
    return answer.status_code == 201 and not is_replayed(answer)


def test_it_waits_for_the_first_and_is_answered_alike(
    knowsley: Borough, monkeypatch: pytest.MonkeyPatch
) -> None:
    with ThreadPoolExecutor(2) as pool, gate(monkeypatch) as held:
        first = pool.submit(one_of, knowsley)
        assert held.is_held.wait(PATIENCE)
        second = pool.submit(one_of, knowsley)
        held.is_open.set()

    assert told(second.result()) == told(first.result())
    assert (is_replayed(second.result()), friends()) == (True, 1)


def test_it_takes_the_turn_of_a_first_that_failed(
    knowsley: Borough, monkeypatch: pytest.MonkeyPatch
) -> None:
    with ThreadPoolExecutor(2) as pool, gate(monkeypatch, fails="The disk is full.") as held:
        first = pool.submit(one_of, knowsley)
        assert held.is_held.wait(PATIENCE)
        second = pool.submit(one_of, knowsley)
        held.is_open.set()

    assert first.result().status_code == 500
    assert (is_first(second.result()), friends()) == (True, 1)


def test_it_is_refused_when_the_first_was_another_request(
    knowsley: Borough, monkeypatch: pytest.MonkeyPatch
) -> None:
    with ThreadPoolExecutor(2) as pool, gate(monkeypatch) as held:
        first = pool.submit(one_of, knowsley)
        assert held.is_held.wait(PATIENCE)
        second = pool.submit(one_of, knowsley, kind="business")
        held.is_open.set()

    assert first.result().status_code == 201
    assert_refused(second.result(), 422, "idempotency_key_reused")
    assert friends() == 1


@pytest.mark.postgres
def test_it_is_told_to_come_again(knowsley: Borough, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(answers, "PATIENCE", 100)

    with ThreadPoolExecutor(1) as pool, gate(monkeypatch) as held:
        first = pool.submit(one_of, knowsley)
        assert held.is_held.wait(PATIENCE)
        second = one_of(knowsley)
        # Others have nothing to wait for.
        other = one_of(knowsley, "two")
    again = one_of(knowsley)

    assert_refused(second, 409, "idempotency_in_flight")
    assert second.headers["Retry-After"] == "1"
    assert (first.result().status_code, is_first(other)) == (201, True)
    assert told(again) == told(first.result())
    assert friends() == KeptAnswer.objects.count() == 2


@pytest.mark.postgres
def test_it_waits_two_seconds_for_a_key_and_as_long_as_ever_for_all_else(
    knowsley: Borough, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Two of one log wait for each other's commit, whatever their keys: none of that is cut off."""
    monkeypatch.setattr(answers, "PATIENCE", 100)

    with ThreadPoolExecutor(1) as pool, transaction.atomic():
        Log.objects.select_for_update(no_key=True).get(id=knowsley.partnership.id)
        asked = pool.submit(one_of, knowsley)
        while not someone_waits_longer_than(3 * answers.PATIENCE):
            assert not asked.done(), asked.result().json()

    assert is_first(asked.result())
    assert friends() == 1


def someone_waits_longer_than(milliseconds: int) -> bool:
    """For a lock; by the clock of PostgreSQL, which measures the patience too."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT EXISTS (SELECT FROM pg_locks JOIN pg_stat_activity USING (pid)"
            " WHERE datname = current_database() AND NOT granted"
            " AND clock_timestamp() - waitstart > %s * interval '1 millisecond')",
            [milliseconds],
        )
        return bool(cursor.fetchone() == (True,))


def test_it_takes_no_second_line(knowsley: Borough) -> None:
    """As a server joins them, which the test client cannot."""
    with served() as server:
        answer = httpx.post(
            f"http://{server.address}/api/v1/organisations",
            json=FRIENDS,
            headers=[
                ("Authorization", f"Bearer {knowsley.tokens['Ada']}"),
                ("Idempotency-Key", "one"),
                ("Idempotency-Key", "one"),
            ],
        )

    assert (answer.status_code, answer.json()["errors"][0]["header"]) == (400, "Idempotency-Key")
    assert friends() == 0
