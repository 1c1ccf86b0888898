"""Who may do what to a deal, a commitment, a fund and a grant: one table, and where each role is
held.

Enforcement, `GET …/transitions`, the documents and the matrix tests read the same rows.
"""

from collections.abc import Iterable
from typing import Final
from uuid import UUID

from backend.api.actor import Actor
from backend.deals.models import Commitment, Deal, Fund, Grant, Party
from backend.deals.roles import RoleName
from backend.errors import NotAllowed
from backend.people.policy import ANYONE, Standing
from backend.people.roles import RoleName as PeopleRole

ADMINISTRATOR: Final = PeopleRole.ADMINISTRATOR.value
REPRESENTATIVE: Final = PeopleRole.REPRESENTATIVE.value
SYSTEM: Final = PeopleRole.SYSTEM.value
FACILITATOR: Final = RoleName.FACILITATOR.value
FUND_HOLDER: Final = RoleName.FUND_HOLDER.value
# Not appointed: the commitment itself names them.
OWNER: Final = "owner"
COUNTERPARTY: Final = "counterparty"

BY_A_PARTY: Final = (REPRESENTATIVE, SYSTEM)

MAY: Final[dict[str, tuple[str, ...]]] = {
    "draft_deal": (REPRESENTATIVE, ADMINISTRATOR),
    "revise_deal": (FACILITATOR,),
    "open_deal": (FACILITATOR,),
    "call_for_signatures": (FACILITATOR,),
    # Whoever binds a party, lets it go or judges another is a person: of a system's operations
    # only what it may know best is left, what its organisation offers and applies for.
    # The facilitator only what was signed on paper.
    "sign_deal": (REPRESENTATIVE, FACILITATOR),
    "decline_deal": (REPRESENTATIVE,),
    "amend_deal": (FACILITATOR,),
    "leave_deal": (REPRESENTATIVE,),
    "fulfil_deal": (FACILITATOR,),
    "end_deal": (FACILITATOR,),
    "add_party": (FACILITATOR,),
    "remove_party": (FACILITATOR,),
    "link_principle": (FACILITATOR,),
    "unlink_principle": (FACILITATOR,),
    "link_action": (FACILITATOR,),
    "unlink_action": (FACILITATOR,),
    "contribute_to_deal": (REPRESENTATIVE, FACILITATOR),
    "erase_contribution": (FACILITATOR,),
    "offer_commitment": BY_A_PARTY,
    "amend_commitment": BY_A_PARTY,
    "withdraw_commitment": BY_A_PARTY,
    "report_delivery": (OWNER,),
    "confirm_delivery": (COUNTERPARTY,),
    "dispute_delivery": (COUNTERPARTY,),
    "release_commitment": (FACILITATOR,),
    "issue_cohort_tokens": (FACILITATOR,),
    # Whoever bears a token or a leave code, and says no more.
    "join_cohort": ANYONE,
    "leave_cohort": ANYONE,
    "add_fund": (ADMINISTRATOR,),
    "add_supported_project": (ADMINISTRATOR,),
    "apply_for_grant": BY_A_PARTY,
    "account_for_grant": BY_A_PARTY,
    "approve_grant": (FUND_HOLDER,),
    "refuse_grant": (FUND_HOLDER,),
    "pay_grant": (FUND_HOLDER,),
}

# Completes "You cannot …".
DEEDS: Final[dict[str, str]] = {
    "revise_deal": "revise this deal",
    "open_deal": "open this deal",
    "call_for_signatures": "call for signatures to this deal",
    "sign_deal": "sign this deal",
    "decline_deal": "decline this deal",
    "amend_deal": "amend this deal",
    "leave_deal": "leave this deal",
    "fulfil_deal": "declare this deal fulfilled",
    "end_deal": "end this deal",
    "add_party": "add a party to this deal",
    "remove_party": "remove a party from this deal",
    "link_principle": "say which principles this deal embodies",
    "unlink_principle": "say which principles this deal embodies",
    "link_action": "say which actions this deal supports",
    "unlink_action": "say which actions this deal supports",
    "contribute_to_deal": "contribute to this deal",
    "erase_contribution": "erase what was contributed to this deal",
    "offer_commitment": "offer a commitment for this party",
    "amend_commitment": "amend this commitment",
    "withdraw_commitment": "withdraw this commitment",
    "report_delivery": "report on this commitment",
    "confirm_delivery": "confirm the delivery of this commitment",
    "dispute_delivery": "dispute the delivery of this commitment",
    "release_commitment": "release this commitment",
    "issue_cohort_tokens": "issue tokens for this commitment",
    "account_for_grant": "account for this grant",
    "approve_grant": "approve this grant",
    "refuse_grant": "refuse this grant",
    "pay_grant": "pay this grant",
}

_WHO: Final = {
    REPRESENTATIVE: "a representative of a party",
    FACILITATOR: "the facilitator of the deal",
    OWNER: "the owner of the commitment",
    COUNTERPARTY: "a representative of its counterparty",
    FUND_HOLDER: "the holder of the fund",
}
# Where a role is held on something else than its name above says.
_WHO_OF: Final = {("account_for_grant", REPRESENTATIVE): "a representative of the applicant"}


