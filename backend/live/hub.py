"""What the sockets of one process share: the tails of the logs, and a count of who has how many."""

import asyncio
from collections import Counter
from typing import Final
from uuid import UUID
from weakref import WeakKeyDictionary

from backend.live.closing import Close
from backend.live.limits import Limits
from backend.live.refusals import TooManySockets
from backend.live.ringing import BELL
from backend.live.tail import Member, Tail
from backend.people.identity import Identity

Principal = tuple[UUID, UUID]


class Hub:
    def __init__(self) -> None:
        self._tails: dict[UUID, tuple[Tail, asyncio.Task[None]]] = {}
        self._sockets: Counter[Principal] = Counter()

    def enter(self, identity: Identity, limit: int) -> None:
        """Raises TooManySockets. The count is this process's own."""
        principal = _principal(identity)
        if self._sockets[principal] >= limit:
            raise TooManySockets(limit)
        self._sockets[principal] += 1

    def leave(self, identity: Identity) -> None:
        principal = _principal(identity)
        self._sockets[principal] -= 1
        if not self._sockets[principal]:
            del self._sockets[principal]

    def tail(self, log_id: UUID, size: int, limits: Limits) -> Tail:
        """Followed from the size the log has now, until its last member leaves."""
        if log_id not in self._tails:
            tail = Tail(log_id, size, limits)
            self._tails[log_id] = tail, asyncio.create_task(tail.follow())
        return self._tails[log_id][0]

    def part(self, tail: Tail, member: Member) -> None:
        tail.members.discard(member)
        if not tail.members:
            _, following = self._tails.pop(tail.log_id)
            following.cancel()

    def close(self) -> None:
        for tail, _ in tuple(self._tails.values()):
            for member in tuple(tail.members):
                member.end(Close.SERVER_RESTARTS)


def _principal(identity: Identity) -> Principal:
    return identity.partnership_id, identity.id


_hubs: Final[WeakKeyDictionary[asyncio.AbstractEventLoop, Hub]] = WeakKeyDictionary()


def current_hub() -> Hub:
    """Of the running loop: what it holds lives and dies with it."""
    loop = asyncio.get_running_loop()
    if loop not in _hubs:
        _hubs[loop] = Hub()
        BELL.attach(loop)
    return _hubs[loop]
