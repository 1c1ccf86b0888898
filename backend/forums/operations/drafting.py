from collections.abc import Mapping
from typing import Any, TypedDict, Unpack  # Any: effects are JSON
from uuid import UUID

from backend.audit.unit import Unit
from backend.errors import Fault, InputRefused, WrongState
from backend.forums.effects import Named, faults_of, written
from backend.forums.models import AgendaItem, Decision, DecisionState, Forum
from backend.forums.moves.decisions import UNDOABLE
from backend.forums.operations.opening import held_forum, locked_at_forum, refuse_stale
from backend.forums.policy import require_at


class DecisionGiven(TypedDict, total=False):
    """What of a decision is drafted; what is left out of a revision stays as it is."""

    title: str
    text: str
    item_id: UUID | None
    restricted: bool
    effects: Mapping[str, Any]
    undoes_id: UUID | None
    undoing: str


def draft_decision(unit: Unit, *, forum_id: UUID, **given: Unpack[DecisionGiven]) -> Decision:
    """Its forum alone reads it until it is recorded."""
    forum = held_forum(unit, forum_id=forum_id)
    standing = require_at(unit.by, "draft_decision", forum.id)
    decision = Decision(
        partnership_id=forum.partnership_id,
        audience=forum.restricted_to,
        forum=forum,
        effects=written({}),
    )
    _give(unit, decision, given)
    return unit.record("decision.drafted", decision, org=standing.org)


def revise_decision(
    unit: Unit, *, decision_id: UUID, version: int, **given: Unpack[DecisionGiven]
) -> Decision:
    """Until it is recorded: from then on it says what it says."""
    decision = locked_at_forum(unit, model=Decision, row_id=decision_id)
    standing = require_at(unit.by, "revise_decision", decision.forum_id)
    refuse_stale(decision, version)
    if decision.state != DecisionState.DRAFTED:
        raise WrongState(
            f"This decision is {decision.state}, so you cannot revise it. "
            "A later decision can supersede or rescind it.",
            current_state=decision.state,
        )
    before = _drafted(decision)
    _give(unit, decision, given)
    if _drafted(decision) == before:
        return decision
    return unit.record("decision.revised", decision, org=standing.org)


def _drafted(decision: Decision) -> tuple[object, ...]:
    return tuple(getattr(decision, name) for name in DecisionGiven.__annotations__)


def _give(unit: Unit, decision: Decision, given: DecisionGiven) -> None:
    """Raises InputRefused, with all that is wrong at once; nothing is saved."""
    for name in given:
        setattr(decision, name, given[name])  # type: ignore[literal-required]  # a key of its own
    decision.effects = written(decision.effects)
    if decision.undoes_id is None and "undoes_id" in given:
        decision.undoing = ""
    item, faults = _item(unit, decision)
    # What is decided at a restricted item is as restricted.
    decision.restricted = decision.restricted or (item is not None and item.restricted)
    faults += [*_undoing_faults(unit, decision), *faults_of(Named(decision.effects, unit.by))]
    if faults:
        raise InputRefused(faults)


def _item(unit: Unit, decision: Decision) -> tuple[AgendaItem | None, list[Fault]]:
    if decision.item_id is None:
        return None, []
    rows = AgendaItem.objects.visible_to(unit.by).filter(
        id=decision.item_id, meeting__forum=decision.forum_id, ended_at=None
    )
    item = rows.first()
    if item is None:
        sentence = "No item on an agenda of this forum has this id. Check it."
        return None, [Fault("unknown_reference", sentence, "#/item")]
    return item, []


def _undoing_faults(unit: Unit, decision: Decision) -> list[Fault]:
    if decision.undoes_id is None:
        sentence = "Name the decision that this one undoes, or leave this out."
        return [Fault("required", sentence, "#/undoes")] if decision.undoing else []
    if not decision.undoing:
        return [Fault("required", "Say whether it supersedes or rescinds that one.", "#/undoing")]
    earlier = _earlier(unit, decision.forum, decision.undoes_id)
    if earlier is None:
        sentence = "This forum recorded no decision with this id that still stands. Check it."
        return [Fault("unknown_reference", sentence, "#/undoes")]
    return _unlike(decision, earlier)


def _earlier(unit: Unit, forum: Forum, decision_id: UUID) -> Decision | None:
    rows = Decision.objects.visible_to(unit.by).filter(forum=forum, state__in=UNDOABLE)
    return rows.filter(id=decision_id).first()


def _unlike(decision: Decision, earlier: Decision) -> list[Fault]:
    """What everyone reads must not change, nor lead, to what the forum alone reads."""
    if decision.restricted and not earlier.restricted:
        sentence = "Everyone reads that decision, so one that is restricted cannot undo it."
        return [Fault("restricted_undoes_open", sentence, "#/undoes")]
    if earlier.restricted and not decision.restricted:
        sentence = "That decision is restricted, so the one that undoes it is: make it so."
        return [Fault("open_undoes_restricted", sentence, "#/undoes")]
    return []
