from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from backend.audit.unit import Unit
from backend.deals.facts import Facts
from backend.deals.models import Commitment
from backend.deals.moves.deals import (
    commitment_incomplete,
    commitment_missing,
    commitment_out_of_period,
)
from backend.deals.operations.begin import (
    Begun,
    Moved,
    begun,
    refuse_unmet,
    refuse_unready,
    seat_named,
)
from backend.deals.operations.closing import let_go
from backend.deals.operations.commitments import Promise, change_promise, new_commitment
from backend.deals.operations.conditions import flip_dependents
from backend.deals.operations.consents import (
    agreed_so_far,
    ask_parties,
    current_version,
    freeze_version,
)
from backend.deals.operations.deals import DealChanges, change_deal
from backend.deals.operations.telling import everyone_at
from backend.deals.terms import parties_affected, terms_of
from backend.errors import Conflict, Fault, InputRefused


class NothingAmended(Conflict):
    """The amendment would leave every word as it is."""

    code = "nothing_amended"


@dataclass(frozen=True)
class Changed:
    """A commitment that stands, and what it says from now on."""

    commitment_id: UUID
    promise: Promise


@dataclass(frozen=True)
class Added:
    party_id: UUID
    promise: Promise


@dataclass(frozen=True)
class Amendment:
    """What of the deal itself changes, which commitments change, come and go."""

    deal: DealChanges
    changed: Sequence[Changed] = ()
    added: Sequence[Added] = ()
    removed: Sequence[UUID] = ()


def amend_deal(
    unit: Unit,
    *,
    deal_id: UUID,
    version: int,
    amendment: Amendment,
    objection_days: int,
    reason: str,
) -> Moved:
    """A new version. Those whose commitments or conditions it changes sign again, and so do those
    who had not agreed to the version before; the others may decline until the end of the last of
    `objection_days` days, after which their silence is consent.
    """
    start = begun(unit, operation="amend_deal", deal_id=deal_id)
    refuse_unready(start=start, operation="amend_deal", version=version)
    deal, org, seats = start.deal, start.standing.org, start.facts.seats
    agreed = agreed_so_far(unit, deal=deal, seats=seats)
    number = deal.current_number + 1
    stood = terms_of(deal, number=number)
    _apply(unit, start, amendment, reason)
    terms = terms_of(deal, number=number)
    if terms == stood:
        raise NothingAmended("This amendment changes nothing. Say what is to be different.")
    # With what was signed, not with what stood a moment ago: a commitment may have been released.
    affected = parties_affected(current_version(deal).terms, terms)
    deal.amend(number=number)
    told = everyone_at(unit, deal=deal, seats=seats)
    unit.record("deal.amended", deal, org=org, told=told, reason=reason)
    object_by = unit.on + timedelta(days=objection_days)
    freeze_version(unit, deal=deal, terms=terms, object_by=object_by, reason=reason, org=org)
    signing = {seat.id for seat in seats if seat.id in affected or seat.id not in agreed}
    ask_parties(unit, deal=deal, seats=seats, signing=signing, object_by=object_by, org=org)
    return Moved(deal)


def _apply(unit: Unit, start: Begun, amendment: Amendment, reason: str) -> None:
    change_deal(start.deal, amendment.deal)
    standing = {one.id: one for one in start.facts.commitments}
    org = start.standing.org
    removed = [
        _taken(standing, one, f"#/remove/{place}") for place, one in enumerate(amendment.removed)
    ]
    gone = let_go(unit, commitments=removed, org=org, reason=reason)
    for place, changed in enumerate(amendment.changed):
        commitment = _taken(standing, changed.commitment_id, f"#/change/{place}/commitment")
        amend_promise(
            unit, start=start, commitment=commitment, promise=changed.promise, place=place
        )
    for place, added in enumerate(amendment.added):
        add_promise(unit, start=start, added=added, place=place)
    flip_dependents(unit, facts=start.facts, gone=gone)
    _refuse_incomplete(unit, start)


def _taken(standing: dict[UUID, Commitment], one: UUID, pointer: str) -> Commitment:
    """Out of those that stand, so that none is named twice."""
    if one not in standing:
        sentence = "No open commitment of this deal has this id. Name each once."
        raise InputRefused([Fault("unknown_reference", sentence, pointer)])
    return standing.pop(one)


def amend_promise(
    unit: Unit, *, start: Begun, commitment: Commitment, promise: Promise, place: int
) -> None:
    """Internal: part of amending the deal."""
    at = f"#/change/{place}"
    if change_promise(unit, facts=start.facts, commitment=commitment, promise=promise, at=at):
        unit.record("commitment.amended_with_deal", commitment, org=start.standing.org)


def add_promise(unit: Unit, *, start: Begun, added: Added, place: int) -> None:
    """Internal: part of amending the deal."""
    at = f"#/add/{place}"
    party = seat_named(start.facts, added.party_id, f"{at}/party")
    commitment = new_commitment(unit, start=start, party=party, promise=added.promise, at=at)
    unit.record("commitment.added_with_deal", commitment, org=start.standing.org)


def _refuse_incomplete(unit: Unit, start: Begun) -> None:
    """As a call for signatures would; but whoever relied on what is removed is told, not asked."""
    facts = Facts(start.deal)
    guards = (commitment_missing, commitment_incomplete, commitment_out_of_period)
    unmet = [guard(start.deal, unit.by, facts) for guard in guards]
    refuse_unmet(one for one in unmet if one is not None)
