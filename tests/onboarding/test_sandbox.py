"""reset_sandbox brings a demo back to where it began, and touches nothing else."""

import shutil
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Final

import httpx
import pytest
from django.core.management import CommandError, call_command

from tests.onboarding.borough import BOROUGHS, written
from tests.onboarding.fresh_demo import Demo, got, signed_in

ITEM: Final = "/sources/demo-tracker/actions/HOME-12"
# Other at every start.
ADDRESSES: Final = {"ACCORD", "API", "STREAM"}


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    directory = tmp_path_factory.mktemp("made")
    run = Demo(directory).run("demo", "--no-serve")
    assert run.returncode == 0, run.stderr
    return directory


@pytest.fixture
def demo(made: Path, tmp_path: Path) -> Demo:
    """As it is after its first start; one for each test."""
    shutil.copytree(made, tmp_path / "var")
    return Demo(tmp_path / "var")


def entries(demo: Demo) -> int:
    with closing(sqlite3.connect(demo.directory / "accord.sqlite3")) as database:
        count: int = database.execute("SELECT count(*) FROM audit_entry").fetchone()[0]
    return count


def sign_ins(known: dict[str, str]) -> dict[str, str]:
    return {name: value for name, value in known.items() if name not in ADDRESSES}


def play(known: dict[str, str]) -> None:
    headers = {"Authorization": f"Bearer {signed_in(known)}"}
    item = {"changed_at": "2026-11-20T09:00:00Z", "title": "Insulate", "plan": known["PLAN"]}
    sent = httpx.put(known["API"] + ITEM, json=item, headers=headers, timeout=20)
    assert sent.status_code == 201, sent.text


def checkpoint(known: dict[str, str]) -> httpx.Response:
    return got(known, f"/logs/{known['PARTNERSHIP']}/checkpoint", known["AUDITOR"])


@pytest.mark.embedded
def test_it_brings_back_the_first_state_and_every_way_in(demo: Demo) -> None:
    before, first = entries(demo), sign_ins(demo.settings)
    with demo.served() as known:
        play(known)
        # From now on a log of fewer entries is one that was restored.
        assert checkpoint(known).status_code == 200

    run = demo.run("reset_sandbox")

    assert run.stdout == "The demo is as it was when it was made. Start it: manage.py demo\n"
    assert entries(demo) == before
    with demo.served() as known:
        assert sign_ins(known) == first
        assert got(known, "/me", known["SPONSOR"]).status_code == 200
        assert got(known, ITEM, signed_in(known)).status_code == 404
        assert checkpoint(known).status_code == 200


@pytest.mark.embedded
def test_it_does_no_harm_twice(demo: Demo) -> None:
    first = sign_ins(demo.settings)

    runs = [demo.run("reset_sandbox").returncode for _ in range(2)]

    assert runs == [0, 0]
    assert sign_ins(demo.settings) == first


@pytest.mark.embedded
def test_it_waits_for_the_server_to_be_stopped(demo: Demo) -> None:
    with demo.served() as known:
        play(known)

        run = demo.run("reset_sandbox")

        assert run.returncode == 1
        assert run.stderr.endswith(
            "Something uses the database. Stop the server and the workers first. "
            "Nothing was changed.\n"
        )
        assert got(known, ITEM, signed_in(known)).status_code == 200


@pytest.mark.embedded
def test_it_leaves_a_partnership_alone_that_the_demo_did_not_make(
    demo: Demo, tmp_path: Path
) -> None:
    loaded = demo.run("import_plan", str(written(tmp_path, BOROUGHS)))
    assert loaded.returncode == 0, loaded.stderr
    before = entries(demo)

    run = demo.run("reset_sandbox")

    assert run.returncode == 1
    assert "what the demo did not make: hilltop, riverside. Nothing was changed." in run.stderr
    assert entries(demo) == before


@pytest.mark.embedded
def test_it_leaves_alone_what_was_never_a_demo(tmp_path: Path) -> None:
    run = Demo(tmp_path).run("reset_sandbox")

    assert run.returncode == 1
    assert "where `manage.py demo` keeps what it makes of an empty database." in run.stderr
    assert run.stderr.endswith("Nothing was changed.\n")


@pytest.mark.postgres
@pytest.mark.django_db
def test_it_leaves_postgresql_alone() -> None:
    with pytest.raises(CommandError, match="This database is PostgreSQL, and a sandbox is SQLite"):
        call_command("reset_sandbox")
