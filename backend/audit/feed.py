"""The changes of a log as one reader follows them: what they may see, page by page."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final
from uuid import UUID

import orjson
from django.db.models import Q

from backend.api.actor import Audiences
from backend.api.cursors import position_cursor
from backend.audit.changes import COLUMNS, removed, upsert
from backend.audit.checkpoints import size_of
from backend.audit.commitments import MOST_AT_ONCE
from backend.audit.history import Json, leaves_before
from backend.audit.models import Disclosure, Entry

# Entries looked through for one page at most, however few of them its reader may see.
STRETCH: Final = 10_000


@dataclass(frozen=True)
class Types:
    """Kinds of things and verbs; neither: all there is."""

    kinds: frozenset[str] = frozenset()
    verbs: frozenset[str] = frozenset()

    def asked(self) -> Q:
        if not self.kinds and not self.verbs:
            return Q()
        return Q(subject_type__in=self.kinds) | Q(verb__in=self.verbs)

    def asked_when_removed(self) -> Q:
        """Its verb is hidden, so any verb of the noun asks for it."""
        if not self.kinds and not self.verbs:
            return Q()
        return Q(subject_type__in=self.kinds | {one.partition(".")[0] for one in self.verbs})


@dataclass(frozen=True)
class Stretch:
    """What its reader is told of the log up to a position, from which they go on."""

    entries: list[Entry]
    position: int
    # How many entries the log has.
    size: int

    @property
    def has_more(self) -> bool:
        return self.position < self.size


def read_feed(
    log_id: UUID, audiences: Audiences, *, position: int, limit: int, types: Types
) -> Stretch:
    """At most `limit` entries that the reader may see, or could see before them."""
    # Before the entries: what is appended between the two is left for the next reading, or the
    # position passed on could skip it.
    size = size_of(log_id)
    end = min(size, position + STRETCH)
    rows = Entry.objects.filter(log_id=log_id, index__gte=position, index__lt=end)
    told = rows.filter(_concerns(audiences, types)).order_by("index").only(*COLUMNS)
    found = list(told[:limit])
    reached = found[-1].index + 1 if len(found) == limit else max(position, end)
    return Stretch(found, reached, size)


def _concerns(audiences: Audiences, types: Types) -> Q:
    if audiences.everything:
        return types.asked()
    is_seen, was_seen = Q(audience__in=audiences.names), Q(was__in=audiences.names)
    return (is_seen & types.asked()) | (~is_seen & was_seen & types.asked_when_removed())


def told_of(entries: Sequence[Entry], audiences: Audiences) -> list[Json]:
    """Of one log, in their order. Two statements, however many there are."""
    shown = [one for one in entries if one.audience in audiences]
    changed = changed_fields(shown, audiences)
    return [_told(one, changed.get(one.index), audiences) for one in entries]


def _told(entry: Entry, changed: list[str] | None, audiences: Audiences) -> Json:
    is_shown = changed is not None
    return {
        **(upsert if is_shown else removed)(vars(entry)),
        "changed_fields": changed,
        "cursor": position_cursor(entry.log_id, entry.index + 1, audiences.fingerprint),
    }


def changed_fields(entries: Sequence[Entry], audiences: Audiences) -> dict[int, list[str]]:
    """By index, the names of what the entry left otherwise than the entry before of its subject:
    all of them where there is none, or none that this reader may see.
    """
    before = leaves_before(entries, audiences)
    sides = {
        one.index: (_after(before.get(one.index)), _after(orjson.loads(one.leaf)))
        for one in entries
    }
    digests = {one for old, new in sides.values() for one in {*old["_sd"]} ^ {*new["_sd"]}}
    names = dict(_names(sorted(digests)))
    return {index: sorted({*_differing(*both, names)}) for index, both in sides.items()}


def _after(leaf: Json | None) -> Json:
    after: Json = {"_sd": []} if leaf is None else leaf["after"]
    return after


def _differing(old: Json, new: Json, names: dict[str, str]) -> Iterator[str]:
    for name in (old.keys() | new.keys()) - {"_sd"}:
        if name not in old or name not in new or _bytes(old[name]) != _bytes(new[name]):
            yield name
    yield from (names[one] for one in {*old["_sd"]} ^ {*new["_sd"]} if one in names)


def _bytes(value: object) -> bytes:
    # In Python True equals 1.
    return orjson.dumps(value, option=orjson.OPT_SORT_KEYS)


def _names(digests: Sequence[str]) -> Iterator[tuple[str, str]]:
    """Of the fields that the digests stand for; an erased one has its name still."""
    for start in range(0, len(digests), MOST_AT_ONCE):
        some = Disclosure.objects.filter(digest__in=digests[start : start + MOST_AT_ONCE])
        yield from some.order_by().values_list("digest", "field")
