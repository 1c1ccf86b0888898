"""What an organisation owes in this room, moved to whoever takes its place: its seats at living
deals and its open grants. What was signed stays under the name that signed: the versions, and the
party's name in each signature.
"""

from collections.abc import Iterable
from uuid import UUID

from django.db.models import Q

from backend.audit.unit import Unit
from backend.deals.facts import Facts
from backend.deals.models import Commitment, Deal, Grant, GrantState, Party, kind_of
from backend.deals.operations.grants import hold_deals_of
from backend.deals.operations.leaving import go_on_without
from backend.deals.operations.telling import everyone_at, holders_on
from backend.people.duties import Handover, Moved
from backend.people.models import Organisation

# Decided against, or accounted for: nothing is owed any more.
OVER = (GrantState.REFUSED, GrantState.ACCOUNTED)


def move_seats(unit: Unit, *, handover: Handover) -> list[Moved]:
    """Internal: part of merging and splitting an organisation, which has locked them all."""
    predecessor = handover.predecessor
    # Also what is hidden from the administrator: a duty they cannot see is a duty all the same.
    seated = Party.objects.filter(organisation=predecessor, ended_at=None)
    # With those of its grants, which move next: every deal at once and in one order.
    granted = Grant.objects.filter(applicant=predecessor).exclude(state__in=OVER)
    deals = Deal.objects.select_for_update(of=("self",)).filter(
        Q(id__in=seated.values("deal_id")) | Q(id__in=granted.values("deal_id"))
    )
    living = [deal for deal in deals.order_by("id") if not deal.is_closed]
    moved = (move_seat(unit, deal=deal, handover=handover) for deal in living)
    return [one for one in moved if one is not None]


def move_seat(unit: Unit, *, deal: Deal, handover: Handover) -> Moved | None:
    """Internal: the deal is locked; None where the seat ended before it was."""
    facts, taker = Facts(deal), handover.taker_of(deal.id)
    seat = next(iter(facts.seats_of(frozenset({handover.predecessor.id}))), None)
    if seat is None:
        return None
    there = facts.seats_of(frozenset({taker}))
    told = everyone_at(unit, deal=deal, seats=facts.seats) | handover.told(taker)
    told -= {unit.by.id}
    if there:
        join_seats(unit, deal=deal, old=seat, into=there[0], handover=handover, told=told)
        return Moved("seat_ended", deal.id, taker)
    successor = Organisation.objects.get(id=taker)
    seat.organisation, seat.kind = successor, kind_of(successor)
    unit.record("party.succeeded", seat, org=handover.org, told=told, reason=handover.reason)
    return Moved("seat", deal.id, taker)


def join_seats(
    unit: Unit,
    *,
    deal: Deal,
    old: Party,
    into: Party,
    handover: Handover,
    told: Iterable[UUID],
) -> None:
    """Internal: the taker sits there already, so the old seat ends and its promises go over."""
    for commitment in _open_around(deal, old):
        hand_over_commitment(
            unit, commitment=commitment, old=old, into=into, handover=handover, told=told
        )
    old.ended_at = unit.at
    unit.record("party.merged", old, org=handover.org, told=told, reason=handover.reason)
    go_on_without(unit, deal=deal, org=handover.org)


def _open_around(deal: Deal, old: Party) -> list[Commitment]:
    """What the old seat owes, and what it is to judge."""
    rows = Commitment.objects.unsettled().filter(Q(party=old) | Q(counterparty=old), deal=deal)
    return list(rows.select_for_update(of=("self",)).order_by("id"))


def hand_over_commitment(
    unit: Unit,
    *,
    commitment: Commitment,
    old: Party,
    into: Party,
    handover: Handover,
    told: Iterable[UUID],
) -> Commitment:
    """Internal: nobody judges their own delivery. Where both sides have become one, the seat that
    ended stays its counterparty: nobody acts for that any more, so the result is unconfirmed.
    """
    if commitment.party_id == old.id:
        commitment.party_id = into.id
    if commitment.counterparty_id == old.id:
        commitment.counterparty_id = into.id
    if commitment.counterparty_id == commitment.party_id:
        commitment.counterparty_id = old.id
    return unit.record(
        "commitment.succeeded", commitment, org=handover.org, told=told, reason=handover.reason
    )


def move_grants(unit: Unit, *, handover: Handover) -> list[Moved]:
    """Internal: part of merging and splitting an organisation, which has locked it. A grant goes to
    whoever takes what is owed to the action or the deal that it is for.
    """
    own = Grant.objects.filter(applicant=handover.predecessor).exclude(state__in=OVER)
    hold_deals_of(unit, grants=own)
    moved = []
    for grant in own.select_for_update(of=("self",)).order_by("id"):
        name = grant.action_id or grant.deal_id
        assert name is not None, "a grant is for a deal or an action"
        grant.applicant_id = handover.taker_of(name)
        told = handover.told(grant.applicant_id, *holders_on(unit, objects=[grant.fund_id]))
        unit.record(
            "grant.applicant_succeeded",
            grant,
            org=handover.org,
            told=told,
            reason=handover.reason,
        )
        moved.append(Moved("grant", name, grant.applicant_id))
    return moved
