from uuid import UUID

from backend.actions.models import Action, Principle
from backend.actions.operations.plans import AlreadyLinked, named, rows_named
from backend.audit.unit import Unit
from backend.deals.models import (
    AMONG_THE_PARTIES,
    ActionLink,
    DealState,
    Party,
    PrincipleLink,
)
from backend.deals.operations.begin import begun, begun_at
from backend.deals.operations.closing import let_go
from backend.deals.operations.conditions import flip_dependents
from backend.deals.operations.deals import take_seat
from backend.deals.operations.opening import refuse_stale, refuse_unless
from backend.deals.operations.telling import everyone_at
from backend.errors import Conflict
from backend.people.models import Organisation
from backend.people.operations.organisations import hold_organisation

# What a deal supports may change for as long as it lives; its terms do not.
LIVING = (*AMONG_THE_PARTIES, DealState.SIGNING, DealState.ACTIVE)


class AlreadyAParty(Conflict):
    """The organisation is a party to this deal."""

    code = "already_a_party"


class LinkEnded(Conflict):
    """The party or the link has ended already."""

    code = "link_ended"


def add_party(unit: Unit, *, deal_id: UUID, organisation_id: UUID) -> Party:
    hold_organisation(unit, organisation_id=organisation_id)
    start = begun(unit, operation="add_party", deal_id=deal_id)
    organisation = named(unit, model=Organisation, row_id=organisation_id, pointer="#/organisation")
    refuse_unless(start.deal, AMONG_THE_PARTIES, "add a party")
    if any(seat.organisation_id == organisation_id for seat in start.facts.seats):
        raise AlreadyAParty(f"{organisation} is a party to this deal already.")
    return take_seat(unit, deal=start.deal, organisation=organisation, org=start.standing.org)


def remove_party(unit: Unit, *, party_id: UUID, version: int, reason: str) -> Party:
    """While the deal is made; later it leaves."""
    start, party = begun_at(unit, operation="remove_party", model=Party, row_id=party_id)
    refuse_stale(party, version)
    refuse_unless(start.deal, AMONG_THE_PARTIES, "remove a party")
    _refuse_ended(party)
    told = everyone_at(unit, deal=start.deal, seats=start.facts.seats)
    own = [one for one in start.facts.commitments if one.party_id == party.id]
    gone = let_go(unit, commitments=own, org=start.standing.org, reason=reason)
    party.ended_at = unit.at
    unit.record("party.removed", party, org=start.standing.org, told=told, reason=reason)
    flip_dependents(unit, facts=start.facts, gone=gone)
    return party


def link_principle(unit: Unit, *, deal_id: UUID, principle_id: UUID) -> PrincipleLink:
    _hold(unit, Principle, principle_id)
    start = begun(unit, operation="link_principle", deal_id=deal_id)
    principle = named(unit, model=Principle, row_id=principle_id, pointer="#/principle")
    refuse_unless(start.deal, AMONG_THE_PARTIES, "say which principles it embodies")
    _refuse_linked(start.deal.principle_links.filter(principle=principle, ended_at=None).exists())
    link = PrincipleLink(
        partnership_id=start.deal.partnership_id,
        audience=start.deal.audience,
        deal=start.deal,
        principle=principle,
    )
    return unit.record("deal.principle_linked", link, org=start.standing.org)


def unlink_principle(unit: Unit, *, principle_link_id: UUID, version: int) -> PrincipleLink:
    start, link = begun_at(
        unit, operation="unlink_principle", model=PrincipleLink, row_id=principle_link_id
    )
    refuse_stale(link, version)
    refuse_unless(start.deal, AMONG_THE_PARTIES, "say which principles it embodies")
    _refuse_ended(link)
    link.ended_at = unit.at
    return unit.record("deal.principle_unlinked", link, org=start.standing.org)


def link_action(unit: Unit, *, deal_id: UUID, action_id: UUID) -> ActionLink:
    """The action's sponsor need not agree: it is the deal that supports, nothing is asked."""
    _hold(unit, Action, action_id)
    start = begun(unit, operation="link_action", deal_id=deal_id)
    action = named(unit, model=Action, row_id=action_id, pointer="#/action")
    refuse_unless(start.deal, LIVING, "say which actions it supports")
    _refuse_linked(start.deal.action_links.filter(action=action, ended_at=None).exists())
    link = ActionLink(
        partnership_id=start.deal.partnership_id,
        audience=start.deal.audience,
        deal=start.deal,
        action=action,
    )
    return unit.record("deal.action_linked", link, org=start.standing.org)


def unlink_action(unit: Unit, *, action_link_id: UUID, version: int) -> ActionLink:
    start, link = begun_at(unit, operation="unlink_action", model=ActionLink, row_id=action_link_id)
    refuse_stale(link, version)
    refuse_unless(start.deal, LIVING, "say which actions it supports")
    _refuse_ended(link)
    link.ended_at = unit.at
    return unit.record("deal.action_unlinked", link, org=start.standing.org)


def _hold(unit: Unit, model: type[Principle | Action], row_id: UUID) -> None:
    """Plans and actions are locked before deals, wherever both are."""
    rows_named(unit, model=model, row_ids=[row_id])


def _refuse_linked(is_linked: bool) -> None:  # noqa: FBT001
    if is_linked:
        raise AlreadyLinked("The deal is linked to this already.")


def _refuse_ended(row: Party | PrincipleLink | ActionLink) -> None:
    if row.ended_at is not None:
        raise LinkEnded("This has ended already, so it cannot be ended again.")
