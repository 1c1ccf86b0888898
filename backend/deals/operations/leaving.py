from datetime import timedelta
from uuid import UUID

from backend.audit.unit import Unit
from backend.deals.facts import Facts
from backend.deals.models import Deal, DealState, Party
from backend.deals.moves.deals import ALREADY_LEAVING
from backend.deals.operations.begin import (
    Moved,
    begun,
    refuse_unmet,
    refuse_unready,
    seat_named,
)
from backend.deals.operations.closing import close_deal, let_go
from backend.deals.operations.conditions import flip_dependents
from backend.deals.operations.consents import activate_if_agreed
from backend.deals.operations.telling import everyone_at
from backend.deals.policy import require_for_party
from backend.errors import Fault, InputRefused


def leave_deal(
    unit: Unit,
    *,
    deal_id: UUID,
    version: int,
    party_id: UUID,
    reason: str,
    notice_days: int | None = None,
) -> Moved:
    """With the deal's notice, or a longer one: until it has run out the party is bound. With none
    it leaves at once.
    """
    start = begun(unit, operation="leave_deal", deal_id=deal_id)
    party = seat_named(start.facts, party_id)
    standing = require_for_party(unit.by, "leave_deal", party)
    days = _notice(start.deal, notice_days)
    refuse_unready(start=start, operation="leave_deal", version=version)
    if party.leaves_on is not None:
        refuse_unmet([ALREADY_LEAVING])
    party.leaves_on = unit.on + timedelta(days=days)
    told = everyone_at(unit, deal=start.deal, seats=start.facts.seats)
    told |= _relying_on(party, start.facts)
    unit.record(
        "party.notice_given", party, org=standing.org, told=told - {unit.by.id}, reason=reason
    )
    if days == 0:
        depart(unit, facts=start.facts, party=party, org=standing.org, reason=reason)
    return Moved(start.deal)


def _notice(deal: Deal, asked: int | None) -> int:
    if asked is not None and asked < deal.notice_days:
        sentence = f"This deal is left with a notice of at least {deal.notice_days} days."
        raise InputRefused([Fault("min_value", sentence, "#/notice_days")])
    return deal.notice_days if asked is None else asked


def _relying_on(party: Party, facts: Facts) -> set[UUID]:
    """The owners of what depends on a commitment of this party."""
    own = {str(one.id) for one in facts.commitments if one.party_id == party.id}
    relying = [one for one in facts.commitments if not own.isdisjoint(one.conditions)]
    return {one.owner_id for one in relying if one.owner_id}


def depart(unit: Unit, *, facts: Facts, party: Party, org: UUID | None, reason: str) -> None:
    """Internal: the notice has run out. What it still owed is released, what relied on that is
    told, and a deal of one party ends.
    """
    own = [one for one in facts.commitments if one.party_id == party.id]
    gone = let_go(unit, commitments=own, org=org, reason=reason)
    party.ended_at = unit.at
    told = everyone_at(unit, deal=facts.deal, seats=facts.seats)
    unit.record("deal.left", party, org=org, told=told, reason=reason)
    flip_dependents(unit, facts=facts, gone=gone)
    go_on_without(unit, deal=facts.deal, org=org)


def go_on_without(unit: Unit, *, deal: Deal, org: UUID | None) -> None:
    """Internal: after a seat ended, by leaving or because another organisation took its place."""
    left = Facts(deal)
    remaining = len(left.seats)
    if deal.state == DealState.ACTIVE:
        deal.leave(at=unit.at, remaining=remaining)
    elif deal.state == DealState.SIGNING and remaining < 2:
        deal.end(at=unit.at)
    if deal.state == DealState.ENDED:
        close_deal(unit, facts=left, org=org, reason="Fewer than two parties are left.")
    elif deal.state == DealState.SIGNING:
        activate_if_agreed(unit, deal=deal, seats=left.seats, org=org)
