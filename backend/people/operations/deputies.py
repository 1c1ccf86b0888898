"""What a role that hands on another's powers asks for, and what ends with its source."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Q

from backend.errors import Fault, InputRefused
from backend.people.models import Appointment
from backend.people.roles import Role, all_roles


@dataclass(frozen=True)
class Offered:
    """One appointment as it is asked for; `on_id` is locked."""

    kind: Role
    actor_id: UUID
    on_id: UUID
    starts_at: datetime
    ends_at: datetime | None
    reason: str
    deputy_for: UUID | None
    scope: list[str] | None


def refuse_bad_deputy(offered: Offered) -> None:
    """Raises InputRefused, with all that is wrong at once."""
    faults = (
        _not_a_deputy(offered)
        if offered.kind.deputises is None or offered.deputy_for == offered.actor_id
        else [*_missing(offered), *_beyond_the_role(offered)]
    )
    if faults:
        raise InputRefused(faults)


def end_within_source(offered: Offered) -> datetime | None:
    """When it ends at the latest: with the appointment whose powers it hands on.

    Raises InputRefused when it is to begin or end outside that one.
    """
    if offered.kind.stems_from is None:
        return offered.ends_at
    source = source_of(offered)
    if source is None:
        sentence = f"Nobody holds the role {offered.kind.stems_from} then. Enter another day."
        raise InputRefused([Fault("out_of_range", sentence, "#/starts_on")])
    if source.ends_at is None:
        return offered.ends_at
    if offered.ends_at is not None and offered.ends_at > source.ends_at:
        sentence = (
            f"The appointment of the {offered.kind.stems_from} ends before that day. "
            "Enter an earlier one."
        )
        raise InputRefused([Fault("out_of_range", sentence, "#/ends_on")])
    return offered.ends_at or source.ends_at


def source_of(offered: Offered) -> Appointment | None:
    """The appointment in force when it begins; for a deputy, the one of whom they act for."""
    sources = Appointment.objects.in_force(offered.starts_at).filter(
        role=offered.kind.stems_from, on_id=offered.on_id
    )
    if offered.deputy_for is not None:
        sources = sources.filter(actor_id=offered.deputy_for)
    return sources.order_by("id").first()


def stemming_from(source: Appointment, *, at: datetime) -> list[Appointment]:
    """What hands on the powers of this appointment and is not over at `at`, locked."""
    kinds = [role for role in all_roles() if role.stems_from == source.role]
    of_whom = Q(deputy_for=None) | Q(deputy_for=source.actor_id)
    found = (
        Appointment.objects.select_for_update()
        .filter(of_whom, role__in=[role.name for role in kinds], on_id=source.on_id)
        .filter(Q(ends_at=None) | Q(ends_at__gt=at), starts_at__gte=source.starts_at)
    )
    if source.ends_at is not None:
        found = found.filter(starts_at__lt=source.ends_at)
    return list(found.order_by("id"))


def _not_a_deputy(offered: Offered) -> list[Fault]:
    faults = []
    if offered.deputy_for is not None:
        faults.append(Fault("not_a_deputy", "Only a deputy acts for someone else.", "#/deputy_for"))
    if offered.scope is not None:
        sentence = "Only a deputy is given some operations alone. Leave the scope out."
        faults.append(Fault("not_a_deputy", sentence, "#/scope"))
    return faults


def _missing(offered: Offered) -> list[Fault]:
    faults = []
    if offered.ends_at is None:
        faults.append(Fault("required", "Enter the last day of the deputy.", "#/ends_on"))
    if not offered.reason.strip():
        faults.append(Fault("required", "Enter why a deputy is needed.", "#/reason"))
    if offered.deputy_for is None or source_of(offered) is None:
        sentence = f"Enter the {offered.kind.deputises} to deputise for."
        faults.append(Fault("unknown_reference", sentence, "#/deputy_for"))
    return faults


def _beyond_the_role(offered: Offered) -> Iterable[Fault]:
    """Nobody hands on what is not theirs."""
    for place, name in enumerate(offered.scope or ()):
        if name not in offered.kind.scope:
            sentence = f"{name} is no operation that a {offered.kind.deputises} can hand on."
            yield Fault("invalid_choice", sentence, f"#/scope/{place}")
