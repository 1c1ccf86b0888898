"""kill -9 at any instant of telling: nothing is lost or skipped, and an event keeps its id."""

import signal
import subprocess
from collections.abc import Iterator
from datetime import timedelta
from random import Random
from typing import Final

import pytest
import time_machine

from backend.sync.operations.sending import LEASE
from tests import borough as boroughs
from tests.clock.mortal import MortalWorker, mortal_worker
from tests.database import template
from tests.live.server import PATIENCE
from tests.sync.arrivals import assert_all_told, assert_in_order, wait_until_told
from tests.sync.hooking import MONDAY, active, change, changes
from tests.sync.receiver import Received, Receiver, Reply, receiver
from tests.sync.workers import running_worker

pytestmark = pytest.mark.django_db(transaction=True)

KILLS: Final = 12
# To start a worker and have it killed.
LONG: Final = 3 * PATIENCE
# By then a dead worker's claims have run out.
LATER: Final = LEASE + timedelta(seconds=1)


@pytest.fixture
def partner(monkeypatch: pytest.MonkeyPatch) -> Iterator[Receiver]:
    """For workers in processes of their own, which read their surroundings."""
    monkeypatch.setenv("WEBHOOK_ALLOW_LOOPBACK", "true")
    with receiver() as found:
        yield found


def life(worker: MortalWorker, step: int) -> bool:
    """Killed at that step and started again. Whether it was killed."""
    at = MONDAY + timedelta(minutes=1)
    killed = worker.works(at, killed_at=step) == "killed"
    if killed:
        assert worker.works(at + LATER) == "done"
    return killed


def test_it_tells_everything_whichever_step_is_its_last(partner: Receiver) -> None:
    """On both databases: each step of a worker in turn."""
    with time_machine.travel(MONDAY, tick=False):
        borough = boroughs.knowsley()
        hooked = active(borough, partner.url)
        action_id = change(borough)
        changes(borough, action_id, 1)
    prepared = template(".prepared")
    prepared.keep()
    step, killed = 0, True

    with mortal_worker() as worker:
        while killed:
            step += 1
            prepared.restore()
            partner.received.clear()
            killed = life(worker, step)
            assert_all_told(hooked, partner)
            assert_in_order(partner, action_id)

    prepared.discard()
    # Were it not so, nothing was killed while something was told.
    assert step > 30


class Executioner:
    """A partner that fails now and then, and kills whoever talks to it before it answers."""

    def __init__(self, chances: Random) -> None:
        self._chances = chances
        self._victim: subprocess.Popen[bytes] | None = None
        self._left = 0

    def waits_for(self, victim: subprocess.Popen[bytes]) -> None:
        self._victim, self._left = victim, self._chances.randint(1, 6)

    def __call__(self, _: Received) -> Reply:
        self._left -= 1
        if self._victim is not None and self._left <= 0:
            self._victim.send_signal(signal.SIGKILL)
            self._victim = None
        return Reply(500) if self._chances.random() < 0.2 else Reply(204)


@pytest.mark.postgres
def test_it_tells_everything_whenever_a_worker_dies(partner: Receiver) -> None:
    """Killed at random while it tells, and while more happens."""
    borough = boroughs.knowsley()
    hooked = active(borough, partner.url)
    subjects = [change(borough) for _ in range(4)]
    executioner = Executioner(Random(4))
    partner.reply = executioner

    for life_number in range(KILLS):
        with running_worker(LATER * life_number) as worker:
            executioner.waits_for(worker)
            for subject_id in subjects:
                changes(borough, subject_id, 2)
            worker.wait(LONG)
        assert worker.returncode == -signal.SIGKILL

    partner.says(Reply(204))
    with running_worker(LATER * KILLS + timedelta(hours=1)):
        wait_until_told(hooked)
    assert_all_told(hooked, partner)
    for subject_id in subjects:
        assert_in_order(partner, subject_id)
    assert len(partner.received) > len(set(partner.ids))
