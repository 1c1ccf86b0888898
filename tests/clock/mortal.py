"""The test's side of `tests.clock.killed`: a worker that is told when to die."""

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from tempfile import TemporaryFile
from typing import IO

from tests.architecture.source import ROOT
from tests.live.server import PATIENCE, database_url


class MortalWorker:
    def __init__(self, process: subprocess.Popen[str], errors: IO[str]) -> None:
        self._process = process
        self._errors = errors

    def works(self, at: datetime, *, killed_at: int = 0) -> str:
        """killed or done."""
        self._pipe(self._process.stdin).write(f"{at.isoformat()} {killed_at}\n")
        self._pipe(self._process.stdin).flush()
        answer = self._pipe(self._process.stdout).readline().strip()
        assert answer in ("killed", "done"), f"{answer}: {self._said()}"
        return answer

    def _said(self) -> str:
        self._errors.seek(0)
        return self._errors.read()

    @staticmethod
    def _pipe(pipe: IO[str] | None) -> IO[str]:
        assert pipe is not None
        return pipe


@contextmanager
def mortal_worker() -> Iterator[MortalWorker]:
    with (
        TemporaryFile("w+") as errors,
        subprocess.Popen(
            [sys.executable, "-m", "tests.clock.killed"],
            cwd=ROOT,
            env={
                **os.environ,
                "DJANGO_SETTINGS_MODULE": "tests.clock.settings",
                "DATABASE_URL": database_url(),
            },
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=errors,
            text=True,
        ) as process,
    ):
        try:
            yield MortalWorker(process, errors)
        finally:
            process.stdin.close()  # type: ignore[union-attr]  # it is a pipe
            process.wait(PATIENCE)
