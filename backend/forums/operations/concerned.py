"""Whom an entry about an escalation tells; never whoever does it."""

from collections.abc import Iterable
from typing import Final
from uuid import UUID

from backend.actions.operations.telling import Holders
from backend.audit.unit import Unit
from backend.deals.models import Deal, Party
from backend.deals.operations.telling import concerned_by, everyone_at
from backend.forums.models import Escalation, Hop
from backend.forums.policy import CHAIR, SECRETARY
from backend.people.models import Appointment

FOR_THE_FORUM: Final = (SECRETARY, CHAIR)


def at_forums(unit: Unit, *, forum_ids: Iterable[UUID]) -> set[UUID]:
    """The secretaries and chairs."""
    rows = Appointment.objects.in_force(unit.at).filter(
        on_id__in=set(forum_ids), role__in=FOR_THE_FORUM
    )
    return set(rows.order_by().values_list("actor_id", flat=True)) - {unit.by.id}


def about_escalation(unit: Unit, *, escalation: Escalation) -> set[UUID]:
    """Who sponsors it, and who answers for its subject."""
    subject = _at_the_table(unit, escalation)
    on = {escalation.priority_id}
    lead = None
    if escalation.action is not None:
        lead = escalation.action.lead_id
        on |= {one for one in (lead, escalation.action.priority_id) if one is not None}
    holders = Holders(on, at=unit.at)
    sponsors = {actor for one in on for actor in holders.sponsors_of(one)}
    return (subject | sponsors | {*holders.acting_for(lead)}) - {unit.by.id}


def everyone_concerned(unit: Unit, *, escalation: Escalation) -> set[UUID]:
    """With the secretaries and chairs of every forum that ever held it."""
    held = Hop.objects.filter(escalation=escalation).values_list("forum_id", flat=True)
    forums = {*held, escalation.forum_id}
    return at_forums(unit, forum_ids=forums) | about_escalation(unit, escalation=escalation)


def _at_the_table(unit: Unit, escalation: Escalation) -> set[UUID]:
    if escalation.commitment is not None:
        return concerned_by(unit, commitment=escalation.commitment)
    if escalation.deal is not None:
        return everyone_at(unit, deal=escalation.deal, seats=_seats(escalation.deal))
    return set()


def _seats(deal: Deal) -> Iterable[Party]:
    return Party.objects.filter(deal=deal, ended_at=None)
