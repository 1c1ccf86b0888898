"""Whom an entry tells: the people who hold a role at that instant."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from datetime import datetime
from uuid import UUID

from backend.actions.models import Action
from backend.actions.policy import BY_THE_SPONSOR, REPRESENTATIVE
from backend.people.models import Appointment


def sponsors_of(priority_id: UUID | None, *, at: datetime) -> list[UUID]:
    """The Executive Sponsor and, while there is one, the deputy."""
    return _holders(priority_id, BY_THE_SPONSOR, at)


def acting_for(organisation_id: UUID | None, *, at: datetime) -> list[UUID]:
    return _holders(organisation_id, (REPRESENTATIVE,), at)


def _holders(on_id: UUID | None, roles: tuple[str, ...], at: datetime) -> list[UUID]:
    if on_id is None:
        return []
    holders = Appointment.objects.in_force(at).filter(on_id=on_id, role__in=roles)
    return list(holders.values_list("actor_id", flat=True).distinct())


def sponsors_of_many(
    priority_ids: Iterable[UUID | None], *, at: datetime
) -> dict[UUID, list[UUID]]:
    """By priority; one that nobody sponsors is left out. One statement, as many as there are."""
    return _holders_of_many(priority_ids, BY_THE_SPONSOR, at)


def acting_for_many(
    organisation_ids: Iterable[UUID | None], *, at: datetime
) -> dict[UUID, list[UUID]]:
    """By organisation; one that nobody represents is left out."""
    return _holders_of_many(organisation_ids, (REPRESENTATIVE,), at)


def answering_for_many(actions: Collection[Action], *, at: datetime) -> dict[UUID, set[UUID]]:
    """Of each action, by its id: who sponsors it and who acts for its lead."""
    sponsors = sponsors_of_many((action.priority_id for action in actions), at=at)
    leads = acting_for_many((action.lead_id for action in actions), at=at)
    return {
        action.id: {
            *(sponsors.get(action.priority_id, ()) if action.priority_id else ()),
            *(leads.get(action.lead_id, ()) if action.lead_id else ()),
        }
        for action in actions
    }


def _holders_of_many(
    on_ids: Iterable[UUID | None], roles: tuple[str, ...], at: datetime
) -> dict[UUID, list[UUID]]:
    known = {one for one in on_ids if one is not None}
    if not known:
        return {}
    holders = Appointment.objects.in_force(at).filter(on_id__in=known, role__in=roles)
    found: dict[UUID, list[UUID]] = defaultdict(list)
    for on_id, actor_id in holders.values_list("on_id", "actor_id").distinct():
        found[on_id].append(actor_id)
    return dict(found)
