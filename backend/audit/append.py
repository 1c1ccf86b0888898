"""Closing a unit: its entries are numbered, chained and inserted, last thing before the commit.

The log's row is locked last and once, so that writers wait for each other only here. A crash
before the commit leaves neither the change nor the entry; after it, both stand.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import groupby
from operator import attrgetter
from typing import NamedTuple, Protocol
from uuid import UUID

from backend.audit import statements, tree
from backend.audit.commitments import Commitments
from backend.audit.leaf import Committed, Doer, Leaf
from backend.audit.models import Entry, Told
from backend.audit.nodes import read_nodes
from backend.audit.source import Source
from backend.audit.statements import NewEntry
from backend.audit.values import Parted

MICROSECOND = timedelta(microseconds=1)


@dataclass(frozen=True)
class Collected:
    """One change, saved and waiting for its place in the log."""

    id: UUID
    log_id: UUID
    verb: str
    doer: Doer
    subject_type: str
    subject_id: UUID
    version: int
    audience: str
    for_auditors: frozenset[str]
    previous: UUID | None
    fields: Parted
    given: Parted
    told: frozenset[UUID]
    concerns: UUID | None
    given_concerns: UUID | None


class Unit(Protocol):
    """What all entries of a unit have in common."""

    at: datetime
    request_id: UUID
    origin_client: str
    source: Source


class Ready(NamedTuple):
    """A change with its commitments made: all a leaf needs but its log's order."""

    change: Collected
    after: Committed
    given: Committed
    was: str


class Head(NamedTuple):
    """Where a log stands, read under its lock."""

    origin: str
    frontier: tree.Frontier
    logged: datetime | None


def append_to_logs(unit: Unit, collected: list[Collected]) -> dict[UUID, int]:
    """The new size of each log that grew."""
    if not collected:
        return {}
    commitments = Commitments(unit.source, collected)
    ready = [_commit(one, commitments) for one in collected]
    commitments.insert()
    # Ascending, in every process alike: two units that share two logs never wait in a ring.
    by_log = sorted(ready, key=attrgetter("change.log_id"))
    return {
        log_id: _append(unit, collected[0].id, log_id, list(changes))
        for log_id, changes in groupby(by_log, key=attrgetter("change.log_id"))
    }


def _commit(change: Collected, commitments: Commitments) -> Ready:
    was = commitments.audience_before(change)
    after = Committed(change.fields.shown, commitments.to_fields(change))
    given = Committed(change.given.shown, commitments.to_given(change))
    return Ready(change, after, given, was)


def _append(unit: Unit, cause: UUID, log_id: UUID, changes: list[Ready]) -> int:
    head = _locked_head(log_id)
    logged = unit.source.now()
    if head.logged is not None:
        logged = max(logged, head.logged + MICROSECOND)
    leaves = [
        _leaf(unit, cause, head.origin, logged + place * MICROSECOND, ready)
        for place, ready in enumerate(changes)
    ]
    contents = [one.encoded() for one in leaves]
    hashes = [tree.leaf_hash(one) for one in contents]
    frontier, completed = tree.append_all(head.frontier, hashes)
    places = range(head.frontier.size, frontier.size)
    entries = [
        _entry(unit, log_id, *one)
        for one in zip(places, leaves, contents, hashes, completed, strict=True)
    ]
    statements.insert(Entry, entries)
    if told := _told(entries, changes):
        Told.objects.bulk_create(told)
    return frontier.size


def _locked_head(log_id: UUID) -> Head:
    # Locked until commit, so that the next entry links to ours.
    origin = statements.lock(log_id)
    # In a statement of its own: read together with the lock, it would show the log as it was
    # before the wait for the lock.
    stored = statements.read_peaks(log_id)
    if not stored:
        return Head(origin, tree.Frontier(), None)
    last, *_, logged = stored[-1]
    nodes = tree.peaks(last + 1)
    hashes = [node.among(*one[1:3]) for node, one in zip(nodes, stored, strict=True)]
    return Head(origin, tree.Frontier(last + 1, tuple(hashes)), logged)


def frontier_of(log_id: UUID, size: int) -> tree.Frontier:
    return tree.frontier_at(size, read_nodes(log_id, tree.peaks(size)).__getitem__)


def _leaf(unit: Unit, cause: UUID, origin: str, logged: datetime, ready: Ready) -> Leaf:
    change = ready.change
    return Leaf(
        id=change.id,
        verb=change.verb,
        doer=change.doer,
        subject_type=change.subject_type,
        subject_id=change.subject_id,
        subject_version=change.version,
        after=ready.after,
        given=ready.given,
        audience=change.audience,
        was=ready.was,
        told=change.told,
        cause=cause,
        request_id=unit.request_id,
        origin=origin,
        at=unit.at,
        logged=logged,
    )


def _entry(
    unit: Unit, log_id: UUID, index: int, leaf: Leaf, content: bytes, leaf_hash: bytes, nodes: bytes
) -> NewEntry:
    return NewEntry(
        log_id=log_id,
        index=index,
        id=leaf.id,
        leaf=content,
        leaf_hash=leaf_hash,
        nodes=nodes,
        verb=leaf.verb,
        subject_type=leaf.subject_type,
        subject_id=leaf.subject_id,
        subject_version=leaf.subject_version,
        actor=leaf.doer.id,
        audience=leaf.audience,
        was=leaf.was,
        cause=leaf.cause,
        at=leaf.at,
        logged=leaf.logged,
        request_id=leaf.request_id,
        origin_client=unit.origin_client,
    )


def _told(entries: list[NewEntry], changes: Iterable[Ready]) -> list[Told]:
    return [
        Told(log_id=entry.log_id, actor=actor, index=entry.index, entry_id=entry.id)
        for entry, ready in zip(entries, changes, strict=True)
        for actor in sorted(ready.change.told)
    ]
