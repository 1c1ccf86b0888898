from datetime import date
from pathlib import Path

import pytest

from backend.actions import operations as actions
from backend.audit.erasure import clear_disclosures
from backend.audit.models import Disclosure, Entry
from backend.audit.source import now
from backend.audit.unit import unit_of_work
from tests.borough import Borough, action_at_risk, action_done, many_actions
from tests.verifier.asking import Verifier
from tests.verifier.writer import Export, Signer

Kept = dict[str, Export]


@pytest.fixture(scope="session")
def kept() -> Kept:
    """Made once: what is exported no longer needs the database it came from."""
    return {}


@pytest.fixture
def honest(
    db: None, kept: Kept, request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Export:
    """The log of a borough in which more happened than fits in two tiles. Not to be changed."""
    if "borough" not in kept:
        borough: Borough = request.getfixturevalue("knowsley")
        kept["borough"] = _exported(borough, tmp_path_factory.mktemp("honest") / "log")
    return kept["borough"]


@pytest.fixture
def export(honest: Export, tmp_path: Path) -> Export:
    """A copy to do harm to."""
    return honest.copy(tmp_path / "log")


def _exported(borough: Borough, path: Path) -> Export:
    _live(borough)
    log_id = borough.partnership.id
    entries = Entry.objects.filter(log_id=log_id).order_by("index")
    origin = borough.partnership.kept_in.origin
    return Export(
        path,
        origin,
        Signer(origin),
        [bytes(leaf) for leaf in entries.values_list("leaf", flat=True)],
        dict(
            Disclosure.objects.filter(log_id=log_id)
            .order_by("digest")
            .values_list("digest", "value")
        ),
    ).write()


def _live(borough: Borough) -> None:
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
    many_actions(borough, 500)
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
