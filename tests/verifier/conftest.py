from base64 import b64decode
from datetime import date
from io import StringIO
from pathlib import Path
from typing import Any  # settings are of any type

import pytest
from django.core.management import call_command

from backend.actions import operations as actions
from backend.audit.erasure import clear_disclosures
from backend.audit.source import now
from backend.audit.unit import unit_of_work
from tests.borough import Borough, action_at_risk, action_done, many_actions
from tests.verifier.asking import Verifier
from tests.verifier.writer import Export, Signer, read_export

Kept = dict[str, Export]


@pytest.fixture(scope="session")
def kept() -> Kept:
    """Made once: what is exported no longer needs the database it came from."""
    return {}


@pytest.fixture
def honest(
    db: None,
    kept: Kept,
    settings: Any,
    request: pytest.FixtureRequest,
    tmp_path_factory: pytest.TempPathFactory,
) -> Export:
    """The log of a borough in which more happened than fits in two tiles. Not to be changed."""
    if "borough" not in kept:
        borough: Borough = request.getfixturevalue("knowsley")
        live(borough, 500)
        kept["borough"] = exported(borough, settings, tmp_path_factory.mktemp("honest"))
    return kept["borough"]


@pytest.fixture
def export(honest: Export, tmp_path: Path) -> Export:
    """A copy to do harm to."""
    return honest.copy(tmp_path / "log")


def exported(borough: Borough, settings: Any, place: Path) -> Export:
    """By the product itself, with a key made for it."""
    settings.STATE_DIR = place
    origin = borough.partnership.kept_in.origin
    call_command("export_log", place / "log", log=origin, stdout=StringIO())
    return read_export(place / "log", Signer(origin, seed=seed_in(place)))


def seed_in(state: Path) -> bytes:
    return b64decode((state / "log-signing.key").read_bytes())


def live(borough: Borough, count: int) -> None:
    action = action_at_risk(borough)
    borough.act(
        "Priya",
        actions.reschedule_action,
        action_id=action.id,
        version=action.version,
        due_on=date(2027, 6, 30),
        reason="The builders come in May, “at the earliest”.",
    )
    action_done(borough)
    many_actions(borough, count)
    with unit_of_work(by=borough.who("Ada"), at=now()) as unit:
        clear_disclosures(unit, borough.actor_id("Pat"))


@pytest.fixture
def verify(honest: Export, capsys: pytest.CaptureFixture[str]) -> Verifier:
    return Verifier(honest.signer.vkey, capsys)


@pytest.fixture(autouse=True)
def forgetful(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Nothing is remembered from one test to the next."""
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    monkeypatch.delenv("ACCORD_TOKEN", raising=False)
