"""Takes one guard away at a time, in a copy of the tree, and expects the tests to notice.

python -m tests.mutations.run [--jobs N] [--room ROOM]
"""

import shutil
import subprocess
import sys
import tempfile
from argparse import ArgumentParser
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path

from tests.mutations import deal_guards, forum_guards, guards, key_guards
from tests.mutations.guards import Mutation

MUTATIONS = (
    *guards.MUTATIONS,
    *deal_guards.MUTATIONS,
    *forum_guards.MUTATIONS,
    *key_guards.MUTATIONS,
)
ROOT = Path(__file__).resolve().parents[2]
PARTS = ("backend", "tests", "pyproject.toml", "manage.py", "openapi", "README.md")
# What pytest exits with when a test failed, and not for instance when none was collected.
TESTS_FAILED = 1
LEFT_OUT = shutil.ignore_patterns("node_modules", "__pycache__")


def main() -> int:
    parser = ArgumentParser(description=__doc__)
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--room", help="only the guards of this room")
    options = parser.parse_args()
    chosen = [one for one in MUTATIONS if options.room in (None, one.room)]
    with tempfile.TemporaryDirectory() as directory, ThreadPoolExecutor(options.jobs) as pool:
        survived = list(pool.map(partial(survives, Path(directory)), chosen))
    noticed = survived.count(False)
    sys.stdout.write(f"{noticed} of {len(chosen)} mutations noticed\n")
    return 1 if any(survived) else 0


def survives(directory: Path, mutation: Mutation) -> bool:
    """Whether the tests still pass without the guard: then nothing watches over it."""
    tree = directory / mutation.guard.replace(" ", "-").replace(":", "")
    tree.mkdir()
    for part in PARTS:
        _copy(ROOT / part, tree / part)
    path = tree / mutation.path
    text = path.read_text("utf-8")
    assert text.count(mutation.old) == 1, f"{mutation.guard}: the text to edit is not there once"
    path.write_text(text.replace(mutation.old, mutation.new), "utf-8")
    run = subprocess.run(  # noqa: S603 - a file of ours, named above
        [
            sys.executable,
            "-m",
            "pytest",
            "-q",
            "-x",
            "-p",
            "no:randomly",
            f"tests/{mutation.room}/test_{mutation.watched_by}.py",
        ],
        cwd=tree,
        env={"PATH": "/usr/bin:/bin", "ACCORD_STATE_DIR": str(tree / "var")},
        capture_output=True,
        text=True,
        check=False,
    )
    shutil.rmtree(tree)
    _tell(mutation, run)
    return run.returncode != TESTS_FAILED


def _tell(mutation: Mutation, run: subprocess.CompletedProcess[str]) -> None:
    verdict = "noticed " if run.returncode == TESTS_FAILED else "SURVIVED"
    failed = next((line for line in run.stdout.splitlines() if line.startswith("FAILED")), "")
    sys.stdout.write(f"{verdict} {mutation.guard}: {failed[:150]}\n")
    sys.stdout.flush()


def _copy(source: Path, target: Path) -> None:
    if source.is_dir():
        shutil.copytree(source, target, ignore=LEFT_OUT)
    else:
        shutil.copy(source, target)


if __name__ == "__main__":
    sys.exit(main())
