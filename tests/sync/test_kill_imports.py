"""kill -9 at any instant of an import: nothing is lost and nothing is done twice."""

import signal
from collections import Counter
from datetime import timedelta
from random import Random
from threading import Event
from typing import Any, Final  # bodies are JSON
from uuid import UUID

import pytest
import time_machine
from django.db.models import Sum

from backend.audit.models import Entry
from backend.sync import lines
from backend.sync.models import Import, ImportPart, Reference
from tests import borough as boroughs
from tests.borough import Borough
from tests.clock.mortal import MortalWorker, mortal_worker
from tests.database import template
from tests.live.server import PATIENCE
from tests.sync.files import many, results, submitted, told
from tests.sync.hooking import MONDAY
from tests.sync.sending import named, whole, with_source
from tests.sync.workers import running_worker

pytestmark = pytest.mark.django_db(transaction=True)

KILLS: Final = 6
COUNT: Final = 150


def life(worker: MortalWorker, step: int) -> bool:
    """Killed at that step and started again, at the same instant. Whether it was killed."""
    at = MONDAY + timedelta(minutes=1)
    killed = worker.works(at, killed_at=step) == "killed"
    if killed:
        assert worker.works(at) == "done"
    return killed


def test_it_hears_every_line_once_whichever_step_is_its_last(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """On both databases: each step of a worker in turn."""
    monkeypatch.setattr(lines, "PART", 1)
    with time_machine.travel(MONDAY, tick=False):
        borough = boroughs.knowsley()
        with_source(borough)
        import_id = submitted(borough, named("YTH-1", whole(borough)), b"{")
        # Issued before the rest is put back again and again.
        borough.as_("Tracker")
    prepared = template(".prepared")
    prepared.keep()
    step, killed = 0, True

    with mortal_worker() as worker:
        while killed:
            step += 1
            prepared.restore()
            killed = life(worker, step)
            assert_heard_once(borough, import_id)

    prepared.discard()
    # Were it not so, nothing was killed while something was heard.
    assert step > 20


def assert_heard_once(borough: Borough, import_id: UUID) -> None:
    with time_machine.travel(MONDAY, tick=False):
        rows = results(borough, import_id)
    assert told(rows) == [(1, "created", None), (2, "refused", "parse_error")]
    verbs = Entry.objects.order_by("log_id", "index").values_list("verb", flat=True)
    assert [one for one in verbs if one.startswith("import.")] == [
        "import.submitted",
        "import.finished",
    ]
    assert Counter(verbs)["action.proposed"] == Counter(verbs)["reference.added"] == 1
    assert Import.objects.get(id=import_id).counts == {"created": 1, "refused": 1}


def heard_so_far(import_id: UUID) -> int:
    done: dict[str, Any] = ImportPart.objects.filter(whole_id=import_id).aggregate(n=Sum("done"))
    return int(done["n"])


def wait_until_heard(import_id: UUID, count: int) -> None:
    for _ in range(2400):
        if heard_so_far(import_id) >= count:
            return
        Event().wait(0.02)
    raise AssertionError("It was not heard in time.")


@pytest.mark.postgres
def test_it_hears_every_line_once_whenever_a_worker_dies(monkeypatch: pytest.MonkeyPatch) -> None:
    """Killed at random while it works, and another at work beside it."""
    monkeypatch.setattr(lines, "PART", 5)
    chances = Random(7)
    borough = boroughs.knowsley()
    with_source(borough)
    import_id = submitted(borough, *many(borough, COUNT))

    for _ in range(KILLS):
        goal = heard_so_far(import_id) + chances.randint(1, 10)
        with running_worker() as worker:
            wait_until_heard(import_id, min(goal, COUNT - 5))
            worker.send_signal(signal.SIGKILL)
            worker.wait(PATIENCE)
        assert worker.returncode == -signal.SIGKILL
    left = COUNT - heard_so_far(import_id)
    with running_worker(), running_worker():
        wait_until_heard(import_id, COUNT)

    rows = results(borough, import_id)
    assert left > 0
    assert told(rows) == [(line, "created", None) for line in range(1, COUNT + 1)]
    assert len({row["action"] for row in rows}) == Reference.objects.count() == COUNT
    verbs = Counter(Entry.objects.values_list("verb", flat=True))
    assert (verbs["action.proposed"], verbs["reference.added"]) == (COUNT, COUNT)
    assert (verbs["import.submitted"], verbs["import.finished"]) == (1, 1)
