from dataclasses import dataclass

from backend.audit.unit import Unit
from backend.people.models import Appointment, Grant
from backend.people.operations.appointments import grant_of


@dataclass(frozen=True)
class Difference:
    """Between one appointment and the grant derived from it; no grant: it is missing. A grant
    without an appointment cannot be: the database refuses it.
    """

    appointment: Appointment
    grant: Grant | None

    def __str__(self) -> str:
        fault = "has no grant" if self.grant is None else "has another grant than it says"
        return f"Appointment {self.appointment.id} ({self.appointment.role}) {fault}"


def differences() -> list[Difference]:
    """Every grant that is not what its appointment says, in any partnership."""
    grants = {grant.appointment_id: grant for grant in Grant.grants.select_related("permission")}
    found = []
    for appointment in Appointment.objects.order_by("id"):
        grant = grants.get(appointment.id)
        if grant is None:
            found.append(Difference(appointment, None))
        elif _facts(grant) != _facts(grant_of(appointment)):
            found.append(Difference(appointment, grant))
    return found


def reconcile_grants(unit: Unit) -> list[Difference]:
    """Appointments are the record: grants are made to follow them."""
    found = differences()
    for difference in found:
        grant = grant_of(difference.appointment)
        if difference.grant is not None:
            grant.pk = difference.grant.pk
        grant.save(force_update=difference.grant is not None)
    return found


def _facts(grant: Grant) -> tuple[object, ...]:
    return (
        grant.user_id,
        grant.permission_id,
        grant.content_type_id,
        grant.object_pk,
        grant.valid_from,
        grant.valid_until,
    )
