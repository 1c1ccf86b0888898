"""kill -9 of the server at any instant, while clients change things and partners are told: what was
acknowledged stands, what was asked twice is done once, and everyone is told under the same ids.

On PostgreSQL alone: tests.audit.test_kill cuts every step of a change short on both.
"""

from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from datetime import timedelta
from random import Random
from threading import Event
from typing import Final
from uuid import UUID

import httpx
import pytest

from backend.actions.models import Action
from backend.audit.models import Entry
from backend.sync.operations.sending import LEASE
from tests import borough as boroughs
from tests.actions.test_races import issue_tokens
from tests.borough import Borough, proposed_action
from tests.live.server import PATIENCE, Server, served
from tests.sync.arrivals import assert_all_told, assert_in_order, wait_until_told
from tests.sync.hooking import Hooked, active, version_of
from tests.sync.receiver import Receiver, Reply, receiver

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]

KILLS, CLIENTS = 4, 4
SEED: Final = 2032
# By then a dead server's claims have run out.
LATER: Final = LEASE + timedelta(seconds=1)


@dataclass
class Client:
    """A careful one: whatever it has no answer to, it asks again, and does nothing twice."""

    name: str
    borough: Borough
    action_id: UUID
    step: int = 0
    # Of each step: every id that it was ever told of the one action it proposed.
    proposed: dict[str, set[str]] = field(default_factory=dict)
    # What its first action became, as it was told: one version after another.
    versions: list[int] = field(default_factory=list)
    interrupted: int = 0

    def work(self, address: str, stop: Event) -> None:
        """At least one step; until told to stop, or until nobody answers any more."""
        headers = {"Authorization": f"Bearer {self.borough.tokens['Priya']}"}
        with httpx.Client(
            base_url=f"http://{address}/api/v1", headers=headers, timeout=PATIENCE
        ) as server:
            try:
                while True:
                    self._take_a_step(server)
                    self.step += 1
                    if stop.is_set():
                        return
            except httpx.TransportError:
                self.interrupted += 1

    @property
    def _words(self) -> str:
        return f"{self.name}-{self.step}"

    def _take_a_step(self, server: httpx.Client) -> None:
        self._propose(server)
        self._revise(server)

    def _propose(self, server: httpx.Client) -> None:
        answer = server.post(
            "/actions",
            json={
                "title": self._words,
                "plan": str(self.borough.plan.id),
                "priority": str(self.borough.youth.id),
            },
            headers={"Idempotency-Key": self._words},
        )
        assert answer.status_code == 201, answer.text
        self.proposed.setdefault(self._words, set()).add(answer.json()["id"])

    def _revise(self, server: httpx.Client) -> None:
        path = f"/actions/{self.action_id}"
        answer = server.get(path)
        # Unless it was done and only the answer was lost.
        if answer.json()["title"] != self._words:
            version = {"If-Match": answer.headers["ETag"]}
            answer = server.patch(path, json={"title": self._words}, headers=version)
        assert answer.status_code == 200, answer.text
        self.versions.append(answer.json()["version"])


@dataclass
class Scene:
    clients: list[Client]
    partner: Receiver
    hooked: Hooked


@pytest.fixture
def scene(transactional_db: None, monkeypatch: pytest.MonkeyPatch) -> Iterator[Scene]:
    # For servers in processes of their own, which read their surroundings.
    monkeypatch.setenv("WEBHOOK_ALLOW_LOOPBACK", "true")
    borough = boroughs.knowsley()
    issue_tokens(borough, ["Priya"])
    with receiver() as partner:
        hooked = active(borough, partner.url)
        clients = [
            Client(f"client-{number}", borough, proposed_action(borough).id)
            for number in range(CLIENTS)
        ]
        yield Scene(clients, partner, hooked)


def server_of(life: int, further: timedelta = timedelta()) -> AbstractContextManager[Server]:
    """Its worker is a thread of it, and its clock ahead of those of the servers before."""
    return served(
        surroundings={
            "DJANGO_SETTINGS_MODULE": "tests.sync.ahead_settings",
            "ACCORD_AHEAD": str((LATER * life + further).total_seconds()),
            "WEBHOOK_LOOK_SECONDS": "0.05",
        }
    )


def work_until_killed(clients: Sequence[Client], server: Server, chance: Random) -> None:
    """A few steps, and then at any instant of the next."""
    steps = taken(clients) + chance.randint(2, 8)
    with ThreadPoolExecutor(len(clients)) as pool:
        working = [pool.submit(one.work, server.address, Event()) for one in clients]
        try:
            wait_until_taken(clients, steps)
            Event().wait(chance.random() / 10)
        finally:
            # Or they would go on for ever.
            server.kill()
    assert [one.result() for one in working] == [None] * len(clients)


def taken(clients: Sequence[Client]) -> int:
    return sum(one.step for one in clients)


def wait_until_taken(clients: Sequence[Client], steps: int) -> None:
    for _ in range(6000):
        if taken(clients) >= steps:
            return
        Event().wait(0.01)
    raise AssertionError("The server does not answer in time.")


def finish(clients: Sequence[Client], server: Server) -> None:
    stop = Event()
    stop.set()
    for one in clients:
        one.work(server.address, stop)


def test_nothing_acknowledged_is_lost_and_nothing_is_done_twice(scene: Scene) -> None:
    chance = Random(SEED)
    scene.partner.reply = lambda _: Reply(500 if chance.random() < 0.2 else 204)

    for life in range(KILLS):
        with server_of(life) as server:
            work_until_killed(scene.clients, server, chance)
    scene.partner.says(Reply(204))
    with server_of(KILLS, timedelta(hours=1)) as server:
        finish(scene.clients, server)
        wait_until_told(scene.hooked)

    for one in scene.clients:
        assert one.interrupted == KILLS
        assert_each_step_stands_once(one)
        assert_in_order(scene.partner, one.action_id)
    assert_all_told(scene.hooked, scene.partner)
    assert taken(scene.clients) >= 2 * KILLS + CLIENTS


def assert_each_step_stands_once(client: Client) -> None:
    rows = Action.objects.filter(title__startswith=f"{client.name}-").exclude(id=client.action_id)
    found = sorted((one.title, str(one.id)) for one in rows)
    assert found == sorted((title, one) for title, ids in client.proposed.items() for one in ids)
    told = Entry.objects.filter(subject_id__in=[one.id for one in rows])
    assert len(found) == client.step == told.count()
    assert client.versions == list(range(2, client.step + 2))
    assert version_of(client.action_id) == client.step + 1
