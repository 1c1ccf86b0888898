from base64 import b64encode

import pytest

from backend.audit.checkpoints import tree_of
from backend.audit.highwater import Mark
from backend.audit.models import Entry, Log, RestoredLog
from backend.audit.operations import accept_restored_log
from backend.audit.source import SeededSource
from backend.audit.verify import verify_log
from tests.audit.ledger.history import leaves_of, unit_from
from tests.audit.ledger.models import Street
from tests.audit.ledger.people import PRIYA, TOM

LOST = Mark(9, b"\x09" * 32)
REASON = "The disk failed; the backup of last night was put back."


@pytest.fixture
def log(street: Street) -> Log:
    return Log.objects.get(id=street.pk)


@pytest.fixture
def accepted(log: Log, source: SeededSource) -> RestoredLog:
    with unit_from(source) as unit:
        return accept_restored_log(unit, log=log, lost=LOST, reason=REASON, told=[TOM.id])


def test_it_says_what_was_lost_and_where_the_log_goes_on(log: Log, source: SeededSource) -> None:
    stood = tree_of(log)

    with unit_from(source) as unit:
        accept_restored_log(unit, log=log, lost=LOST, reason=REASON)

    entry = Entry.objects.get(verb="restored_log.accepted")
    after = leaves_of(log.id)[-1]["after"]
    after.pop("_sd")
    assert entry.index == stood.size
    assert after == {
        "log": str(log.id),
        "lost_size": 9,
        "lost_root": b64encode(LOST.root).decode(),
        "size": stood.size,
        "root": b64encode(stood.root).decode(),
    }


def test_it_says_who_accepted_it_and_tells_who_examines_it(accepted: RestoredLog, log: Log) -> None:
    leaf = leaves_of(log.id)[-1]

    assert (leaf["actor"]["id"], leaf["told"]) == (str(PRIYA.id), [str(TOM.id)])
    assert leaf["aud"] == "partnership"


def test_it_keeps_the_reason_erasable(accepted: RestoredLog, log: Log) -> None:
    assert REASON.encode() not in bytes(Entry.objects.get(id=accepted.entry_id).leaf)
    assert RestoredLog.objects.get().reason == REASON


def test_it_still_verifies(accepted: RestoredLog, log: Log) -> None:
    assert verify_log(log).faults == []


def test_it_leaves_no_trace_when_it_fails(log: Log, source: SeededSource) -> None:
    with unit_from(source) as unit:
        accept_restored_log(unit, log=log, lost=LOST, reason=REASON)
        unit.rehearse()

    assert not RestoredLog.objects.exists()
    assert len(leaves_of(log.id)) == 1
