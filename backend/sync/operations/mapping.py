from collections.abc import Collection
from typing import Final
from uuid import UUID

from backend.audit.unit import Unit
from backend.errors import Conflict, NotVisible, Stale
from backend.people.policy import require_administrator
from backend.sync.models import Source, StatusMapping
from backend.sync.operations.sources import held_source, refuse_ended

# A source that sends ever new words is not worth a task for each of them.
MOST_TASKS: Final = 200


class NotMapped(Conflict):
    """The word has no meaning that could be taken from it."""

    code = "not_mapped"
    title = "The word has no meaning to take from it"
    remedy = "Read the status mappings of the source again: there is nothing left to do."


class UnmappedStatus(Conflict):
    """Nobody has said what this word of the source means."""

    code = "unmapped_status"
    title = "A status has no meaning yet"
    remedy = "An administrator maps the word; then send the item again."

    def __init__(self, word: str) -> None:
        super().__init__(
            f"Nobody has said what the status {word} means here. The administrators were told; "
            "send this again when they have mapped it.",
            status_word=word,
        )
        self.word = word


def map_status(unit: Unit, *, source_id: UUID, word: str, means: str) -> StatusMapping:
    """Also when it meant something else until now. It ends the waiting, if the source waited."""
    source = held_source(unit, source_id=source_id)
    standing = require_administrator(unit.by, "map a status")
    refuse_ended(source)
    mapping = _of(source, word) or _new(source, word)
    if mapping.means == means:
        return mapping
    mapping.means, mapping.asked_at = means, None
    return unit.record(
        "status_mapping.set", mapping, org=standing.org, told=[source.system.actor_id]
    )


def unmap_status(unit: Unit, *, status_mapping_id: UUID, version: int) -> StatusMapping:
    """The next item that brings this word as news is refused and asks for its meaning anew."""
    found = StatusMapping.objects.visible_to(unit.by).filter(id=status_mapping_id).first()
    if found is None:
        raise NotVisible
    source = held_source(unit, source_id=found.source_id)
    standing = require_administrator(unit.by, "unmap a status")
    mapping = StatusMapping.objects.get(id=status_mapping_id)
    if mapping.version != version:
        raise Stale(mapping.version)
    refuse_ended(source)
    if not mapping.means:
        raise NotMapped("This word is not mapped, so there is nothing to take from it.")
    mapping.means = ""
    return unit.record("status_mapping.taken_back", mapping, org=standing.org)


def words_of(source: Source) -> dict[str, StatusMapping]:
    """The source is locked, and with it all its words."""
    return {one.word: one for one in StatusMapping.objects.filter(source=source).order_by("id")}


def ask_for_mapping(
    unit: Unit,
    *,
    source: Source,
    word: str,
    words: dict[str, StatusMapping],
    told: Collection[UUID],
) -> None:
    """Internal: part of a refused item. Once for each word, however often it is sent.

    `words`: all of the source; one that is new is added.
    """
    mapping = words.setdefault(word, _new(source, word))
    if mapping.asked_at is not None or mapping.means:
        return
    if sum(one.asked_at is not None for one in words.values()) >= MOST_TASKS:
        return
    mapping.asked_at = unit.at
    unit.record("status_mapping.asked_for", mapping, told=told)


def _of(source: Source, word: str) -> StatusMapping | None:
    """The source is locked, and with it all its words."""
    return StatusMapping.objects.filter(source=source, word=word).first()


def _new(source: Source, word: str) -> StatusMapping:
    return StatusMapping(
        partnership_id=source.partnership_id, audience=source.audience, source=source, word=word
    )
