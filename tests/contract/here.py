"""The contract tried in this process, inside the transaction of a test: each operation as one who
may do everything asks it, on something made ready for it.
"""

import copy
from dataclasses import dataclass
from threading import Event
from typing import Any, Final, cast  # Any: bodies are JSON

import httpx
from django.test import Client
from drf_spectacular.generators import SchemaGenerator

from backend.sync.delivering import deliver_once
from backend.sync.importing import import_once
from tests.borough import Borough
from tests.contract import sync_desk
from tests.contract.bodies import nothing
from tests.contract.desk import Desk, Made
from tests.contract.hooks import FITTING, SUITABLE
from tests.people.routes import EXTERNAL, ID, SOURCE, Route

JSON: Final = "application/json"
LINES: Final = "application/x-ndjson"
SENT: Final = ("authorization", "if-match", "idempotency-key", "host")
# Samples that another forum has, or that this one must keep.
LEFT_OUT: Final = {"add_forum": "code", "revise_forum": "code"}


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

    def browser(self) -> httpx.Client:
        return httpx.Client(transport=Here(), base_url="http://localhost")

    def wait(self) -> None:
        import_once(Event())
        deliver_once(Event())


class Here(httpx.BaseTransport):
    """By Django's test client: a server would close the connection that holds the transaction."""

    def __init__(self) -> None:
        self.client = Client()

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        headers = {name: one for name, one in request.headers.items() if name in SENT}
        kind = request.headers.get("content-type", JSON)
        answer = self.client.generic(
            request.method, request.url.raw_path.decode(), request.read(), kind, headers=headers
        )
        return httpx.Response(answer.status_code, headers=answer.headers, content=answer.content)


def client(token: str) -> httpx.Client:
    return httpx.Client(
        transport=Here(),
        base_url="http://localhost/api/v1",
        headers={"Authorization": f"Bearer {token}"},
    )


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


def prepared(place: Place, desk: Desk, route: Route) -> httpx.Request:
    """What the principal may ask, all of it as it must be."""
    name = route.view.operation_id
    made, beside = named(desk, route)
    if name in sync_desk.TEXTS:
        lines = {"Content-Type": LINES}
        content = sync_desk.TEXTS[name](desk)
        path = route.at(made.id, beside)
        return desk.client.build_request(route.method, path, content=content, headers=lines)
    body = copy.deepcopy(place.bodies.get(name))
    if body is not None:
        body.pop(LEFT_OUT.get(name), None)
        FITTING.get(name, nothing)(desk, body, made.id)
    headers = {"If-Match": made.tag} if made.tag else {}
    path = route.at(made.id, beside)
    return desk.client.build_request(route.method, path, json=body, headers=headers)


def named(desk: Desk, route: Route) -> tuple[Made, dict[str, str]]:
    """What its address names, and what it names beside that."""
    name = route.view.operation_id
    if SOURCE in route.path:
        place = sync_desk.places(desk, name)
        # Of what is sent for the first time nobody has read a version.
        tag = None if name == "sync_action" else sync_desk.tag_of(desk, place["source"])
        return Made("", tag), {SOURCE: place["source"], EXTERNAL: place["external_id"]}
    return SUITABLE[name](desk) if ID in route.path else Made("", None), {}
