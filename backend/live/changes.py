"""Entries of the log as a stream shows them: read in pages, encoded once for all who hear them."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final  # Any: a row as the database gives it
from uuid import UUID

import orjson

from backend.api.actor import Audiences
from backend.api.cursors import position_cursor
from backend.api.encoding import encode, instant_text
from backend.audit.models import Entry

# What an appointment or a profile tells may change what its person may see from here on.
ABOUT_STANDING: Final = frozenset({"appointment", "profile"})
OPEN_TO_ALL: Final = "partnership"
_COLUMNS: Final = (
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
    # Members of the frame from `cursor` on, for those who may see it and those who no longer may.
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


def read_changes(log_id: UUID, position: int, limit: int) -> list[Change]:
    """The entries from that index on, whoever may see them: gapless, so that places add up."""
    rows = Entry.objects.filter(log_id=log_id, index__gte=position).order_by("index")
    return [_change(log_id, row) for row in rows.values(*_COLUMNS)[:limit]]


def _change(log_id: UUID, row: Mapping[str, Any]) -> Change:
    cursor = position_cursor(log_id, row["index"] + 1)
    stays = row["audience"] == row["was"]
    return Change(
        index=row["index"],
        verb=row["verb"],
        subject_type=row["subject_type"],
        audience=row["audience"],
        was=row["was"],
        told=frozenset(UUID(one) for one in orjson.loads(bytes(row["leaf"]))["told"]),
        shown=_members(cursor, _upsert(row)),
        removed="" if stays else _members(cursor, _removed(row)),
    )


def _members(cursor: str, change: Mapping[str, object]) -> str:
    return encode({"cursor": cursor, "change": change}).decode().removeprefix("{")


def _upsert(row: Mapping[str, Any]) -> dict[str, object]:
    return {
        "id": row["id"],
        "index": row["index"],
        "type": row["verb"],
        "op": "upsert",
        "resource": {"type": row["subject_type"], "id": row["subject_id"]},
        "version": row["subject_version"],
        "occurred_at": instant_text(row["at"]),
        "actor": row["actor"],
        "origin": {"client_id": row["origin_client"] or None, "request_id": row["request_id"]},
    }


def _removed(row: Mapping[str, Any]) -> dict[str, object]:
    """Out of sight, the change itself is hidden: its verb, actor and origin with it."""
    return {
        **_upsert(row),
        "type": f"{row['subject_type']}.removed",
        "op": "removed",
        "version": None,
        "actor": None,
        "origin": None,
    }
