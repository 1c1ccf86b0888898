"""The one place ids, salts and the time come from.

A history written twice from the same source gives the same tree root, on any database.
"""

import hashlib
import secrets
from datetime import UTC, datetime, timedelta
from functools import cache
from threading import Lock
from typing import Protocol, cast
from uuid import UUID

from django.conf import settings
from django.utils.module_loading import import_string

RANDOM_BITS = 74
# A clock set back further than this starts afresh; or every id would keep the wrong time as long.
LARGEST_DRIFT = 60_000 << RANDOM_BITS


class Source(Protocol):
    def now(self) -> datetime: ...

    def new_id(self, at: datetime) -> UUID:
        """A version 7 UUID of that instant, above every id this process made before."""

    def salt(self) -> bytes:
        """16 bytes nobody can guess."""


class IdSequence:
    """Rising version 7 UUIDs (RFC 9562, 6.2, method 2): 48 bits of time, 74 of randomness."""

    def __init__(self) -> None:
        self._last = 0
        self._lock = Lock()

    def next(self, at: datetime, chance: int) -> UUID:
        fresh = _milliseconds(at) << RANDOM_BITS | chance
        with self._lock:
            if fresh <= self._last < fresh + LARGEST_DRIFT:
                # Not "plus one": two workers forked in one millisecond would count alike.
                fresh = self._last + 1 + (chance & 0xFFFF_FFFF)
            self._last = fresh
        return _as_version_7(fresh)


def _milliseconds(at: datetime) -> int:
    return (at - datetime(1970, 1, 1, tzinfo=UTC)) // timedelta(milliseconds=1)


def _as_version_7(value: int) -> UUID:
    time_part = value >> RANDOM_BITS
    high = value >> 62 & 0xFFF
    low = value & (1 << 62) - 1
    return UUID(int=time_part << 80 | 0x7 << 76 | high << 64 | 0b10 << 62 | low)


class SystemSource:
    def __init__(self) -> None:
        self._ids = IdSequence()

    def now(self) -> datetime:
        return datetime.now(UTC)

    def new_id(self, at: datetime) -> UUID:
        return self._ids.next(at, secrets.randbits(RANDOM_BITS))

    def salt(self) -> bytes:
        return secrets.token_bytes(16)


class SeededSource:
    """For tests and demonstrations only: everything it gives can be foretold from the seed."""

    def __init__(
        self,
        seed: str = "accord",
        start: datetime = datetime(2026, 11, 22, 12, tzinfo=UTC),
        tick: timedelta = timedelta(seconds=1),
    ) -> None:
        self._seed = seed
        self._next_instant = start
        self._tick = tick
        self._drawn = 0
        self._ids = IdSequence()
        self._lock = Lock()

    def now(self) -> datetime:
        with self._lock:
            instant = self._next_instant
            self._next_instant += self._tick
        return instant

    def new_id(self, at: datetime) -> UUID:
        return self._ids.next(at, int.from_bytes(self._draw()) >> 256 - RANDOM_BITS)

    def salt(self) -> bytes:
        return self._draw()[:16]

    def _draw(self) -> bytes:
        with self._lock:
            self._drawn += 1
            return hashlib.sha256(f"{self._seed}/{self._drawn}".encode()).digest()


@cache
def _source_named(dotted_path: str) -> Source:
    return cast("Source", import_string(dotted_path)())


def current_source() -> Source:
    return _source_named(settings.SOURCE)


def now() -> datetime:
    return current_source().now()
