"""HTTP that leaves this house: to whom, how long, and what it believes of what comes back."""

import socket
from threading import Event
from time import perf_counter
from typing import Any, Final  # settings are of any type

import pytest

from backend.sync import outgoing
from backend.sync.operations.sending import Answer
from backend.sync.outgoing import post
from tests.architecture.source import ROOT
from tests.borough import Borough
from tests.sync.hooking import change, delivered, deliveries, listening
from tests.sync.network import HOST, PUBLIC, Network, letter
from tests.sync.receiver import Receiver, Reply, receiver


def test_it_posts_to_the_address_it_looked_up(secure: Receiver, network: Network) -> None:
    answer = post(letter(f"https://{HOST}/in?key=1"))

    assert (answer.status, answer.failure) == (204, "")
    assert (network.asked, network.opened) == ([HOST], [(PUBLIC, 443)])
    (received,) = secure.received
    assert (received.path, received.headers["host"]) == ("/in?key=1", HOST)


@pytest.mark.parametrize(
    ("rest", "asked"),
    [
        ("/accord;v=1", "/accord;v=1"),
        ("/tenant;a=1/accord;v=1?key=1;2", "/tenant;a=1/accord;v=1?key=1;2"),
        ("/in%3Bv%2f1?key=a%20b&more=?", "/in%3Bv%2f1?key=a%20b&more=?"),
        ("/in?", "/in?"),
        ("?key=1", "/?key=1"),
        ("", "/"),
    ],
)
def test_it_asks_for_the_address_to_the_letter(secure: Receiver, rest: str, asked: str) -> None:
    assert post(letter(f"https://{HOST}{rest}")).status == 204
    assert [one.path for one in secure.received] == [asked]


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
    assert network.asked == [HOST]


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


def test_it_looks_up_once_for_looking_and_connecting(secure: Receiver, network: Network) -> None:
    """A second answer would be this machine; nobody asks for it."""
    network.answers = [[PUBLIC], ["127.0.0.1"]]

    assert post(letter(f"https://{HOST}/in")).status == 204
    assert network.opened == [(PUBLIC, 443)]


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
