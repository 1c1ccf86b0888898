"""kill -9 at any instant of the clock's round: every rung is taken, once, and told of, once."""

from collections import Counter
from datetime import UTC, datetime, timedelta

import pytest
import time_machine

from backend.audit.models import Entry
from backend.clock.models import Due
from backend.forums.models import Escalation
from tests import borough as boroughs
from tests.clock.mortal import MortalWorker, mortal_worker
from tests.database import template
from tests.forums.rungs import SPRING, hops_of, raised

pytestmark = pytest.mark.django_db(transaction=True)

PLANNED = SPRING + timedelta(hours=1)
# The days after the last ones of the Growth forum and of the Board.
STAGES = [datetime(2027, 5, 12, 1, tzinfo=UTC), datetime(2027, 5, 20, 1, tzinfo=UTC)]
# By then a dead worker's claim has run out.
LATER = timedelta(minutes=11)
RUNGS = {"escalation.raised": 1, "escalation.referred": 1, "escalation.marked_overdue": 1}


@pytest.fixture
def escalations(transactional_db: None) -> list[Escalation]:
    """Two that nobody will acknowledge."""
    with time_machine.travel(SPRING, tick=False):
        knowsley = boroughs.knowsley()
        return [raised(knowsley), raised(knowsley)]


def only_this_chore(worker: MortalWorker) -> None:
    """The others come back in years: what kills them is no part of this."""
    assert worker.works(PLANNED) == "done"
    others = Due.objects.exclude(chore="escalation_round")
    others.update(due_at=STAGES[-1] + timedelta(days=1000))


def stage(worker: MortalWorker, at: datetime, step: int) -> bool:
    """Killed at that step and started again, until it ends by itself. Whether it was killed."""
    killed = worker.works(at, killed_at=step) == "killed"
    if killed:
        assert worker.works(at + LATER) == "done"
    return killed


def all_stages(worker: MortalWorker, step: int) -> bool:
    killed = [stage(worker, at, step) for at in STAGES]
    # One more round, in which there is nothing left to do.
    assert worker.works(STAGES[-1] + timedelta(days=1)) == "done"
    return any(killed)


def assert_every_rung_was_taken_once(escalation: Escalation) -> None:
    entries = Entry.objects.filter(subject_id=escalation.id)
    assert Counter(entries.values_list("verb", flat=True)) == RUNGS
    below, above = hops_of(escalation)
    assert (below.end, below.by_the_clock, above.ended_at) == ("referred", True, None)


def test_it_takes_every_rung_once_whatever_crashes(escalations: list[Escalation]) -> None:
    prepared = template(".prepared")
    step, killed = 0, True

    with mortal_worker() as worker:
        only_this_chore(worker)
        prepared.keep()
        while killed:
            step += 1
            prepared.restore()
            killed = all_stages(worker, step)
            for one in escalations:
                assert_every_rung_was_taken_once(one)

    prepared.discard()
    # The longest stage has more steps than this; were it not so, nothing was killed.
    assert step > 10
