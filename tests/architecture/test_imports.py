"""The import contracts hold, and each is shown to break on a tree with one import too many."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.architecture.source import ROOT

LINT_IMPORTS = Path(sys.executable).with_name("lint-imports")


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    """A copy of the backend, with an app beside the others in which nothing stands yet."""
    ignored = shutil.ignore_patterns("__pycache__")
    shutil.copytree(ROOT / "backend", tmp_path / "backend", ignore=ignored)
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    return tmp_path


def add(tree: Path, module: str, code: str = "") -> None:
    path = tree / module
    path.parent.mkdir(parents=True, exist_ok=True)
    for package in (path.parent, path.parent.parent):
        (package / "__init__.py").touch()
    with path.open("a") as file:
        file.write(f"\n{code}\n")


def kept(tree: Path, contract: str) -> bool:
    command = [str(LINT_IMPORTS), "--no-cache", "--contract", contract]
    run = subprocess.run(command, cwd=tree, capture_output=True, text=True, check=False)
    outcome = "1 kept, 0 broken" if run.returncode == 0 else "0 kept, 1 broken"
    # Anything else, a mistake in the contract above all, must not pass for a broken contract.
    assert outcome in run.stdout, run.stdout + run.stderr
    return run.returncode == 0


@pytest.mark.parametrize("contract", ["arrow", "rooms", "core", "views"])
def test_it_keeps_every_contract(tree: Path, contract: str) -> None:
    assert kept(tree, contract)


def test_it_notices_an_import_against_the_arrow(tree: Path) -> None:
    add(tree, "backend/audit/leaf.py", "import backend.people")

    assert not kept(tree, "arrow")


def test_it_notices_an_import_against_the_arrow_inside_a_function(tree: Path) -> None:
    add(tree, "backend/errors.py", "def late():\n    import backend.forums")

    assert not kept(tree, "arrow")


def test_it_notices_siblings_that_meet(tree: Path) -> None:
    add(tree, "backend/live/hub.py")
    add(tree, "backend/sync/feed.py", "import backend.live.hub")

    assert not kept(tree, "arrow")


def test_it_notices_an_app_without_a_place(tree: Path) -> None:
    add(tree, "backend/reports/pack.py")

    assert not kept(tree, "arrow")


@pytest.mark.parametrize(
    ("lower", "upper"),
    [
        ("models", "operations"),
        ("models", "policy"),
        ("policy", "operations"),
        ("operations", "serializers"),
        ("serializers", "views"),
        ("filters", "views"),
        ("views", "urls"),
    ],
)
def test_it_notices_an_import_up_the_rooms(tree: Path, lower: str, upper: str) -> None:
    add(tree, f"backend/reports/{upper}.py")
    add(tree, f"backend/reports/{lower}.py", f"import backend.reports.{upper}")

    assert not kept(tree, "rooms")


@pytest.mark.parametrize("room", ["models", "operations", "policy"])
@pytest.mark.parametrize("library", ["rest_framework", "drf_spectacular", "channels"])
def test_it_notices_a_rule_that_knows_the_wire(tree: Path, room: str, library: str) -> None:
    add(tree, f"backend/reports/{room}/packs.py", f"from {library} import anything")

    assert not kept(tree, "core")


def test_it_notices_a_view_used_by_another_app(tree: Path) -> None:
    add(tree, "backend/reports/views.py")
    add(tree, "backend/live/hub.py", "import backend.reports.views")

    assert not kept(tree, "views")
