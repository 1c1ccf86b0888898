"""How long the lines of a file, and what became of them, are kept."""

from datetime import timedelta

import pytest
import time_machine

from backend.audit.source import now
from backend.audit.unit import unit_of_work
from backend.clock.identity import clock_in
from backend.people.models import Profile
from backend.people.operations import erase_person
from backend.sync import importing, lines
from backend.sync.models import Import, ImportPart
from backend.sync.operations import imports as operations
from backend.sync.operations import results as keeping
from tests.actions.questions import read
from tests.borough import Borough
from tests.sync.files import download, heard, many, submitted, worked
from tests.sync.hooking import MONDAY

LATE = MONDAY + keeping.KEPT + timedelta(minutes=5)


@pytest.fixture
def by_twos(monkeypatch: pytest.MonkeyPatch) -> None:
    """Two lines at once."""
    monkeypatch.setattr(lines, "PART", 2)


def test_it_lets_go_of_what_was_sent_once_it_is_heard(borough: Borough) -> None:
    heard(borough, *many(borough, 2))

    assert bytes(ImportPart.objects.get().content) == b""


def cleared(borough: Borough) -> int:
    """Until nothing is left to do. In how many rounds."""
    rounds, is_unfinished = 0, True
    while is_unfinished:
        rounds += 1
        with unit_of_work(by=clock_in(borough.partnership.id, now()), at=now()) as unit:
            is_unfinished = keeping.clear_imports(unit)
    return rounds


def test_it_keeps_results_for_thirty_days(
    borough: Borough, by_twos: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(keeping, "CLEARED_AT_ONCE", 1)
    import_id = submitted(borough, *many(borough, 4))
    worked()
    cleared(borough)
    before = ImportPart.objects.count()

    with time_machine.travel(LATE):
        borough.tokens.clear()
        hidden = download(borough, import_id)
        rounds = cleared(borough)
        shown = read(borough, "Pat", f"/imports/{import_id}")

    assert (before, ImportPart.objects.count(), rounds) == (2, 0, 3)
    assert (hidden.status_code, hidden.json()["code"]) == (410, "results_not_kept")
    assert (shown["results_url"], shown["counts"]["created"]) == (None, 4)


def test_it_clears_nothing_that_is_not_finished(borough: Borough) -> None:
    submitted(borough, *many(borough, 1))

    with time_machine.travel(LATE):
        cleared(borough)

    assert ImportPart.objects.count() == 1


def test_it_forgets_results_when_a_person_is_erased(borough: Borough, by_twos: None) -> None:
    """Who may stand in any of them, and in none that is yet to come."""
    finished = submitted(borough, *many(borough, 1))
    worked()
    running = submitted(borough, *many(borough, 4))
    (waiting,) = operations.imports_due(now())
    importing._step(waiting)
    profile = Profile.objects.get(id=borough.profiles["Pat"].id)
    borough.act(
        "Ada", erase_person, profile_id=profile.id, version=profile.version, reason="He asked."
    )
    kept = ImportPart.objects.exclude(results=b"").count()
    worked()

    refused = [download(borough, one) for one in (finished, running)]

    assert kept == 0
    assert [one.json()["code"] for one in refused] == ["results_not_kept"] * 2
    assert sum(Import.objects.get(id=running).counts.values()) == 4
