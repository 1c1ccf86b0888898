"""The test's side of `tests.audit.ledger.killed`: writers that are told when to die."""

import os
import subprocess
import sys
from base64 import b64decode
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from tempfile import TemporaryFile
from typing import NamedTuple

from django.conf import settings

from tests.architecture.source import ROOT
from tests.live.server import PATIENCE, database_url


class End(NamedTuple):
    was_killed: bool
    # What left the process before it ended.
    note: str


@contextmanager
def mortal_writers() -> Iterator[Callable[[int], End]]:
    """Each call is one writer's life: killed before that step, or ended by itself."""
    with (
        TemporaryFile("w+") as errors,
        subprocess.Popen(
            [sys.executable, "-m", "tests.audit.ledger.killed"],
            cwd=ROOT,
            env={
                **os.environ,
                "DJANGO_SETTINGS_MODULE": settings.SETTINGS_MODULE,
                "DATABASE_URL": database_url(),
                "ACCORD_STATE_DIR": str(settings.STATE_DIR),
            },
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=errors,
            text=True,
        ) as process,
    ):
        assert process.stdin is not None
        assert process.stdout is not None

        def live(killed_before: int) -> End:
            print(killed_before, file=process.stdin, flush=True)
            end, _, note = process.stdout.readline().rstrip("\n").partition(" ")  # type: ignore[union-attr]  # it is a pipe
            errors.seek(0)
            assert end in ("killed", "done"), errors.read()
            return End(end == "killed", b64decode(note).decode())

        try:
            yield live
        finally:
            process.stdin.close()
            process.wait(PATIENCE)
