from datetime import date
from typing import TypedDict, Unpack
from uuid import UUID

from backend.actions.operations.plans import named
from backend.audit.unit import Unit
from backend.deals.models import AMONG_THE_PARTIES, Deal, Party, kind_of
from backend.deals.operations.begin import Moved, begun, settled
from backend.deals.operations.closing import close_deal
from backend.deals.operations.naming import person_named
from backend.deals.operations.opening import refuse_stale, refuse_unless
from backend.deals.operations.telling import everyone_at
from backend.deals.policy import ADMINISTRATOR, REPRESENTATIVE
from backend.deals.roles import RoleName
from backend.errors import Fault, InputRefused, NotAllowed
from backend.people.models import Actor, Organisation
from backend.people.operations.appointments import give_role
from backend.people.operations.organisations import refuse_own_reference, refuse_taken_reference
from backend.people.policy import Standing


def draft_deal(
    unit: Unit,
    *,
    title: str,
    goal: str,
    starts_on: date,
    ends_on: date,
    notice_days: int = 0,
    organisation_id: UUID | None = None,
    facilitator_id: UUID | None = None,
    reference: str | None = None,
    source: str = "",
) -> Deal:
    """Whoever drafts it for an organisation facilitates it, unless another is named; the
    organisation is its first party.
    """
    standing = require_drafter(unit, organisation_id=organisation_id)
    refuse_own_reference(unit, reference=reference)
    _refuse_bad_period(starts_on, ends_on)
    facilitator = _facilitator(unit, standing, facilitator_id)
    refuse_taken_reference(unit, model=Deal, reference=reference)
    deal = Deal(
        id=unit.new_id(),
        partnership_id=unit.by.partnership_id,
        title=title,
        goal=goal,
        starts_on=starts_on,
        ends_on=ends_on,
        notice_days=notice_days,
        reference=reference,
        source=source,
    )
    deal.audience = deal.audience_in
    unit.record("deal.drafted", deal, org=standing.org)
    give_role(
        unit,
        actor=facilitator,
        role=RoleName.FACILITATOR,
        partnership_id=deal.partnership_id,
        on_id=deal.id,
        starts_at=unit.at,
        audience=deal.audience,
        org=standing.org,
    )
    if organisation_id is not None or standing.role == REPRESENTATIVE:
        organisation = _drafting(unit, standing, organisation_id)
        take_seat(unit, deal=deal, organisation=organisation, org=standing.org)
    return deal


def require_drafter(unit: Unit, *, organisation_id: UUID | None) -> Standing:
    """Raises NotAllowed, and InputRefused where it cannot be told for whom they draft."""
    own = unit.by.objects_held(REPRESENTATIVE)
    if organisation_id in own:
        return Standing(REPRESENTATIVE, organisation_id)
    if organisation_id is None and len(own) == 1:
        return Standing(REPRESENTATIVE, next(iter(own)))
    if unit.by.holds(ADMINISTRATOR, unit.by.partnership_id):
        return Standing(ADMINISTRATOR, unit.by.organisation_id)
    if organisation_id is None and own:
        sentence = "You act for several organisations: say for which."
        raise InputRefused([Fault("required", sentence, "#/organisation")])
    raise NotAllowed(
        "You cannot draft a deal for this organisation. Ask one of its representatives or an "
        "administrator.",
        who=[REPRESENTATIVE, ADMINISTRATOR],
    )


def _facilitator(unit: Unit, standing: Standing, facilitator_id: UUID | None) -> Actor:
    if facilitator_id is None and standing.role == ADMINISTRATOR:
        sentence = "Name the person who facilitates the deal."
        raise InputRefused([Fault("required", sentence, "#/facilitator")])
    return person_named(unit, actor_id=facilitator_id or unit.by.id, pointer="#/facilitator")


def _drafting(unit: Unit, standing: Standing, organisation_id: UUID | None) -> Organisation:
    of = organisation_id or standing.org
    assert of is not None, "a representative acts for an organisation"
    return named(unit, model=Organisation, row_id=of, pointer="#/organisation")


def take_seat(unit: Unit, *, deal: Deal, organisation: Organisation, org: UUID | None) -> Party:
    """Internal: part of drafting a deal and of adding a party."""
    party = Party(
        partnership_id=deal.partnership_id,
        audience=deal.audience,
        deal=deal,
        organisation=organisation,
        kind=kind_of(organisation),
    )
    told = everyone_at(unit, deal=deal, seats=[party])
    return unit.record("party.added", party, org=org, told=told)


def _refuse_bad_period(starts_on: date, ends_on: date) -> None:
    if ends_on < starts_on:
        sentence = "The deal must end on or after the day it starts."
        raise InputRefused([Fault("ends_before_start", sentence, "#/ends_on")])


class DealChanges(TypedDict, total=False):
    """What of a deal can be revised while it is made; what is left out stays as it is."""

    title: str
    goal: str
    starts_on: date
    ends_on: date
    notice_days: int


def revise_deal(unit: Unit, *, deal_id: UUID, version: int, **changes: Unpack[DealChanges]) -> Deal:
    start = begun(unit, operation="revise_deal", deal_id=deal_id)
    refuse_stale(start.deal, version)
    refuse_unless(start.deal, AMONG_THE_PARTIES, "revise it")
    if not change_deal(start.deal, changes):
        return start.deal
    told = everyone_at(unit, deal=start.deal, seats=start.facts.seats)
    return unit.record("deal.revised", start.deal, org=start.standing.org, told=told)


def change_deal(deal: Deal, changes: DealChanges) -> bool:
    """Whether anything is different now. Raises InputRefused; nothing is saved."""
    before = {name: getattr(deal, name) for name in changes}
    for name, value in changes.items():
        setattr(deal, name, value)
    _refuse_bad_period(deal.starts_on, deal.ends_on)
    return before != changes


def open_deal(unit: Unit, *, deal_id: UUID, version: int) -> Moved:
    start = begun(unit, operation="open_deal", deal_id=deal_id)
    if settled(unit, start=start, operation="open_deal", version=version):
        return Moved(start.deal, changed=False)
    start.deal.open()
    told = everyone_at(unit, deal=start.deal, seats=start.facts.seats)
    unit.record("deal.opened", start.deal, org=start.standing.org, told=told)
    return Moved(start.deal)


def fulfil_deal(unit: Unit, *, deal_id: UUID, version: int) -> Moved:
    start = begun(unit, operation="fulfil_deal", deal_id=deal_id)
    if settled(unit, start=start, operation="fulfil_deal", version=version):
        return Moved(start.deal, changed=False)
    start.deal.fulfil(at=unit.at)
    told = everyone_at(unit, deal=start.deal, seats=start.facts.seats)
    unit.record("deal.fulfilled", start.deal, org=start.standing.org, told=told)
    return Moved(start.deal)


def end_deal(unit: Unit, *, deal_id: UUID, version: int, reason: str) -> Moved:
    start = begun(unit, operation="end_deal", deal_id=deal_id)
    if settled(unit, start=start, operation="end_deal", version=version):
        return Moved(start.deal, changed=False)
    start.deal.end(at=unit.at)
    close_deal(unit, facts=start.facts, org=start.standing.org, reason=reason)
    return Moved(start.deal)
