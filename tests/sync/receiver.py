"""Somebody else's server: keeps what it is sent, and answers as a test tells it to."""

import ssl
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Event, Lock, Thread
from typing import Any, Final  # events are JSON

import orjson
from cloudevents.core.bindings.http import HTTPMessage, from_structured_event
from standardwebhooks import Webhook

PATIENCE: Final = 20.0


@dataclass(frozen=True)
class Received:
    path: str
    headers: Mapping[str, str]
    body: bytes

    @property
    def id(self) -> str:
        return self.headers["webhook-id"]

    @property
    def event(self) -> dict[str, Any]:
        found: dict[str, Any] = orjson.loads(self.body)
        return found

    @property
    def index(self) -> int:
        return int(self.event["data"]["index"])

    def verify(self, secret: str) -> None:
        """By a stranger's code. Raises."""
        Webhook(secret).verify(self.body, dict(self.headers))

    def parsed(self) -> Any:
        """As a stranger's code reads it. Raises."""
        return from_structured_event(HTTPMessage(dict(self.headers), self.body))


@dataclass(frozen=True)
class Reply:
    status: int = 204
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes = b""
    # Sent in place of an answer in HTTP.
    raw: bytes | None = None
    # Waited for before anything is answered.
    after: Event | None = None
    # Between the bytes of the body.
    pause: float = 0.0


class Receiver:
    def __init__(self, server: ThreadingHTTPServer, scheme: str) -> None:
        self._lock = Lock()
        self._server = server
        self._scheme = scheme
        self.received: list[Received] = []
        self.reply: Callable[[Received], Reply] = lambda _: Reply()

    @property
    def port(self) -> int:
        return int(self._server.server_address[1])

    @property
    def url(self) -> str:
        return f"{self._scheme}://127.0.0.1:{self.port}/hook"

    @property
    def ids(self) -> list[str]:
        return [one.id for one in self.received]

    def of(self, subject_id: object) -> list[Received]:
        return [one for one in self.received if one.event["subject"].endswith(str(subject_id))]

    def says(self, *replies: Reply) -> None:
        """One after the other; the last of them to all that follows."""
        left = list(replies)
        self.reply = lambda _: left.pop(0) if len(left) > 1 else left[0]

    def take(self, one: Received) -> Reply:
        with self._lock:
            self.received.append(one)
            return self.reply(one)

    def until(self, count: int) -> None:
        ends = time.perf_counter() + PATIENCE
        while len(self.received) < count and time.perf_counter() < ends:
            Event().wait(0.01)
        assert len(self.received) >= count


class Server(ThreadingHTTPServer):
    daemon_threads = True
    block_on_close = False

    def handle_error(self, *_: object) -> None:
        """Whoever hangs up in the middle is what some tests are about."""


@contextmanager
def receiver(context: ssl.SSLContext | None = None) -> Iterator[Receiver]:
    server = Server(("127.0.0.1", 0), BaseHTTPRequestHandler)
    if context is not None:
        server.socket = context.wrap_socket(
            server.socket, server_side=True, do_handshake_on_connect=False
        )
    found = Receiver(server, "https" if context else "http")
    server.RequestHandlerClass = handler_of(found)
    thread = Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    try:
        yield found
    finally:
        server.shutdown()
        server.server_close()
        thread.join(PATIENCE)


def handler_of(receiver: Receiver) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            length = int(self.headers["Content-Length"])
            body = self.rfile.read(length)
            if len(body) < length:
                # Its sender died in the middle: no message has arrived.
                self.close_connection = True
                return
            headers = {name.lower(): value for name, value in self.headers.items()}
            answer(self, receiver.take(Received(self.path, headers, body)))

        def log_message(self, *_: object) -> None:
            """Not into the output of the tests."""

    return Handler


def answer(handler: BaseHTTPRequestHandler, reply: Reply) -> None:
    if reply.after is not None:
        reply.after.wait(PATIENCE)
    try:
        if reply.raw is not None:
            handler.wfile.write(reply.raw)
            return
        handler.send_response(reply.status)
        for name, value in {"Content-Length": str(len(reply.body)), **reply.headers}.items():
            handler.send_header(name, value)
        handler.end_headers()
        write(handler, reply)
    except OSError:
        # Whoever asked has gone.
        handler.close_connection = True


def write(handler: BaseHTTPRequestHandler, reply: Reply) -> None:
    if not reply.pause:
        handler.wfile.write(reply.body)
        return
    for byte in reply.body:
        handler.wfile.write(bytes([byte]))
        handler.wfile.flush()
        Event().wait(reply.pause)
