"""kill -9 at any instant of any round: every rung is reached, once, and told of, once."""

from collections import Counter
from datetime import datetime, timedelta
from uuid import UUID

import pytest
import time_machine

from backend.actions.models import UpdateDigest, UpdateRequest
from backend.audit.models import Entry, Told
from tests import borough as boroughs
from tests.actions.rounds import (
    ASKED,
    FOUNDED,
    REMINDED,
    SPONSOR_TOLD,
    keep_rhythm,
    seven_on,
)
from tests.borough import Borough, action_in_progress
from tests.clock.mortal import MortalWorker, mortal_worker
from tests.database import template

pytestmark = pytest.mark.django_db(transaction=True)

# The rows are made the day before the first round. In between the worker is off.
STAGES = [
    seven_on(ASKED) - timedelta(hours=12),
    *map(seven_on, (ASKED, REMINDED, SPONSOR_TOLD)),
]
# By then a dead worker's claim has run out.
LATER = timedelta(minutes=11)
VERBS = {
    "update_request.opened": 1,
    # To each of the two rungs above.
    "update_request.climbed": 2,
    "update_request.answered": 0,
    "update_request.lapsed": 0,
}
# Of the lead's representative the two lower rungs; of the sponsor and the deputy the highest.
DIGESTS = {("Rhea", 1): 1, ("Rhea", 2): 1, ("Priya", 3): 1, ("Dev", 3): 1}


@pytest.fixture
def borough(transactional_db: None) -> Borough:
    """Two actions of one lead that nobody will report on."""
    with time_machine.travel(FOUNDED, tick=False):
        made = boroughs.knowsley()
        keep_rhythm(made)
        for title in ("Open five youth centres", "Train forty youth workers"):
            action_in_progress(made, title=title)
    return made


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


def rungs_reached(borough: Borough) -> None:
    requests = list(UpdateRequest.objects.all())
    entries = Counter(Entry.objects.values_list("verb", "subject_id"))
    assert [(one.rung, one.version, one.next_rung_at) for one in requests] == [(3, 3, None)] * 2
    assert {(verb, one.id): entries[verb, one.id] for one in requests for verb in VERBS} == {
        (verb, one.id): count for one in requests for verb, count in VERBS.items()
    }
    assert digests(borough, {one.id for one in requests}) == DIGESTS


def digests(borough: Borough, requests: set[UUID]) -> Counter[tuple[str, int]]:
    name_of = {profile.actor_id: name for name, profile in borough.profiles.items()}
    found = list(UpdateDigest.objects.all())
    assert all({*map(UUID, one.requests)} == requests for one in found)
    told = Told.objects.filter(entry__subject_type="update_digest").values_list("actor", flat=True)
    assert sorted(told) == sorted(one.owner_id for one in found)
    return Counter((name_of[one.owner_id], one.rung) for one in found)


def test_it_reaches_every_rung_once_whatever_crashes(borough: Borough) -> None:
    prepared = template(".prepared")
    prepared.keep()
    step, killed = 0, True

    with mortal_worker() as worker:
        while killed:
            step += 1
            prepared.restore()
            killed = all_stages(worker, step)
            rungs_reached(borough)

    prepared.discard()
    # The longest stage has far more steps than this; were it not so, nothing was killed.
    assert step > 20
