"""The highest size and root ever signed of each log, kept in a file outside the database.

A database put back from a backup does not know what it lost; this file does. So it is moved before
a signature leaves the process, and no backup of the database may bring it back.
"""

import fcntl
import json
import os
from base64 import b64decode, b64encode
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import ClassVar, NamedTuple

from django.conf import settings

from backend.errors import Refused

FILE_NAME = "log-marks.json"


class MarkUnreadable(Refused):
    """The file that remembers what was signed cannot be read, so nothing is signed."""

    code = "log_mark_unreadable"
    status: ClassVar[int] = 503
    title = "What was signed last cannot be read"
    remedy = "Try again later. If it stays, tell whoever runs the service."

    def __init__(self) -> None:
        super().__init__(
            f"{FILE_NAME} in the state directory cannot be read, so nothing more is signed. "
            "Whoever runs the service puts it back as it was and then runs verify_log."
        )


class Mark(NamedTuple):
    size: int
    root: bytes


def mark_of(origin: str) -> Mark | None:
    """Read it before the size of the log: what is appended between the two only adds to the log."""
    return _marks().get(origin)


def move_mark(origin: str, *, was: Mark | None, to: Mark) -> bool:
    """Whether it still stood where the caller saw it; if not, it stays where it is now."""
    with _locked():
        marks = _marks()
        if marks.get(origin) != was:
            return False
        _write({**marks, origin: to})
        return True


def _file() -> Path:
    return Path(settings.STATE_DIR) / FILE_NAME


@contextmanager
def _locked() -> Iterator[None]:
    """Held by one thread of one process, and let go by the system when that is killed."""
    lock = os.open(_file().with_suffix(".lock"), os.O_RDWR | os.O_CREAT, 0o600)
    try:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield
    finally:
        os.close(lock)


def _marks() -> dict[str, Mark]:
    try:
        content = _file().read_bytes()
    except FileNotFoundError:
        return {}
    try:
        kept = json.loads(content)
        return {
            origin: Mark(int(one["size"]), b64decode(one["root"], validate=True))
            for origin, one in kept.items()
        }
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise MarkUnreadable from error


def _write(marks: dict[str, Mark]) -> None:
    """Whole or not at all, also when the power goes. Under the lock: the draft has one name."""
    content = {
        origin: {"size": one.size, "root": b64encode(one.root).decode()}
        for origin, one in sorted(marks.items())
    }
    draft = _file().with_suffix(".draft")
    with open(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as target:
        json.dump(content, target, indent=2)
        target.flush()
        os.fsync(target.fileno())
    draft.replace(_file())
    directory = os.open(_file().parent, os.O_RDONLY)
    try:
        # Or the name may lead to the old file again after a crash.
        os.fsync(directory)
    finally:
        os.close(directory)
