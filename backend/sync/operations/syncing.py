"""One item of a source: what it says is reconciled with what is on record, and what follows from it
is done by the operations of actions, in the same unit.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from typing import Any, ClassVar, Final  # Any: values are JSON
from uuid import UUID

from backend.actions.models import LIVE, Action, ActionState
from backend.actions.operations import BulkRefused
from backend.actions.operations.actions import propose_mandated_action
from backend.api.encoding import instant_text
from backend.audit.unit import Unit
from backend.errors import Conflict, Fault, InputRefused, NotAllowed, NotVisible, Refused, Stale
from backend.sync.hearing import FieldOutcome, Hearing, status_of, values_of
from backend.sync.models import GOVERNED, Authority, Field, OrderedBy, Outcome, Reference, Source
from backend.sync.operations.asking import ask_no_more, heed_answers
from backend.sync.operations.contesting import contest
from backend.sync.operations.intake import Intake
from backend.sync.operations.mapping import UnmappedStatus
from backend.sync.operations.performing import perform
from backend.sync.operations.references import remember, seen_of
from backend.sync.operations.sources import held_source, refuse_ended
from backend.sync.operations.tallies import count_items
from backend.sync.policy.sources import require_writer
from backend.sync.reconcile import Item, Judged, Rules, Seen, Verdict, key_of, reconcile

# By so much a source's clock may be fast.
CLOCKS_DIFFER: Final = timedelta(minutes=5)
MOVING: Final = (ActionState.PROPOSED, *LIVE)


class NotAuthoritative(NotAllowed):
    """The source speaks of fields of which it is not the record."""

    code = "not_authoritative"
    title = "The source has no say in this field"
    remedy = "Leave out the fields that the problem names, or have an administrator share them."

    def __init__(self, fields: Iterable[Field]) -> None:
        names = [str(one.value) for one in fields]
        super().__init__(
            f"Accord is the record of: {', '.join(names)}. Leave them out, or send what it has.",
            fields=names,
        )


class AlreadyReferenced(Conflict):
    """The source knows this action by another id already."""

    code = "already_referenced"
    title = "The source knows the action by another id"


class NeverSent(Conflict):
    """The source says which version it read of an action that it has not sent before."""

    code = "never_sent"
    title = "The source never sent this action"
    status: ClassVar[int] = 412
    remedy = "Leave If-Match out, or check the id the source has for the action."


@dataclass(frozen=True)
class Synced:
    """What became of one item. With `refused` nothing did, whatever part of it could have been."""

    item: Item
    outcome: Outcome
    reference: Reference | None = None
    action: Action | None = None
    fields: dict[Field, FieldOutcome] = field(default_factory=dict)
    refused: Refused | None = None

    @property
    def code(self) -> str:
        """Of its refusal."""
        return self.refused.code if self.refused else ""

    @property
    def told(self) -> list[dict[str, str]]:
        return [{"field": name.value, "outcome": self.fields[name].value} for name in self.fields]


def sync_action(unit: Unit, *, source_id: UUID, item: Item) -> Synced:
    """A refusal is an outcome, not raised: that it was tried is counted, and a word that nobody has
    mapped is asked for.
    """
    (synced,) = _all_synced(unit, source_id, [item])
    return synced


def sync_actions(unit: Unit, *, source_id: UUID, items: Sequence[Item], mode: str) -> list[Synced]:
    """In the order given, each heard as it would be alone, by the record as the ones before it
    leave it.

    `mode` is "each" or "atomic"; the latter raises BulkRefused if any item is refused, and then
    nothing is kept, not even that it was tried.
    """
    found = _all_synced(unit, source_id, items)
    if mode == "atomic" and any(one.refused for one in found):
        raise BulkRefused(found)
    return found


def _all_synced(unit: Unit, source_id: UUID, items: Sequence[Item]) -> list[Synced]:
    source = held_source(unit, source_id=source_id)
    standing = require_writer(unit.by, source)
    refuse_ended(source)
    intake = Intake(unit, source, standing, rules_of(source), items)
    with unit.gathering():
        found = [_synced(intake, item) for item in items]
    with unit.gathering():
        intake.desk.review()
    count_items(unit, source=source, became=[(one.outcome, one.code) for one in found])
    return [_as_reviewed(intake, one) for one in found]


def _synced(intake: Intake, item: Item) -> Synced:
    try:
        with intake.attempt(item):
            hearing = _heard(intake, item)
    except Refused as refused:
        if isinstance(refused, UnmappedStatus):
            intake.ask_for_mapping(refused.word)
        return Synced(item, Outcome.REFUSED, refused=refused)
    intake.keep(hearing)
    return Synced(item, hearing.outcome, hearing.reference, hearing.action, hearing.outcomes)


def _as_reviewed(intake: Intake, synced: Synced) -> Synced:
    if synced.action is None:
        return synced
    return replace(synced, action=intake.desk.action(synced.action.id))


def rules_of(source: Source) -> Rules:
    mapped = source.status_mappings.exclude(means="").order_by("id")
    return Rules(
        {name: source.authority_over(name) for name in Field},
        dict(mapped.values_list("word", "means")),
    )


def _heard(intake: Intake, item: Item) -> Hearing:
    _refuse_ahead(intake, item)
    hearing = _opened(intake, item)
    heed_answers(hearing)
    judged = reconcile(item, values_of(hearing.action), hearing.seen, hearing.rules)
    _refuse(hearing, judged)
    contest(hearing, judged)
    ask_no_more(hearing, judged)
    perform(hearing, {one.name: one for one in judged if one.verdict == Verdict.TAKEN})
    _remember(hearing, judged)
    return hearing


def _refuse_ahead(intake: Intake, item: Item) -> None:
    """Whatever the source said until then would count as older. Raises InputRefused."""
    if intake.source.ordered_by != OrderedBy.CHANGED_AT:
        return
    if item.order > instant_text(intake.unit.at + CLOCKS_DIFFER):
        sentence = "This lies ahead of the clock here. Set the source's clock, and send it anew."
        raise InputRefused([Fault("in_the_future", sentence, "#/changed_at")])


def _opened(intake: Intake, item: Item) -> Hearing:
    reference = intake.reference(item.external_id)
    is_new = reference is None and item.adopts is None
    if reference is not None:
        action = _locked(intake, reference.action_id, item)
        seen = seen_of(reference)
    elif item.adopts is not None:
        action = _adopted(intake, item.adopts, item)
        seen = _never_agreed(action)
    else:
        action = _proposed(intake, item)
        seen = _agreed_on(action)
    reference = reference or _new_reference(intake, action, item)
    return Hearing(
        intake.unit,
        intake.source,
        intake.standing,
        intake.rules,
        item,
        reference,
        intake.desk,
        action,
        is_new,
        seen,
        intake.conflicts_of(reference),
    )


def _locked(intake: Intake, action_id: UUID, item: Item) -> Action:
    """With what depends on it. Raises Stale."""
    action = intake.desk.action(action_id)
    if item.version is not None and item.version != action.version:
        raise Stale(action.version)
    if item.adopts not in (None, action_id):
        raise AlreadyReferenced("By this id the source knows another action. Leave action out.")
    return action


def _adopted(intake: Intake, action_id: UUID, item: Item) -> Action:
    try:
        action = _locked(intake, action_id, item)
    except NotVisible:
        raise InputRefused(
            [Fault("unknown_reference", "No action has this id. Check it.", "#/action")]
        ) from None
    if intake.knows(action_id):
        raise AlreadyReferenced("The source knows this action by another id already. Use that.")
    refuse_others(intake.source, action)
    return action


def refuse_others(source: Source, action: Action) -> None:
    """Raises NotAllowed: a source speaks for what its own organisation leads."""
    if action.lead_id != source.organisation_id:
        raise NotAllowed(
            "Another organisation leads this action, so this source cannot change it. Ask the "
            "Executive Sponsor to name the lead."
        )


def _proposed(intake: Intake, item: Item) -> Action:
    if item.version is not None:
        raise NeverSent("The source has not sent this action before, so it has no version here.")
    said = item.said
    missing = [name for name in (Field.TITLE, Field.PLAN) if name not in said]
    if missing:
        sentence = "The source has not sent this action before: say its {}, or which action it is."
        raise InputRefused(
            [Fault("required", sentence.format(one.value), f"#/{one.value}") for one in missing]
        )
    _refuse_unauthorised(_beyond_proposing(intake, item))
    assert intake.grounds is not None, "an item that proposes"
    action = propose_mandated_action(
        intake.unit,
        plan_id=UUID(said[Field.PLAN]),
        title=said[Field.TITLE],
        summary=said.get(Field.SUMMARY, ""),
        priority_id=UUID(said[Field.PRIORITY]) if Field.PRIORITY in said else None,
        due_on=date.fromisoformat(said[Field.DUE_ON]) if Field.DUE_ON in said else None,
        grounds=intake.grounds,
        standing=intake.standing,
    )
    intake.desk.add(action)
    return action


def _beyond_proposing(intake: Intake, item: Item) -> list[Field]:
    """An action must have its title; all else that is said of it is the source's to say or not."""
    authority = intake.rules.authority
    found: list[Field] = [
        name
        for name in GOVERNED
        if name in item.said and name != Field.TITLE and authority[name] == Authority.ACCORD
    ]
    lead = str(intake.source.organisation_id)
    return found if item.said.get(Field.LEAD, lead) == lead else [*found, Field.LEAD]


