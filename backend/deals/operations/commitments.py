from collections.abc import Collection, Iterator, Sequence
from datetime import date
from typing import TypedDict, Unpack
from uuid import UUID

from backend.audit.unit import Unit
from backend.deals.facts import Facts
from backend.deals.models import Commitment, CommitmentState, Deal, DealState, Party
from backend.deals.operations.begin import UNKNOWN_PARTY, Begun, begun, seat_named
from backend.deals.operations.conditions import (
    faults_of_conditions,
    flip_dependents,
    recheck_conditions,
)
from backend.deals.operations.naming import UNKNOWN_PERSON, is_person_here
from backend.deals.operations.opening import locked_commitment, refuse_stale, refuse_unless
from backend.deals.operations.telling import everyone_at
from backend.deals.policy import require_for_party, require_on_commitment
from backend.errors import Conflict, Fault, InputRefused


class CommitmentClosed(Conflict):
    """The commitment was withdrawn, released or judged: it is not changed any more."""

    code = "commitment_closed"


class Promise(TypedDict, total=False):
    """What of a commitment its party says and may say anew."""

    text: str
    measure: str
    due_on: date | None
    owner_id: UUID | None
    counterparty_id: UUID | None
    conditions: list[UUID]


def offer_commitment(
    unit: Unit, *, deal_id: UUID, party_id: UUID, **promise: Unpack[Promise]
) -> Commitment:
    start = begun(unit, operation="offer_commitment", deal_id=deal_id)
    party = seat_named(start.facts, party_id)
    standing = require_for_party(unit.by, "offer_commitment", party)
    refuse_unless(start.deal, [DealState.OPEN], "offer a commitment")
    commitment = new_commitment(unit, start=start, party=party, promise=promise)
    told = everyone_at(unit, deal=start.deal, seats=start.facts.seats)
    return unit.record("commitment.offered", commitment, org=standing.org, told=told)


def new_commitment(
    unit: Unit, *, start: Begun, party: Party, promise: Promise, at: str = "#"
) -> Commitment:
    """Internal: not saved. `at` is where the promise stands in the request. Raises InputRefused."""
    commitment = Commitment(
        id=unit.new_id(),
        partnership_id=start.deal.partnership_id,
        audience=start.deal.audience,
        deal=start.deal,
        party=party,
    )
    change_promise(unit, facts=start.facts, commitment=commitment, promise=promise, at=at)
    return commitment


def amend_commitment(
    unit: Unit, *, commitment_id: UUID, version: int, **promise: Unpack[Promise]
) -> Commitment:
    commitment = locked_commitment(unit, commitment_id=commitment_id)
    standing = require_on_commitment(unit.by, "amend_commitment", commitment)
    refuse_stale(commitment, version)
    refuse_unless(commitment.deal, [DealState.OPEN], "amend a commitment")
    refuse_closed(commitment)
    facts = Facts(commitment.deal)
    if not change_promise(unit, facts=facts, commitment=commitment, promise=promise):
        return commitment
    told = everyone_at(unit, deal=commitment.deal, seats=facts.seats)
    return unit.record("commitment.amended", commitment, org=standing.org, told=told)


def withdraw_commitment(
    unit: Unit, *, commitment_id: UUID, version: int, reason: str
) -> Commitment:
    commitment = locked_commitment(unit, commitment_id=commitment_id)
    standing = require_on_commitment(unit.by, "withdraw_commitment", commitment)
    refuse_stale(commitment, version)
    refuse_unless(commitment.deal, [DealState.OPEN], "withdraw a commitment")
    refuse_closed(commitment)
    facts = Facts(commitment.deal)
    told = everyone_at(unit, deal=facts.deal, seats=facts.seats)
    drop_commitment(unit, commitment=commitment, told=told, org=standing.org, reason=reason)
    flip_dependents(unit, facts=facts, gone=[commitment.id])
    return commitment


