"""The bytes that are hashed. What is written here can never be written otherwise again."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, ClassVar, cast  # a parsed leaf holds whatever JSON holds
from uuid import UUID

import orjson

from backend.audit import canonical
from backend.audit.canonical import Plain
from backend.audit.models import LARGEST_LEAF
from backend.audit.values import instant
from backend.errors import Refused

VERSION = 1


class EntryTooLarge(Refused):
    """One entry of the log holds 65,535 bytes at most; what this change says is more."""

    code = "entry_too_large"
    status: ClassVar[int] = 413
    title = "The change is too large to be recorded"
    remedy = "Give less at once, or make several changes."

    def __init__(self, size: int) -> None:
        super().__init__(
            f"The record of this change would take {size} bytes; {LARGEST_LEAF} is the most. "
            "Give less at once, or split it into several changes."
        )


@dataclass(frozen=True)
class Doer:
    """Who did it: the actor, the organisation they act for, the person they stand in for."""

    id: UUID
    kind: str
    organisation: UUID | None = None
    on_behalf_of: UUID | None = None

    def members(self) -> dict[str, Plain]:
        members: dict[str, Plain] = {"id": str(self.id), "kind": self.kind}
        if self.organisation is not None:
            members["org"] = str(self.organisation)
        if self.on_behalf_of is not None:
            members["for"] = str(self.on_behalf_of)
        return members


@dataclass(frozen=True)
class Committed:
    """Values a leaf shows, and the digests of those it commits to."""

    shown: dict[str, Plain]
    digests: Iterable[str]

    def members(self) -> dict[str, Plain]:
        # Sorted: the order of the fields would tell which digest is whose.
        return {**self.shown, "_sd": sorted(self.digests)}


@dataclass(frozen=True)
class Leaf:
    id: UUID
    verb: str
    doer: Doer
    subject_type: str
    subject_id: UUID
    subject_version: int
    after: Committed
    given: Committed
    audience: str
    was: str
    told: Iterable[UUID]
    cause: UUID
    request_id: UUID
    origin: str
    at: datetime
    logged: datetime

    def encoded(self) -> bytes:
        content = canonical.encode(self._members())
        if len(content) > LARGEST_LEAF:
            raise EntryTooLarge(len(content))
        return content

    def _members(self) -> dict[str, Plain]:
        return {
            "act": self.verb,
            "actor": self.doer.members(),
            "after": self.after.members(),
            "at": instant(self.at),
            "aud": self.audience,
            "cause": str(self.cause),
            "id": str(self.id),
            "in": self.given.members(),
            "log": self.origin,
            "logged": instant(self.logged),
            "obj": {
                "id": str(self.subject_id),
                "type": self.subject_type,
                "ver": self.subject_version,
            },
            "req": str(self.request_id),
            "told": sorted(str(one) for one in set(self.told)),
            "v": VERSION,
            "was": self.was,
        }


def digests_after(leaf: bytes) -> list[str]:
    """The commitments to a subject's fields: where its current disclosures are found."""
    return cast("list[str]", orjson.loads(leaf)["after"]["_sd"])


def digests_in(leaf: bytes) -> list[str]:
    """Every commitment of a leaf: to the fields and to what the operation was given."""
    return digests_of(orjson.loads(leaf))


def digests_of(leaf: Mapping[str, Any]) -> list[str]:
    """The same of a leaf that is parsed already."""
    return [*leaf["after"]["_sd"], *leaf["in"]["_sd"]]
