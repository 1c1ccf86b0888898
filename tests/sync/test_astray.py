"""Every way in which a name, an answer or the surroundings could lead a message astray."""

import gzip
import socket
from collections.abc import Iterator
from time import perf_counter
from typing import Any, Final  # settings are of any type

import pytest

from backend.sync import outgoing
from backend.sync.outgoing import post
from tests.actions.questions import MALFORMED
from tests.borough import Borough
from tests.people.questions import assert_wrong
from tests.sync.hooking import (
    PING,
    REGISTER,
    REVISE,
    active,
    change,
    delivered,
    deliveries,
    registered,
)
from tests.sync.network import HOST, PUBLIC, Network, letter, tunnel
from tests.sync.receiver import Receiver, Reply
from tests.sync.test_internet import DENIED

URL: Final = f"https://{HOST}/in"
ELSEWHERE: Final = f"https://other.{HOST}/in"
HERE: Final = ["127.0.0.1"]
NOT_PUBLIC: Final = (None, "not_public")


def posted() -> tuple[int | None, str]:
    answer = post(letter(URL))
    return answer.status, answer.failure


# Names


@pytest.mark.parametrize("address", DENIED.values(), ids=DENIED)
def test_it_opens_no_socket_to_what_is_not_public(network: Network, address: str) -> None:
    network.answers = [[address], [PUBLIC, address], [address, PUBLIC]]

    assert [posted() for _ in range(3)] == [NOT_PUBLIC] * 3
    assert network.opened == []


@pytest.mark.parametrize("address", DENIED.values(), ids=DENIED)
def test_it_registers_no_name_that_leads_there(
    borough: Borough, network: Network, address: str
) -> None:
    network.answers = [[PUBLIC, address]]
    sent = REGISTER.given(borough) | {"url": URL}

    assert_wrong(borough.as_("Tracker").post("/webhook-endpoints", sent), "#/url", "not_public")


def test_it_revises_to_no_name_that_leads_there(borough: Borough, network: Network) -> None:
    endpoint = active(borough).now
    network.answers = [[PUBLIC, *HERE]]

    asked = REVISE.ask(borough, on=endpoint, body={"url": ELSEWHERE})

    assert (asked.refusal, asked.pointers) == (MALFORMED, ["#/url"])
    assert network.asked == [f"other.{HOST}"]


# Names that change


def test_it_is_not_led_astray_by_a_name_that_changes(
    borough: Borough, secure: Receiver, network: Network
) -> None:
    """Public when it is registered, and this very machine when it is told something."""
    network.answers = [[PUBLIC], HERE]
    registered_as = REGISTER.ask(borough, url=URL).status

    assert (registered_as, posted()) == (201, NOT_PUBLIC)
    assert (network.asked, network.opened) == ([HOST, HOST], [])


def test_it_is_not_led_astray_between_two_tries(secure: Receiver, network: Network) -> None:
    network.answers = [[PUBLIC], HERE, [PUBLIC]]

    assert [posted() for _ in range(3)] == [(204, ""), NOT_PUBLIC, (204, "")]
    assert network.opened == [(PUBLIC, 443)] * 2


def test_its_worker_keeps_why_nothing_was_sent(
    borough: Borough, secure: Receiver, network: Network
) -> None:
    hooked = active(borough, URL, types=["action"])
    change(borough)
    network.answers = [HERE]

    delivered()

    (one,) = deliveries(hooked)
    assert (one.state, one.status, one.failure) == ("waiting", *NOT_PUBLIC)
    assert (secure.received, network.opened) == ([], [])


def test_it_activates_nothing_by_a_ping_that_leads_astray(
    borough: Borough, secure: Receiver, network: Network
) -> None:
    hooked = registered(borough, URL)
    network.answers = [HERE]
    PING.ask(borough, on=hooked.now)

    delivered()

    assert (hooked.now.state, network.opened) == ("pending", [])
    assert deliveries(hooked)[0].failure == "not_public"


# Answers


TARGETS: Final = [
    "http://169.254.169.254/latest/meta-data/",
    "http://127.0.0.1/",
    "https://[::1]/",
    f"https://{HOST}/elsewhere",
    "//127.0.0.1/",
    "/elsewhere",
    "file:///etc/passwd",
]


@pytest.mark.parametrize("target", TARGETS)
@pytest.mark.parametrize("status", [201, 300, 301, 302, 303, 305, 307, 308])
def test_it_follows_nobody(secure: Receiver, network: Network, status: int, target: str) -> None:
    secure.says(Reply(status, {"Location": target}))

    assert posted() == (status, "")
    assert network.opened == [(PUBLIC, 443)]
    assert len(secure.received) == 1


def test_it_keeps_nothing_that_it_is_told_for_the_next_time(
    secure: Receiver, network: Network
) -> None:
    secure.says(
        Reply(
            200,
            {
                "Set-Cookie": "session=1",
                "Alt-Svc": 'h2="127.0.0.1:443"; ma=86400',
                "Refresh": "0; url=http://127.0.0.1/",
                "Connection": "keep-alive",
            },
        )
    )

    assert [posted(), posted()] == [(200, "")] * 2
    assert network.opened == [(PUBLIC, 443)] * 2
    assert network.asked == [HOST, HOST]
    assert not {"cookie", "authorization"} & set(secure.received[1].headers)


