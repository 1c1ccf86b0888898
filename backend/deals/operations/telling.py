"""Whom an entry about a deal tells: who facilitates it and who acts for its parties."""

from collections.abc import Iterable
from typing import Final
from uuid import UUID

from backend.audit.unit import Unit
from backend.deals.models import Commitment, Deal, Party
from backend.deals.policy import FACILITATOR, FUND_HOLDER, REPRESENTATIVE
from backend.people.models import Appointment

TOLD: Final = (FACILITATOR, REPRESENTATIVE, FUND_HOLDER)


def holders_on(unit: Unit, *, objects: Iterable[UUID]) -> set[UUID]:
    """Who is told of what happens on these, but for whoever does it; in one statement."""
    rows = Appointment.objects.in_force(unit.at).filter(on_id__in=set(objects), role__in=TOLD)
    return set(rows.order_by().values_list("actor_id", flat=True)) - {unit.by.id}


def concerned_by(unit: Unit, *, commitment: Commitment) -> set[UUID]:
    """Its owner, who acts for its party and who facilitates; `commitment.party` is loaded."""
    objects = [commitment.deal_id, commitment.party.organisation_id]
    owner = {commitment.owner_id} if commitment.owner_id else set()
    return (holders_on(unit, objects=objects) | owner) - {unit.by.id}


def everyone_at(unit: Unit, *, deal: Deal, seats: Iterable[Party]) -> set[UUID]:
    return holders_on(unit, objects=[deal.id, *(seat.organisation_id for seat in seats)])
