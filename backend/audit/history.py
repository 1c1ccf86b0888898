"""Entries as a person reads them: who did what to what, when, why, and what was otherwise before.

Each leaf holds its whole subject, so that a change is the difference between two leaves: the one of
the entry, and the one of its subject's entry before. Nothing is kept for it.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Final  # Any: a parsed leaf holds whatever JSON holds
from uuid import UUID

import orjson
from django.db.models import OuterRef, QuerySet, Subquery

from backend.api.actor import Audiences
from backend.audit import disclosures
from backend.audit.canonical import Plain, encode
from backend.audit.commitments import MOST_AT_ONCE
from backend.audit.models import AUDITORS, Disclosure, Entry

Json = dict[str, Any]


class Is(StrEnum):
    """What became of a value, as far as its reader is concerned."""

    SHOWN = "shown"
    # There was no such field, or no such thing yet.
    ABSENT = "absent"
    ERASED = "erased"
    # It is there, and not for this reader.
    WITHHELD = "withheld"


@dataclass(frozen=True)
class Said:
    """One value of a leaf; of those it only commits to, with the digest."""

    how: Is
    value: Plain = None
    digest: str | None = None

    def differs(self, other: "Said") -> bool:
        if self.digest is not None and self.digest == other.digest:
            return False
        if self.how == other.how == Is.SHOWN:
            # Compared as bytes: in Python True equals 1.
            return encode(self.value) != encode(other.value)
        return True


ABSENT: Final = Said(Is.ABSENT)
WITHHELD: Final = Said(Is.WITHHELD)
# By name.
Side = Mapping[str, Said]


def entries_for(log_id: UUID, audiences: Audiences) -> QuerySet[Entry]:
    """Those a reader may see, with as much as their history tells of."""
    entries = Entry.objects.filter(log_id=log_id).only("leaf", "audience", "was", *SUBJECT)
    return entries if audiences.everything else entries.filter(audience__in=audiences.names)


SUBJECT: Final = ("subject_type", "subject_id", "subject_version")


def history_of(entries: Sequence[Entry], audiences: Audiences) -> list[Json]:
    """Of one log, in their order. Two statements, however many there are."""
    leaves = [orjson.loads(entry.leaf) for entry in entries]
    before = leaves_before(entries, audiences)
    held = _Held([*leaves, *before.values()], audiences)
    return [
        {
            **_who_and_when(entry, leaf),
            "changes": list(_changes(_before(entry, leaf, before, held), held.side(leaf["after"]))),
            "given": [
                {"name": name, "value": said.value, "value_is": said.how}
                for name, said in sorted(held.side(leaf["in"]).items())
            ],
        }
        for entry, leaf in zip(entries, leaves, strict=True)
    ]


def _who_and_when(entry: Entry, leaf: Json) -> Json:
    subject, actor = leaf["obj"], leaf["actor"]
    return {
        "index": entry.index,
        "id": leaf["id"],
        "verb": leaf["act"],
        "subject": {"type": subject["type"], "id": subject["id"], "version": subject["ver"]},
        "actor": {
            "id": actor["id"],
            "kind": actor["kind"],
            "organisation": actor.get("org"),
            "on_behalf_of": actor.get("for"),
        },
        "at": leaf["at"],
        "logged": leaf["logged"],
        "cause": leaf["cause"],
        "request_id": leaf["req"],
        "audience": leaf["aud"],
    }


def leaves_before(entries: Iterable[Entry], audiences: Audiences) -> dict[int, Json]:
    """By the index of each entry that has one before it which this reader may see."""
    wanted = [one for one in entries if one.subject_version > 1 and one.was in audiences]
    if not wanted:
        return {}
    earlier = Entry.objects.filter(
        log_id=OuterRef("log_id"),
        subject_type=OuterRef("subject_type"),
        subject_id=OuterRef("subject_id"),
        index__lt=OuterRef("index"),
    ).order_by("-index")
    rows = Entry.objects.filter(log_id=wanted[0].log_id, index__in=[one.index for one in wanted])
    leaves = rows.annotate(before=Subquery(earlier.values("leaf")[:1])).order_by("index")
    return {index: orjson.loads(leaf) for index, leaf in leaves.values_list("index", "before")}


def _before(entry: Entry, leaf: Json, before: Mapping[int, Json], held: "_Held") -> Side:
    if entry.index in before:
        return held.side(before[entry.index]["after"])
    if entry.subject_version == 1:
        return {}
    # Hidden from this reader: to name only what changed would tell that the rest was the same.
    return dict.fromkeys(held.side(leaf["after"]), WITHHELD)


def _changes(before: Side, after: Side) -> Iterator[Json]:
    for name in sorted({**before, **after}):
        old, new = before.get(name, ABSENT), after.get(name, ABSENT)
        if new.differs(old):
            yield {
                "name": name,
                "old": old.value,
                "old_is": old.how,
                "new": new.value,
                "new_is": new.how,
            }


class _Held:
    """What the digests of these leaves stand for."""

    def __init__(self, leaves: Iterable[Json], audiences: Audiences) -> None:
        digests = {one for leaf in leaves for part in ("after", "in") for one in leaf[part]["_sd"]}
        self._is_for_auditors = AUDITORS in audiences
        self._rows = dict(_disclosed(sorted(digests)))

    def side(self, part: Json) -> Side:
        shown = {name: Said(Is.SHOWN, value) for name, value in part.items() if name != "_sd"}
        rows = ((digest, self._rows.get(digest)) for digest in part["_sd"])
        return shown | {
            row.field: self._said(digest, row) for digest, row in rows if row is not None
        }

    def _said(self, digest: str, row: Disclosure) -> Said:
        if row.value is None:
            return Said(Is.ERASED, None, digest)
        if row.audience == AUDITORS and not self._is_for_auditors:
            return Said(Is.WITHHELD, None, digest)
        return Said(Is.SHOWN, disclosures.read(row.value).value, digest)


def _disclosed(digests: Sequence[str]) -> Iterator[tuple[str, Disclosure]]:
    for start in range(0, len(digests), MOST_AT_ONCE):
        some = digests[start : start + MOST_AT_ONCE]
        for row in Disclosure.objects.filter(digest__in=some).order_by():
            yield row.digest, row
