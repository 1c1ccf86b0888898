"""Whom an entry tells: the people who hold a role at that instant."""

from collections.abc import Collection, Iterable
from datetime import datetime
from functools import cached_property
from typing import Final, Self
from uuid import UUID

from backend.actions.models import Action
from backend.actions.policy import BY_THE_SPONSOR, REPRESENTATIVE
from backend.people.models import Appointment

TOLD: Final = (*BY_THE_SPONSOR, REPRESENTATIVE)


class Holders:
    """Of all the objects it is asked about, in one statement when it is first asked."""

    def __init__(self, on: Iterable[UUID], *, at: datetime) -> None:
        self._on = set(on)
        self._at = at

    @classmethod
    def around(
        cls, actions: Collection[Action], *, at: datetime, beside: Collection[UUID] = ()
    ) -> Self:
        """Of their priorities and of the organisations that lead them."""
        on = {one.priority_id for one in actions} | {one.lead_id for one in actions}
        return cls(filter(None, on | {*beside}), at=at)

    def sponsors_of(self, priority_id: UUID | None) -> list[UUID]:
        """The Executive Sponsor and, while there is one, the deputy."""
        return self._of(priority_id, BY_THE_SPONSOR)

    def acting_for(self, organisation_id: UUID | None) -> list[UUID]:
        return self._of(organisation_id, (REPRESENTATIVE,))

    def answering_for(self, action: Action) -> set[UUID]:
        """Who sponsors it and who acts for its lead."""
        return {*self.sponsors_of(action.priority_id), *self.acting_for(action.lead_id)}

    def _of(self, on_id: UUID | None, roles: tuple[str, ...]) -> list[UUID]:
        if on_id is None:
            return []
        return sorted({actor for role in roles for actor in self._held.get((on_id, role), ())})

    @cached_property
    def _held(self) -> dict[tuple[UUID, str], list[UUID]]:
        if not self._on:
            return {}
        rows = Appointment.objects.in_force(self._at).filter(on_id__in=self._on, role__in=TOLD)
        held: dict[tuple[UUID, str], list[UUID]] = {}
        for on, role, actor in rows.values_list("on_id", "role", "actor_id"):
            held.setdefault((on, role), []).append(actor)
        return held


def sponsors_of(priority_id: UUID | None, *, at: datetime) -> list[UUID]:
    return Holders(filter(None, [priority_id]), at=at).sponsors_of(priority_id)


def acting_for(organisation_id: UUID | None, *, at: datetime) -> list[UUID]:
    return Holders(filter(None, [organisation_id]), at=at).acting_for(organisation_id)


def answering_for_many(actions: Collection[Action], *, at: datetime) -> dict[UUID, set[UUID]]:
    """Of each action, by its id: who sponsors it and who acts for its lead."""
    holders = Holders.around(actions, at=at)
    return {one.id: holders.answering_for(one) for one in actions}
