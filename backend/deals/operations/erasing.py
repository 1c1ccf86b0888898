"""Where deals name people, and how the name goes while what was signed stays."""

from uuid import UUID

from backend.audit.erasure import clear_field
from backend.audit.unit import Unit
from backend.deals.models import Signature
from backend.people.models import ERASED_NAME


def erase_signatories(unit: Unit, *, person: UUID, org: UUID | None) -> None:
    """Internal: part of erasing a person. Their signature stays one: party, capacity, digest and
    who entered it. On paper someone else may have signed, whom only that paper knows.
    """
    signatures = list(
        Signature.objects.select_for_update(of=("self",))
        .filter(partnership_id=unit.by.partnership_id, entered_by_id=person, on_paper=False)
        .exclude(signatory=ERASED_NAME)
        .order_by("id")
    )
    for signature in signatures:
        signature.signatory = ERASED_NAME
        unit.record("signature.signatory_erased", signature, org=org)
    clear_field(unit, Signature.subject_type, [one.id for one in signatures], "signatory")
