"""HTTP that leaves this house, and nothing else does it.

The name is looked up once, when the connection is made: every address must be public, and it is to
one of those very addresses that the socket is opened, so that a name that changes between looking
and connecting gains nothing. TLS still asks for the name. No redirect is followed, no variable of
the environment is asked for a proxy, no connection is kept.
"""

import re
import ssl
from collections.abc import Iterable
from functools import cache
from time import monotonic
from typing import Any, Final  # Any: what the library passes through
from urllib.parse import SplitResult, urlsplit

import httpcore2
from django.conf import settings

from backend.sync.internet import NotPublic, Unresolved, resolve
from backend.sync.models import Failure
from backend.sync.operations.sending import Answer, Letter

SECONDS_TO_CONNECT: Final = 5.0
SECONDS_IN_ALL: Final = 15.0
MOST_READ: Final = 4096
MOST_KEPT: Final = 1024
# What a database keeps as text and a person can look at.
UNPRINTABLE: Final = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]")
LOOPBACK: Final = re.compile(r"http://(127\.0\.0\.1|localhost)(:[0-9]{1,5})?(/[!\"$-~]{0,1900})?")


def post(letter: Letter) -> Answer:
    """Never raises: whatever goes wrong is an answer of its own kind."""
    started = monotonic()
    try:
        status, headers, content = _exchange(letter, started + SECONDS_IN_ALL)
    except Exception as error:  # the other end may send, or not send, anything
        return Answer(None, _failure(error).value, _milliseconds(started))
    return Answer(
        status,
        "",
        _milliseconds(started),
        text=_readable(content),
        retry_after=headers.get("retry-after", ""),
    )


def is_loopback_allowed(url: str) -> bool:
    """On a developer's machine, where it is said so: plain HTTP to this very machine."""
    return bool(settings.WEBHOOK_ALLOW_LOOPBACK) and LOOPBACK.fullmatch(url) is not None


def look_up(url: str) -> None:
    """Whether it leads to the public internet at this moment. Raises NotPublic.

    A name that is not known yet may be so by the time it is told something.
    """
    if settings.WEBHOOK_EGRESS_PROXY or is_loopback_allowed(url):
        return
    parts = urlsplit(url)
    try:
        resolve(parts.hostname or "", _port(parts))
    except Unresolved:
        return


def _exchange(letter: Letter, deadline: float) -> tuple[int, dict[str, str], bytes]:
    parts = urlsplit(letter.url)
    headers = {
        "Host": parts.netloc,
        "User-Agent": "Accord",
        "Accept-Encoding": "identity",
        "Connection": "close",
        **letter.headers,
        "Content-Length": str(len(letter.body)),
    }
    timeouts = {"connect": SECONDS_TO_CONNECT, "read": SECONDS_IN_ALL, "write": SECONDS_IN_ALL}
    with (
        _pool(letter.url, deadline) as pool,
        pool.stream(
            "POST",
            _asked(letter.url, parts),
            headers=list(headers.items()),
            content=letter.body,
            extensions={"timeout": timeouts},
        ) as answer,
    ):
        told = {
            name.decode("ascii", "replace").lower(): value.decode("latin-1")
            for name, value in answer.headers
        }
        return answer.status, told, _beginning(answer.iter_stream())


def _asked(url: str, parts: SplitResult) -> httpcore2.URL:
    """As it was checked, and to the letter: the library would drop what follows a semicolon."""
    rest = url.removeprefix(f"{parts.scheme}://{parts.netloc}")
    return httpcore2.URL(
        scheme=parts.scheme,
        host=parts.hostname or "",
        port=parts.port,
        target=f"/{rest.removeprefix('/')}",
    )


def _beginning(content: Iterable[bytes]) -> bytes:
    """As much as is ever read of it, however much is sent."""
    found = b""
    for piece in content:
        found += piece
        if len(found) >= MOST_READ:
            break
    return found[:MOST_READ]


