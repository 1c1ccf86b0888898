from pathlib import Path

import pytest
from django.db import IntegrityError
from pytest_django import Settings

from backend.audit.checkpoints import current_checkpoint
from backend.audit.keys import SigningKeyMissing, keys_of, terms_of
from backend.audit.models import Checkpoint, Log, SigningKey
from backend.audit.operations import introduce_signing_key
from backend.audit.signing import NotSigned, Verifier
from backend.audit.source import SeededSource
from backend.audit.verify import verify_log
from tests.audit.ledger.history import leaves_of, unit_from
from tests.audit.ledger.models import Street
from tests.audit.ledger.people import TOM
from tests.audit.ledger.rotating import introduce, old_key
from tests.audit.ledger.tamper import behind_the_triggers


@pytest.fixture(autouse=True)
def state_dir(settings: Settings, tmp_path: Path) -> Path:
    settings.STATE_DIR = tmp_path
    settings.LOG_SIGNING_KEY = []
    return tmp_path


@pytest.fixture
def log(street: Street) -> Log:
    return Log.objects.get(id=street.pk)


def signed_by(checkpoint: Checkpoint) -> list[str]:
    """The key ids of the lines, in their order."""
    lines = checkpoint.note.rpartition("\n\n")[2].splitlines()
    return [line.split(" ")[2][:5] for line in lines]


def text_read_with(verifier: Verifier, checkpoint: Checkpoint) -> str | None:
    try:
        return verifier.text_of(checkpoint.note)
    except NotSigned:
        return None


def test_it_puts_both_keys_on_record(log: Log, source: SeededSource) -> None:
    old = old_key(log)

    row = introduce(source, log)

    first, second = leaves_of(log.id)[1:]
    assert {first["act"], second["act"]} == {"signing_key.introduced"}
    assert [first["after"]["key"], second["after"]["key"]] == [str(old), row.key]
    assert [first["after"]["introduced_at"], row.introduced_at is None] == [None, False]
    assert first["cause"] == second["cause"]


def test_it_puts_a_third_key_on_record_alone(log: Log, source: SeededSource) -> None:
    introduce(source, log)

    with unit_from(source) as unit:
        introduce_signing_key(unit, log=log, key=str(Verifier(log.origin, bytes(32))))

    assert len(leaves_of(log.id)) == 4


def test_it_tells_whom_it_is_asked_to(log: Log, source: SeededSource) -> None:
    with unit_from(source) as unit:
        introduce_signing_key(unit, log=log, key=str(old_key(log)), told=[TOM.id])

    assert leaves_of(log.id)[1]["told"] == [str(TOM.id)]


def test_it_lets_both_keys_sign(log: Log, source: SeededSource) -> None:
    before = current_checkpoint(log, source.now())
    old, new = old_key(log), Verifier.from_text(introduce(source, log).key)

    after = current_checkpoint(log, source.now())

    assert text_read_with(old, after) == text_read_with(new, after) is not None
    assert text_read_with(old, before)
    assert not text_read_with(new, before)
    assert [len(signed_by(one)) for one in (before, after)] == [1, 2]
    assert signed_by(after)[0] == signed_by(before)[0]


def test_it_shows_what_each_key_signed(log: Log, source: SeededSource) -> None:
    current_checkpoint(log, source.now())
    introduce(source, log)
    current_checkpoint(log, source.now())

    spans = [(one["introduced_index"], one["first_size"], one["last_size"]) for one in keys_of(log)]
    assert spans == [(None, 1, 3), (2, 3, 3)]


def test_it_still_verifies(log: Log, source: SeededSource) -> None:
    current_checkpoint(log, source.now())
    introduce(source, log)
    current_checkpoint(log, source.now())

    assert verify_log(log).faults == []


def test_it_verifies_by_the_keys_of_that_time_alone(log: Log, source: SeededSource) -> None:
    """A key that leaked later proves nothing about the trees before it."""
    early = current_checkpoint(log, source.now())
    introduce(source, log)
    late = current_checkpoint(log, source.now())
    body = early.note.partition("\n\n")[0]
    newer_line = late.note.splitlines()[-1]
    assert verify_log(log).faults == []

    behind_the_triggers(
        "UPDATE audit_checkpoint SET note = %s WHERE size = 1",
        given=[f"{body}\n\n{newer_line}\n"],
    )

    assert "is not signed by" in verify_log(log).faults[0].why


def test_it_is_enough_that_one_key_signed(log: Log, source: SeededSource) -> None:
    introduce(source, log)
    *others, _, newer = current_checkpoint(log, source.now()).note.splitlines()

    behind_the_triggers(
        "UPDATE audit_checkpoint SET note = %s", given=["\n".join([*others, newer, ""])]
    )

    assert verify_log(log).faults == []


def test_it_refuses_to_sign_without_one_of_its_keys(
    log: Log, source: SeededSource, state_dir: Path
) -> None:
    introduce(source, log)
    (state_dir / "log-signing-2.key").unlink()

    with pytest.raises(SigningKeyMissing, match="the secret is not here"):
        current_checkpoint(log, source.now())


def test_it_introduces_a_key_once(log: Log, source: SeededSource) -> None:
    row = introduce(source, log)

    with pytest.raises(IntegrityError), unit_from(source) as unit:
        introduce_signing_key(unit, log=log, key=row.key)


def test_it_leaves_no_trace_when_it_fails(log: Log, source: SeededSource) -> None:
    with unit_from(source) as unit:
        introduce_signing_key(unit, log=log, key=str(old_key(log)))
        unit.rehearse()

    assert len(leaves_of(log.id)) == 1
    assert not SigningKey.objects.exists()
    assert terms_of(log)[0].verifier == old_key(log)
