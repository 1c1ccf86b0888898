"""A walk along the log: every leaf hashed again, every column held against its leaf."""

from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import UTC, datetime
from functools import cached_property
from typing import Any  # a parsed leaf holds whatever JSON holds

import orjson

from backend.audit import canonical, tree
from backend.audit.checkpoints import body_of, size_of
from backend.audit.highwater import Mark, MarkUnreadable, mark_of
from backend.audit.keys import Term, terms_of
from backend.audit.leaf import VERSION
from backend.audit.models import Checkpoint, Entry, Log
from backend.audit.signing import NotSigned
from backend.audit.values import instant
from backend.audit.verify.faults import Fault
from backend.audit.verify.promises import faults_of_promises

AT_ONCE = 1_000


class Walk:
    """Stops at the first fault: after it every root differs, and tells nothing new."""

    def __init__(self, log: Log) -> None:
        self.log = log
        self.frontier = tree.Frontier()
        self._logged = datetime.min.replace(tzinfo=UTC)
        # Those signed while we walk may speak of entries we did not read.
        self._mark, self._trouble = _mark_of(log)
        self._known = Checkpoint.objects.filter(log=log).order_by("-size").first()

    @cached_property
    def _terms(self) -> list[Term]:
        # Only asked for once there is something signed: asking makes a key where there is none.
        return terms_of(self.log)

    def faults(self, progress: Callable[[int, int], None]) -> Iterator[Fault]:
        total = size_of(self.log.id)
        if self._trouble:
            yield Fault(self._trouble)
        yield from self._faults_of_nothing()
        while some := self._next_entries():
            for fault in self._faults_of(some):
                yield fault
                return
            progress(self.frontier.size, total)
        if why := self._fault_of_the_end():
            yield Fault(why, self.frontier.size)

    def _fault_of_the_end(self) -> str | None:
        size = self.frontier.size
        if self._known and self._known.size > size:
            return f"it is missing, and all after it: a checkpoint was signed at {self._known.size}"
        if self._mark and self._mark.size > size:
            return (
                "it is missing, and all after it: the mark outside the database says that "
                f"{self._mark.size} entries were signed"
            )
        return None

    def _next_entries(self) -> list[Entry]:
        later = Entry.objects.filter(log=self.log, index__gte=self.frontier.size)
        return list(later.order_by("index")[:AT_ONCE])

    def _faults_of(self, entries: list[Entry]) -> Iterator[Fault]:
        start = self.frontier.size
        checkpoints = {
            one.size: one
            for one in Checkpoint.objects.filter(
                log=self.log, size__gt=start, size__lte=start + len(entries)
            )
        }
        leaves = _readable(entries)
        promises = faults_of_promises(self.log, entries, leaves)
        for entry in entries:
            why = self._fault_of(entry, leaves.get(entry.index)) or promises.get(entry.index)
            if why is None:
                why = self._fault_of_signature(checkpoints.get(self.frontier.size))
            if why is not None:
                yield Fault(why, min(entry.index, self.frontier.size))
                return

    def _fault_of(self, entry: Entry, leaf: dict[str, Any] | None) -> str | None:
        if entry.index != self.frontier.size:
            return f"it is missing: the next is {entry.index}"
        content = bytes(entry.leaf)
        if tree.leaf_hash(content) != bytes(entry.leaf_hash):
            return "its leaf does not have its hash"
        grown, nodes = tree.append(self.frontier, bytes(entry.leaf_hash))
        if nodes != bytes(entry.nodes):
            return "its nodes of the tree are not those its leaf and the leaves before it give"
        if why := self._fault_of_leaf(entry, content, leaf):
            return why
        self.frontier, self._logged = grown, entry.logged
        return None

    def _fault_of_leaf(
        self, entry: Entry, content: bytes, leaf: dict[str, Any] | None
    ) -> str | None:
        try:
            if leaf is None:
                return "its leaf is not JSON"
            if canonical.encode(leaf) != content:
                return "its leaf is not canonical JSON"
            differing = self._differing(entry, leaf)
        except (ValueError, KeyError, TypeError):
            return "its leaf does not have the form of a leaf"
        if differing:
            return f"{', '.join(differing)} differs from its leaf"
        if entry.logged <= self._logged:
            return "it was logged no later than the entry before it"
        return None

    def _differing(self, entry: Entry, leaf: dict[str, Any]) -> list[str]:
        """The columns that say something else than the leaf, which alone is hashed."""
        pairs = {
            "id": (str(entry.id), leaf["id"]),
            "log": (self.log.origin, leaf["log"]),
            "verb": (entry.verb, leaf["act"]),
            "subject_type": (entry.subject_type, leaf["obj"]["type"]),
            "subject_id": (str(entry.subject_id), leaf["obj"]["id"]),
            "subject_version": (entry.subject_version, leaf["obj"]["ver"]),
            "actor": (str(entry.actor), leaf["actor"]["id"]),
            "audience": (entry.audience, leaf["aud"]),
            "was": (entry.was, leaf["was"]),
            "cause": (str(entry.cause), leaf["cause"]),
            "at": (instant(entry.at), leaf["at"]),
            "logged": (instant(entry.logged), leaf["logged"]),
            "request_id": (str(entry.request_id), leaf["req"]),
            "version of the form": (VERSION, leaf["v"]),
        }
        return [name for name, (column, hashed) in pairs.items() if column != hashed]

    def _faults_of_nothing(self) -> Iterator[Fault]:
        """What was signed of the empty log, which no entry leads to."""
        empty = Checkpoint.objects.filter(log=self.log, size=0).first()
        if why := self._fault_of_signature(empty):
            yield Fault(why)

    def _fault_of_signature(self, signed: Checkpoint | None) -> str | None:
        """Of the tree as far as it is walked: held against what was signed of that size."""
        why = self._fault_of_checkpoint(signed) if signed else None
        if why is None and self._mark and self._mark.size == self.frontier.size:
            why = self._fault_of_mark(self._mark.root)
        return why

    def _fault_of_mark(self, root: bytes) -> str | None:
        if root == self.frontier.root():
            return None
        return (
            f"the mark outside the database says that {self.frontier.size} entries were signed "
            "with another root than these have"
        )

    def _fault_of_checkpoint(self, signed: Checkpoint) -> str | None:
        root = self.frontier.root()
        if bytes(signed.root) != root:
            return f"the checkpoint at {signed.size} has another root than the entries up to here"
        text = self._text_signed_in(signed)
        if text is None:
            keys = ", ".join(str(one.verifier) for one in self._terms if one.signs(signed.size))
            return f"the checkpoint at {signed.size} is not signed by {keys}"
        if text != body_of(self.log.origin, signed.size, root):
            return f"the note of the checkpoint at {signed.size} speaks of another tree"
        return None

    def _text_signed_in(self, signed: Checkpoint) -> str | None:
        """By any of the keys that signed then: a reader may hold but one of them."""
        for term in self._terms:
            if term.signs(signed.size):
                with suppress(NotSigned):
                    return term.verifier.text_of(signed.note)
        return None


def _readable(entries: list[Entry]) -> dict[int, dict[str, Any]]:
    """By index, what each leaf says; that of a leaf which says nothing is not there."""
    found = {}
    for entry in entries:
        with suppress(ValueError):
            found[entry.index] = orjson.loads(bytes(entry.leaf))
    return found


def _mark_of(log: Log) -> tuple[Mark | None, str | None]:
    """What was signed, or why that cannot be told."""
    try:
        return mark_of(log.origin), None
    except MarkUnreadable as refused:
        return None, refused.detail
