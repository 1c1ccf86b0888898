"""What a worker runs beside its chores: each in a thread of its own, for as long as it works."""

import logging
from threading import Event, current_thread
from typing import Final

import pytest
from django.core.management import call_command

from backend.clock import errands
from backend.clock.errands import Errand, errands_once, errands_running
from tests.live.server import PATIENCE

UNTIL: Final = f"{__name__}.run"
ONCE: Final = f"{__name__}.run_once"

ran: list[str] = []
is_running = Event()
failing: list[Exception] = []


def run(stop: Event) -> None:
    ran.append(current_thread().name)
    if failing:
        raise failing.pop()
    is_running.set()
    stop.wait(PATIENCE)


def run_once(stop: Event) -> int:
    ran.append("once")
    return 7


@pytest.fixture(autouse=True)
def _one_errand(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(errands, "_errands", {"walk": Errand("walk", UNTIL, ONCE)})
    monkeypatch.setattr(errands, "SECONDS_TO_BEGIN_AGAIN", 0.01)
    ran.clear()
    failing.clear()
    is_running.clear()


def test_it_runs_in_a_thread_of_its_own_until_told_to_stop() -> None:
    stop = Event()

    with errands_running(stop):
        assert is_running.wait(PATIENCE)
        assert not stop.is_set()

    assert (ran, stop.is_set()) == (["walk"], True)


def test_it_is_begun_again_when_it_fails(caplog: pytest.LogCaptureFixture) -> None:
    failing.append(RuntimeError("It rains."))

    with caplog.at_level(logging.ERROR), errands_running(Event()):
        assert is_running.wait(PATIENCE)

    assert ran == ["walk", "walk"]
    assert "It rains." in caplog.text


def test_it_runs_once_where_the_worker_does(
    db: None, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("backend.clock.chores._chores", {})

    call_command("worker", once=True)

    assert ran == ["once"]
    assert capsys.readouterr().out.splitlines() == ["Chores done: 0.", "Sent or heard: 7."]


def test_it_counts_what_all_of_them_did() -> None:
    errands.register("swim", until=UNTIL, once=ONCE)

    assert errands_once(Event()) == 14
