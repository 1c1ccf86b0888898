import json
import stat
from io import StringIO
from pathlib import Path
from typing import Any  # a parsed line holds whatever JSON holds

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from backend.audit import disclosures, export
from backend.audit.checkpoints import current_checkpoint
from backend.audit.models import Checkpoint, Disclosure, Log
from backend.audit.signing import signer_for
from backend.audit.source import SeededSource
from tests.audit.ledger.history import entries_of, grow, leaves_of, open_street, raise_lamp, retitle
from tests.audit.ledger.models import Street
from tests.audit.ledger.people import STREET_ID, uuid_of
from tests.audit.ledger.tamper import behind_the_triggers
from tests.audit.test_views import READER, get
from tests.audit.tiled import Reader, assert_whole

ORIGIN = f"accord.example/{STREET_ID}"


@pytest.fixture
def target(tmp_path: Path) -> Path:
    return tmp_path / "export"


def exported(target: Path, *arguments: str) -> Path:
    call_command("export_log", str(target), *arguments, stdout=StringIO())
    return target


def refused(target: Path, *arguments: str) -> tuple[str, int]:
    with pytest.raises(CommandError) as refusal:
        exported(target, *arguments)
    return str(refusal.value), refusal.value.returncode


def files_in(directory: Path) -> list[str]:
    return sorted(str(one.relative_to(directory)) for one in directory.rglob("*") if one.is_file())


def disclosed_in(directory: Path) -> dict[str, Any]:
    lines = (directory / "disclosures.jsonl").read_text().splitlines()
    return {one["digest"]: one["disclosure"] for one in map(json.loads, lines)}


@pytest.mark.parametrize("size", [1, 256, 257, 520])
def test_it_writes_a_tree_that_gives_its_root(
    size: int, street: Street, source: SeededSource, target: Path
) -> None:
    grow(source, street, size)

    exported(target)

    reader = Reader(lambda place: (target / place).read_bytes())
    assert reader.checkpoint[0] == ORIGIN
    assert_whole(reader, size)


def test_it_writes_what_is_served(history: Street, target: Path) -> None:
    exported(target)

    assert files_in(target) == [
        "checkpoint",
        "disclosures.jsonl",
        "keys",
        "tile/0/000.p/7",
        "tile/entries/000.p/7",
    ]
    assert (target / "checkpoint").read_bytes() == get("checkpoint", READER).content
    assert (target / "tile/0/000.p/7").read_bytes() == get("tile/0/000.p/7", READER).content


def test_it_writes_the_keys_with_what_they_signed(history: Street, target: Path) -> None:
    exported(target)

    assert (target / "keys").read_text() == f"{signer_for(ORIGIN).verifier} 7 7\n"


def test_it_writes_each_disclosure_once(history: Street, target: Path) -> None:
    exported(target)

    found = disclosed_in(target)
    leaves = leaves_of(history.pk)
    named = {one for leaf in leaves for part in ("after", "in") for one in leaf[part]["_sd"]}
    assert found.keys() == named
    assert len((target / "disclosures.jsonl").read_text().splitlines()) == len(named)
    assert all(disclosures.digest_of(text) == digest for digest, text in found.items())


def test_it_writes_null_for_what_is_erased(history: Street, target: Path) -> None:
    erased = Disclosure.objects.filter(field="title")
    digests = set(erased.values_list("digest", flat=True))
    erased.update(value=None)

    exported(target)

    found = disclosed_in(target)
    assert {digest for digest, text in found.items() if text is None} == digests


def test_it_writes_no_disclosure_of_what_came_after_the_checkpoint(
    street: Street, source: SeededSource, target: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    lamp = raise_lamp(source, street)

    def sign_and_go_on(*given: Any) -> Checkpoint:
        signed = current_checkpoint(*given)
        retitle(source, lamp, "Appended since")
        return signed

    monkeypatch.setattr(export, "current_checkpoint", sign_and_go_on)
    exported(target)

    assert len(entries_of(street.pk)) == 3
    assert disclosed_in(target).keys() == set(leaves_of(street.pk)[1]["after"]["_sd"])


def test_it_exports_what_was_altered(history: Street, target: Path) -> None:
    behind_the_triggers('UPDATE audit_entry SET leaf = %s WHERE "index" = 3', given=[b"x"])

    exported(target)

    assert list(Reader(lambda place: (target / place).read_bytes()).leaves(7))[3] == b"x"


def test_it_is_for_its_owner_alone(history: Street, target: Path) -> None:
    assert stat.S_IMODE(exported(target).stat().st_mode) == 0o700


def test_it_takes_an_empty_directory(history: Street, target: Path) -> None:
    target.mkdir()

    assert "checkpoint" in files_in(exported(target))


def test_it_writes_over_nothing(history: Street, target: Path) -> None:
    target.mkdir()
    (target / "notes.txt").write_text("mine")

    said, code = refused(target)

    assert (said.partition(" is not empty")[0], code) == (str(target), 2)
    assert (files_in(target), list(target.parent.iterdir())) == (["notes.txt"], [target])


def test_it_leaves_nothing_when_it_fails(
    history: Street, target: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> bytes:
        raise OSError("No space is left.")

    monkeypatch.setattr(export, "read_hashes", fail)

    with pytest.raises(OSError, match="No space"):
        exported(target)

    assert list(target.parent.iterdir()) == []


def test_it_asks_which_log(history: Street, source: SeededSource, target: Path) -> None:
    open_street(source, uuid_of("another"))

    said, code = refused(target)
    exported(target, "--log", ORIGIN)

    assert ("--log" in said, ORIGIN in said, code) == (True, True, 2)
    assert (target / "checkpoint").read_text().startswith(f"{ORIGIN}\n7\n")


def test_it_knows_no_other_log(history: Street, target: Path) -> None:
    said, code = refused(target, "--log", "elsewhere")

    assert (said.startswith("No log here has the origin elsewhere."), code) == (True, 2)


def statements(street: Street, source: SeededSource, target: Path) -> int:
    log, at = Log.objects.get(id=street.pk), source.now()
    get("checkpoint", READER)
    with CaptureQueriesContext(connection) as captured:
        export.export_log(log, target, at, lambda done, total: None)
    return len(captured)


def test_it_takes_three_statements_for_each_256_entries(
    street: Street, source: SeededSource, tmp_path: Path
) -> None:
    grow(source, street, 512)
    of_two = statements(street, source, tmp_path / "two")
    grow(source, street, 768)
    of_three = statements(street, source, tmp_path / "three")

    assert of_three - of_two == 3
