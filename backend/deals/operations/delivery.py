"""Whether a commitment was kept: said by its owner, judged by its counterparty."""

from dataclasses import dataclass
from uuid import UUID

from backend.audit.unit import Unit
from backend.deals.facts import Facts
from backend.deals.models import Commitment, CommitmentState
from backend.deals.moves.commitments import COMMITMENTS
from backend.deals.operations.begin import refuse_unmet
from backend.deals.operations.closing import free_commitment
from backend.deals.operations.conditions import LOST, flip_dependents
from backend.deals.operations.opening import locked_commitment, refuse_stale
from backend.deals.operations.telling import concerned_by, holders_on
from backend.deals.policy import require_on_commitment
from backend.errors import Fault, InputRefused
from backend.people.policy import Standing


@dataclass(frozen=True)
class CommitmentMoved:
    """`changed` is False when it was already there: no entry, the same version."""

    commitment: Commitment
    changed: bool = True


def report_delivery(
    unit: Unit, *, commitment_id: UUID, version: int, result: str, report: str
) -> CommitmentMoved:
    commitment, standing = _begun(unit, "report_delivery", commitment_id, version)
    commitment.report_delivery(result=result, report=report, at=unit.at)
    seat = commitment.counterparty
    judges = [seat.organisation_id] if seat else []
    told = holders_on(unit, objects=[commitment.deal_id, *judges])
    unit.record("commitment.delivery_reported", commitment, org=standing.org, told=told)
    return CommitmentMoved(commitment)


def confirm_delivery(
    unit: Unit, *, commitment_id: UUID, version: int, answer: str = ""
) -> CommitmentMoved:
    commitment, standing = _begun(unit, "confirm_delivery", commitment_id, version)
    commitment.confirm_delivery(at=unit.at, answer=answer)
    told = concerned_by(unit, commitment=commitment)
    unit.record("commitment.delivery_confirmed", commitment, org=standing.org, told=told)
    _tell_dependents(unit, commitment)
    return CommitmentMoved(commitment)


def dispute_delivery(
    unit: Unit, *, commitment_id: UUID, version: int, result: str, answer: str
) -> CommitmentMoved:
    """With another result than the owner's: to agree with the owner is to confirm."""
    commitment, standing = _begun(unit, "dispute_delivery", commitment_id, version)
    if result == commitment.reported_result:
        sentence = "This is what the owner reported: confirm it, or say what you found instead."
        raise InputRefused([Fault("unchanged", sentence, "#/result")])
    commitment.dispute_delivery(result=result, at=unit.at, answer=answer)
    told = concerned_by(unit, commitment=commitment)
    unit.record("commitment.delivery_disputed", commitment, org=standing.org, told=told)
    _tell_dependents(unit, commitment)
    return CommitmentMoved(commitment)


def let_stand_unconfirmed(unit: Unit, *, commitment: Commitment) -> Commitment:
    """Internal: by the clock, when the counterparty's time has run out. It is locked."""
    commitment.stand_unconfirmed(at=unit.at)
    told = concerned_by(unit, commitment=commitment)
    unit.record("commitment.left_unconfirmed", commitment, org=None, told=told)
    _tell_dependents(unit, commitment)
    return commitment


def release_commitment(
    unit: Unit, *, commitment_id: UUID, version: int, reason: str
) -> CommitmentMoved:
    commitment, standing = _begun(unit, "release_commitment", commitment_id, version)
    if commitment.state == CommitmentState.RELEASED:
        return CommitmentMoved(commitment, changed=False)
    free_commitment(unit, commitment=commitment, org=standing.org, reason=reason)
    _tell_dependents(unit, commitment)
    return CommitmentMoved(commitment)


def _begun(
    unit: Unit, operation: str, commitment_id: UUID, version: int
) -> tuple[Commitment, Standing]:
    """404, 403, 412, nothing to do, 409 state, 409 guards: in that order."""
    move = COMMITMENTS.named[operation]
    commitment = locked_commitment(unit, commitment_id=commitment_id)
    standing = require_on_commitment(unit.by, operation, commitment)
    refuse_stale(commitment, version)
    if not COMMITMENTS.is_settled(commitment, move):
        COMMITMENTS.refuse_wrong_state(commitment, move)
        refuse_unmet(COMMITMENTS.unmet(commitment, move, unit.by, None))
    return commitment, standing


def _tell_dependents(unit: Unit, commitment: Commitment) -> None:
    if commitment.state in LOST:
        flip_dependents(unit, facts=Facts(commitment.deal), gone=[commitment.id])
