"""What is said on one socket that stands: each message of the client, and what follows from it."""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from typing import Final
from uuid import UUID

from django.http import HttpRequest

from backend.api.cursors import InvalidPosition, Place, position_cursor, read_position_cursor
from backend.api.frame import request_id_of
from backend.api.problems import problem_members
from backend.audit.checkpoints import size_of
from backend.errors import NotVisible, Refused
from backend.live.closing import Close, Closing
from backend.live.delivery import Delivery
from backend.live.frames import Frame, read_frame, write_frame
from backend.live.hub import current_hub
from backend.live.limits import Limits
from backend.live.opening import Opening, open_by_ticket
from backend.live.refusals import CursorRequired, TooManySockets, TooManySubscriptions
from backend.live.subscriptions import Subscription, Topic
from backend.live.tail import Tail
from backend.live.threads import in_thread

LATEST: Final = "latest"

logger = logging.getLogger(__name__)


class Conversation:
    """Raises Closing where the protocol ends; `end` is how anyone else asks for that."""

    def __init__(
        self,
        limits: Limits,
        request: HttpRequest,
        send: Callable[[str], Awaitable[None]],
        end: Callable[[Close], None],
    ) -> None:
        self.limits = limits
        self.request = request
        self.send = send
        self.end = end
        self._said_init = False
        self._reader: Reader | None = None

    def expect_init(self) -> None:
        asyncio.get_running_loop().call_later(self.limits.init_within, self._end_unless_begun)

    def _end_unless_begun(self) -> None:
        if self._reader is None:
            self.end(Close.TIMED_OUT)

    async def begin(self, opening: Opening) -> None:
        try:
            self._reader = Reader(opening, self)
        except TooManySockets as refused:
            await self._refuse(refused, None)
            raise Closing(Close.TOO_MANY, refused.detail) from None
        await self.say("ready", heartbeat_s=self.limits.heartbeat)

    def leave(self) -> None:
        reader, self._reader = self._reader, None
        if reader is not None:
            reader.leave()

    async def hear(self, text: str | None) -> None:
        frame = read_frame(text)
        kind = frame["type"]
        if kind == "init":
            await self._init(frame)
            return
        if self._reader is None:
            raise Closing(Close.NOT_AUTHENTICATED, "Send init with a ticket first.")
        self._reader.delivery.heard()
        answer = {
            "subscribe": self._subscribe,
            "unsubscribe": self._unsubscribe,
            "ack": self._acknowledge,
            "ping": self._ping,
        }[kind]
        try:
            await answer(frame, self._reader)
        except Refused as refused:
            await self._refuse(refused, frame.get("id"))

    async def _init(self, frame: Frame) -> None:
        if self._said_init:
            raise Closing(Close.TOO_MANY, "Send init once.")
        self._said_init = True
        if self._reader is None:
            if "ticket" not in frame:
                raise Closing(Close.NOT_AUTHENTICATED, "Send a ticket with init.")
            request_id = request_id_of(self.request)
            await self.begin(await in_thread(open_by_ticket, frame["ticket"], request_id))
        elif "ticket" in frame:
            # Whose socket would it be? The token has said so already.
            raise Closing(Close.BAD_FRAME, "The handshake carried a token: leave the ticket out.")

    async def _subscribe(self, frame: Frame, reader: "Reader") -> None:
        if frame["id"] in reader.delivery.subscriptions:
            raise Closing(Close.DUPLICATE_SUBSCRIPTION)
        if len(reader.delivery.subscriptions) >= self.limits.subscriptions:
            raise TooManySubscriptions(self.limits.subscriptions)
        size = await in_thread(size_of, reader.log_id)
        place = self._start(frame, reader.log_id, size)
        audiences = reader.delivery.identity.audiences
        if not place.is_seen_by(audiences):
            await self.say("resync", id=frame["id"], reason="audiences_changed")
            return
        subscription = Subscription(
            frame["id"],
            Topic(frame.get("topic", Topic.CHANGES)),
            frozenset(frame.get("types", ())),
            place.position,
            goal=size,
        )
        cursor = position_cursor(reader.log_id, place.position, audiences.fingerprint)
        await self.say("subscribed", id=subscription.id, cursor=cursor)
        reader.delivery.add(subscription)

    def _start(self, frame: Frame, log_id: UUID, size: int) -> Place:
        """Raises CursorRequired, or InvalidPosition."""
        cursor = frame.get("cursor")
        if not cursor:
            raise CursorRequired
        place = Place(size) if cursor == LATEST else read_position_cursor(cursor, log_id)
        if place.position > size:
            # Signed by us for a log that has since been put back to an earlier state.
            raise InvalidPosition
        return place

    async def _unsubscribe(self, frame: Frame, reader: "Reader") -> None:
        if reader.delivery.subscriptions.pop(frame["id"], None) is None:
            raise NotVisible

    async def _acknowledge(self, frame: Frame, reader: "Reader") -> None:
        subscription = reader.delivery.subscriptions.get(frame["id"])
        if subscription is None:
            raise NotVisible
        subscription.acknowledge(read_position_cursor(frame["cursor"], reader.log_id).position)
        reader.delivery.stir()

    async def _ping(self, frame: Frame, reader: "Reader") -> None:
        await self.say("pong")

    async def _refuse(self, refused: Refused, subscription: str | None) -> None:
        named = {} if subscription is None else {"id": subscription}
        await self.say("error", **named, problem=problem_members(self.request, refused))

    async def say(self, kind: str, **members: object) -> None:
        await self.send(write_frame(kind, **members))


class Reader:
    """Who reads on a socket: one of the principal's places, and what brings them the changes."""

    def __init__(self, opening: Opening, conversation: Conversation) -> None:
        """Raises TooManySockets."""
        limits, identity = conversation.limits, opening.identity
        self.log_id = identity.partnership_id
        self._hub = current_hub()
        self._hub.enter(identity, limits.sockets)
        self._tail: Tail = self._hub.tail(self.log_id, opening.size, limits)
        self.delivery = Delivery(identity, self._tail, limits, conversation.send, conversation.end)
        self._tail.members.add(self.delivery)
        self._running = asyncio.create_task(self._run())

    async def _run(self) -> None:
        try:
            await self.delivery.run()
        except OSError:
            # The client is gone; the server will say so in its own time.
            return
        except Exception:
            logger.exception("A stream could not be continued.")
            self.delivery.end(Close.SERVER_FAULT)

    def leave(self) -> None:
        self._running.cancel()
        self._hub.part(self._tail, self.delivery)
        self._hub.leave(self.delivery.identity)
