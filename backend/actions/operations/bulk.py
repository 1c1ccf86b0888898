"""Many moves in one unit, through the very operations that make one."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import (
    Any,
    Final,
    Generic,
    Protocol,
    TypeVar,
)  # inputs are of each operation's own types
from uuid import UUID

from backend.actions.models import Action
from backend.actions.moves import brings_back
from backend.actions.operations import moves
from backend.actions.operations.dependencies import review_threats
from backend.actions.operations.desk import Desk
from backend.actions.operations.moves import Moved
from backend.actions.policy import refuse_auditor
from backend.audit.unit import Unit
from backend.errors import Conflict, Refused

MOVE_BY_NAME: Final[Mapping[str, Callable[..., Moved]]] = {
    operation.__name__: operation
    for operation in (
        moves.start_action,
        moves.flag_action_at_risk,
        moves.recover_action,
        moves.complete_action,
        moves.withdraw_action,
        moves.reopen_action,
        moves.reinstate_action,
    )
}


@dataclass(frozen=True)
class Item:
    """One move somebody asks for, and the version they read."""

    operation: str
    action_id: UUID
    version: int
    inputs: Mapping[str, Any]


@dataclass
class Verdict:
    """What became of one item: the move, or the refusal the operation alone would have given."""

    item: Item
    moved: Moved | None = None
    refused: Refused | None = None

    @property
    def outcome(self) -> str:
        if self.moved is None:
            return "refused"
        return "changed" if self.moved.changed else "unchanged"

    @property
    def action(self) -> Action | None:
        return self.moved.action if self.moved else None


class Judged(Protocol):
    """What became of one item of many, whatever was asked."""

    @property
    def refused(self) -> Refused | None: ...


JudgedT = TypeVar("JudgedT", bound=Judged)


class BulkRefused(Conflict, Generic[JudgedT]):
    """All or nothing was asked for, and at least one item is refused."""

    code = "bulk_refused"

    def __init__(self, verdicts: Sequence[JudgedT]) -> None:
        refused = sum(verdict.refused is not None for verdict in verdicts)
        super().__init__(
            f"{refused} of {len(verdicts)} items are refused, so none was done. Correct or leave "
            "out what the results name and try again, or ask for each by itself."
        )
        self.verdicts = verdicts


def transition_actions(unit: Unit, *, items: Sequence[Item], mode: str) -> list[Verdict]:
    """In the order given, each judged by the record as the ones before it leave it.

    `mode` is "each" or "atomic"; the latter raises BulkRefused if any item is refused.
    """
    refuse_auditor(unit.by)
    desk = Desk(
        unit,
        action_ids=[item.action_id for item in items],
        returning=[item.action_id for item in items if brings_back(item.operation)],
    )
    with unit.gathering():
        verdicts = [_verdict(unit, desk, item) for item in items]
        if mode == "atomic" and any(verdict.refused for verdict in verdicts):
            raise BulkRefused(verdicts)
    return _reviewed(unit, verdicts)


def _reviewed(unit: Unit, verdicts: list[Verdict]) -> list[Verdict]:
    """With each action as it is after what it endangers was marked: for all of them at once."""
    moved = [one.moved.action.id for one in verdicts if one.moved and one.moved.changed]
    with unit.gathering():
        changed = review_threats(unit, action_ids=moved)
    for one in verdicts:
        if one.moved and one.moved.action.id in changed:
            one.moved = replace(one.moved, action=changed[one.moved.action.id])
    return verdicts


def _verdict(unit: Unit, desk: Desk, item: Item) -> Verdict:
    try:
        was_closed = desk.action(item.action_id).is_closed
        moved = MOVE_BY_NAME[item.operation](
            unit, action_id=item.action_id, version=item.version, desk=desk, **item.inputs
        )
    except Refused as refused:
        return Verdict(item, refused=refused)
    desk.counts.note_move(moved.action, was_closed=was_closed)
    return Verdict(item, moved)
