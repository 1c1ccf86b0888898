"""The package by itself: installed where nothing of the product is, it does its work."""

import json
import os
import subprocess
import sys
from importlib.metadata import version
from pathlib import Path

import pytest

from tests.architecture.source import ROOT
from tests.verifier.writer import Export

UV = Path(sys.executable).with_name("uv")


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    place = tmp_path_factory.mktemp("elsewhere")
    # The release that is here already: nothing needs to be fetched for it.
    pinned = f"cryptography=={version('cryptography')}"
    run(UV, "venv", "--quiet", "--python", sys.executable, place / "venv")
    run(UV, "pip", "install", "--quiet", "--python", place / "venv", ROOT / "verifier", pinned)
    return place


def run(*command: object, code: int = 0) -> str:
    alone = {name: value for name, value in os.environ.items() if not name.startswith("PYTHON")}
    done = subprocess.run(  # noqa: S603  # commands written out here
        [str(one) for one in command], capture_output=True, text=True, check=False, env=alone
    )
    assert done.returncode == code, done.stderr
    return done.stdout


def test_it_needs_neither_django_nor_the_product(place: Path) -> None:
    look = "import importlib.util as u; print([bool(u.find_spec(n)) for n in %r])"
    wanted = ["accord_verify", "cryptography", "django", "backend"]

    said = run(place / "venv" / "bin" / "python", "-I", "-c", look % wanted)

    assert said == "[True, True, False, False]\n"


def test_it_verifies_there(place: Path, honest: Export) -> None:
    command = place / "venv" / "bin" / "accord-verify"

    said = run(command, honest.path, "--key", honest.signer.vkey, "--json")

    assert json.loads(said)["verified"] is True


def test_it_runs_as_a_module_too(place: Path, honest: Export) -> None:
    python = place / "venv" / "bin" / "python"

    said = run(python, "-m", "accord_verify", honest.path, "--key", "nonsense", code=2)

    assert said == ""
