"""Who waits for a change holds neither a connection nor the threads that others need."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor, as_completed
from itertools import islice
from threading import Event
from typing import Any, Final  # Any: bodies are JSON
from uuid import UUID

import httpx
import pytest
from django.db import connection, connections

from backend.sync.lookout import LOOKOUT
from backend.sync.views.changes import ListChanges
from tests import borough as boroughs
from tests.borough import Borough
from tests.live.server import Server, served
from tests.sync.feed import add_organisations, latest, page, verbs, wait
from tests.sync.minutes import Minutes

PATIENCE: Final = 20.0
# One more than the server has threads to answer in, half of which one may wait in.
READERS: Final = 9
PLACES: Final = 4


@pytest.fixture
def committed(transactional_db: None) -> Iterator[Borough]:
    yield boroughs.knowsley()
    connections.close_all()


def test_it_holds_no_connection_while_it_waits(
    committed: Borough, monkeypatch: pytest.MonkeyPatch
) -> None:
    lookout, held = Minutes(), []
    lookout.plan = [lambda: held.append(connection.connection)]
    monkeypatch.setattr(ListChanges, "lookout", lookout)

    wait(committed, "Pat", latest(committed, "Pat"), "wait=1")

    assert held == [None]


def test_it_is_woken_by_whoever_commits_in_this_process(
    committed: Borough, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Were the doorbell not heard, it would not look again within the test's patience."""
    monkeypatch.setattr("backend.sync.following.LOOK_SECONDS", PATIENCE * 10)
    place = latest(committed, "Pat")
    arrived = waiting_place(monkeypatch)

    def asks() -> Any:
        try:
            return wait(committed, "Pat", place)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(1) as pool:
        asking = pool.submit(asks)
        arrived.wait(PATIENCE)
        add_organisations(committed, "Huyton Friends")
        answer = asking.result(PATIENCE)

    assert verbs(answer.json()["results"]) == ["organisation.added"]
    assert page(committed, "Pat", place)["results"] == answer.json()["results"]


def waiting_place(monkeypatch: pytest.MonkeyPatch) -> Event:
    """Is set as soon as somebody waits at the lookout of the process."""
    arrived, waits = Event(), LOOKOUT.wait

    def noticed(log_id: UUID, heard: int, seconds: float) -> bool:
        arrived.set()
        return waits(log_id, heard, seconds)

    monkeypatch.setattr(LOOKOUT, "wait", noticed)
    return arrived


def ask(server: Server, token: str, cursor: str) -> httpx.Response:
    return httpx.get(
        f"http://{server.address}/api/v1/changes",
        params={"cursor": cursor},
        headers={"Authorization": f"Bearer {token}", "Prefer": "wait=25"},
        timeout=PATIENCE,
    )


def test_it_leaves_threads_for_everyone_else(committed: Borough) -> None:
    place, ada = latest(committed, "Pat"), committed.token("Ada")
    token = committed.tokens["Pat"]
    with served() as server, ThreadPoolExecutor(READERS) as pool:
        asking = [pool.submit(ask, server, token, place) for _ in range(READERS)]
        refused = [one.result() for one in islice(as_completed(asking, PATIENCE), READERS - PLACES)]
        added = server.post(ada, "/organisations", name="Huyton Friends", kind="other")
        answers = [one.result(PATIENCE) for one in asking]

    told = [one for one in answers if one not in refused]
    assert {one.headers.get("Preference-Applied") for one in refused} == {None}
    assert {one.headers.get("Preference-Applied") for one in told} == {"wait=25"}
    assert len(told) == PLACES
    found = [change["resource"]["id"] for one in told for change in one.json()["results"]]
    assert found == [added["id"]] * PLACES
