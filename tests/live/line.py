"""One end of a socket. Whatever is heard on it is held to the published contract."""

import asyncio
import json
from collections.abc import Callable
from datetime import timedelta
from typing import Any, Final, ParamSpec, TypeVar, cast  # Any: frames are JSON

from channels.testing import WebsocketCommunicator

from backend.audit.models import Entry
from backend.audit.source import now
from backend.config.asgi import application
from backend.live.messages import SUBPROTOCOL
from backend.live.threads import in_thread
from backend.people.operations import add_organisation, issue_stream_ticket, issue_token
from backend.people.scopes import EVERY_SCOPE
from tests.borough import Borough
from tests.live.contract import assert_published

P = ParamSpec("P")
R = TypeVar("R")

PATIENCE: Final = 20.0
SITE: Final = "http://localhost:8000"
Frame = dict[str, Any]


async def do(work: Callable[P, R], *args: P.args, **given: P.kwargs) -> R:
    """In one of the threads whose connections the test closes when it ends."""
    return await in_thread(work, *args, **given)


class Line:
    def __init__(
        self,
        path: str = "/api/v1/stream",
        subprotocols: tuple[str, ...] = (SUBPROTOCOL,),
        **headers: str,
    ) -> None:
        sent = [(name.encode(), value.encode()) for name, value in headers.items()]
        self._socket = WebsocketCommunicator(application, path, sent, list(subprotocols))
        self._socket.scope["extensions"] = {"websocket.http.response": {}}

    def without_answers(self) -> "Line":
        """As under a server that can only refuse with a bare 403."""
        self._socket.scope["extensions"] = {}
        return self

    async def dial(self) -> Frame:
        """The server's first event."""
        await self._socket.send_input({"type": "websocket.connect"})
        return await self._event()

    async def refused(self) -> tuple[int, dict[str, str], Frame]:
        """Status, headers and problem of a handshake that was answered over HTTP."""
        start = await self.dial()
        assert start["type"] == "websocket.http.response.start", start
        body = await self._event()
        headers = {name.decode(): value.decode() for name, value in start["headers"]}
        return start["status"], headers, json.loads(body["body"])

    async def tell(self, kind: str, **members: object) -> None:
        await self.tell_raw(json.dumps({"type": kind, **members}))

    async def tell_raw(self, text: str | None = None, data: bytes | None = None) -> None:
        await self._socket.send_input({"type": "websocket.receive", "text": text, "bytes": data})

    async def hear(self, kind: str) -> Frame:
        event = await self._event()
        assert event["type"] == "websocket.send", event
        frame = cast("Frame", json.loads(event["text"]))
        assert_published(frame)
        assert frame["type"] == kind, frame
        return frame

    async def closed(self) -> int:
        event = await self._event()
        assert event["type"] == "websocket.close", event
        assert len(event["reason"].encode()) <= 123
        await self._socket.wait(PATIENCE)
        return int(event["code"])

    async def subscribe(self, id: str = "all", cursor: str = "latest", **asked: object) -> Frame:
        await self.tell("subscribe", id=id, cursor=cursor, **asked)
        return await self.hear("subscribed")

    async def follow(self, **asked: Any) -> Frame:
        subscribed = await self.subscribe(**asked)
        await self.hear("caught_up")
        return subscribed

    async def change(self) -> Frame:
        return cast("Frame", (await self.hear("change"))["change"])

    async def changes(self, count: int) -> list[Frame]:
        return [await self.change() for _ in range(count)]

    async def hang_up(self) -> None:
        if not self._socket.future.done():
            await self._socket.disconnect(timeout=PATIENCE)

    async def _event(self) -> Frame:
        return cast("Frame", await self._socket.receive_output(PATIENCE))


class Telephone:
    """Opens lines, and closes those a test left open."""

    def __init__(self, borough: Borough) -> None:
        self.borough = borough
        self.lines: list[Line] = []

    def line(self, *args: Any, **headers: Any) -> Line:
        self.lines.append(Line(*args, **headers))
        return self.lines[-1]

    async def token(self, name: str, **given: Any) -> str:
        issued = await do(
            self.borough.act,
            name,
            issue_token,
            profile_id=self.borough.profiles[name].id,
            name="test",
            scopes=given.get("scopes", sorted(EVERY_SCOPE)),
            expires_at=given.get("expires_at", now() + timedelta(days=1)),
        )
        return str(issued.secret)

    async def ticket(self, name: str) -> str:
        issued = await do(self.borough.act, name, issue_stream_ticket)
        return str(issued.secret)

    async def ready(self, name: str) -> Line:
        return await self.ready_with(await self.token(name))

    async def ready_with(self, token: str) -> Line:
        line = self.line(authorization=f"Bearer {token}")
        assert (await line.dial())["subprotocol"] == SUBPROTOCOL
        await line.hear("ready")
        return line

    async def from_page(self) -> Line:
        """Connected from a page of the site, and not yet known."""
        line = self.line(origin=SITE)
        assert (await line.dial())["type"] == "websocket.accept"
        return line

    async def write(self, *names: str) -> list[int]:
        """An organisation each; the indexes of their entries."""
        await do(add_all, self.borough, names)
        return await do(indexes, self.borough, len(names))


def add_all(borough: Borough, names: tuple[str, ...]) -> None:
    for name in names:
        borough.act("Ada", add_organisation, name=name, kind="other")


def indexes(borough: Borough, count: int) -> list[int]:
    """Of the newest so many entries, in order."""
    newest = Entry.objects.filter(log_id=borough.partnership.id).order_by("-index")
    return sorted(newest.values_list("index", flat=True)[:count])


async def gathered(*lines: Line) -> list[Frame]:
    return await asyncio.gather(*(line.change() for line in lines))
