"""The worker inside the server: it starts and ends with it, unless it has a process of its own."""

import asyncio
from threading import Event, current_thread
from typing import Any  # ASGI messages are open dicts

import pytest

from backend.live import clockwork
from backend.live.lifespan import lifespan
from tests.live.server import PATIENCE


class Worker:
    """In place of the real one, which `tests/clock` tries."""

    def __init__(self) -> None:
        self.works = Event()
        self.thread = ""
        self.was_told_to_stop = False

    def __call__(self, stop: Event) -> None:
        self.thread = current_thread().name
        self.works.set()
        self.was_told_to_stop = stop.wait(PATIENCE)


@pytest.fixture
def worker(monkeypatch: pytest.MonkeyPatch) -> Worker:
    worker = Worker()
    monkeypatch.setattr(clockwork, "work_until", worker)
    return worker


async def serve_until(ready: Any) -> list[str]:
    """What the server is told between its start and its stop."""
    said: list[str] = []
    messages = [{"type": "lifespan.startup"}, {"type": "lifespan.shutdown"}]

    async def receive() -> dict[str, Any]:
        if len(messages) == 1:
            await asyncio.to_thread(ready)
        return messages.pop(0)

    async def send(message: dict[str, Any]) -> None:
        said.append(message["type"])

    await lifespan({"type": "lifespan"}, receive, send)
    return said


async def test_it_works_while_the_server_runs(settings: Any, worker: Worker) -> None:
    settings.WORKER = "in-process"

    said = await serve_until(lambda: worker.works.wait(PATIENCE))

    assert said == ["lifespan.startup.complete", "lifespan.shutdown.complete"]
    assert (worker.thread, worker.was_told_to_stop) == ("worker", True)


async def test_it_leaves_the_work_to_another_process(settings: Any, worker: Worker) -> None:
    settings.WORKER = "separate"

    await serve_until(lambda: None)

    assert not worker.works.is_set()
