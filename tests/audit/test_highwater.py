import stat
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from pytest_django import Settings

from backend.audit.highwater import FILE_NAME, Mark, MarkUnreadable, mark_of, move_mark
from tests.architecture.source import ROOT
from tests.audit.ledger.climbing import ORIGIN, climb
from tests.live.server import PATIENCE

LOW, HIGH = Mark(3, b"\x03" * 32), Mark(7, b"\x07" * 32)


@pytest.fixture(autouse=True)
def state_dir(settings: Settings, tmp_path: Path) -> Path:
    settings.STATE_DIR = tmp_path
    return tmp_path


def test_it_remembers_nothing_of_a_log_never_signed() -> None:
    assert mark_of(ORIGIN) is None


def test_it_remembers_what_was_signed() -> None:
    assert move_mark(ORIGIN, was=None, to=LOW)
    assert move_mark(ORIGIN, was=LOW, to=HIGH)

    assert mark_of(ORIGIN) == HIGH


def test_it_keeps_the_logs_apart() -> None:
    move_mark(ORIGIN, was=None, to=LOW)
    move_mark("accord.example/another", was=None, to=HIGH)

    assert mark_of(ORIGIN) == LOW


@pytest.mark.parametrize("seen", [None, HIGH, Mark(LOW.size, HIGH.root)])
def test_it_moves_only_from_where_it_was_seen(seen: Mark | None) -> None:
    move_mark(ORIGIN, was=None, to=LOW)

    assert not move_mark(ORIGIN, was=seen, to=HIGH)
    assert mark_of(ORIGIN) == LOW


def test_it_is_for_its_owner_alone(state_dir: Path) -> None:
    move_mark(ORIGIN, was=None, to=LOW)

    assert {stat.S_IMODE(one.stat().st_mode) for one in state_dir.iterdir()} == {0o600}


def test_it_takes_no_notice_of_a_draft_somebody_left(state_dir: Path) -> None:
    """By a process that was killed while it wrote."""
    move_mark(ORIGIN, was=None, to=LOW)
    (state_dir / FILE_NAME).with_suffix(".draft").write_text("x" * 10_000)

    assert move_mark(ORIGIN, was=LOW, to=HIGH)
    assert mark_of(ORIGIN) == HIGH


@pytest.mark.parametrize("content", ["", "{", "[]", '{"accord.example/lane": {"size": 1}}', "\0"])
def test_it_never_takes_what_it_cannot_read_for_nothing(content: str, state_dir: Path) -> None:
    (state_dir / FILE_NAME).write_text(content)

    with pytest.raises(MarkUnreadable, match="puts it back as it was"):
        mark_of(ORIGIN)
    with pytest.raises(MarkUnreadable):
        move_mark(ORIGIN, was=None, to=LOW)
    assert (state_dir / FILE_NAME).read_text() == content


def test_it_loses_no_move_among_threads() -> None:
    with ThreadPoolExecutor(4) as threads:
        list(threads.map(climb, [10] * 4))

    assert mark_of(ORIGIN) == Mark(40, bytes(32))


def test_it_loses_no_move_among_processes(state_dir: Path) -> None:
    program = [sys.executable, "-m", "tests.audit.ledger.climbing", str(state_dir)]
    climbers = [subprocess.Popen(program, cwd=ROOT) for _ in range(3)]  # noqa: S603  # ours

    assert [one.wait(PATIENCE) for one in climbers] == [0, 0, 0]
    assert mark_of(ORIGIN) == Mark(30, bytes(32))
