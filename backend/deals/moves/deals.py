"""The moves of a deal, and what stands against each."""

from typing import Final

from backend.api.actor import Actor
from backend.deals.facts import Facts
from backend.deals.models import Deal, Party
from backend.deals.policy import (
    DEEDS,
    FACILITATOR,
    MAY,
    OWNER,
    REPRESENTATIVE,
    standing_on_deal,
    who_could,
)
from backend.errors import Unmet
from backend.people.moves import Machine, Move
from backend.people.scopes import Scope


def parties_missing(deal: Deal, actor: Actor, facts: Facts) -> Unmet | None:
    if len({seat.kind for seat in facts.seats}) >= 2:
        return None
    return Unmet(
        "parties_missing",
        "A deal takes at least two parties of different kinds: add another.",
        (FACILITATOR,),
    )


def commitment_missing(deal: Deal, actor: Actor, facts: Facts) -> Unmet | None:
    promising = {one.party_id for one in facts.promised}
    silent = [seat.organisation.name for seat in facts.seats if seat.id not in promising]
    if not silent:
        return None
    return Unmet(
        "commitment_missing",
        f"Each party commits to something. Still nothing from: {', '.join(silent)}.",
        (REPRESENTATIVE,),
    )


def commitment_incomplete(deal: Deal, actor: Actor, facts: Facts) -> Unmet | None:
    # A counterparty that left judges nothing any more.
    present = {seat.id for seat in facts.seats}
    bare = [
        one
        for one in facts.commitments
        if not (one.measure and one.due_on and one.owner_id and one.counterparty_id in present)
    ]
    if not bare:
        return None
    return Unmet(
        "commitment_incomplete",
        "Each commitment needs a measure, a date, an owner and a present counterparty. "
        f"Not complete: {len(bare)}.",
        (REPRESENTATIVE,),
    )


def commitment_out_of_period(deal: Deal, actor: Actor, facts: Facts) -> Unmet | None:
    """Its date was within the deal when it was offered; the deal's own dates may have moved."""
    outside = [
        one
        for one in facts.commitments
        if one.due_on and not deal.starts_on <= one.due_on <= deal.ends_on
    ]
    if not outside:
        return None
    return Unmet(
        "commitment_out_of_period",
        f"Commitments due before the deal starts or after it ends: {len(outside)}. "
        "Move these dates, or the deal's.",
        (REPRESENTATIVE, FACILITATOR),
    )


def condition_withdrawn(deal: Deal, actor: Actor, facts: Facts) -> Unmet | None:
    standing = {str(one.id) for one in facts.promised}
    hanging = [one for one in facts.commitments if not standing.issuperset(one.conditions)]
    if not hanging:
        return None
    return Unmet(
        "condition_withdrawn",
        "Commitments depend on others that no longer stand: amend or withdraw them. "
        f"There are {len(hanging)}.",
        (REPRESENTATIVE,),
    )


ALREADY_SIGNED: Final = Unmet(
    "already_signed",
    "Everyone you can sign for has signed this version.",
    (REPRESENTATIVE,),
)


def already_signed(deal: Deal, actor: Actor, facts: Facts) -> Unmet | None:
    open_to = [seat for seat in _signable(deal, actor, facts) if not has_signed(seat, deal)]
    return None if open_to else ALREADY_SIGNED


def has_signed(seat: Party, deal: Deal) -> bool:
    return seat.agreed_number == deal.current_number


def _signable(deal: Deal, actor: Actor, facts: Facts) -> list[Party]:
    """The facilitator enters what any party signed on paper."""
    if actor.holds(FACILITATOR, deal.id):
        return facts.seats
    return facts.seats_of(actor.objects_held(REPRESENTATIVE))


ALREADY_SILENT: Final = Unmet(
    "already_silent",
    "The time to decline this version has passed, and silence counts as consent.",
    (FACILITATOR,),
)
ALREADY_LEAVING: Final = Unmet(
    "already_leaving", "Notice is given already: it only has to run out.", (REPRESENTATIVE,)
)


def already_leaving(deal: Deal, actor: Actor, facts: Facts) -> Unmet | None:
    own = facts.seats_of(actor.objects_held(REPRESENTATIVE))
    return None if any(seat.leaves_on is None for seat in own) else ALREADY_LEAVING


def open_commitments(deal: Deal, actor: Actor, facts: Facts) -> Unmet | None:
    if not facts.commitments:
        return None
    return Unmet(
        "open_commitments",
        "Every commitment is first reported and judged, or released. "
        f"Still open: {len(facts.commitments)}.",
        (OWNER, FACILITATOR),
    )


DEALS: Final = Machine[Deal, Facts](
    model=Deal,
    noun="deal",
    moves=(
        Move("open_deal", "open", (parties_missing,)),
        Move(
            "call_for_signatures",
            "call_for_signatures",
            (
                parties_missing,
                commitment_missing,
                commitment_incomplete,
                commitment_out_of_period,
                condition_withdrawn,
            ),
        ),
        Move("sign_deal", "sign", (already_signed,)),
        Move("decline_deal", "decline"),
        Move("amend_deal", "amend"),
        Move("leave_deal", "leave", (already_leaving,)),
        Move("fulfil_deal", "fulfil", (open_commitments,)),
        Move("end_deal", "end"),
    ),
    may=MAY,
    deeds=DEEDS,
    scope=Scope.DEALS_TRANSITION,
    standing=standing_on_deal,
    who_could=who_could,
)
