"""When everyone has agreed to a version, by signature or by silence, the deal is active."""

from collections.abc import Iterable
from datetime import date
from uuid import UUID

from backend.audit.unit import Unit
from backend.deals.models import Commitment, CommitmentState, Deal, DealVersion, Party
from backend.deals.operations.telling import everyone_at, holders_on
from backend.deals.terms import Terms, digest_of


def freeze_version(
    unit: Unit,
    *,
    deal: Deal,
    terms: Terms,
    object_by: date | None = None,
    reason: str = "",
    org: UUID | None,
) -> DealVersion:
    """Internal: the terms are those of the number the deal has now."""
    version = DealVersion(
        partnership_id=deal.partnership_id,
        audience=deal.audience,
        deal=deal,
        number=deal.current_number,
        terms=terms,
        digest=digest_of(terms),
        frozen_at=unit.at,
        reason=reason,
        object_by=object_by,
    )
    return unit.record("deal.version_frozen", version, org=org)


def ask_parties(
    unit: Unit,
    *,
    deal: Deal,
    seats: Iterable[Party],
    signing: set[UUID],
    object_by: date | None,
    org: UUID | None,
) -> None:
    """Internal: `signing` must sign the current version; of the others silence is enough."""
    for seat in seats:
        seat.must_sign = seat.id in signing
        seat.audience = deal.audience
        unit.record(
            "party.asked",
            seat,
            org=org,
            told=holders_on(unit, objects=[seat.organisation_id]),
            number=deal.current_number,
            object_by=None if seat.must_sign else object_by,
        )


def current_version(deal: Deal) -> DealVersion:
    return DealVersion.objects.get(deal=deal, number=deal.current_number)


def agreed_so_far(unit: Unit, *, deal: Deal, seats: Iterable[Party]) -> set[UUID]:
    """Of the current version: by signature, or by a silence whose time has run out."""
    silence_counts = current_version(deal).is_silence_consent(unit.on)
    return {
        seat.id
        for seat in seats
        if seat.agreed_number == deal.current_number or (silence_counts and not seat.must_sign)
    }


def activate_if_agreed(unit: Unit, *, deal: Deal, seats: list[Party], org: UUID | None) -> bool:
    """Internal: part of signing, of leaving and of the clock's look at silence. The seats are
    those present, as they stand in the database now.
    """
    agreed = agreed_so_far(unit, deal=deal, seats=seats)
    if any(seat.id not in agreed for seat in seats):
        return False
    for seat in seats:
        if seat.agreed_number != deal.current_number:
            seat.agreed_number = deal.current_number
            unit.record("party.agreed_by_silence", seat, org=org, number=seat.agreed_number)
    deal.sign(at=unit.at)
    told = everyone_at(unit, deal=deal, seats=seats)
    unit.record("deal.activated", deal, org=org, told=told)
    _agree_commitments(unit, deal, org)
    return True


def _agree_commitments(unit: Unit, deal: Deal, org: UUID | None) -> None:
    rows = Commitment.objects.standing().filter(deal=deal, state=CommitmentState.OFFERED)
    for commitment in rows.order_by("id"):
        commitment.agree()
        owner = {commitment.owner_id} if commitment.owner_id else set()
        unit.record("commitment.agreed", commitment, org=org, told=owner - {unit.by.id})
