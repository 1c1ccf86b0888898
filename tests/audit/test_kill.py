"""kill -9 at any instant between a change and its signature, two hundred times in one log."""

import pytest

from backend.audit.checkpoints import current_checkpoint, root_of, size_of
from backend.audit.highwater import mark_of
from backend.audit.keys import terms_of
from backend.audit.models import Checkpoint, Entry, Log
from backend.audit.source import SystemSource
from backend.audit.verify import verify_log, verify_surroundings
from tests.audit.ledger.history import open_street
from tests.audit.ledger.models import Lamp
from tests.audit.ledger.mortal import End, mortal_writers

pytestmark = pytest.mark.django_db(transaction=True)

KILLS = 200


def assert_both_or_neither(log: Log) -> None:
    raised = Entry.objects.filter(log=log, verb="lamp.raised")
    assert Lamp.objects.count() == raised.count() == size_of(log.id) - 1


def assert_no_ghost(log: Log, end: End) -> None:
    """Whatever was marked or left the process is a tree that the log holds."""
    mark = mark_of(log.origin)
    assert mark is None or mark.root == root_of(log.id, mark.size)
    if end.note:
        assert Checkpoint.objects.get(log=log, note=end.note).size <= size_of(log.id)


def assert_the_next_is_signed(log: Log) -> None:
    signed = current_checkpoint(log, SystemSource().now())
    text = terms_of(log)[0].verifier.text_of(signed.note)
    assert text.split("\n")[1] == str(signed.size) == str(size_of(log.id))


def test_it_loses_nothing_and_signs_no_ghost_whatever_crashes() -> None:
    log = Log.objects.get(id=open_street(SystemSource()).pk)
    kills = step = rounds = 0

    with mortal_writers() as live:
        while kills < KILLS:
            step += 1
            end = live(step)
            assert_both_or_neither(log)
            assert_no_ghost(log, end)
            assert_the_next_is_signed(log)
            kills += end.was_killed
            if not end.was_killed:
                # It had fewer steps than this: from the first one again. What a crash does to a
                # log stays in it, so that looking at all of it once a round is enough.
                step, rounds = 0, rounds + 1
                assert verify_log(log).faults == []

    assert verify_log(log).faults == []
    assert verify_surroundings() == []
    # A life has far more steps than the entry alone; were it not so, little was cut short.
    assert 2 <= rounds <= KILLS // 20
