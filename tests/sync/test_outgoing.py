"""HTTP that leaves this house: to whom, how long, and what it believes of what comes back."""

import socket
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from threading import Event, Thread
from time import perf_counter
from typing import Any, Final  # settings and sockets are of many types
from uuid import UUID

import pytest

from backend.audit.source import now
from backend.sync import outgoing
from backend.sync.operations.sending import Answer, Letter
from backend.sync.outgoing import post
from tests.architecture.source import ROOT
from tests.borough import Borough
from tests.people.questions import assert_wrong
from tests.sync.authority import server_context
from tests.sync.hooking import REGISTER, change, delivered, deliveries, listening
from tests.sync.receiver import Receiver, Reply, receiver

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
        self._connect = socket.create_connection
        monkeypatch.setattr(socket, "getaddrinfo", self._resolve)
        monkeypatch.setattr(socket, "create_connection", self._open)

    def _resolve(self, host: str, port: int, *_: Any, **__: Any) -> list[Any]:
        if host[0].isdigit():
            return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (host, port))]
        self.asked.append(host)
        answer = self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (one, port)) for one in answer]

    def _open(self, address: tuple[str, int], *given: Any, **named: Any) -> socket.socket:
        self.opened.append(address)
        host, port = address
        if host in self.behind:
            return self._connect(("127.0.0.1", self.behind[host]), *given, **named)
        raise ConnectionRefusedError(f"Nobody is at {host}:{port}.")


@pytest.fixture
def network(monkeypatch: pytest.MonkeyPatch) -> Network:
    return Network(monkeypatch)


@pytest.fixture
def secure(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, network: Network) -> Iterator[Receiver]:
    """A server of that name, whom the machine trusts, at the public address."""
    context, trusted = server_context(tmp_path, HOST)
    monkeypatch.setenv("SSL_CERT_FILE", str(trusted))
    outgoing.trusted.cache_clear()
    with receiver(context) as found:
        network.behind[PUBLIC] = found.port
        yield found
    outgoing.trusted.cache_clear()


def test_it_posts_to_the_address_it_looked_up(secure: Receiver, network: Network) -> None:
    answer = post(letter(f"https://{HOST}/in?key=1"))

    assert (answer.status, answer.failure) == (204, "")
    assert (network.asked, network.opened) == ([HOST], [(PUBLIC, 443)])
    (received,) = secure.received
    assert (received.path, received.headers["host"]) == ("/in?key=1", HOST)


def test_it_posts_to_the_other_port(secure: Receiver, network: Network) -> None:
    assert post(letter(f"https://{HOST}:8443/in")).status == 204
    assert network.opened == [(PUBLIC, 8443)]
    assert secure.received[0].headers["host"] == f"{HOST}:8443"


def test_it_tries_the_next_address_when_nobody_is_at_the_first(
    secure: Receiver, network: Network
) -> None:
    network.answers = [["1.1.1.1", PUBLIC]]

    assert post(letter(f"https://{HOST}/in")).status == 204
    assert network.opened == [("1.1.1.1", 443), (PUBLIC, 443)]


def test_it_asks_for_the_name_and_not_the_address(secure: Receiver, network: Network) -> None:
    """The certificate is of another name."""
    assert post(letter("https://other.example.test/in")).failure == "tls"
    assert secure.received == []


