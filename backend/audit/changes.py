"""Entries of the log as a stream shows them: read in pages, encoded once for all who hear them."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final  # Any: a row as the database gives it
from uuid import UUID

import orjson

from backend.api.actor import Audiences
from backend.api.addresses import url_of
from backend.api.cursors import position_cursor, seen_with
from backend.api.encoding import encode, instant_text
from backend.audit.models import Entry

# What an appointment, a client or a profile tells may change what its person may see from here on.
ABOUT_STANDING: Final = frozenset({"appointment", "client", "profile"})
OPEN_TO_ALL: Final = "partnership"
COLUMNS: Final = (
    "log_id",
    "index",
    "id",
    "verb",
    "subject_type",
    "subject_id",
    "subject_version",
    "audience",
    "was",
    "at",
    "actor",
    "request_id",
    "origin_client",
    "leaf",
)


@dataclass(frozen=True, slots=True)
class Change:
    index: int
    verb: str
    subject_type: str
    audience: str
    was: str
    told: frozenset[UUID]
    # The place after it.
    cursor: str
    # The last member of a frame, for those who may see the change and those who no longer may.
    shown: str
    removed: str

    @property
    def asks_for_standing(self) -> bool:
        """Whether it may be passed on only by who was looked up after it was written."""
        restricted = self.audience != OPEN_TO_ALL or self.was != OPEN_TO_ALL
        return restricted or self.subject_type in ABOUT_STANDING

    def seen_by(self, audiences: Audiences) -> str | None:
        if self.audience in audiences:
            return self.shown
        return self.removed if self.was in audiences else None

    def cursor_of(self, audiences: Audiences) -> str:
        return seen_with(self.cursor, audiences.fingerprint)


def read_changes(log_id: UUID, position: int, limit: int) -> list[Change]:
    """The entries from that index on, whoever may see them: gapless, so that places add up."""
    rows = Entry.objects.filter(log_id=log_id, index__gte=position).order_by("index")
    return [_change(row) for row in rows.values(*COLUMNS)[:limit]]


def _change(row: Mapping[str, Any]) -> Change:
    stays = row["audience"] == row["was"]
    return Change(
        index=row["index"],
        verb=row["verb"],
        subject_type=row["subject_type"],
        audience=row["audience"],
        was=row["was"],
        told=frozenset(UUID(one) for one in orjson.loads(bytes(row["leaf"]))["told"]),
        cursor=position_cursor(row["log_id"], row["index"] + 1),
        shown=_member(upsert(row)),
        removed="" if stays else _member(removed(row)),
    )


def _member(change: Mapping[str, object]) -> str:
    return encode({"change": change}).decode().removeprefix("{")


def upsert(row: Mapping[str, Any]) -> dict[str, object]:
    return {
        "id": row["id"],
        "index": row["index"],
        "type": row["verb"],
        "op": "upsert",
        "resource": {
            "type": row["subject_type"],
            "id": row["subject_id"],
            "url": url_of(row["subject_type"], row["subject_id"]),
        },
        "version": row["subject_version"],
        "occurred_at": instant_text(row["at"]),
        "actor": row["actor"],
        "origin": {"client_id": row["origin_client"] or None, "request_id": row["request_id"]},
    }


def removal_of(noun: str) -> str:
    """What stands in place of a verb that is hidden."""
    return f"{noun}.removed"


def removed(row: Mapping[str, Any]) -> dict[str, object]:
    """Out of sight, the change itself is hidden: its verb, actor and origin with it."""
    return {
        **upsert(row),
        "type": removal_of(row["subject_type"]),
        "op": "removed",
        "version": None,
        "actor": None,
        "origin": None,
    }
