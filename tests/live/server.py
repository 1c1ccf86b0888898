"""The product as it is run: `manage.py serve` in a process of its own, on the test's database."""

import os
import re
import signal
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from threading import Thread
from typing import IO, Any, Final, cast  # Any: bodies and frames are JSON
from urllib.parse import quote

import httpx
import orjson
from django.db import connection
from websockets.sync.client import ClientConnection, connect
from websockets.typing import Subprotocol

from tests.architecture.source import ROOT
from tests.live.contract import assert_published

LISTENING: Final = re.compile(r"running on http://127\.0\.0\.1:(\d+)")
PATIENCE: Final = 20.0


def database_url() -> str:
    known = connection.settings_dict
    if connection.vendor == "sqlite":
        return f"sqlite:///{known['NAME']}"
    sign_in = ":".join(quote(str(known[part]), safe="") for part in ("USER", "PASSWORD"))
    return f"postgres://{sign_in}@{known['HOST']}:{known['PORT']}/{known['NAME']}"


class Server:
    """It looks at the log so seldom, unless said, that only the doorbell can wake it."""

    def __init__(self, look_seconds: float, surroundings: Mapping[str, str]) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "manage.py", "serve", "--port", "0"],
            cwd=ROOT,
            env={
                **os.environ,
                "DJANGO_SETTINGS_MODULE": "backend.config.settings",
                "DATABASE_URL": database_url(),
                "STREAM_LOOK_SECONDS": str(look_seconds),
                # Tests ask more often than anyone should.
                "RATE_LIMIT_PRINCIPAL": "0",
                "RATE_LIMIT_ANONYMOUS": "0",
                "PYTHONUNBUFFERED": "1",
                **surroundings,
            },
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        self.said: list[str] = []
        self.sockets = ExitStack()
        self.address = self._address()
        # Read on, or the server would stop at a full pipe.
        self._listening = Thread(target=self.said.extend, args=(self._output,))
        self._listening.start()

    @property
    def _output(self) -> IO[str]:
        assert self._process.stdout is not None
        return self._process.stdout

    def _address(self) -> str:
        for line in self._output:
            self.said.append(line)
            if found := LISTENING.search(line):
                return f"127.0.0.1:{found[1]}"
        raise AssertionError("".join(self.said))

    def stop(self) -> str:
        """What it said while it ran."""
        self._process.send_signal(signal.SIGTERM)
        self._process.wait(PATIENCE)
        self._listening.join(PATIENCE)
        self._output.close()
        return "".join(self.said)

    def kill(self) -> None:
        """Without a chance to finish anything."""
        self._process.kill()
        self._process.wait(PATIENCE)

    def post(self, token: str, path: str, **body: object) -> dict[str, Any]:
        answer = httpx.post(
            f"http://{self.address}/api/v1{path}",
            json=body,
            headers={"Authorization": f"Bearer {token}"},
            timeout=PATIENCE,
        )
        assert answer.status_code == 201, answer.text
        return cast("dict[str, Any]", answer.json())

    def dial(self, path: str = "/api/v1/stream", **headers: str) -> ClientConnection:
        return self.sockets.enter_context(
            connect(
                f"ws://{self.address}{path}",
                subprotocols=[Subprotocol("accord.v1")],
                additional_headers=headers,
                open_timeout=PATIENCE,
                # Read on though a test does not listen: past the default of sixteen frames the
                # client would leave pings unread, and either side would hang up.
                max_queue=None,
                proxy=None,
            )
        )

    def ready(self, token: str) -> "Receiver":
        receiver = Receiver(self.dial(Authorization=f"Bearer {token}"))
        receiver.hear("ready")
        return receiver


class Receiver:
    def __init__(self, socket: ClientConnection) -> None:
        self.socket = socket
        self.cursor = ""

    def tell(self, kind: str, **members: object) -> None:
        self.socket.send(orjson.dumps({"type": kind, **members}).decode())

    def hear(self, kind: str) -> dict[str, Any]:
        frame = self.hear_any()
        assert frame["type"] == kind, frame
        return frame

    def hear_any(self) -> dict[str, Any]:
        frame = orjson.loads(self.socket.recv(PATIENCE))
        assert_published(frame)
        self.cursor = frame.get("cursor", self.cursor)
        return cast("dict[str, Any]", frame)

    def follow(self, cursor: str = "latest") -> None:
        self.tell("subscribe", id="all", cursor=cursor)
        self.hear("subscribed")

    def changes(self, count: int) -> list[int]:
        return [self.hear("change")["change"]["index"] for _ in range(count)]

    def drop(self) -> None:
        """The link breaks: no closing handshake, no last word."""
        self.socket.socket.close()


@contextmanager
def served(
    look_seconds: float = 600, surroundings: Mapping[str, str] | None = None
) -> Iterator[Server]:
    """`surroundings`: more of its environment."""
    server = Server(look_seconds, surroundings or {})
    try:
        yield server
    finally:
        server.sockets.close()
        server.stop()
