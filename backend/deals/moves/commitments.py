"""The moves of a commitment, and what stands against each."""

from typing import Final

from backend.api.actor import Actor
from backend.deals.models import Commitment, DealState
from backend.deals.policy import DEEDS, FACILITATOR, MAY, OWNER, standing_on_commitment, who_could
from backend.errors import Unmet
from backend.people.moves import Machine, Move
from backend.people.scopes import Scope


def commitment_withdrawn(commitment: Commitment, actor: Actor, facts: None) -> Unmet | None:
    """While an amended deal was open again its party may have taken back what was agreed."""
    if commitment.ended_at is None:
        return None
    return Unmet("commitment_withdrawn", "Its party has withdrawn it: nothing is owed any more.")


def deal_not_active(commitment: Commitment, actor: Actor, facts: None) -> Unmet | None:
    """Between an amendment and the last signature nobody is bound by either version, and what is
    being signed stays as it was put to the parties.
    """
    if commitment.deal.state == DealState.ACTIVE:
        return None
    state = commitment.deal.get_state_display().lower()
    return Unmet(
        "deal_not_active",
        f"Its deal is {state}: wait until it is active.",
        (FACILITATOR,),
    )


def delivery_not_reported(commitment: Commitment, actor: Actor, facts: None) -> Unmet | None:
    if commitment.reported_at is not None:
        return None
    return Unmet("delivery_not_reported", "The owner reports first what was done.", (OWNER,))


BINDING: Final = (commitment_withdrawn, deal_not_active)
JUDGED: Final = (*BINDING, delivery_not_reported)

COMMITMENTS: Final = Machine[Commitment, None](
    model=Commitment,
    noun="commitment",
    moves=(
        Move("report_delivery", "report_delivery", BINDING),
        Move("confirm_delivery", "confirm_delivery", JUDGED),
        Move("dispute_delivery", "dispute_delivery", JUDGED),
        Move("release_commitment", "release", BINDING),
    ),
    may=MAY,
    deeds=DEEDS,
    scope=Scope.DEALS_TRANSITION,
    standing=standing_on_commitment,
    who_could=who_could,
)
