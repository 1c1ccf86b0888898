from collections.abc import Sequence
from datetime import date
from typing import TypedDict, Unpack
from uuid import UUID

from backend.audit.unit import Unit
from backend.deals.facts import Facts
from backend.deals.models import Commitment, DealState, Party
from backend.deals.operations.begin import Begun, begun, seat_named
from backend.deals.operations.conditions import (
    flip_dependents,
    recheck_conditions,
    refuse_bad_conditions,
)
from backend.deals.operations.naming import person_named
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
    drop_commitment(unit, commitment=commitment, org=standing.org, reason=reason)
    flip_dependents(unit, facts=Facts(commitment.deal), gone=[commitment.id])
    return commitment


def drop_commitment(
    unit: Unit, *, commitment: Commitment, org: UUID | None, reason: str
) -> Commitment:
    """Internal: part of withdrawing it, of removing its party and of amending the deal."""
    commitment.ended_at = unit.at
    told = everyone_at(unit, deal=commitment.deal, seats=Facts(commitment.deal).seats)
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
    _refuse_bad_promise(unit, facts, commitment, promise, at)
    for name in ("text", "measure", "due_on", "owner_id", "counterparty_id"):
        if name in promise:
            setattr(commitment, name, promise[name])
    if "conditions" in promise:
        commitment.conditions = sorted({str(one) for one in promise["conditions"]})
        recheck_conditions(unit, commitment=commitment)
    return before != _said(commitment)


def _said(commitment: Commitment) -> Sequence[object]:
    return (
        commitment.text,
        commitment.measure,
        commitment.due_on,
        commitment.owner_id,
        commitment.counterparty_id,
        commitment.conditions,
    )


def _refuse_bad_promise(
    unit: Unit, facts: Facts, commitment: Commitment, promise: Promise, at: str
) -> None:
    due_on = promise.get("due_on")
    deal = facts.deal
    if due_on is not None and not deal.starts_on <= due_on <= deal.ends_on:
        sentence = f"Enter a date within the deal: {deal.starts_on} to {deal.ends_on}."
        raise InputRefused([Fault("out_of_range", sentence, f"{at}/due_on")])
    owner_id = promise.get("owner_id")
    if owner_id is not None:
        person_named(unit, actor_id=owner_id, pointer=f"{at}/owner")
    counterparty_id = promise.get("counterparty_id")
    if counterparty_id is not None:
        _refuse_bad_counterparty(facts, commitment, counterparty_id, at)
    refuse_bad_conditions(
        facts=facts, commitment=commitment, conditions=promise.get("conditions", []), at=at
    )


def _refuse_bad_counterparty(
    facts: Facts, commitment: Commitment, counterparty_id: UUID, at: str
) -> None:
    pointer = f"{at}/counterparty"
    seat_named(facts, counterparty_id, pointer)
    if counterparty_id == commitment.party_id:
        sentence = "Name another party: nobody judges their own delivery."
        raise InputRefused([Fault("own_counterparty", sentence, pointer)])