def _pool(url: str, deadline: float) -> httpcore2.ConnectionPool:
    """Made for one request: nothing is kept that was looked up for another."""
    context = trusted()
    if settings.WEBHOOK_EGRESS_PROXY:
        # Names are looked up, and addresses judged, by whoever runs the proxy.
        return httpcore2.HTTPProxy(
            settings.WEBHOOK_EGRESS_PROXY,
            ssl_context=context,
            network_backend=Bounded(deadline),
        )
    kind = Bounded if is_loopback_allowed(url) else Public
    return httpcore2.ConnectionPool(ssl_context=context, network_backend=kind(deadline))


@cache
def trusted() -> ssl.SSLContext:
    """Whom the machine trusts, read once: there are a hundred and more of them."""
    return ssl.create_default_context()


def _port(parts: SplitResult) -> int:
    return parts.port or (443 if parts.scheme == "https" else 80)


class Bounded(httpcore2.NetworkBackend):
    """Ends at its deadline, however slowly the other end goes on."""

    def __init__(self, deadline: float) -> None:
        self._deadline = deadline
        self._sockets = httpcore2.SyncBackend()

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore2.NetworkStream:
        left = min(timeout or SECONDS_TO_CONNECT, self.left())
        stream = self._sockets.connect_tcp(host, port, left, local_address, socket_options)
        return BoundedStream(stream, self)

    def left(self) -> float:
        """Raises the library's own time-out when there is nothing left."""
        left = self._deadline - monotonic()
        if left <= 0:
            raise httpcore2.ReadTimeout("The whole exchange took too long.")
        return left


class Public(Bounded):
    """Opens sockets to addresses of the public internet alone."""

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore2.NetworkStream:
        *others, last = resolve(host, port)
        for address in others:
            try:
                return super().connect_tcp(address, port, timeout, local_address, socket_options)
            except (httpcore2.ConnectError, httpcore2.ConnectTimeout):
                continue
        return super().connect_tcp(last, port, timeout, local_address, socket_options)


class BoundedStream(httpcore2.NetworkStream):
    def __init__(self, stream: httpcore2.NetworkStream, clock: Bounded) -> None:
        self._stream = stream
        self._clock = clock

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        return self._stream.read(max_bytes, self._clock.left())

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        self._stream.write(buffer, self._clock.left())

    def close(self) -> None:
        self._stream.close()

    def start_tls(
        self,
        ssl_context: ssl.SSLContext,
        server_hostname: str | None = None,
        timeout: float | None = None,
    ) -> httpcore2.NetworkStream:
        left = min(timeout or SECONDS_TO_CONNECT, self._clock.left())
        secure = self._stream.start_tls(ssl_context, server_hostname, left)
        return BoundedStream(secure, self._clock)

    def get_extra_info(self, info: str) -> Any:
        return self._stream.get_extra_info(info)


def _failure(error: Exception) -> Failure:
    kinds: tuple[tuple[type[BaseException], Failure], ...] = (
        (NotPublic, Failure.NOT_PUBLIC),
        (Unresolved, Failure.UNRESOLVED),
        (httpcore2.TimeoutException, Failure.TIMED_OUT),
        (ssl.SSLError, Failure.TLS),
        (httpcore2.NetworkError, Failure.UNREACHABLE),
        (OSError, Failure.UNREACHABLE),
    )
    # The library's own says what it stands for among its arguments.
    causes = (error, *error.args)
    for kind, failure in kinds:
        if any(isinstance(one, kind) for one in causes):
            return failure
    return Failure.GARBLED


def _readable(content: bytes) -> str:
    """In the end no more than is kept, also of characters that take several bytes."""
    text = UNPRINTABLE.sub("\ufffd", content[:MOST_KEPT].decode("utf-8", "replace"))
    return text[:MOST_KEPT]


def _milliseconds(started: float) -> int:
    return round((monotonic() - started) * 1000)
