"""The demo as `make run` starts it: processes of its own, on a state directory of its own."""

import os
import re
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from threading import Thread
from typing import Final

import httpx

from tests.architecture.source import ROOT
from tests.onboarding.pasted import shell_settings

LISTENING: Final = re.compile(r"running on http://127\.0\.0\.1:\d+")
PATIENCE: Final = 60.0


@dataclass(frozen=True)
class Demo:
    directory: Path

    def run(self, *command: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(  # noqa: S603 - our own commands
            [sys.executable, "manage.py", *command],
            cwd=ROOT,
            env=self._surroundings,
            capture_output=True,
            text=True,
            check=False,
        )

    @contextmanager
    def served(self) -> Iterator[dict[str, str]]:
        """What `demo.env` then tells a shell."""
        command = [sys.executable, "manage.py", "demo", "--port", str(free_port())]
        with subprocess.Popen(  # noqa: S603 - our own command
            command,
            cwd=ROOT,
            env=self._surroundings,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        ) as process:
            said = process.stdout
            assert said is not None
            heard = []
            for line in said:
                heard.append(line)
                if LISTENING.search(line):
                    break
            else:
                raise AssertionError("".join(heard))
            # Read on, or the server would stop at a full pipe.
            listening = Thread(target=heard.extend, args=(said,))
            listening.start()
            try:
                yield self.settings
            finally:
                process.send_signal(signal.SIGTERM)
                process.wait(PATIENCE)
                listening.join(PATIENCE)

    @property
    def settings(self) -> dict[str, str]:
        return shell_settings(self.directory / "demo.env")

    @property
    def _surroundings(self) -> dict[str, str]:
        """Without a database of the test's: the demo has its own."""
        inherited = {
            name: value
            for name, value in os.environ.items()
            if name not in ("DATABASE_URL", "REDIS_URL")
        }
        return {
            **inherited,
            "DJANGO_SETTINGS_MODULE": "backend.config.settings",
            "ACCORD_STATE_DIR": str(self.directory),
            "WEBHOOK_ALLOW_LOOPBACK": "true",
            "PYTHONUNBUFFERED": "1",
        }


def free_port() -> int:
    with closing(socket.socket()) as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


def got(known: dict[str, str], path: str, token: str) -> httpx.Response:
    headers = {"Authorization": f"Bearer {token}"}
    return httpx.get(known["API"] + path, headers=headers, timeout=PATIENCE)


def signed_in(known: dict[str, str]) -> str:
    """The token that its client gets."""
    answer = httpx.post(
        known["ACCORD"] + "/oauth/token",
        data={"grant_type": "client_credentials"},
        auth=(known["CLIENT_ID"], known["CLIENT_SECRET"]),
        timeout=PATIENCE,
    )
    assert answer.status_code == 200, answer.text
    return str(answer.json()["access_token"])
