"""Brings one socket what its subscriptions ask for: it keeps places in the log, no payloads."""

import asyncio
from collections.abc import Awaitable, Callable

from backend.api.cursors import position_cursor
from backend.audit.changes import Change
from backend.audit.source import now
from backend.live.closing import Close
from backend.live.frames import write_frame
from backend.live.limits import Limits
from backend.live.subscriptions import Subscription
from backend.live.tail import Tail
from backend.live.threads import in_thread
from backend.people.identity import Identity
from backend.people.standing import key_of, stand


class Delivery:
    """A member of its log's tail. `send` may wait for a slow client; nobody else does."""

    def __init__(
        self,
        identity: Identity,
        tail: Tail,
        limits: Limits,
        send: Callable[[str], Awaitable[None]],
        end: Callable[[Close], None],
    ) -> None:
        self.identity = identity
        self.end = end
        self.subscriptions: dict[str, Subscription] = {}
        self._tail = tail
        self._limits = limits
        self._send = send
        self._stirred = asyncio.Event()
        self._has_ended = False
        self._must_resync = False
        # Restricted entries below this index may be passed on as the reader stands.
        self._vouched = 0
        self._now = asyncio.get_running_loop().time
        self._heard_at = self._now()
        self._stuck_since: float | None = None
        self._is_sending = False

    def add(self, subscription: Subscription) -> None:
        self.subscriptions[subscription.id] = subscription
        if subscription.goal > self._tail.size:
            self._tail.ring()
        self.stir()

    def heard(self) -> None:
        self._heard_at = self._now()

    def stir(self) -> None:
        self._stirred.set()

    def examined(self, current: Identity | None, size: int) -> None:
        if current is None:
            self._has_ended = True
            self.end(Close.NOT_AUTHENTICATED)
            return
        if current.audiences != self.identity.audiences:
            self._must_resync = True
            self.stir()
        self.identity = current
        self._vouched = max(self._vouched, size)

    def tick(self) -> None:
        if not self._is_stuck():
            self._stuck_since = None
            return
        if self._stuck_since is None:
            self._stuck_since = self._now()
        if self._now() - max(self._stuck_since, self._heard_at) > self._limits.silence:
            self.end(Close.TIMED_OUT)

    def _is_stuck(self) -> bool:
        return self._is_sending or any(
            self._is_full(one) and one.position < self._tail.size
            for one in self.subscriptions.values()
        )

    async def run(self) -> None:
        while True:
            await self._stirred.wait()
            self._stirred.clear()
            if self._must_resync:
                await self._resync()
            # A page of each in turn: a long replay must not hold up the others.
            while any([await self._advance(one) for one in tuple(self.subscriptions.values())]):
                continue

    async def _resync(self) -> None:
        ended, self.subscriptions = self.subscriptions, {}
        self._must_resync = False
        for subscription in ended.values():
            await self._say("resync", id=subscription.id, reason="audiences_changed")

    async def _advance(self, subscription: Subscription) -> bool:
        """One page further; whether there may be more."""
        is_open = self._may_send(subscription)
        changes = await self._tail.after(subscription.position) if is_open else []
        for change in changes:
            if not self._may_send(subscription):
                break
            await self._pass_on(subscription, change)
        await self._say_if_caught_up(subscription)
        return bool(changes) and self._may_send(subscription)

    async def _pass_on(self, subscription: Subscription, change: Change) -> None:
        if change.asks_for_standing and change.index >= self._vouched:
            await self._look_up_standing()
            if not self._stands(subscription):
                return
        frame = subscription.frame(change, self.identity)
        subscription.position = change.index + 1
        if frame is not None:
            subscription.sent(change)
            await self._transmit(frame)

    async def _look_up_standing(self) -> None:
        size = self._tail.size
        standings = await in_thread(stand, [self.identity], now())
        self.examined(standings.get(key_of(self.identity)), size)

    async def _say_if_caught_up(self, subscription: Subscription) -> None:
        if subscription.caught_up or subscription.position < subscription.goal:
            return
        if self._stands(subscription):
            subscription.caught_up = True
            sight = self.identity.audiences.fingerprint
            cursor = position_cursor(self._tail.log_id, subscription.position, sight)
            await self._say("caught_up", id=subscription.id, cursor=cursor)

    def _may_send(self, subscription: Subscription) -> bool:
        return self._stands(subscription) and not self._is_full(subscription)

    def _stands(self, subscription: Subscription) -> bool:
        # It may have ended, and another of its name begun, while something was awaited.
        goes_on = not (self._has_ended or self._must_resync)
        return goes_on and self.subscriptions.get(subscription.id) is subscription

    def _is_full(self, subscription: Subscription) -> bool:
        return len(subscription.unacknowledged) >= self._limits.window

    async def _say(self, kind: str, **members: object) -> None:
        await self._transmit(write_frame(kind, **members))

    async def _transmit(self, frame: str) -> None:
        self._is_sending = True
        try:
            await self._send(frame)
        finally:
            self._is_sending = False
