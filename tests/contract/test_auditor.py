"""The auditor writes nothing: each write of the contract is refused her and then, word for word the
same, done by one who may. So the refusal is about who she is, and of a write that is added later it
is asked too.
"""

import copy
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any, Final, cast  # Any: bodies are JSON

import httpx
import pytest
from django.test import Client
from drf_spectacular.generators import SchemaGenerator
from pytest_django import DjangoDbBlocker

from tests import borough
from tests.actions.questions import rows
from tests.actions.undoing import undone
from tests.borough import Borough
from tests.contract.bodies import nothing
from tests.contract.desk import Desk, Made
from tests.contract.hooks import FITTING, SUITABLE
from tests.contract.seed import seat
from tests.people.routes import UNSAFE, Route, each

# Signing in and out, and a ticket for a socket of one's own. Tokens of one's own are told of
# below: those of others are not hers to issue or to revoke.
HERS: Final = ("sign_in", "sign_out", "issue_stream_ticket")
# Asked by whoever holds a link, a token or a code, and in nobody's name but its giver's.
NOBODYS: Final = ("join_cohort", "leave_cohort", "report_by_link")
WRITES: Final = [one for one in UNSAFE if one.view.operation_id not in (*HERS, *NOBODYS)]
AUDREY: Final = "Audrey"
JSON: Final = "application/json"
SENT: Final = ("authorization", "if-match", "host")
# Samples that another forum has, or that this one must keep.
LEFT_OUT: Final = {"add_forum": "code", "revise_forum": "code"}
# What she reads on the way is put on record.
READINGS: Final = "people.AccessRecord"


@dataclass(frozen=True)
class Place:
    """A borough, one principal in it who may do everything, and an auditor."""

    borough: Borough
    seat: dict[str, Any]
    bodies: dict[str, Any]


class DeskHere(Desk):
    """Asks this process, in the transaction of the test."""

    def __init__(self, seat: dict[str, Any]) -> None:
        super().__init__("http://localhost", seat)
        self.client = client(seat["token"])


class Here(httpx.BaseTransport):
    """By Django's test client: a server would close the connection that holds the transaction."""

    def __init__(self) -> None:
        self.client = Client()

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        headers = {name: one for name, one in request.headers.items() if name in SENT}
        answer = self.client.generic(
            request.method, request.url.raw_path.decode(), request.read(), JSON, headers=headers
        )
        return httpx.Response(answer.status_code, headers=answer.headers, content=answer.content)


def client(token: str) -> httpx.Client:
    return httpx.Client(
        transport=Here(),
        base_url="http://localhost/api/v1",
        headers={"Authorization": f"Bearer {token}"},
    )


@pytest.fixture(scope="module")
def founded(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[Place]:
    with django_db_blocker.unblock(), undone():
        knowsley = borough.knowsley()
        yield Place(knowsley, seat(knowsley, "Nora", "Ada"), samples())


def samples() -> dict[str, Any]:
    """By operation, the body that the document shows."""
    document = cast("Any", SchemaGenerator)().get_schema(request=None, public=True)
    operations = [one for path in document["paths"].values() for one in path.values()]
    contents = {one["operationId"]: one.get("requestBody", {}).get("content") for one in operations}
    return {
        name: next(iter(content.values()))["examples"]["sample"]["value"]
        for name, content in contents.items()
        if content
    }


@pytest.fixture
def place(founded: Place, db: None) -> Place:
    """What a test changes is undone."""
    known = replace(founded.borough, tokens=dict(founded.borough.tokens))
    return replace(founded, borough=known, seat=copy.deepcopy(founded.seat))


def prepared(place: Place, desk: Desk, route: Route) -> httpx.Request:
    """What the principal may ask, all of it as it must be."""
    name = route.view.operation_id
    made = SUITABLE[name](desk) if "<uuid:id>" in route.path else Made("", None)
    body = copy.deepcopy(place.bodies.get(name))
    if body is not None:
        body.pop(LEFT_OUT.get(name), None)
        FITTING.get(name, nothing)(desk, body, made.id)
    headers = {"If-Match": made.tag} if made.tag else {}
    return desk.client.build_request(route.method, route.at(made.id), json=body, headers=headers)


@each(WRITES)
def test_it_is_refused_the_auditor_and_done_by_who_may(place: Place, route: Route) -> None:
    desk = DeskHere(place.seat)
    asked = prepared(place, desk, route)
    token = place.borough.token(AUDREY)
    before = rows()

    refused = client(token).request(
        asked.method, asked.url, content=asked.content, headers=hers(asked, token)
    )
    trace = {table for table, *_ in before ^ rows()}
    done = desk.client.send(asked)

    assert (refused.status_code, refused.json()["code"]) == (403, "permission_denied")
    assert trace <= {READINGS}
    assert done.is_success, done.text


def hers(asked: httpx.Request, token: str) -> dict[str, str]:
    return {**dict(asked.headers), "authorization": f"Bearer {token}"}


def test_it_leaves_out_what_is_hers_and_what_is_nobodys_alone() -> None:
    public = {one.view.operation_id for one in UNSAFE if one.view.public}

    assert public == {"sign_in", *NOBODYS}
    assert len(WRITES) == len(UNSAFE) - len(HERS) - len(NOBODYS) > 100


@pytest.mark.parametrize("who", ["Nora", AUDREY])
def test_it_leaves_everyone_their_own_credentials(place: Place, who: str) -> None:
    own = client(place.borough.token(who))
    body = {**place.bodies["issue_token"], "scopes": ["audit:read"]}
    body.pop("profile")
    FITTING["issue_token"](DeskHere(place.seat), body, "")

    issued = own.post("/tokens", json=body)
    revoked = own.post(f"/tokens/{issued.json()['id']}/revoke")
    ticket = own.post("/stream-tickets")
    ended = own.post("/session/end")

    assert [one.status_code for one in (issued, revoked, ticket, ended)] == [201, 200, 200, 204]
