"""How every operation on a deal begins: the deal's row is locked first, then what hangs on it, so
that nobody signs, amends or judges while another does. Organisations are locked before deals.
"""

from collections.abc import Iterable
from typing import TypeVar
from uuid import UUID

from backend.audit.models import Recorded
from backend.audit.unit import Unit
from backend.deals.models import (
    ActionLink,
    Commitment,
    Deal,
    DealContribution,
    Party,
    PrincipleLink,
)
from backend.errors import NotVisible, Stale, WrongState

# What hangs on a deal and may come and go.
PartT = TypeVar("PartT", Party, PrincipleLink, ActionLink, DealContribution)


def locked_deal(unit: Unit, *, deal_id: UUID) -> Deal:
    """Raises NotVisible."""
    rows = Deal.objects.select_for_update(of=("self",)).filter(
        partnership_id=unit.by.partnership_id, id=deal_id
    )
    deal = rows.first()
    if deal is None or deal.audience not in unit.by.audiences:
        raise NotVisible
    return deal


def locked_part(unit: Unit, *, model: type[PartT], row_id: UUID) -> PartT:
    """With its deal, locked before it. Raises NotVisible."""
    own = model._default_manager.filter(partnership_id=unit.by.partnership_id, id=row_id)
    # Read before the deal is locked: a row never moves to another.
    deal_id = own.values_list("deal_id", flat=True).first()
    if deal_id is None:
        raise NotVisible
    deal = locked_deal(unit, deal_id=deal_id)
    row = own.select_for_update(of=("self",)).get()
    if row.audience not in unit.by.audiences:
        raise NotVisible
    row.deal = deal
    return row


def locked_commitment(unit: Unit, *, commitment_id: UUID) -> Commitment:
    """With its deal, locked before it, and both parties loaded. Raises NotVisible."""
    own = Commitment.objects.filter(partnership_id=unit.by.partnership_id, id=commitment_id)
    deal_id = own.values_list("deal_id", flat=True).first()
    if deal_id is None:
        raise NotVisible
    deal = locked_deal(unit, deal_id=deal_id)
    rows = own.select_for_update(of=("self",)).select_related(
        "party__organisation", "counterparty__organisation"
    )
    commitment = rows.get()
    if commitment.audience not in unit.by.audiences:
        raise NotVisible
    commitment.deal = deal
    return commitment


def refuse_stale(row: Recorded, version: int) -> None:
    """Raises Stale."""
    if row.version != version:
        raise Stale(row.version)


def refuse_unless(deal: Deal, states: Iterable[str], deed: str) -> None:
    """Raises WrongState; `deed` completes "so you cannot …"."""
    if deal.state not in set(states):
        raise WrongState(
            f"This deal is {deal.get_state_display().lower()}, so you cannot {deed}.",
            current_state=deal.state,
        )
