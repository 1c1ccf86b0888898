"""Where deals name people, and how the name goes while what was signed stays."""

from dataclasses import dataclass
from typing import Final
from uuid import UUID

from backend.audit.erasure import clear_field
from backend.audit.unit import Unit
from backend.deals.models import DealContribution, Signature
from backend.deals.operations.begin import begun_at
from backend.deals.operations.opening import refuse_stale
from backend.people.models import ERASED_NAME
from backend.people.operations import forget_answers

ERASED_TEXT: Final = "[erased]"


@dataclass(frozen=True)
class ErasedContribution:
    contribution: DealContribution
    changed: bool = True


def erase_contribution(
    unit: Unit, *, deal_contribution_id: UUID, version: int, reason: str
) -> ErasedContribution:
    """What someone said who has no account, and whose voice it was; in whatever state the deal is.
    That something was contributed, when and by which channel, stays.
    """
    start, contribution = begun_at(
        unit, operation="erase_contribution", model=DealContribution, row_id=deal_contribution_id
    )
    refuse_stale(contribution, version)
    if contribution.text == ERASED_TEXT:
        return ErasedContribution(contribution, changed=False)
    contribution.text = ERASED_TEXT
    contribution.voice = contribution.voice and ERASED_NAME
    for name in contribution.disclosed:
        clear_field(unit, contribution.subject_type, [contribution.id], name)
    forget_answers(unit)
    erased = unit.record(
        "deal.contribution_erased", contribution, org=start.standing.org, reason=reason
    )
    return ErasedContribution(erased)


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
