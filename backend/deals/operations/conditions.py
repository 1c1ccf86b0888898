"""Commitments that depend on those of other parties: when these cannot be counted on any more,
whoever owns the dependent one is told.
"""

from collections.abc import Collection, Sequence
from uuid import UUID

from backend.audit.unit import Unit
from backend.deals.facts import Facts
from backend.deals.models import Commitment, CommitmentState, Deal
from backend.deals.operations.telling import concerned_by
from backend.errors import Fault

# What will not come any more; what was partly kept came, as far as it did.
LOST = (CommitmentState.NOT_KEPT, CommitmentState.RELEASED)


def faults_of_conditions(
    *, deal: Deal, party_id: UUID, conditions: Sequence[UUID], at: str
) -> list[Fault]:
    if not conditions:
        return []
    standing = Commitment.objects.standing().filter(deal=deal)
    others = set(standing.exclude(party=party_id).values_list("id", flat=True))
    sentence = "A condition is a commitment of another party to this deal. Check this id."
    return [
        Fault("unknown_reference", sentence, f"{at}/conditions/{place}")
        for place, one in enumerate(conditions)
        if one not in others
    ]


def recheck_conditions(unit: Unit, *, commitment: Commitment) -> None:
    """Internal: after its conditions changed; nothing is saved."""
    named = Commitment.objects.filter(id__in=commitment.condition_ids)
    is_unmet = any(one.ended_at is not None or one.state in LOST for one in named)
    if not is_unmet:
        commitment.condition_unmet_at = None
    elif commitment.condition_unmet_at is None:
        commitment.condition_unmet_at = unit.at


def flip_dependents(unit: Unit, *, facts: Facts, gone: Collection[UUID]) -> None:
    """Internal: part of whatever makes commitments of this deal uncertain or lost."""
    names = {str(one) for one in gone}
    # Read anew: the facts were before what is gone went.
    rows = Commitment.objects.unsettled().filter(deal=facts.deal, condition_unmet_at=None)
    rows = rows.select_for_update(of=("self",)).select_related("party")
    for commitment in rows.order_by("id"):
        if names.isdisjoint(commitment.conditions) or commitment.id in gone:
            continue
        commitment.condition_unmet_at = unit.at
        told = concerned_by(unit, commitment=commitment)
        unit.record("commitment.condition_lost", commitment, org=None, told=told)
