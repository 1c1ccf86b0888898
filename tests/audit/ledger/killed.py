"""Run as a program: lamps are raised and signed for, each by a process killed before its n-th step.

Reads numbers from its input. For each it forks a process, so that Django is loaded only once, which
raises one lamp and asks for a checkpoint, and gets SIGKILL before that step; 0: never. Answers one
line: killed or done, then the note if one left that process.

Steps are statements, commits, writes of the mark and signatures: nothing else could be cut short.
"""

import os
import signal
import sys
from base64 import b64encode
from collections.abc import Callable
from pathlib import Path
from traceback import print_exc
from typing import Any  # whatever the wrapped functions take and give

import django

django.setup()

from django.db import connection  # noqa: E402  # models need the set-up above

from backend.audit import signing  # noqa: E402
from backend.audit.checkpoints import current_checkpoint  # noqa: E402
from backend.audit.models import Log  # noqa: E402
from backend.audit.source import SystemSource  # noqa: E402
from tests.audit.ledger.history import raise_lamp  # noqa: E402
from tests.audit.ledger.models import Street  # noqa: E402


class Killer:
    def __init__(self, step: int) -> None:
        self._left = step

    def before(self, deed: Callable[..., Any]) -> Callable[..., Any]:
        def counted(*args: Any, **kwargs: Any) -> Any:
            self.count()
            return deed(*args, **kwargs)

        return counted

    def __call__(self, execute: Any, *statement: Any) -> Any:
        self.count()
        return execute(*statement)

    def count(self) -> None:
        self._left -= 1
        if self._left == 0:
            os.kill(os.getpid(), signal.SIGKILL)


def life() -> str:
    source = SystemSource()
    street = Street.objects.get()
    raise_lamp(source, street)
    return current_checkpoint(Log.objects.get(id=street.pk), source.now()).note


def work(killer: Killer, told: int) -> None:
    connection._commit = killer.before(connection._commit)  # type: ignore[attr-defined]  # the point of this program
    os.fsync = killer.before(os.fsync)
    Path.replace = killer.before(Path.replace)  # type: ignore[method-assign]  # likewise
    signing.Signer.line = killer.before(signing.Signer.line)  # type: ignore[method-assign]  # likewise
    with connection.execute_wrapper(killer):
        note = life()
    killer.count()
    os.write(told, b64encode(note.encode()))


def ended(step: int, told: int) -> int:
    try:
        work(Killer(step), told)
        connection.close()
    except Exception:
        print_exc()
        return 1
    return 0


def worked(step: int) -> str:
    heard, told = os.pipe()
    child = os.fork()
    if child == 0:
        # Without the clean-up of a process that it is only a copy of.
        os._exit(ended(step, told))
    os.close(told)
    with open(heard, "rb") as note:
        words = note.read().decode()
    _, status = os.waitpid(child, 0)
    if os.WIFSIGNALED(status) and os.WTERMSIG(status) == signal.SIGKILL:
        return f"killed {words}"
    return f"done {words}" if status == 0 else "failed"


if __name__ == "__main__":
    # Lived once by this process itself: what each child would otherwise load anew is there.
    life()
    connection.close()
    for line in sys.stdin:
        print(worked(int(line)), flush=True)  # noqa: T201  # the answer
