"""The end of one log, followed once for all the sockets of this process that wait for more."""

import asyncio
import logging
from collections.abc import Collection
from dataclasses import dataclass
from typing import Final, Protocol
from uuid import UUID

from channels.layers import get_channel_layer

from backend.audit.changes import Change, read_changes
from backend.audit.source import now
from backend.live.closing import Close
from backend.live.limits import Limits
from backend.live.ringing import group_of
from backend.live.threads import in_thread
from backend.people.identity import Identity
from backend.people.standing import Standings, key_of, stand

# Who lags further behind than this reads pages from the database instead.
KEPT: Final = 500
# Layers forget a member of a group after a day; joining anew well before costs nothing.
SECONDS_IN_GROUP: Final = 3600

logger = logging.getLogger(__name__)


class Member(Protocol):
    identity: Identity

    def stir(self) -> None:
        """The log has grown."""

    def examined(self, current: Identity | None, size: int) -> None:
        """How they stood when the log had that size; None: they may read no more."""

    def tick(self) -> None: ...

    def end(self, code: Close) -> None: ...


@dataclass(frozen=True)
class Sight:
    changes: list[Change]
    # Of everyone, when they were asked for.
    standings: Standings | None


def look(
    log_id: UUID, position: int, limit: int, readers: Collection[Identity], *, is_due: bool
) -> Sight:
    changes = read_changes(log_id, position, limit)
    # After the reading: an appointment that ended before the last of them is seen to have ended.
    asked = is_due or any(one.asks_for_standing for one in changes)
    return Sight(changes, stand(readers, now()) if asked else None)


class Tail:
    def __init__(self, log_id: UUID, size: int, limits: Limits) -> None:
        self.log_id = log_id
        self.size = size
        self.members: set[Member] = set()
        self._limits = limits
        self._recent: list[Change] = []
        self._rung = asyncio.Event()
        self._loop = asyncio.get_running_loop()
        self._examined_at = self._loop.time()

    def ring(self) -> None:
        self._rung.set()

    async def after(self, position: int) -> list[Change]:
        """The next changes from that index on: at most a page, none at the end of the log."""
        if position >= self.size:
            return []
        first = self.size - len(self._recent)
        if position >= first:
            return self._recent[position - first :]
        return await in_thread(read_changes, self.log_id, position, self._limits.page)

    async def follow(self) -> None:
        hearing = asyncio.create_task(self._hear())
        try:
            while True:
                await self._wait()
                await self._look()
        finally:
            hearing.cancel()

    async def _wait(self) -> None:
        try:
            async with asyncio.timeout(self._limits.look_every):
                await self._rung.wait()
        except TimeoutError:
            pass
        self._rung.clear()

    async def _look(self) -> None:
        members = tuple(self.members)
        readers = {key_of(one.identity): one.identity for one in members}
        is_due = self._loop.time() - self._examined_at >= self._limits.look_every
        try:
            sight = await in_thread(
                look, self.log_id, self.size, KEPT, readers.values(), is_due=is_due
            )
        except Exception:
            # No database, no changes either; the next look finds whatever came meanwhile.
            logger.exception("The log %s could not be read.", self.log_id)
            return
        self._take_in(sight, members)

    def _take_in(self, sight: Sight, members: Collection[Member]) -> None:
        self._add(sight.changes)
        if sight.standings is not None:
            self._examined_at = self._loop.time()
            for member in members:
                member.examined(sight.standings.get(key_of(member.identity)), self.size)
        for member in tuple(self.members):
            member.tick()
            if sight.changes:
                member.stir()

    def _add(self, changes: list[Change]) -> None:
        self._recent.extend(changes)
        self.size += len(changes)
        if len(self._recent) > 2 * KEPT:
            del self._recent[:-KEPT]
        if len(changes) == KEPT:
            self.ring()

    async def _hear(self) -> None:
        """The bell only hastens: whatever goes wrong with it, the log is looked at all the same."""
        while True:
            try:
                async with asyncio.timeout(SECONDS_IN_GROUP):
                    await self._listen()
            except TimeoutError:
                continue
            except Exception as error:
                logger.warning("The doorbell of %s is not heard: %r", self.log_id, error)
                await asyncio.sleep(self._limits.look_every)

    async def _listen(self) -> None:
        layer = get_channel_layer()
        group = group_of(self.log_id)
        channel = await layer.new_channel()
        try:
            await layer.group_add(group, channel)
            _notice_cancellation()
            while True:
                await layer.receive(channel)
                self.ring()
        finally:
            await layer.group_discard(group, channel)


def _notice_cancellation() -> None:
    """The Redis client swallows one that arrives while it connects; the wait would never end."""
    task = asyncio.current_task()
    if task is not None and task.cancelling():
        raise asyncio.CancelledError
