from uuid import UUID

from backend.audit.unit import Unit
from backend.deals.facts import Facts
from backend.deals.models import ENDORSABLE, Deal
from backend.deals.operations.opening import locked_deal, refuse_unless
from backend.deals.operations.telling import everyone_at


def mark_deal_endorsed(unit: Unit, *, deal_id: UUID) -> Deal:
    """Internal: part of recording a forum's decision. Which forum stands in that decision, which
    not everyone may read.
    """
    deal = locked_deal(unit, deal_id=deal_id)
    refuse_unless(deal, ENDORSABLE, "endorse it")
    deal.endorsed_at = unit.at
    told = everyone_at(unit, deal=deal, seats=Facts(deal).seats)
    return unit.record("deal.endorsed", deal, told=told)
