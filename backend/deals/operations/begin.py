"""How every move of a deal begins."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final
from uuid import UUID

from backend.audit.unit import Unit
from backend.deals.facts import Facts
from backend.deals.models import Deal, Party
from backend.deals.moves.deals import DEALS
from backend.deals.operations.opening import PartT, locked_deal, locked_part, refuse_stale
from backend.deals.policy import require_on_deal
from backend.errors import Fault, GuardFailed, InputRefused, Unmet
from backend.people.policy import Standing

UNKNOWN_PARTY: Final = "No present party to this deal has this id. Check it."


@dataclass(frozen=True)
class Moved:
    """`changed` is False when the deal was already there: no entry, the same version."""

    deal: Deal
    changed: bool = True


@dataclass(frozen=True)
class Begun:
    deal: Deal
    facts: Facts
    standing: Standing


def begun(unit: Unit, *, operation: str, deal_id: UUID) -> Begun:
    """404, then 403; the deal is locked."""
    deal = locked_deal(unit, deal_id=deal_id)
    return Begun(deal, Facts(deal), require_on_deal(unit.by, operation, deal))


def settled(unit: Unit, *, start: Begun, operation: str, version: int) -> bool:
    """412, nothing to do, 409 state, 409 guards: in that order."""
    move = DEALS.named[operation]
    refuse_stale(start.deal, version)
    if DEALS.is_settled(start.deal, move):
        return True
    DEALS.refuse_wrong_state(start.deal, move)
    refuse_unmet(DEALS.unmet(start.deal, move, unit.by, start.facts))
    return False


def refuse_unready(*, start: Begun, operation: str, version: int) -> None:
    """412, then 409 state, of a move whose guards ask about one party: they are the operation's,
    so that all of them are told at once.
    """
    refuse_stale(start.deal, version)
    DEALS.refuse_wrong_state(start.deal, DEALS.named[operation])


def begun_at(
    unit: Unit, *, operation: str, model: type[PartT], row_id: UUID
) -> tuple[Begun, PartT]:
    """At something of a deal: 404, then 403; the deal is locked, and then the row."""
    row = locked_part(unit, model=model, row_id=row_id)
    deal = row.deal
    return Begun(deal, Facts(deal), require_on_deal(unit.by, operation, deal)), row


def refuse_unmet(unmet: Iterable[Unmet]) -> None:
    """Raises GuardFailed."""
    found = list(unmet)
    if found:
        raise GuardFailed(found)


def seat_named(facts: Facts, party_id: UUID, pointer: str = "#/party") -> Party:
    """Raises InputRefused."""
    for seat in facts.seats:
        if seat.id == party_id:
            return seat
    raise InputRefused([Fault("unknown_reference", UNKNOWN_PARTY, pointer)])
