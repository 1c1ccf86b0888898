"""Whom an entry tells: the people who hold a role at that instant."""

from collections.abc import Iterable
from datetime import datetime
from functools import cached_property
from typing import Final
from uuid import UUID

from backend.actions.policy import BY_THE_SPONSOR, REPRESENTATIVE
from backend.people.models import Appointment

TOLD: Final = (*BY_THE_SPONSOR, REPRESENTATIVE)


class Holders:
    """Of all the objects it is asked about, in one statement when it is first asked."""

    def __init__(self, on: Iterable[UUID], *, at: datetime) -> None:
        self._on = list(on)
        self._at = at

    def sponsors_of(self, priority_id: UUID | None) -> list[UUID]:
        """The Executive Sponsor and, while there is one, the deputy."""
        return self._of(priority_id, BY_THE_SPONSOR)

    def acting_for(self, organisation_id: UUID | None) -> list[UUID]:
        return self._of(organisation_id, (REPRESENTATIVE,))

    def _of(self, on_id: UUID | None, roles: tuple[str, ...]) -> list[UUID]:
        return sorted({actor for on, role, actor in self._held if on == on_id and role in roles})

    @cached_property
    def _held(self) -> list[tuple[UUID, str, UUID]]:
        held = Appointment.objects.in_force(self._at).filter(on_id__in=self._on, role__in=TOLD)
        return list(held.values_list("on_id", "role", "actor_id"))


def sponsors_of(priority_id: UUID | None, *, at: datetime) -> list[UUID]:
    return [] if priority_id is None else Holders([priority_id], at=at).sponsors_of(priority_id)


def acting_for(organisation_id: UUID | None, *, at: datetime) -> list[UUID]:
    return (
        []
        if organisation_id is None
        else Holders([organisation_id], at=at).acting_for(organisation_id)
    )