def standing_on_deal(actor: Actor, operation: str, deal: Deal) -> Standing | None:
    """The first of the operation's roles the actor holds at this deal, for any of its parties."""
    for role in MAY[operation]:
        if role == FACILITATOR and actor.holds(FACILITATOR, deal.id):
            return Standing(FACILITATOR, actor.organisation_id)
        if role in BY_A_PARTY:
            own = _seat_among(deal, actor.objects_held(role))
            if own is not None:
                return Standing(role, own)
    return None


def _seat_among(deal: Deal, organisations: Iterable[UUID]) -> UUID | None:
    if not organisations:
        return None
    seats = Party.objects.filter(deal=deal, ended_at=None, organisation__in=organisations)
    found: UUID | None = seats.order_by("id").values_list("organisation_id", flat=True).first()
    return found


def standing_for_party(actor: Actor, operation: str, party: Party) -> Standing | None:
    """Acting for this very party; the facilitator's part is asked of the deal."""
    for role in MAY[operation]:
        if role in BY_A_PARTY and actor.holds(role, party.organisation_id):
            return Standing(role, party.organisation_id)
    return None


def standing_on_commitment(actor: Actor, operation: str, commitment: Commitment) -> Standing | None:
    """`commitment.party` and `commitment.counterparty` are loaded."""
    for role in MAY[operation]:
        found = _as(role, actor, commitment)
        if found is not None:
            return found
    return None


def _as(role: str, actor: Actor, commitment: Commitment) -> Standing | None:
    if role == OWNER:
        # Not a role one holds: whoever examines the record may be named, and still adds nothing.
        is_theirs = actor.id == commitment.owner_id and not actor.audiences.everything
        return Standing(OWNER, commitment.party.organisation_id) if is_theirs else None
    if role == FACILITATOR and actor.holds(FACILITATOR, commitment.deal_id):
        return Standing(FACILITATOR, actor.organisation_id)
    seat = commitment.counterparty if role == COUNTERPARTY else commitment.party
    held = REPRESENTATIVE if role == COUNTERPARTY else role
    # Whoever left the table neither promises there nor judges.
    if held not in BY_A_PARTY or seat is None or seat.ended_at is not None:
        return None
    if actor.holds(held, seat.organisation_id):
        return Standing(role, seat.organisation_id)
    return None


def standing_on_grant(actor: Actor, operation: str, grant: Grant) -> Standing | None:
    for role in MAY[operation]:
        on = grant.fund_id if role == FUND_HOLDER else grant.applicant_id
        if actor.holds(role, on):
            return Standing(role, actor.organisation_id if role == FUND_HOLDER else on)
    return None


def require_any_drafter(actor: Actor) -> None:
    """Whoever can draft for nobody is told so before anything else. Raises NotAllowed."""
    if actor.objects_held(REPRESENTATIVE) or actor.holds(ADMINISTRATOR, actor.partnership_id):
        return
    raise NotAllowed(
        "You cannot draft a deal. Ask a representative of an organisation or an administrator.",
        who=list(MAY["draft_deal"]),
    )


def require_any_applicant(actor: Actor) -> None:
    """Before the body is read: whoever acts for no organisation at all. Raises NotAllowed."""
    if not any(actor.objects_held(role) for role in MAY["apply_for_grant"]):
        raise _cannot_apply()


def require_applicant(actor: Actor, organisation_id: UUID) -> Standing:
    """Raises NotAllowed."""
    for role in MAY["apply_for_grant"]:
        if actor.holds(role, organisation_id):
            return Standing(role, organisation_id)
    raise _cannot_apply()


def _cannot_apply() -> NotAllowed:
    return NotAllowed(
        "You cannot apply for this grant. Whoever acts for the applicant can: "
        "a representative or its partner system.",
        who=list(MAY["apply_for_grant"]),
    )


def require_on_deal(actor: Actor, operation: str, deal: Deal) -> Standing:
    """Raises NotAllowed with the sentence that says who could; so do the others."""
    return _required(standing_on_deal(actor, operation, deal), operation)


def require_for_party(actor: Actor, operation: str, party: Party) -> Standing:
    return _required(standing_for_party(actor, operation, party), operation)


def require_on_commitment(actor: Actor, operation: str, commitment: Commitment) -> Standing:
    return _required(standing_on_commitment(actor, operation, commitment), operation)


def require_on_grant(actor: Actor, operation: str, grant: Grant) -> Standing:
    return _required(standing_on_grant(actor, operation, grant), operation)


def _required(found: Standing | None, operation: str) -> Standing:
    if found is None:
        raise NotAllowed(who_could(operation), who=list(MAY[operation]))
    return found


def who_could(operation: str, row: Deal | Commitment | Fund | Grant | None = None) -> str:
    """The same whatever row it is about: nobody is named."""
    holders = [
        _WHO_OF.get((operation, role), _WHO[role]) for role in MAY[operation] if role != SYSTEM
    ]
    return f"You cannot {DEEDS[operation]}. Ask {' or '.join(holders)}."
