"""The socket at /api/v1/stream: ASGI events in, a conversation between, frames out."""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from typing import Any, Final, Never  # Any: ASGI messages and scopes are open dicts

from channels.consumer import AsyncConsumer
from channels.exceptions import StopConsumer
from channels.utils import await_many_dispatch
from rest_framework.exceptions import AuthenticationFailed

from backend.api.frame import request_id_of
from backend.api.problems import InsufficientScope
from backend.errors import Refused
from backend.live.closing import Close, Closing
from backend.live.conversation import Conversation
from backend.live.handshake import Handshake, Scope, Send, answer_to, refuse
from backend.live.limits import limits_in_force
from backend.live.messages import SUBPROTOCOL
from backend.live.opening import Opening, open_by_bearer
from backend.live.threads import in_thread

# For how long a client that takes nothing more may keep its close frame from going out.
SECONDS_TO_CLOSE: Final = 5

Message = dict[str, Any]

logger = logging.getLogger(__name__)


class StreamConsumer(AsyncConsumer):  # type: ignore[misc]  # channels ships no types
    async def __call__(
        self, scope: Scope, receive: Callable[[], Awaitable[Message]], send: Send
    ) -> None:
        """Without a channel of its own: the tail of the log hears the doorbell for every socket."""
        self.scope = scope
        self.base_send = send
        self._is_accepted = False
        self._endings: asyncio.Queue[Message] = asyncio.Queue()
        self._handshake = Handshake.of(scope)
        self._limits = limits_in_force()
        self._conversation = Conversation(
            self._limits, self._handshake.request, self._send_text, self.end
        )
        try:
            await await_many_dispatch([receive, self._endings.get], self.dispatch)
        except StopConsumer:
            pass
        finally:
            self._conversation.leave()

    async def dispatch(self, message: Message) -> None:
        """Stays on the event loop: the stock one visits a thread for every message."""
        handler = {
            "websocket.connect": self._connect,
            "websocket.receive": self._receive,
            "websocket.disconnect": self._disconnect,
            "stream.end": self._end,
        }[message["type"]]
        try:
            await handler(message)
        except Closing as closing:
            await self._close(closing)
        except OSError:
            # The client is gone, and with it whoever an answer would be for.
            raise StopConsumer from None
        except (StopConsumer, asyncio.CancelledError):
            raise
        except Exception as error:
            logger.exception("A stream failed.")
            await self._fail(error)

    def end(self, code: Close) -> None:
        """From outside the conversation: the tail, a deadline, the server going down."""
        self._endings.put_nowait({"type": "stream.end", "code": code})

    async def _connect(self, message: Message) -> None:
        try:
            self._handshake.refuse_stranger(self._limits.origins)
            opening = await self._opening()
        except InsufficientScope:
            await self._accept()
            raise Closing(Close.NOT_ALLOWED) from None
        except (Refused, AuthenticationFailed) as problem:
            await self._refuse(problem)
        await self._accept()
        if opening is None:
            self._conversation.expect_init()
        else:
            await self._conversation.begin(opening)

    async def _opening(self) -> Opening | None:
        header = self._handshake.authorization
        if header is None:
            return None
        return await in_thread(open_by_bearer, header, request_id_of(self._handshake.request))

    async def _accept(self) -> None:
        is_known = SUBPROTOCOL in self._handshake.subprotocols
        self._is_accepted = True
        subprotocol = SUBPROTOCOL if is_known else None
        await self.send({"type": "websocket.accept", "subprotocol": subprotocol})
        if not is_known:
            raise Closing(Close.UNKNOWN_SUBPROTOCOL)

    async def _receive(self, message: Message) -> None:
        text = message.get("text")
        # The server stops most of it sooner; this holds under any server.
        if len(text or message.get("bytes") or "") > self._limits.frame_bytes:
            raise Closing(Close.TOO_LARGE)
        await self._conversation.hear(text)

    async def _disconnect(self, message: Message) -> None:
        raise StopConsumer

    async def _end(self, message: Message) -> None:
        raise Closing(message["code"])

    async def _close(self, closing: Closing) -> Never:
        try:
            async with asyncio.timeout(SECONDS_TO_CLOSE):
                await self.send(
                    {"type": "websocket.close", "code": closing.code, "reason": closing.reason}
                )
        except OSError:
            # It took too long, or the client is gone already.
            logger.debug("A close frame did not go out: %s", closing.reason)
        raise StopConsumer

    async def _fail(self, error: Exception) -> Never:
        if self._is_accepted:
            await self._close(Closing(Close.SERVER_FAULT))
        await self._refuse(error)

    async def _refuse(self, problem: Exception) -> Never:
        await refuse(self.scope, self.base_send, answer_to(self._handshake.request, problem))
        raise StopConsumer

    async def _send_text(self, text: str) -> None:
        await self.send({"type": "websocket.send", "text": text})