def test_it_takes_no_change_of_protocol_for_an_answer(secure: Receiver) -> None:
    secure.says(Reply(raw=b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\n\r\n"))

    assert not post(letter(URL)).is_good


def test_it_ends_though_it_is_always_told_to_wait_for_the_answer(
    secure: Receiver, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(outgoing, "SECONDS_IN_ALL", 1.0)
    secure.says(Reply(raw=b"HTTP/1.1 103 Early Hints\r\n\r\n" * 100_000))
    began = perf_counter()

    assert post(letter(URL)).status is None
    assert perf_counter() - began < 5


def test_it_unpacks_nothing(secure: Receiver) -> None:
    bomb = gzip.compress(b"!" * 10_000_000)
    secure.says(Reply(200, {"Content-Encoding": "gzip"}, body=bomb))

    answer = post(letter(URL))

    assert secure.received[0].headers["accept-encoding"] == "identity"
    assert (answer.status, "!!" in answer.text) == (200, False)


def test_it_reads_only_so_much_of_what_comes_in_pieces(secure: Receiver) -> None:
    head = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
    secure.says(Reply(raw=head + b"1\r\n!\r\n" * 1_000_000))
    began = perf_counter()

    answer = post(letter(URL))

    assert (answer.status, answer.text) == (200, "!" * 1024)
    assert perf_counter() - began < 5


# Silence


def test_it_waits_only_so_long_however_many_addresses_are_silent(
    network: Network, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(outgoing, "SECONDS_TO_CONNECT", 0.1)
    monkeypatch.setattr(outgoing, "SECONDS_IN_ALL", 0.5)
    network.answers = [[f"1.1.1.{place}" for place in range(1, 200)]]
    network.silent.update(network.answers[0])
    began = perf_counter()

    assert posted() == (None, "timed_out")
    assert perf_counter() - began < 3
    assert 3 <= len(network.opened) <= 6


@pytest.fixture
def mute(network: Network) -> Iterator[None]:
    """Takes the call, and never says a word."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        network.behind[PUBLIC] = listening.getsockname()[1]
        yield


def test_it_waits_only_so_long_for_a_handshake(mute: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(outgoing, "SECONDS_IN_ALL", 0.3)
    began = perf_counter()

    assert posted() == (None, "timed_out")
    assert perf_counter() - began < 3


def test_it_says_nothing_to_who_knows_no_tls(network: Network, partner: Receiver) -> None:
    network.behind[PUBLIC] = partner.port

    assert posted() == (None, "tls")
    assert partner.received == []


# Surroundings


@pytest.mark.parametrize(
    "variable", ["HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "https_proxy", "all_proxy"]
)
def test_it_asks_the_environment_for_no_proxy(
    secure: Receiver, network: Network, monkeypatch: pytest.MonkeyPatch, variable: str
) -> None:
    monkeypatch.setenv(variable, "http://127.0.0.1:9")

    assert posted() == (204, "")
    assert network.opened == [(PUBLIC, 443)]


@pytest.mark.parametrize("variable", ["NO_PROXY", "no_proxy", "nothing"])
def test_it_leaves_by_the_proxy_it_is_told_of(
    secure: Receiver,
    network: Network,
    settings: Any,
    monkeypatch: pytest.MonkeyPatch,
    variable: str,
) -> None:
    """A department's own, which looks names up itself; nor does the environment spare it."""
    monkeypatch.setenv(variable, "*")
    with tunnel(secure.port) as (port, asked):
        network.behind["127.0.0.1"] = port
        settings.WEBHOOK_EGRESS_PROXY = f"http://127.0.0.1:{port}"

        assert posted() == (204, "")

    assert asked == [f"CONNECT {HOST}:443 HTTP/1.1"]
    assert network.asked == []


def test_it_finds_no_way_around_a_proxy_that_refuses(
    secure: Receiver, network: Network, partner: Receiver, settings: Any
) -> None:
    """One that takes no CONNECT: what it says of that is no answer of the partner's."""
    network.behind["127.0.0.1"] = partner.port
    settings.WEBHOOK_EGRESS_PROXY = f"http://127.0.0.1:{partner.port}"

    answer = post(letter(URL))

    assert (answer.status, answer.text) == (None, "")
    assert network.opened == [("127.0.0.1", partner.port)]


def test_it_finds_no_way_around_a_proxy_that_is_gone(
    secure: Receiver, network: Network, settings: Any
) -> None:
    settings.WEBHOOK_EGRESS_PROXY = "http://127.0.0.1:9"

    assert posted() == (None, "unreachable")
    assert network.opened == [("127.0.0.1", 9)]


@pytest.mark.parametrize(
    "url",
    [
        "http://127.0.0.1@hooks.example.test/in",
        "http://127.0.0.1:80@hooks.example.test/in",
        "http://127.0.0.1.example.test/in",
        "http://localhost.example.test/in",
        "http://127.0.0.2/in",
        "http://[::1]/in",
        "http://127.0.0.1\\@hooks.example.test/in",
        "http://127.0.0.1/in\n",
        "http://hooks.example.test/in",
        "https://127.0.0.1/in",
    ],
)
def test_it_takes_nothing_but_this_machine_for_this_machine(
    borough: Borough, settings: Any, url: str
) -> None:
    """Also where development allows it."""
    settings.WEBHOOK_ALLOW_LOOPBACK = True

    assert REGISTER.ask(borough, url=url).refusal == MALFORMED
