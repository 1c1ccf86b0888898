"""A request sent under a key of its client's choice, and what it was answered."""

from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID


@dataclass(frozen=True)
class Attempt:
    """Whose it is, and two digests of it. The same `place`: the same key at the same address. The
    same `fingerprint` too: the same request.
    """

    partnership_id: UUID
    actor_id: UUID
    place: str
    fingerprint: str


@dataclass(frozen=True)
class Kept:
    fingerprint: str
    status: int
    headers: Mapping[str, str]
    # None: it is given once and never again.
    body: bytes | None
