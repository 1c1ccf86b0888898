"""The whole of it: a server process, its database and doorbell, and clients of another library."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any  # settings are of any type

import pytest
from websockets.exceptions import ConnectionClosed, InvalidStatus

from backend.audit.models import Entry
from backend.people.operations import add_organisation
from tests.borough import Borough
from tests.live.server import PATIENCE, Receiver, Server, served


@pytest.fixture
def server(borough: Borough) -> Iterator[Server]:
    with served() as server:
        yield server


@pytest.fixture
def ada(borough: Borough) -> str:
    return borough.token("Ada")


@pytest.fixture
def pat(borough: Borough, server: Server) -> Receiver:
    return following(server, borough.token("Pat"))


def following(server: Server, token: str) -> Receiver:
    receiver = server.ready(token)
    receiver.follow()
    receiver.hear("caught_up")
    return receiver


def add(server: Server, token: str, name: str) -> str:
    """Over HTTP."""
    return str(server.post(token, "/organisations", name=name, kind="other")["id"])


def index_of(subject: str) -> int:
    """In the log itself."""
    return Entry.objects.get(subject_id=subject).index


def code_of(receiver: Receiver) -> int:
    with pytest.raises(ConnectionClosed) as caught:
        receiver.socket.recv(PATIENCE)
    assert caught.value.rcvd is not None
    return caught.value.rcvd.code


def test_it_tells_what_was_written_over_http(server: Server, ada: str, pat: Receiver) -> None:
    added = add(server, ada, "Care Leavers' Council")

    assert pat.changes(1) == [index_of(added)]


def test_it_tells_what_another_process_wrote(borough: Borough, settings: Any) -> None:
    # Only Redis carries a ring from one process to another; without it the log is looked at.
    with served(look_seconds=600 if settings.REDIS_URL else 0.2) as server:
        receiver = following(server, borough.token("Pat"))
        organisation = borough.act("Ada", add_organisation, name="Care", kind="other")

        heard = receiver.hear("change")["change"]["resource"]

    assert heard["id"] == str(organisation.id)


def test_it_resumes_without_a_gap_when_the_link_dropped(
    borough: Borough, server: Server, ada: str, pat: Receiver
) -> None:
    token = borough.token("Pat")
    with ThreadPoolExecutor(4) as writers:
        writing = [writers.submit(add, server, ada, f"Partner {place}") for place in range(24)]
        heard = pat.changes(5)
        pat.drop()
        again = server.ready(token)
        again.follow(pat.cursor)
        heard += indexes(again, len(writing) - len(heard))

    assert heard == sorted(index_of(one.result()) for one in writing)


def indexes(receiver: Receiver, count: int) -> list[int]:
    """Of changes, before and after it has caught up with what there was when it resumed."""
    heard: list[int] = []
    while len(heard) < count:
        frame = receiver.hear_any()
        heard += [frame["change"]["index"]] if frame["type"] == "change" else []
    return heard


def test_it_refuses_over_http(server: Server) -> None:
    with pytest.raises(InvalidStatus) as forged:
        server.dial(Authorization="Bearer acc_made_up")
    with pytest.raises(InvalidStatus) as elsewhere:
        server.dial(Origin="https://elsewhere.example")
    with pytest.raises(InvalidStatus) as lost:
        server.dial("/api/v1/nowhere", Authorization="Bearer acc_made_up")

    answers = [one.value.response for one in (forged, elsewhere, lost)]
    assert [one.status_code for one in answers] == [401, 403, 404]
    assert {one.headers["Content-Type"] for one in answers} == {"application/problem+json"}
    assert answers[0].headers["WWW-Authenticate"].startswith("Bearer")


def test_it_survives_what_breaks_the_protocol(
    borough: Borough, server: Server, ada: str, pat: Receiver
) -> None:
    token = borough.token("Pat")
    broken, binary, large = (server.ready(token) for _ in range(3))
    broken.socket.send('{"type":')
    binary.socket.send(b"\x00")
    large.socket.send("x" * 65_537)

    assert [code_of(one) for one in (broken, binary, large)] == [4400, 4400, 1009]
    added = add(server, ada, "Still heard")
    assert pat.changes(1) == [index_of(added)]
    assert "Traceback" not in server.stop()


def test_it_sends_everyone_away_when_it_restarts(server: Server, pat: Receiver) -> None:
    said = server.stop()

    assert code_of(pat) == 1012
    assert "Traceback" not in said
