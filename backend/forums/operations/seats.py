from datetime import date
from typing import Final
from uuid import UUID

from django.db.models import Q

from backend.actions.operations.plans import named
from backend.audit.unit import Unit
from backend.errors import Conflict, Fault, InputRefused
from backend.forums.models import Forum, Seat
from backend.forums.operations.opening import held_forum, locked_at_forum, refuse_stale
from backend.forums.policy import require_at
from backend.forums.roles import RoleName
from backend.people.models import Appointment, Organisation
from backend.people.operations import appoint, end_appointment
from backend.people.operations.organisations import refuse_taken_reference
from backend.people.policy import Standing


class SeatFilled(Conflict):
    """Somebody sits there, or is to."""

    code = "seat_filled"
    remedy = "End that appointment first, then fill the seat."


class SeatEnded(Conflict):
    """The seat was taken away from the table before."""

    code = "seat_ended"


def add_seat(
    unit: Unit,
    *,
    forum_id: UUID,
    title: str,
    organisation_id: UUID | None = None,
    body_id: UUID | None = None,
    reference: str | None = None,
    source: str = "",
) -> Seat:
    """Of an organisation, or of another forum."""
    forum = held_forum(unit, forum_id=forum_id)
    standing = require_at(unit.by, "add_seat", forum.id)
    _refuse_both_or_neither(organisation_id, body_id)
    refuse_taken_reference(unit, model=Seat, reference=reference)
    seat = Seat(
        partnership_id=forum.partnership_id,
        forum=forum,
        title=title,
        organisation=_organisation(unit, organisation_id),
        body=_body(unit, forum, body_id),
        reference=reference,
        source=source,
    )
    return unit.record("seat.added", seat, org=standing.org)


def fill_seat(
    unit: Unit,
    *,
    seat_id: UUID,
    version: int,
    actor_id: UUID,
    starts_on: date | None = None,
    ends_on: date | None = None,
) -> Seat:
    """Whoever sits there is a member of the forum for so long."""
    seat, standing = _opened(unit, "fill_seat", seat_id, version)
    if _appointment_of(unit, seat) is not None:
        raise SeatFilled("Somebody sits there, or is to. End that appointment first.")
    seat.appointment = appoint(
        unit,
        actor_id=actor_id,
        role=RoleName.MEMBER,
        on_id=seat.forum_id,
        starts_on=starts_on,
        ends_on=ends_on,
    )
    return unit.record("seat.filled", seat, org=standing.org)


def end_seat(unit: Unit, *, seat_id: UUID, version: int, reason: str) -> Seat:
    """With it ends the membership of whoever sits there."""
    seat, standing = _opened(unit, "end_seat", seat_id, version)
    held = _appointment_of(unit, seat)
    if held is not None:
        end_appointment(unit, appointment_id=held.id, version=held.version, reason=reason)
    seat.ended_at = unit.at
    return unit.record("seat.ended", seat, org=standing.org, reason=reason)


def _opened(unit: Unit, operation: str, seat_id: UUID, version: int) -> tuple[Seat, Standing]:
    """404, 403, 412, then 409."""
    seat = locked_at_forum(unit, model=Seat, row_id=seat_id)
    standing = require_at(unit.by, operation, seat.forum_id)
    refuse_stale(seat, version)
    if seat.ended_at is not None:
        raise SeatEnded("This seat has ended, and nobody sits there again. Add another.")
    return seat, standing


def _appointment_of(unit: Unit, seat: Seat) -> Appointment | None:
    """In force or still to come, locked."""
    if seat.appointment_id is None:
        return None
    rows = Appointment.objects.select_for_update(of=("self",)).filter(id=seat.appointment_id)
    return rows.filter(Q(ends_at=None) | Q(ends_at__gt=unit.at)).first()


ONE_OF_BOTH: Final = "Name the organisation or the forum whose seat it is: one of both."


def _refuse_both_or_neither(organisation_id: UUID | None, body_id: UUID | None) -> None:
    if (organisation_id is None) == (body_id is None):
        raise InputRefused([Fault("exactly_one", ONE_OF_BOTH, "#/organisation")])


def _organisation(unit: Unit, organisation_id: UUID | None) -> Organisation | None:
    if organisation_id is None:
        return None
    return named(unit, model=Organisation, row_id=organisation_id, pointer="#/organisation")


def _body(unit: Unit, forum: Forum, body_id: UUID | None) -> Forum | None:
    """Not locked: it would be the second forum, and what it is called may change meanwhile."""
    if body_id is None:
        return None
    found = Forum.objects.visible_to(unit.by).filter(id=body_id).exclude(id=forum.id).first()
    if found is None:
        sentence = "No other forum has this id. Check it."
        raise InputRefused([Fault("unknown_reference", sentence, "#/body")])
    return found
