"""Money of a fund, from the application to the account of what became of it."""

from dataclasses import dataclass
from typing import Any  # handed on to `record`, which takes anything recordable
from uuid import UUID

from django.db.models import QuerySet

from backend.actions.models import Action
from backend.actions.operations.plans import named
from backend.audit.unit import Unit
from backend.deals.models import GIVES_GRANTS, Deal, Fund, Grant
from backend.deals.money import Money, pounds
from backend.deals.moves.grants import GRANTS
from backend.deals.operations.opening import refuse_stale
from backend.deals.operations.telling import holders_on
from backend.deals.policy import require_applicant, require_on_grant
from backend.errors import Conflict, Fault, GuardFailed, InputRefused, NotVisible
from backend.people.models import Organisation
from backend.people.operations.organisations import (
    refuse_own_reference,
    refuse_taken_reference,
    take_turns,
)
from backend.people.policy import Standing


class FundGivesNoGrants(Conflict):
    """The money of this fund is not given as grants."""

    code = "fund_gives_no_grants"


class DealClosed(Conflict):
    """The deal was fulfilled or has ended."""

    code = "deal_closed"


@dataclass(frozen=True)
class GrantMoved:
    """`changed` is False when the grant was already there: no entry, the same version."""

    grant: Grant
    changed: bool = True


@dataclass(frozen=True)
class Opened:
    grant: Grant
    standing: Standing
    settled: bool


def apply_for_grant(
    unit: Unit,
    *,
    fund_id: UUID,
    applicant_id: UUID,
    title: str,
    purpose: str,
    applied: int,
    deal_id: UUID | None = None,
    action_id: UUID | None = None,
    reference: str | None = None,
    source: str = "",
) -> Grant:
    """`applied` in pence, for a deal or for an action."""
    if reference is not None:
        take_turns(unit)
    applicant = named(unit, model=Organisation, row_id=applicant_id, pointer="#/applicant")
    standing = require_applicant(unit.by, applicant.id)
    refuse_own_reference(unit, reference=reference)
    supported = _supported(unit, deal_id=deal_id, action_id=action_id)
    fund = named(unit, model=Fund, row_id=fund_id, pointer="#/fund")
    if fund.kind not in GIVES_GRANTS:
        raise FundGivesNoGrants(f"{fund} gives no grants. Apply to a fund that does.")
    refuse_taken_reference(unit, model=Grant, reference=reference)
    grant = Grant(
        partnership_id=unit.by.partnership_id,
        audience=supported.audience,
        fund=fund,
        applicant=applicant,
        deal_id=deal_id,
        action_id=action_id,
        title=title,
        purpose=purpose,
        applied=applied,
        applied_at=unit.at,
        reference=reference,
        source=source,
    )
    told = holders_on(unit, objects=[fund.id])
    return unit.record("grant.applied_for", grant, org=standing.org, told=told)


def _supported(unit: Unit, *, deal_id: UUID | None, action_id: UUID | None) -> Deal | Action:
    """Locked until commit: who reads the grant is whoever reads what it is for."""
    if deal_id is not None:
        deal = named(unit, model=Deal, row_id=deal_id, pointer="#/deal")
        if deal.is_closed:
            raise DealClosed("This deal is over, so it takes no more money. Apply for another.")
        return deal
    assert action_id is not None
    return named(unit, model=Action, row_id=action_id, pointer="#/action")


def approve_grant(
    unit: Unit, *, grant_id: UUID, version: int, amount: int | None = None
) -> GrantMoved:
    """`amount` in pence, at most what was applied for; all of it unless said."""
    begun = _begin(unit, "approve_grant", grant_id, version)
    if begun.settled:
        return GrantMoved(begun.grant, changed=False)
    grant = begun.grant
    amount = grant.applied if amount is None else amount
    _refuse_beyond(amount, grant.applied, "was applied for", "#/amount")
    money = Money.of(grant.fund, wanted=amount)
    unmet = GRANTS.unmet(grant, GRANTS.named["approve_grant"], unit.by, money)
    if unmet:
        raise GuardFailed(unmet)
    grant.approve(amount=amount, at=unit.at)
    return _told_applicant(unit, "grant.approved", begun)


def refuse_grant(unit: Unit, *, grant_id: UUID, version: int, reason: str) -> GrantMoved:
    begun = _begin(unit, "refuse_grant", grant_id, version)
    if begun.settled:
        return GrantMoved(begun.grant, changed=False)
    begun.grant.refuse(at=unit.at)
    return _told_applicant(unit, "grant.refused", begun, reason=reason)


def pay_grant(unit: Unit, *, grant_id: UUID, version: int, payment_reference: str) -> GrantMoved:
    begun = _begin(unit, "pay_grant", grant_id, version)
    if begun.settled:
        return GrantMoved(begun.grant, changed=False)
    begun.grant.pay(payment_reference=payment_reference, at=unit.at)
    return _told_applicant(unit, "grant.paid", begun)


def account_for_grant(
    unit: Unit, *, grant_id: UUID, version: int, spent: int, statement: str
) -> GrantMoved:
    """`spent` in pence, at most what was approved."""
    begun = _begin(unit, "account_for_grant", grant_id, version)
    if begun.settled:
        return GrantMoved(begun.grant, changed=False)
    grant = begun.grant
    assert grant.approved is not None
    _refuse_beyond(spent, grant.approved, "was approved", "#/spent")
    grant.account_for(spent=spent, account=statement, at=unit.at)
    told = holders_on(unit, objects=[grant.fund_id])
    unit.record("grant.accounted_for", grant, org=begun.standing.org, told=told)
    return GrantMoved(grant)


def hold_deals_of(unit: Unit, *, grants: QuerySet[Grant]) -> None:
    """Before funds and grants: whoever changes who reads a deal changes that of its grants too."""
    deals = Deal.objects.select_for_update(no_key=True).filter(
        partnership_id=unit.by.partnership_id, id__in=grants.order_by().values("deal_id")
    )
    list(deals.order_by("id").values_list("id", flat=True))


def _hold_fund_of(grants: QuerySet[Grant]) -> None:
    """Before the grant: of two that are approved, the second counts the first."""
    funds = Fund.objects.select_for_update(no_key=True)
    list(funds.filter(id__in=grants.order_by().values("fund_id")).values_list("id", flat=True))


def _begin(unit: Unit, operation: str, grant_id: UUID, version: int) -> Opened:
    """404, 403, 412, nothing to do, 409 state: in that order."""
    own = Grant.objects.visible_to(unit.by).filter(id=grant_id)
    hold_deals_of(unit, grants=own)
    _hold_fund_of(own)
    grant = own.select_for_update(of=("self",)).first()
    if grant is None:
        raise NotVisible
    standing = require_on_grant(unit.by, operation, grant)
    refuse_stale(grant, version)
    move = GRANTS.named[operation]
    settled = GRANTS.is_settled(grant, move)
    if not settled:
        GRANTS.refuse_wrong_state(grant, move)
    return Opened(grant, standing, settled)


def _refuse_beyond(amount: int, limit: int, what: str, pointer: str) -> None:
    if amount > limit:
        sentence = f"Enter no more than what {what}: {limit} pence, that is {pounds(limit)}."
        raise InputRefused([Fault("out_of_range", sentence, pointer)])


def _told_applicant(unit: Unit, verb: str, begun: Opened, **given: Any) -> GrantMoved:
    told = holders_on(unit, objects=[begun.grant.applicant_id])
    unit.record(verb, begun.grant, org=begun.standing.org, told=told, **given)
    return GrantMoved(begun.grant)
