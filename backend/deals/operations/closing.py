"""What becomes of a deal's open commitments when nobody will keep them any more."""

from collections.abc import Iterable
from uuid import UUID

from backend.audit.unit import Unit
from backend.deals.facts import Facts
from backend.deals.models import Commitment, CommitmentState
from backend.deals.operations.commitments import drop_commitment
from backend.deals.operations.telling import concerned_by, everyone_at


def close_deal(unit: Unit, *, facts: Facts, org: UUID | None, reason: str) -> None:
    """Internal: part of ending a deal, whichever way; its state has changed already."""
    told = everyone_at(unit, deal=facts.deal, seats=facts.seats)
    unit.record("deal.ended", facts.deal, org=org, told=told, reason=reason)
    let_go(unit, commitments=facts.commitments, org=org, reason=reason)


def let_go(
    unit: Unit, *, commitments: Iterable[Commitment], org: UUID | None, reason: str
) -> list[UUID]:
    """Internal: those agreed are released, those only offered withdrawn; the ids of both."""
    gone = []
    for commitment in commitments:
        if commitment.state == CommitmentState.AGREED:
            free_commitment(unit, commitment=commitment, org=org, reason=reason)
        else:
            told = concerned_by(unit, commitment=commitment)
            drop_commitment(unit, commitment=commitment, told=told, org=org, reason=reason)
        gone.append(commitment.id)
    return gone


def free_commitment(
    unit: Unit, *, commitment: Commitment, org: UUID | None, reason: str
) -> Commitment:
    """Internal: part of releasing it, of a party's leaving and of the deal's end."""
    commitment.release(at=unit.at)
    told = concerned_by(unit, commitment=commitment)
    return unit.record("commitment.released", commitment, org=org, told=told, reason=reason)
