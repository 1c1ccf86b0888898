"""What a file may be: small enough to read in one sitting, and true on any machine."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.architecture.source import ROOT

LINES = 400
KEPT = ("backend", "tests", "verifier", "bench", "docs", "openapi", ".ci")
NOT_OURS = {"node_modules", "__pycache__", "migrations", "package-lock.json"}
# Directories in which people's checkouts and homes lie; written apart, to be no offence itself.
SOMEBODYS = re.compile(r"(?<![\w.:/}])/(?:" + "|".join(["home", "root", "Users", "work"]) + r")\b")


def files() -> Iterator[Path]:
    """Ours, as committed: found without git, for an archive has none."""
    yield from (path for path in ROOT.iterdir() if path.is_file() and path.name != "uv.lock")
    for place in KEPT:
        for path in (ROOT / place).rglob("*"):
            if path.is_file() and NOT_OURS.isdisjoint(path.parts):
                yield path


def long_modules(paths: Iterator[Path]) -> list[str]:
    modules = (path for path in paths if path.suffix == ".py")
    return [str(path) for path in modules if len(path.read_text("utf-8").splitlines()) > LINES]


def paths_of_a_machine(paths: Iterator[Path]) -> list[str]:
    return [
        f"{path}:{number} {found[0]}"
        for path in paths
        for number, line in enumerate(path.read_text("utf-8", "replace").splitlines(), 1)
        if (found := SOMEBODYS.search(line))
    ]


def test_it_keeps_modules_short() -> None:
    assert long_modules(files()) == []


def test_it_names_no_place_on_anybodys_machine() -> None:
    assert paths_of_a_machine(files()) == []


def test_it_notices_a_long_module(tmp_path: Path) -> None:
    module = tmp_path / "models.py"
    module.write_text("pass\n" * (LINES + 1))

    assert long_modules(iter([module])) == [str(module)]


@pytest.mark.parametrize("place", ["home/priya/accord", "root/.venv", "work/main"])
def test_it_notices_a_place_on_somebodys_machine(tmp_path: Path, place: str) -> None:
    page = tmp_path / "page.md"
    page.write_text(f"Look in /{place} for it.")

    assert paths_of_a_machine(iter([page]))


def test_it_allows_addresses(tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    page.write_text("GET https://accord.example/work and /api/v1/home")

    assert not paths_of_a_machine(iter([page]))
