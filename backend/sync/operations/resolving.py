from uuid import UUID

from backend.actions.operations.desk import Desk
from backend.audit.unit import Unit
from backend.errors import Conflict, NotAllowed, NotVisible, Stale, WrongState
from backend.sync.hearing import FieldOutcome, Hearing, values_of
from backend.sync.models import ConflictState, Field, FieldConflict, Meaning, Resolution
from backend.sync.operations.mapping import UnmappedStatus
from backend.sync.operations.performing import perform
from backend.sync.operations.references import remember, seen_of
from backend.sync.operations.sources import held_source
from backend.sync.operations.syncing import rules_of
from backend.sync.policy.sources import require_resolver
from backend.sync.reconcile import Item, Judged, Said, Verdict, key_of


class ConflictOvertaken(Conflict):
    """What Accord has of the field is no longer what the conflict shows."""

    code = "conflict_overtaken"
    title = "Accord's value has changed since"
    remedy = "Keep what Accord has, and change it there if the source was right."


def resolve_conflict(
    unit: Unit, *, conflict_id: UUID, version: int, resolution: str, note: str = ""
) -> FieldConflict:
    """What is kept or taken is from then on what both sides agreed on."""
    hearing, conflict = _opened(unit, conflict_id, version)
    name, said = Field(conflict.field), Said("", conflict.source_value)
    seen = hearing.seen[name]
    judged = Judged(name, Verdict.TAKEN, said, conflict.accord_value, seen, seen)
    if resolution == Resolution.TAKE_SOURCE:
        _take(hearing, judged)
    accord_key = key_of(values_of(hearing.action)[name])
    agreed = seen.agreeing(said.key(name), accord_key, seen.said.order if seen.said else "")
    remember(
        unit,
        reference=hearing.reference,
        seen={**hearing.seen, name: agreed},
        org=hearing.standing.org,
    )
    conflict.resolve(by=unit.by.id, at=unit.at, resolution=resolution, note=note)
    return unit.record(
        "conflict.resolved",
        conflict,
        org=hearing.standing.org,
        on_behalf_of=hearing.standing.on_behalf_of,
        told={*hearing.told, hearing.source.system.actor_id},
    )


def _take(hearing: Hearing, judged: Judged) -> None:
    """Raises whatever the operation on the action would."""
    if values_of(hearing.action)[judged.name] != judged.held:
        raise ConflictOvertaken("Accord's value was changed since, so this would overwrite it.")
    if judged.name == Field.STATUS:
        _refuse_meaningless(hearing, judged.said.value["word"])
    with hearing.desk.attempt(hearing.action.id):
        # A copy, by now: it is that which changes.
        hearing.action = hearing.desk.action(hearing.action.id)
        perform(hearing, {judged.name: judged})
    hearing.desk.review()
    if hearing.outcomes[judged.name] != FieldOutcome.UPDATED:
        raise NotAllowed("Only the Executive Sponsor can take this value. Ask them to resolve it.")


def _refuse_meaningless(hearing: Hearing, word: str) -> None:
    """What it was mapped to may have been taken from it since. Raises UnmappedStatus."""
    if hearing.rules.means.get(word, Meaning.NOTHING) == Meaning.NOTHING:
        raise UnmappedStatus(word)


def _opened(unit: Unit, conflict_id: UUID, version: int) -> tuple[Hearing, FieldConflict]:
    """404, 403, 412, then 409: closed already."""
    found = (
        FieldConflict.objects.visible_to(unit.by)
        .select_related("reference")
        .filter(id=conflict_id)
        .first()
    )
    if found is None:
        raise NotVisible
    source = held_source(unit, source_id=found.reference.source_id)
    action_id = found.reference.action_id
    desk = Desk(unit, action_ids=[action_id])
    action = desk.action(action_id)
    standing = require_resolver(unit.by, action)
    conflict = FieldConflict.objects.select_related("reference__source").get(id=conflict_id)
    _refuse_closed(conflict, version)
    reference = conflict.reference
    item = Item(reference.external_id, "", {})
    hearing = Hearing(
        unit,
        source,
        standing,
        rules_of(source),
        item,
        reference,
        desk,
        action,
        is_new=False,
        seen=seen_of(reference),
    )
    return hearing, conflict


def _refuse_closed(conflict: FieldConflict, version: int) -> None:
    if conflict.version != version:
        raise Stale(conflict.version)
    if conflict.state != ConflictState.OPEN:
        raise WrongState(
            f"This conflict was {conflict.state} already.", current_state=conflict.state
        )