def drop_commitment(
    unit: Unit, *, commitment: Commitment, told: Collection[UUID], org: UUID | None, reason: str
) -> Commitment:
    """Internal: part of withdrawing it, of removing its party and of amending the deal."""
    commitment.ended_at = unit.at
    return unit.record("commitment.withdrawn", commitment, org=org, told=told, reason=reason)


def refuse_closed(commitment: Commitment) -> None:
    """Raises CommitmentClosed."""
    if commitment.ended_at is not None or commitment.is_settled:
        state = "withdrawn" if commitment.ended_at else commitment.get_state_display().lower()
        raise CommitmentClosed(f"This commitment is {state}, so it stays as it is.")


def change_promise(
    unit: Unit, *, facts: Facts, commitment: Commitment, promise: Promise, at: str = "#"
) -> bool:
    """Internal: whether anything is different now; nothing is saved. Raises InputRefused."""
    before = _said(commitment)
    refuse_bad_promise(unit, facts=facts, commitment=commitment, promise=promise, at=at)
    for name in ("text", "measure", "due_on", "owner_id", "counterparty_id"):
        if name in promise:
            setattr(commitment, name, promise[name])
    if "conditions" in promise:
        commitment.conditions = sorted({str(one) for one in promise["conditions"]})
        recheck_conditions(unit, commitment=commitment)
    if before == _said(commitment):
        return False
    # What was reported was about another promise: it is reported anew.
    commitment.reported_result, commitment.report, commitment.reported_at = "", "", None
    return True


def _said(commitment: Commitment) -> Sequence[object]:
    return (
        commitment.text,
        commitment.measure,
        commitment.due_on,
        commitment.owner_id,
        commitment.counterparty_id,
        list(commitment.conditions),
    )


def refuse_bad_promise(
    unit: Unit, *, facts: Facts, commitment: Commitment, promise: Promise, at: str
) -> None:
    """Internal: all of its faults at once. Raises InputRefused."""
    faults = [
        *_faults_of_what_is_missing(commitment, promise, at),
        *_faults_of_date(facts.deal, promise, at),
        *_faults_of_owner(unit, promise, at),
        *_faults_of_counterparty(facts, commitment, promise, at),
        *faults_of_conditions(
            deal=facts.deal,
            party_id=commitment.party_id,
            conditions=promise.get("conditions", []),
            at=at,
        ),
    ]
    if faults:
        raise InputRefused(faults)


def _faults_of_what_is_missing(
    commitment: Commitment, promise: Promise, at: str
) -> Iterator[Fault]:
    """What everyone agreed to stays complete."""
    if commitment.state != CommitmentState.AGREED:
        return
    for name in ("measure", "due_on", "owner_id", "counterparty_id"):
        if name in promise and not promise[name]:
            member = name.removesuffix("_id")
            sentence = f"It was agreed with its {member.replace('_on', ' date')}: enter another."
            yield Fault("required", sentence, f"{at}/{member}")


def _faults_of_date(deal: Deal, promise: Promise, at: str) -> Iterator[Fault]:
    due_on = promise.get("due_on")
    if due_on is not None and not deal.starts_on <= due_on <= deal.ends_on:
        sentence = f"Enter a date within the deal: {deal.starts_on} to {deal.ends_on}."
        yield Fault("out_of_range", sentence, f"{at}/due_on")


def _faults_of_owner(unit: Unit, promise: Promise, at: str) -> Iterator[Fault]:
    owner_id = promise.get("owner_id")
    if owner_id is not None and not is_person_here(unit, actor_id=owner_id):
        yield Fault("unknown_reference", UNKNOWN_PERSON, f"{at}/owner")


def _faults_of_counterparty(
    facts: Facts, commitment: Commitment, promise: Promise, at: str
) -> Iterator[Fault]:
    named, pointer = promise.get("counterparty_id"), f"{at}/counterparty"
    if named is None:
        return
    if all(seat.id != named for seat in facts.seats):
        yield Fault("unknown_reference", UNKNOWN_PARTY, pointer)
    elif named == commitment.party_id:
        sentence = "Name another party: nobody judges their own delivery."
        yield Fault("own_counterparty", sentence, pointer)