def test_it_trusts_nobody_it_does_not_know(
    secure: Receiver, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("SSL_CERT_FILE")
    outgoing.trusted.cache_clear()

    assert post(letter(f"https://{HOST}/in")).failure == "tls"
    assert secure.received == []


@pytest.mark.parametrize("address", ["127.0.0.1", "10.1.2.3", "169.254.169.254", "224.0.0.1"])
def test_it_opens_no_socket_to_what_is_not_public(
    secure: Receiver, network: Network, address: str
) -> None:
    network.answers = [[PUBLIC, address]]

    answer = post(letter(f"https://{HOST}/in"))

    assert (answer.status, answer.failure) == (None, "not_public")
    assert network.opened == []


def test_it_is_not_led_astray_by_a_name_that_changes(
    borough: Borough, secure: Receiver, network: Network
) -> None:
    """Public when it is registered, and this very machine when it is told something."""
    network.answers = [[PUBLIC], ["127.0.0.1"]]
    registered = REGISTER.ask(borough, url=f"https://{HOST}/in").status

    answer = post(letter(f"https://{HOST}/in"))

    assert (registered, answer.failure) == (201, "not_public")
    assert (network.asked, network.opened) == ([HOST, HOST], [])


def test_it_looks_up_once_for_looking_and_connecting(secure: Receiver, network: Network) -> None:
    """A second answer would be this machine; nobody asks for it."""
    network.answers = [[PUBLIC], ["127.0.0.1"]]

    assert post(letter(f"https://{HOST}/in")).status == 204
    assert network.opened == [(PUBLIC, 443)]


def test_it_registers_no_name_that_leads_astray(borough: Borough, network: Network) -> None:
    network.answers = [[PUBLIC, "192.168.0.1"]]
    sent = REGISTER.given(borough) | {"url": f"https://{HOST}/in"}

    assert_wrong(borough.as_("Tracker").post("/webhook-endpoints", sent), "#/url", "not_public")


@pytest.mark.parametrize(
    "variable", ["HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "https_proxy", "all_proxy"]
)
def test_it_asks_the_environment_for_no_proxy(
    secure: Receiver, network: Network, monkeypatch: pytest.MonkeyPatch, variable: str
) -> None:
    monkeypatch.setenv(variable, "http://127.0.0.1:9")

    assert post(letter(f"https://{HOST}/in")).status == 204
    assert network.opened == [(PUBLIC, 443)]


def test_it_leaves_by_the_proxy_it_is_told_of(
    secure: Receiver, network: Network, settings: Any
) -> None:
    """A department's own, which looks names up itself."""
    with tunnel(secure.port) as (port, asked):
        network.behind["127.0.0.1"] = port
        settings.WEBHOOK_EGRESS_PROXY = f"http://127.0.0.1:{port}"

        answer = post(letter(f"https://{HOST}/in"))

    assert answer.status == 204
    assert asked == [f"CONNECT {HOST}:443 HTTP/1.1"]
    assert network.asked == []


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


@pytest.mark.parametrize("status", [301, 302, 307, 308])
def test_it_follows_nobody(secure: Receiver, network: Network, status: int) -> None:
    secure.says(Reply(status, {"Location": f"https://{HOST}/elsewhere"}))

    assert post(letter(f"https://{HOST}/in")).status == status
    assert len(secure.received) == 1


def here(partner: Receiver) -> Answer:
    return post(letter(partner.url))


def test_it_waits_only_so_long_for_an_answer(
    partner: Receiver, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(outgoing, "SECONDS_IN_ALL", 0.3)
    partner.says(Reply(after=Event()))
    began = perf_counter()

    answer = here(partner)

    assert answer.failure == "timed_out"
    assert perf_counter() - began < 3


def test_it_waits_only_so_long_however_slowly_it_goes_on(
    partner: Receiver, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A byte now and then would keep a time-out of each reading from ever coming."""
    monkeypatch.setattr(outgoing, "SECONDS_IN_ALL", 0.5)
    partner.says(Reply(200, body=b"!" * 4000, pause=0.1))
    began = perf_counter()

    assert here(partner).failure == "timed_out"
    assert perf_counter() - began < 3


def test_it_reads_only_so_much_of_an_answer(partner: Receiver) -> None:
    partner.says(Reply(200, body=b"!" * 10_000_000))
    began = perf_counter()

    answer = here(partner)

    assert (answer.status, len(answer.text)) == (200, 1024)
    assert perf_counter() - began < 5


GARBLED: Final = {
    "nothing": b"",
    "no HTTP": b"SSH-2.0-OpenSSH_9.2\r\n\r\n",
    "a status that is none": b"HTTP/1.1 abc\r\n\r\n",
    "headers without end": b"HTTP/1.1 200 OK\r\n" + b"X: " + b"y" * 200_000,
    "a length that is none": b"HTTP/1.1 200 OK\r\nContent-Length: -1\r\n\r\n",
    "chunks that are none": b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
    "less than it said": b"HTTP/1.1 200 OK\r\nContent-Length: 50\r\n\r\nshort",
}


@pytest.mark.parametrize("raw", GARBLED.values(), ids=GARBLED)
def test_it_takes_what_is_no_answer_for_a_failure(partner: Receiver, raw: bytes) -> None:
    partner.says(Reply(raw=raw))

    answer = here(partner)

    assert (answer.status, answer.failure) in ((None, "garbled"), (None, "unreachable"))


def test_it_says_when_nobody_is_there(settings: Any) -> None:
    settings.WEBHOOK_ALLOW_LOOPBACK = True
    with receiver() as gone:
        url = gone.url

    assert post(letter(url)).failure == "unreachable"


def test_it_says_when_a_name_is_not_known(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(socket, "getaddrinfo", _unknown)

    assert post(letter(f"https://{HOST}/in")).failure == "unresolved"


def _unknown(*_: object, **__: object) -> None:
    raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")


def test_it_sends_nothing_to_this_machine_in_a_deployment(partner: Receiver, settings: Any) -> None:
    settings.WEBHOOK_ALLOW_LOOPBACK = False

    assert here(partner).failure == "not_public"
    assert partner.received == []


@pytest.mark.parametrize(
    ("reply", "state", "failure"),
    [
        (Reply(raw=b"nonsense\r\n\r\n"), "waiting", "garbled"),
        (Reply(200, body="\ud55c".encode() * 2000), "delivered", ""),
    ],
)
def test_it_keeps_how_it_failed(
    borough: Borough, partner: Receiver, reply: Reply, state: str, failure: str
) -> None:
    hooked = listening(borough, partner, types=["action"])
    partner.says(reply)
    change(borough)

    delivered()

    (one,) = deliveries(hooked)
    assert (one.state, one.failure, one.attempts) == (state, failure, 1)
    assert len(one.answer) <= 1024


def test_it_is_the_only_module_that_leaves_the_house() -> None:
    users = {
        path.relative_to(ROOT).as_posix()
        for path in (ROOT / "backend").rglob("*.py")
        if "httpcore2" in path.read_text("utf-8") or "urllib.request" in path.read_text("utf-8")
    }

    assert users == {"backend/sync/outgoing.py"}
