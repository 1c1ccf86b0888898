"""Endpoints at the desk: a server of one's own that answers whatever it is told with a 204."""

import time
from collections.abc import Callable
from functools import cache
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any, Final

from tests.contract.bodies import Body, Fitting
from tests.contract.desk import Desk, Made

# Of the principal. For each that is active the server looks at every change of the run.
KEPT: Final = 2
# Of these there are few.
TYPES: Final = ["forum.added"]
SECONDS_TO_ANSWER: Final = 20.0


class Answering(BaseHTTPRequestHandler):
    def do_POST(self) -> None:
        self.rfile.read(int(self.headers["Content-Length"]))
        self.send_response(204)
        self.end_headers()

    def log_message(self, *_: object) -> None:
        """Not into the report."""


@cache
def address() -> str:
    """It lasts as long as the run."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), Answering)
    Thread(target=server.serve_forever, daemon=True).start()
    return f"http://127.0.0.1:{server.server_address[1]}/in"


def endpoint(desk: Desk) -> Made:
    _make_room(desk)
    body = {"organisation": desk.seat["organisation"], "url": address(), "types": TYPES}
    return desk.post("/webhook-endpoints", body)


def _make_room(desk: Desk) -> None:
    path = "/webhook-endpoints?ordering=registered_at&limit=200"
    path += f"&owner={desk.seat['actor']}&state=pending,active,paused,disabled"
    found = desk.client.get(path).json()["results"]
    for one in found[:-KEPT] if len(found) > KEPT else []:
        _do(desk, "remove", Made(one["id"], f'"{one["version"]}"'))


def _do(desk: Desk, name: str, about: Made) -> Any:
    path = f"/webhook-endpoints/{about.id}/{name}"
    return desk.client.post(path, headers={"If-Match": about.tag or ""}).json()


def _now(desk: Desk, about: Made) -> Made:
    answer = desk.client.get(f"/webhook-endpoints/{about.id}")
    return Made(about.id, answer.headers["ETag"])


def pinged(desk: Desk) -> tuple[Made, str]:
    """An endpoint, and the delivery of its ping."""
    made = endpoint(desk)
    delivery = str(_do(desk, "ping", made)["id"])
    ends = time.monotonic() + SECONDS_TO_ANSWER
    while desk.read("/webhook-deliveries", delivery)["state"] == "waiting":
        assert time.monotonic() < ends, "No worker sent the ping"
        desk.wait()
    return _now(desk, made), delivery


def active(desk: Desk) -> Made:
    return pinged(desk)[0]


def paused(desk: Desk) -> Made:
    made = active(desk)
    _do(desk, "pause", made)
    return _now(desk, made)


def delivery(desk: Desk) -> Made:
    return Made(pinged(desk)[1], None)


@cache
def standing_delivery(desk: Desk) -> Made:
    """Read only."""
    return delivery(desk)


def _registered(desk: Desk, body: Body, about: str) -> None:
    _make_room(desk)
    body["organisation"] = desk.seat["organisation"]
    _revised(desk, body, about)


def _revised(desk: Desk, body: Body, about: str) -> None:
    # Whatever names are made up, none is looked for, nor told anything: this one is nobody's (RFC
    # 6761, section 6.2).
    if "url" in body:
        body["url"] = "https://hooks.example.test/accord"
    if "types" in body:
        body["types"] = ["action", "forum.added"]


def _replayed(desk: Desk, body: Body, about: str) -> None:
    """The last of what it was told, and not the whole log to each endpoint of the run."""
    body.clear()
    body["from_index"] = max(desk.read("/webhook-endpoints", about).get("position", 0) - 1, 0)


FITTING: Final[dict[str, Fitting]] = {
    "register_webhook_endpoint": _registered,
    "revise_webhook_endpoint": _revised,
    "replay_webhook_endpoint": _replayed,
}
SUITABLE: Final[dict[str, Callable[[Desk], Made]]] = {
    "get_webhook_endpoint": endpoint,
    "revise_webhook_endpoint": endpoint,
    "rotate_webhook_secret": endpoint,
    "ping_webhook_endpoint": endpoint,
    "pause_webhook_endpoint": active,
    "resume_webhook_endpoint": paused,
    "remove_webhook_endpoint": endpoint,
    "replay_webhook_endpoint": endpoint,
    "list_webhook_deliveries": active,
    "get_webhook_delivery": standing_delivery,
    "redeliver_webhook": delivery,
}