def _agreed_on(action: Action) -> dict[Field, Seen]:
    """As proposed, which was the source's own word; of its status it has said none yet."""
    found = {name: key_of(value) for name, value in values_of(action).items()}
    return {
        name: Seen(source_base="" if name == Field.STATUS else key, accord_base=key)
        for name, key in found.items()
    }


def _never_agreed(action: Action) -> dict[Field, Seen]:
    """Of reports there is nothing to disagree on. The source's first word on the status is a move
    from where it finds the action, by the same rights as any other; what a person claimed or
    closed is theirs.
    """
    bases: dict[Field, Any] = {Field.REPORT: None}
    if status_of(action) in MOVING:
        bases[Field.STATUS] = status_of(action)
    return {name: Seen(accord_base=key_of(value)) for name, value in bases.items()}


def _new_reference(intake: Intake, action: Action, item: Item) -> Reference:
    return Reference(
        # Known before the row is saved, for the conflicts that name it.
        id=intake.unit.new_id(),
        partnership_id=action.partnership_id,
        audience=action.audience,
        source=intake.source,
        external_id=item.external_id,
        action=action,
        synced_at=intake.unit.at,
    )


def _refuse(hearing: Hearing, judged: list[Judged]) -> None:
    _refuse_unauthorised([one.name for one in judged if one.verdict == Verdict.FORBIDDEN])
    to_do = [one for one in judged if one.verdict in (Verdict.TAKEN, Verdict.CONTESTED)]
    for one in to_do:
        if one.name == Field.STATUS and one.said.value["word"] not in hearing.rules.means:
            raise UnmappedStatus(one.said.value["word"])
    if to_do:
        refuse_others(hearing.source, hearing.action)


def _refuse_unauthorised(fields: list[Field]) -> None:
    if fields:
        raise NotAuthoritative(fields)


_PLAIN: Final = {
    Verdict.STALE: FieldOutcome.STALE_IGNORED,
    Verdict.SILENT: FieldOutcome.UNCHANGED,
    Verdict.KEPT: FieldOutcome.KEPT,
    Verdict.AGREED: FieldOutcome.UNCHANGED,
}
# Proposed with these values, that is the change.
_AT_FIRST: Final = {**_PLAIN, Verdict.AGREED: FieldOutcome.UPDATED}


def _remember(hearing: Hearing, judged: list[Judged]) -> None:
    """What was heard, and where both sides stand now, in the one row that says so."""
    values = values_of(hearing.action)
    seen, plain = dict(hearing.seen), _AT_FIRST if hearing.is_new else _PLAIN
    for one in judged:
        hearing.outcomes.setdefault(one.name, plain.get(one.verdict, FieldOutcome.UNCHANGED))
        is_done = hearing.outcomes[one.name] == FieldOutcome.UPDATED
        seen[one.name] = one.done(key_of(values[one.name])) if is_done else one.seen
    remember(hearing.unit, reference=hearing.reference, seen=seen, org=hearing.standing.org)
