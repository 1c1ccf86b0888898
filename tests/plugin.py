"""What a test run must know before it collects: its state directory, and which database it has."""

import gc
import os
from pathlib import Path

import pytest
from django.conf import settings

# Each process that has a database of its own keeps what belongs to it apart from the others, and
# from a deployment's: what was signed of a log is remembered outside the database. Programs that
# tests start inherit it. Set before anything reads the settings.
_OUTSIDE = os.environ.get("ACCORD_STATE_DIR") or Path(__file__).resolve().parent.parent / "var"
STATE_DIR = Path(_OUTSIDE) / os.environ.get("PYTEST_XDIST_WORKER", "tests")
os.environ["ACCORD_STATE_DIR"] = str(STATE_DIR)


def pytest_collection_finish() -> None:
    """What stands now stays to the end: looking through it for garbage was a fifth of a test."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 50)


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out, rather than skip, what only the other database can show, or what shows the same
    beside either: a skip invites being ignored.
    """
    is_postgres = settings.DATABASES["default"]["ENGINE"].endswith("postgresql")
    beside = "embedded" if is_postgres else "postgres"
    without = [item for item in items if item.get_closest_marker(beside)]
    items[:] = [item for item in items if not item.get_closest_marker(beside)]
    config.hook.pytest_deselected(items=without)
