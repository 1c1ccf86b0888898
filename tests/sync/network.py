"""The internet as a test would have it, and what leaves by a proxy."""

import socket
from datetime import timedelta
from threading import Event, Thread
from typing import Any, Final  # sockets are given many things
from uuid import UUID

import pytest

from backend.audit.source import now
from backend.sync.operations.sending import Letter

HOST: Final = "hooks.example.test"
# On the public internet; in these tests this machine stands behind it.
PUBLIC: Final = "93.184.216.34"
NOBODY: Final = UUID(int=0)


def letter(url: str) -> Letter:
    return Letter(
        delivery_id=NOBODY,
        endpoint_id=NOBODY,
        partnership_id=NOBODY,
        claimed_until=now() + timedelta(minutes=1),
        url=url,
        headers={"Content-Type": "application/json"},
        body=b"{}",
    )


class Network:
    """What the machine's resolver answers, and which addresses sockets were opened to."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.asked: list[str] = []
        self.opened: list[tuple[str, int]] = []
        # The answers to one question after another; the last to all that follow.
        self.answers: list[list[str]] = [[PUBLIC]]
        self.behind: dict[str, int] = {}
        # Where nobody answers, not even to say that nobody is there.
        self.silent: set[str] = set()
        self._connect = socket.create_connection
        monkeypatch.setattr(socket, "getaddrinfo", self._resolve)
        monkeypatch.setattr(socket, "create_connection", self._open)

    def _resolve(self, host: str, port: int, *_: Any, **__: Any) -> list[Any]:
        if host[0].isdigit():
            return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (host, port))]
        self.asked.append(host)
        answer = self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (one, port)) for one in answer]

    def _open(
        self, address: tuple[str, int], timeout: float, *given: Any, **named: Any
    ) -> socket.socket:
        self.opened.append(address)
        host, port = address
        if host in self.silent:
            Event().wait(timeout)
            raise TimeoutError(f"{host}:{port} says nothing.")
        if host in self.behind:
            return self._connect(("127.0.0.1", self.behind[host]), timeout, *given, **named)
        raise ConnectionRefusedError(f"Nobody is at {host}:{port}.")


class tunnel:  # noqa: N801  # read as a phrase
    """A proxy that leads wherever it is asked to go to one port of this machine."""

    def __init__(self, port: int) -> None:
        self._to = port
        self._asked: list[str] = []

    def __enter__(self) -> tuple[int, list[str]]:
        self._listening = socket.socket()
        self._listening.bind(("127.0.0.1", 0))
        self._listening.listen()
        Thread(target=self._serve, daemon=True).start()
        return self._listening.getsockname()[1], self._asked

    def __exit__(self, *_: object) -> None:
        self._listening.close()

    def _serve(self) -> None:
        client, _ = self._listening.accept()
        request = b""
        while b"\r\n\r\n" not in request:
            request += client.recv(4096)
        self._asked.append(request.split(b"\r\n")[0].decode())
        server = socket.socket()
        server.connect(("127.0.0.1", self._to))
        client.sendall(b"HTTP/1.1 200 Connection established\r\n\r\n")
        back = Thread(target=_pump, args=(server, client), daemon=True)
        back.start()
        _pump(client, server)
        back.join(5)
        client.close()
        server.close()


def _pump(source: socket.socket, target: socket.socket) -> None:
    try:
        while piece := source.recv(4096):
            target.sendall(piece)
    except OSError:
        return
