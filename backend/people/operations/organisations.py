from collections.abc import Sequence
from uuid import UUID

from backend.audit.unit import Unit
from backend.errors import Conflict, Fault, InputRefused, NotAllowed
from backend.people.models import Documented, Organisation, Partnership
from backend.people.policy import require_administrator
from backend.people.roles import RoleName


class ReferenceTaken(Conflict):
    """Another record of the partnership already has this reference."""

    code = "reference_taken"


def take_turns(unit: Unit) -> None:
    """Until commit: of two who look whether a name is free, the second looks after the first."""
    Partnership.objects.select_for_update(no_key=True).get(id=unit.by.partnership_id)


def refuse_taken_reference(unit: Unit, *, model: type[Documented], reference: str | None) -> None:
    if reference is None:
        return
    take_turns(unit)
    taken = model._default_manager.filter(
        partnership_id=unit.by.partnership_id, reference=reference
    )
    if taken.exists():
        raise ReferenceTaken(
            f"The reference {reference} is already in use. Choose another, or leave it out."
        )


def refuse_own_reference(unit: Unit, *, reference: str | None) -> None:
    """Of what may be hidden from whoever adds to it: whether a reference is taken would tell them
    that something is there. Raises NotAllowed.
    """
    if reference is not None and not unit.by.holds(RoleName.ADMINISTRATOR, unit.by.partnership_id):
        raise NotAllowed(
            "References come from the partnership's documents, and an administrator gives them. "
            "Leave it out.",
            who=[RoleName.ADMINISTRATOR],
        )


def hold_organisation(unit: Unit, *, organisation_id: UUID) -> None:
    """Locked until commit, before anything it owes: a succession locks in the same order."""
    rows = Organisation.objects.select_for_update(no_key=True).filter(id=organisation_id)
    rows.filter(partnership_id=unit.by.partnership_id).first()


def refuse_succeeded(organisation: Organisation, *, pointer: str) -> None:
    """Nothing new is given to what has a successor. Raises InputRefused."""
    if organisation.succeeded_on is not None:
        sentence = (
            f"{organisation.name} has a successor since {organisation.succeeded_on}. "
            "Name that one instead."
        )
        raise InputRefused([Fault("organisation_succeeded", sentence, pointer)])


def add_organisation(
    unit: Unit,
    *,
    name: str,
    kind: str,
    identifiers: Sequence[dict[str, str]] = (),
    reference: str | None = None,
    source: str = "",
) -> Organisation:
    standing = require_administrator(unit.by, "add an organisation")
    refuse_taken_reference(unit, model=Organisation, reference=reference)
    _refuse_second_of_scheme(identifiers)
    organisation = Organisation(
        partnership_id=unit.by.partnership_id,
        name=name,
        kind=kind,
        identifiers=sorted(identifiers, key=lambda one: one["scheme"]),
        reference=reference,
        source=source,
    )
    return unit.record("organisation.added", organisation, org=standing.org)


def _refuse_second_of_scheme(identifiers: Sequence[dict[str, str]]) -> None:
    schemes = [one["scheme"] for one in identifiers]
    faults = [
        Fault("invalid", f"Give one id of {scheme} alone.", f"#/identifiers/{place}/scheme")
        for place, scheme in enumerate(schemes)
        if scheme in schemes[:place]
    ]
    if faults:
        raise InputRefused(faults)
