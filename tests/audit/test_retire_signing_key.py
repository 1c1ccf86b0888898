from base64 import b64encode
from pathlib import Path

import pytest
from pytest_django import Settings

from backend.audit.checkpoints import current_checkpoint
from backend.audit.keys import keys_of, terms_of
from backend.audit.models import Log
from backend.audit.signing import Verifier, signers_for
from backend.audit.source import SeededSource
from backend.audit.verify import verify_log
from tests.audit.ledger.history import leaves_of, open_street, raise_lamp
from tests.audit.ledger.models import Street
from tests.audit.ledger.people import uuid_of
from tests.audit.ledger.rotating import introduce, old_key, retire
from tests.audit.ledger.tamper import behind_the_triggers


@pytest.fixture(autouse=True)
def state_dir(settings: Settings, tmp_path: Path) -> Path:
    settings.STATE_DIR = tmp_path
    settings.LOG_SIGNING_KEY = []
    return tmp_path


@pytest.fixture
def log(street: Street) -> Log:
    return Log.objects.get(id=street.pk)


@pytest.fixture
def old(log: Log, source: SeededSource) -> Verifier:
    """It signed at 1 and, beside the newer, at 3."""
    current_checkpoint(log, source.now())
    introduce(source, log)
    current_checkpoint(log, source.now())
    return old_key(log)


def test_it_says_so_in_the_log(old: Verifier, log: Log, source: SeededSource) -> None:
    row = retire(source, log, old)

    leaf = leaves_of(log.id)[-1]
    assert (leaf["act"], leaf["obj"]["ver"]) == ("signing_key.retired", 2)
    assert (leaf["after"]["key"], leaf["after"]["retired_at"] is None) == (str(old), False)
    assert row.retired_at is not None


def test_it_signs_no_tree_that_holds_the_entry(
    old: Verifier, log: Log, source: SeededSource
) -> None:
    retire(source, log, old)

    checkpoint = current_checkpoint(log, source.now())
    newest = signers_for(log.origin)[-1].verifier

    assert checkpoint.note.count("\N{EM DASH}") == 1
    assert newest.text_of(checkpoint.note)


def test_it_still_verifies_when_the_old_secret_is_destroyed(
    old: Verifier, log: Log, source: SeededSource, state_dir: Path
) -> None:
    retire(source, log, old)
    (state_dir / "log-signing.key").unlink()

    assert current_checkpoint(log, source.now()).size == 4
    assert verify_log(log).faults == []


def test_it_no_longer_vouches_for_what_came_after(
    old: Verifier, log: Log, source: SeededSource
) -> None:
    retire(source, log, old)
    current_checkpoint(log, source.now())
    forger = signers_for(log.origin)[0]
    body = current_checkpoint(log, source.now()).note.partition("\n\n")[0]

    behind_the_triggers(
        "UPDATE audit_checkpoint SET note = %s WHERE size = 4", given=[forger.sign(f"{body}\n")]
    )

    assert "is not signed by" in verify_log(log).faults[0].why


def test_it_shows_when_the_key_ended(old: Verifier, log: Log, source: SeededSource) -> None:
    retire(source, log, old)
    current_checkpoint(log, source.now())
    raise_lamp(source, Street.objects.get())
    current_checkpoint(log, source.now())

    ended, newest = keys_of(log)
    assert ended == {
        "key": str(old),
        "introduced_index": None,
        "retired_index": 3,
        "first_size": 1,
        "last_size": 3,
    }
    assert (newest["retired_index"], newest["first_size"], newest["last_size"]) == (None, 3, 5)


def test_it_signs_for_no_log_founded_later(old: Verifier, log: Log, source: SeededSource) -> None:
    retire(source, log, old)
    lane = open_street(source, uuid_of("another"))

    another = Log.objects.get(id=lane.pk)

    assert terms_of(another)[0].verifier == signers_for(another.origin)[-1].verifier
    assert verify_log(another).faults == []


def test_it_tells_the_keys_from_the_log_and_not_from_its_rows(
    old: Verifier, log: Log, source: SeededSource
) -> None:
    retire(source, log, old)
    current_checkpoint(log, source.now())
    before = keys_of(log)

    forged = str(Verifier(log.origin, bytes(32)))
    behind_the_triggers(
        "UPDATE audit_signingkey SET key = %s, retired_at = NULL WHERE version = 2", given=[forged]
    )

    assert keys_of(log) == before
    assert "differs in key, retired_at" in verify_log(log).faults[0].why


def test_it_names_a_spoiled_entry_about_a_key(
    old: Verifier, log: Log, source: SeededSource
) -> None:
    behind_the_triggers('UPDATE audit_entry SET leaf = %s WHERE "index" = 2', given=[b"{}"])

    assert verify_log(log).faults[0].index == 2


def test_it_takes_keys_from_the_settings(
    log: Log, source: SeededSource, settings: Settings, state_dir: Path
) -> None:
    settings.LOG_SIGNING_KEY = [b64encode(bytes([n]) * 32).decode() for n in (1, 2)]

    assert len(signers_for(log.origin)) == 2
    assert terms_of(log)[0].verifier == signers_for(log.origin)[0].verifier
    assert list(state_dir.iterdir()) == []
