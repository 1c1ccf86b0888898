from dataclasses import dataclass
from uuid import UUID

from backend.audit.unit import Unit
from backend.deals.models import Deal, DealVersion, Party, Signature
from backend.deals.moves.deals import ALREADY_SIGNED, ALREADY_SILENT, has_signed
from backend.deals.operations.audiences import follow_audience
from backend.deals.operations.begin import (
    Begun,
    Moved,
    begun,
    refuse_unmet,
    refuse_unready,
    seat_named,
    settled,
)
from backend.deals.operations.consents import (
    activate_if_agreed,
    ask_parties,
    current_version,
    freeze_version,
)
from backend.deals.operations.telling import everyone_at
from backend.deals.policy import FACILITATOR, REPRESENTATIVE, require_for_party
from backend.deals.terms import terms_of
from backend.errors import NotAllowed, Unmet
from backend.people.operations.people import own_profile
from backend.people.policy import Standing


def call_for_signatures(unit: Unit, *, deal_id: UUID, version: int) -> Moved:
    """Freezes the terms: what is signed from here on is that version and no other."""
    operation = "call_for_signatures"
    start = begun(unit, operation=operation, deal_id=deal_id)
    if settled(unit, start=start, operation=operation, version=version):
        return Moved(start.deal, changed=False)
    deal, org = start.deal, start.standing.org
    deal.call_for_signatures(number=deal.current_number + 1)
    deal.audience = deal.audience_in
    unit.record("deal.called_for_signatures", deal, org=org)
    terms = terms_of(deal, number=deal.current_number)
    freeze_version(unit, deal=deal, terms=terms, org=org)
    everyone = {seat.id for seat in start.facts.seats}
    ask_parties(unit, deal=deal, seats=start.facts.seats, signing=everyone, object_by=None, org=org)
    follow_audience(unit, deal=deal)
    return Moved(deal)


@dataclass(frozen=True)
class Paper:
    """A signature given on paper: by whom, and where the paper is."""

    signatory: str
    evidence: str
    evidence_sha256: str = ""


def sign_deal(
    unit: Unit,
    *,
    deal_id: UUID,
    version: int,
    party_id: UUID,
    digest: str,
    capacity: str,
    paper: Paper | None = None,
) -> Moved:
    """`digest` is that of the version that was read: another one is never signed by mistake."""
    signatory = paper.signatory if paper else own_profile(unit).name
    start = begun(unit, operation="sign_deal", deal_id=deal_id)
    party = seat_named(start.facts, party_id)
    standing = _signing_for(unit, start, party, paper)
    refuse_unready(start=start, operation="sign_deal", version=version)
    frozen = current_version(start.deal)
    _refuse_unsignable(start.deal, party, frozen, digest)
    signature = _signature(unit, party, frozen, capacity, signatory, paper)
    told = everyone_at(unit, deal=start.deal, seats=start.facts.seats)
    unit.record("deal.signed", signature, org=standing.org, told=told)
    party.agreed_number = frozen.number
    unit.record("party.agreed", party, org=standing.org, number=frozen.number)
    activate_if_agreed(unit, deal=start.deal, seats=start.facts.seats, org=standing.org)
    return Moved(start.deal)


def _signing_for(unit: Unit, start: Begun, party: Party, paper: Paper | None) -> Standing:
    """Only a person for their own organisation, or the facilitator for what is on paper."""
    if paper is None:
        return require_for_party(unit.by, "sign_deal", party)
    if not unit.by.holds(FACILITATOR, start.deal.id):
        raise NotAllowed(
            "Only the facilitator of the deal enters what was signed on paper.", who=[FACILITATOR]
        )
    return Standing(FACILITATOR, party.organisation_id)


def _refuse_unsignable(deal: Deal, party: Party, frozen: DealVersion, digest: str) -> None:
    unmet = []
    if has_signed(party, deal):
        unmet.append(ALREADY_SIGNED)
    if digest != frozen.digest:
        sentence = f"This is not the digest of version {frozen.number}: read that one first."
        unmet.append(Unmet("other_version", sentence, (REPRESENTATIVE,)))
    refuse_unmet(unmet)


def _signature(
    unit: Unit,
    party: Party,
    frozen: DealVersion,
    capacity: str,
    signatory: str,
    paper: Paper | None,
) -> Signature:
    return Signature(
        partnership_id=party.partnership_id,
        audience=party.audience,
        deal_version=frozen,
        party=party,
        entered_by_id=unit.by.id,
        signatory=signatory,
        capacity=capacity,
        party_name=party.organisation.name,
        digest=frozen.digest,
        signed_at=unit.at,
        on_paper=paper is not None,
        evidence=paper.evidence if paper else "",
        evidence_sha256=paper.evidence_sha256 if paper else "",
    )


def decline_deal(unit: Unit, *, deal_id: UUID, version: int, party_id: UUID, reason: str) -> Moved:
    """By any party while the deal is not active: one whose silence is enough until its time has
    run out. The deal goes back to the table, and the next version is signed by all.
    """
    start = begun(unit, operation="decline_deal", deal_id=deal_id)
    party = seat_named(start.facts, party_id)
    standing = require_for_party(unit.by, "decline_deal", party)
    if settled(unit, start=start, operation="decline_deal", version=version):
        return Moved(start.deal, changed=False)
    if not party.must_sign and current_version(start.deal).is_silence_consent(unit.on):
        refuse_unmet([ALREADY_SILENT])
    start.deal.decline()
    start.deal.audience = start.deal.audience_in
    told = everyone_at(unit, deal=start.deal, seats=start.facts.seats)
    unit.record(
        "deal.declined",
        start.deal,
        org=standing.org,
        told=told,
        party=party.id,
        number=start.deal.current_number,
        reason=reason,
    )
    follow_audience(unit, deal=start.deal)
    return Moved(start.deal)
