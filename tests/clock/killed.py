"""Run as a program: a worker that is killed at its n-th step, on the database it is given.

Reads lines of an instant and a number from its input, and for each runs `manage.py worker --once`
in a process of its own, forked so that Django is loaded only once. The number is the step at which
that process gets SIGKILL; 0: none. Answers one line: killed, done, or failed.

Steps are each statement outside a transaction, and the instants before and after each commit:
wherever in a transaction it dies, nothing of it is kept.
"""

import os
import signal
import sys
from datetime import date, datetime
from io import StringIO
from traceback import print_exc
from typing import Any, ClassVar  # statements and their parameters

import django

django.setup()

from django.core.management import (  # noqa: E402  # models need the set-up above
    call_command,
    load_command_class,
)
from django.db import connection  # noqa: E402
from django.urls import get_resolver  # noqa: E402
from django.utils.module_loading import import_string  # noqa: E402

from backend.audit.source import SystemSource  # noqa: E402
from backend.clock.chores import all_chores  # noqa: E402
from backend.clock.errands import all_errands  # noqa: E402
from backend.clock.working_days import working_days_after  # noqa: E402


class SetSource(SystemSource):
    """Its clock stands where the test has set it; ids stay unique from run to run."""

    at: ClassVar[datetime]

    def now(self) -> datetime:
        return self.at


class Killer:
    def __init__(self, step: int) -> None:
        self._left = step

    def __call__(self, execute: Any, *statement: Any) -> Any:
        if not connection.in_atomic_block:
            self._count()
        return execute(*statement)

    def commits(self) -> None:
        self._count()
        commit()
        self._count()

    def _count(self) -> None:
        self._left -= 1
        if self._left == 0:
            os.kill(os.getpid(), signal.SIGKILL)


commit = connection._commit  # type: ignore[attr-defined]  # no part of what stubs know


def work(at: datetime, step: int) -> None:
    SetSource.at = at
    killer = Killer(step)
    connection._commit = killer.commits  # type: ignore[attr-defined]  # the point of this program
    with connection.execute_wrapper(killer):
        call_command("worker", once=True, stdout=StringIO())


def ended(at: datetime, step: int) -> int:
    try:
        work(at, step)
        connection.close()
    except Exception:
        print_exc()
        return 1
    return 0


def worked(at: datetime, step: int) -> str:
    child = os.fork()
    if child == 0:
        # Without the clean-up of a process that it is only a copy of.
        os._exit(ended(at, step))
    _, status = os.waitpid(child, 0)
    if os.WIFSIGNALED(status):
        return "killed" if os.WTERMSIG(status) == signal.SIGKILL else "failed"
    return "done" if os.waitstatus_to_exitcode(status) == 0 else "failed"


def warm_up() -> None:
    """What each child would otherwise load for itself; none of it asks the database."""
    load_command_class("backend.clock", "worker")
    connection.ops.compiler("SQLCompiler")
    working_days_after(date(2026, 3, 1), 1)
    for chore in all_chores():
        assert callable(chore.work)
    for errand in all_errands():
        import_string(errand.once)
    # What is told says where to read more of it.
    assert get_resolver().url_patterns


def main() -> None:
    warm_up()
    for line in sys.stdin:
        at, step = line.split()
        print(worked(datetime.fromisoformat(at), int(step)), flush=True)  # noqa: T201  # the answer


if __name__ == "__main__":
    main()
