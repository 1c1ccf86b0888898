"""One item while it is heard: by whom, of what, and what came of each of its fields."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any  # Any: values are JSON
from uuid import UUID

from backend.actions.models import LIVE, Action, Request
from backend.actions.operations.desk import Desk
from backend.audit.unit import Unit
from backend.people.policy import Standing
from backend.sync.models import Field, FieldConflict, Outcome, Reference, Source
from backend.sync.reconcile import CLAIMED, Item, Rules, Seen


class FieldOutcome(StrEnum):
    UPDATED = "updated"
    UNCHANGED = "unchanged"
    # Accord has something else, and the source says what it said before that: nothing new.
    KEPT = "kept"
    REQUESTED = "requested"
    # Heard, and not possible yet: sent again, it is tried again.
    WAITING = "waiting"
    CONFLICT = "conflict"
    STALE_IGNORED = "stale_ignored"


@dataclass
class Hearing:
    unit: Unit
    source: Source
    standing: Standing
    rules: Rules
    item: Item
    reference: Reference
    # Where the action lies, with what its changes ask.
    desk: Desk
    action: Action
    is_new: bool
    seen: dict[Field, Seen]
    # The open ones, by field.
    conflicts: dict[str, FieldConflict] = field(default_factory=dict)
    outcomes: dict[Field, FieldOutcome] = field(default_factory=dict)

    @property
    def told(self) -> set[UUID]:
        """Who answers for the action."""
        return self.desk.holders.answering_for(self.action) - {self.unit.by.id}

    def asked(self, *operations: str) -> Request | None:
        """What whoever speaks for the source asked last."""
        speakers = {self.unit.by.id, self.source.system.actor_id}
        found = (
            one
            for one in self.desk.requests_of(self.action)
            if one.operation in operations and one.asked_by_id in speakers
        )
        return next(found, None)

    @property
    def note(self) -> str:
        return self.item.note or f"As {self.source.name} has it, under {self.item.external_id}."

    @property
    def outcome(self) -> Outcome:
        if self.is_new:
            return Outcome.CREATED
        found = set(self.outcomes.values())
        first = (FieldOutcome.CONFLICT, FieldOutcome.REQUESTED, FieldOutcome.UPDATED)
        telling = next((one for one in first if one in found), None)
        if telling is not None:
            return Outcome(telling.value)
        if FieldOutcome.STALE_IGNORED in found:
            return Outcome.STALE_IGNORED
        return Outcome.UNCHANGED


def status_of(action: Action) -> str:
    """As the two sides compare it: a claim is as far as a source can bring an action by itself."""
    is_claimed = action.claimed_at is not None and action.state in LIVE
    return CLAIMED if is_claimed else str(action.state)


def values_of(action: Action) -> Mapping[Field, Any]:
    return {
        Field.TITLE: action.title,
        Field.SUMMARY: action.summary,
        Field.DUE_ON: action.due_on.isoformat() if action.due_on else None,
        Field.STATUS: status_of(action),
        Field.REPORT: None,
        Field.PLAN: str(action.plan_id),
        Field.PRIORITY: str(action.priority_id) if action.priority_id else None,
        Field.LEAD: str(action.lead_id) if action.lead_id else None,
    }
