"""The product, a second writer and the verifier agree: on disk, and over HTTP."""

import json
from collections.abc import Iterator
from io import StringIO
from pathlib import Path
from typing import Any  # settings are of any type

import pytest
from django.core.management import CommandError, call_command

from tests.audit.ledger.tamper import behind_the_triggers
from tests.borough import Borough
from tests.live.server import Server, served
from tests.verifier.asking import Verifier
from tests.verifier.conftest import live, seed_in
from tests.verifier.writer import Export, Signer


def test_it_is_laid_out_as_by_a_second_writer(honest: Export, tmp_path: Path) -> None:
    again = Export(
        tmp_path / "again", honest.origin, honest.signer, honest.leaves, honest.disclosures
    ).write()

    contents = [
        {
            str(file.relative_to(one.path)): file.read_bytes()
            for file in one.path.rglob("*")
            if file.is_file()
        }
        for one in (honest, again)
    ]
    contents[0].pop("keys")
    assert contents[0] == contents[1]


@pytest.fixture
def state(settings: Any, tmp_path: Path) -> Path:
    settings.STATE_DIR = tmp_path / "server"
    (tmp_path / "server").mkdir()
    return tmp_path / "server"


@pytest.fixture
def borough(transactional_db: None, state: Path, knowsley: Borough) -> Borough:
    live(knowsley, 250)
    return knowsley


@pytest.fixture
def server(borough: Borough, state: Path) -> Iterator[Server]:
    with served(surroundings={"ACCORD_STATE_DIR": str(state)}) as server:
        yield server


@pytest.fixture
def address(server: Server, borough: Borough, monkeypatch: pytest.MonkeyPatch) -> str:
    monkeypatch.setenv("ACCORD_TOKEN", borough.as_("Audrey").headers["Authorization"][7:])
    return f"http://{server.address}/api/v1/logs/{borough.partnership.id}"


@pytest.fixture
def verify(
    address: str, borough: Borough, state: Path, capsys: pytest.CaptureFixture[str]
) -> Verifier:
    """By the key whose secret the server has; the first answer makes it sign."""
    borough.as_("Audrey").get(f"/logs/{borough.partnership.id}/checkpoint")
    origin = borough.partnership.kept_in.origin
    return Verifier(Signer(origin, seed=seed_in(state)).vkey, capsys)


def test_it_verifies_what_is_served(address: str, borough: Borough, verify: Verifier) -> None:
    answer = verify(address)

    assert (answer.code, answer.faults) == (0, [])
    assert answer.said["size"] > 256
    assert answer.said["disclosures"]["withheld"] > 0
    served_keys = borough.as_("Pat").get(f"/logs/{borough.partnership.id}/keys").json()
    assert served_keys["results"][0]["key"] == verify.key


def test_it_gives_no_verdict_to_who_is_no_auditor(
    address: str, borough: Borough, verify: Verifier, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ACCORD_TOKEN", borough.as_("Pat").headers["Authorization"][7:])

    answer = verify(address)

    assert answer.code == 2
    assert "auditor" in answer.said["not_checked"]


def test_it_names_what_was_altered_in_the_database(address: str, verify: Verifier) -> None:
    verify(address)
    behind_the_triggers(
        "UPDATE audit_disclosure SET value = 'WyJzYWx0IiwicmVhc29uIiwiT3RoZXIiXQ'"
        " WHERE field = 'email'",
        'UPDATE audit_entry SET leaf = (SELECT leaf FROM audit_entry WHERE "index" = 271)'
        ' WHERE "index" = 270',
    )

    found = [(one["code"], one["index"]) for one in verify(address).faults]

    assert ("leaf_differs", 270) in found
    assert "disclosure_unfit" in {code for code, _ in found}


def test_it_leaves_to_verify_log_what_only_the_database_has(address: str, verify: Verifier) -> None:
    """Columns that repeat the leaf for queries are in no export."""
    behind_the_triggers("UPDATE audit_entry SET verb = 'action.lost' WHERE \"index\" = 270")
    said = StringIO()

    with pytest.raises(CommandError):
        call_command("verify_log", "--json", stdout=said)

    fault = json.loads(said.getvalue())["logs"][0]["faults"][0]
    assert (fault["index"], fault["why"]) == (270, "verb differs from its leaf")
    assert verify(address).code == 0
