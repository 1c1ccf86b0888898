"""Funds, and grants in every state, for Rob's housing group. Flo holds the small grants fund, which
has ten thousand pounds; Finn holds another.
"""

from datetime import date
from typing import Any, Final  # operations are of many shapes
from uuid import UUID

from backend.audit.source import now
from backend.audit.unit import unit_of_work
from backend.deals.models import Deal, Fund, FundKind, Grant, Party, kind_of
from backend.deals.operations.audiences import follow_audience
from backend.deals.operations.funds import add_fund
from backend.deals.operations.grants import (
    account_for_grant,
    apply_for_grant,
    approve_grant,
    pay_grant,
    refuse_grant,
)
from backend.deals.operations.opening import locked_deal
from backend.people.operations import add_person, appoint
from tests.actions.questions import Body, Deed
from tests.borough import Borough, proposed_action

SMALL_GRANTS: Final = "small-grants"
HARDSHIP: Final = "hardship"
# In pence.
ALL_OF_IT: Final = 1_000_000
ASKED_FOR: Final = 150_000


def with_funds(borough: Borough) -> None:
    for reference, holder in ((SMALL_GRANTS, "Flo"), (HARDSHIP, "Finn")):
        fund = a_fund(borough, reference=reference)
        held_by(borough, fund, holder)


def a_fund(borough: Borough, **given: Any) -> Fund:
    given = {"title": "Fund", "kind": FundKind.GRANT_FUND, "amount": ALL_OF_IT, **given}
    fund: Fund = borough.act("Ada", add_fund, **given)
    return fund


def held_by(borough: Borough, fund: Fund, name: str) -> None:
    with unit_of_work(by=borough.who("Ada"), at=now()) as unit:
        borough.profiles[name] = add_person(
            unit,
            kind="person",
            name=name,
            email=f"{name.lower()}@knowsley.test",
            organisation_id=borough.council.id,
        )
        actor_id = borough.actor_id(name)
        appoint(unit, actor_id=actor_id, role="fund_holder", on_id=fund.id)


def fund_of(borough: Borough, reference: str = SMALL_GRANTS) -> Fund:
    return Fund.objects.get(partnership=borough.partnership, reference=reference)


def applied_grant(borough: Borough, **given: Any) -> Grant:
    """For an action, unless a deal is given."""
    if "deal_id" not in given:
        given.setdefault("action_id", proposed_action(borough).id)
    words = {"title": "Paint", "purpose": "Young people paint their own centre."}
    fund_id = given.pop("fund_id", None) or fund_of(borough).id
    whose: dict[str, UUID] = {"fund_id": fund_id, "applicant_id": borough.housing.id}
    grant: Grant = borough.act(
        "Rob", apply_for_grant, **{"applied": ASKED_FOR, **words, **whose, **given}
    )
    return grant


def moved(borough: Borough, who: str, operation: Any, grant: Grant, **given: Any) -> Grant:
    done = borough.act(who, operation, grant_id=grant.id, version=grant.version, **given)
    result: Grant = done.grant
    return result


def approved_grant(borough: Borough, **given: Any) -> Grant:
    return moved(borough, "Flo", approve_grant, applied_grant(borough, **given))


def refused_grant(borough: Borough, **given: Any) -> Grant:
    return moved(borough, "Flo", refuse_grant, applied_grant(borough, **given), reason="No.")


def paid_grant(borough: Borough, **given: Any) -> Grant:
    approved = approved_grant(borough, **given)
    return moved(borough, "Flo", pay_grant, approved, payment_reference="BACS 0417")


def accounted_grant(borough: Borough, **given: Any) -> Grant:
    paid = paid_grant(borough, **given)
    return moved(borough, "Rob", account_for_grant, paid, spent=1, statement="It is painted.")


GRANT_IN: Final = {
    "applied": applied_grant,
    "approved": approved_grant,
    "paid": paid_grant,
    "accounted": accounted_grant,
    "refused": refused_grant,
}


def hidden_deal(borough: Borough, *, between: tuple[str, ...] = ("council", "housing")) -> Deal:
    """A draft: Rhea reads it if it is the council's, Rob if the housing group's, Flo never."""
    with unit_of_work(by=borough.who("Rob"), at=now()) as unit:
        deal = Deal(
            id=unit.new_id(),
            partnership=borough.partnership,
            title="A tidy Page Moss",
            goal="Everyone looks after it.",
            starts_on=date(2027, 1, 4),
            ends_on=date(2027, 12, 31),
        )
        deal.audience = deal.audience_in
        unit.record("deal.drafted", deal)
        for name in between:
            organisation = getattr(borough, name)
            party = Party(
                partnership=borough.partnership,
                audience=deal.audience,
                deal=deal,
                organisation=organisation,
                kind=kind_of(organisation),
            )
            unit.record("party.added", party)
    return deal


def disclosed(borough: Borough, grant: Grant) -> Deal:
    """As calling for signatures shows a deal, and all that belongs to it, to everyone."""
    assert grant.deal_id is not None
    with unit_of_work(by=borough.who("Rob"), at=now()) as unit:
        deal = locked_deal(unit, deal_id=grant.deal_id)
        deal.audience = "partnership"
        unit.record("deal.opened", deal)
        follow_audience(unit, deal=deal)
    return deal


def application(borough: Borough) -> Body:
    return {
        "fund": str(fund_of(borough).id),
        "applicant": str(borough.housing.id),
        "action": str(proposed_action(borough).id),
        "title": "Paint and tools",
        "purpose": "Young people paint their own centre.",
        "applied": ASKED_FOR,
    }


def _nothing(_borough: Borough) -> Any:
    return {}


DEEDS: Final = {
    deed.operation: deed
    for deed in (
        Deed(
            "add_fund",
            "/funds",
            "Ada",
            _nothing,
            lambda borough: {
                "title": "Communities Fund",
                "kind": "grant_fund",
                "amount": 25_000_000,
                "is_at_least": True,
                "organisation": str(borough.council.id),
            },
            if_match=False,
        ),
        Deed(
            "add_supported_project",
            "/funds/{id}/supported-projects",
            "Ada",
            fund_of,
            lambda _: {"title": "Residents and businesses tidy an area together"},
            if_match=False,
        ),
        Deed("apply_for_grant", "/grants", "Rob", _nothing, application, if_match=False),
        Deed("approve_grant", "/grants/{id}/approve", "Flo", applied_grant, _nothing),
        Deed(
            "refuse_grant",
            "/grants/{id}/refuse",
            "Flo",
            applied_grant,
            lambda _: {"reason": "The fund pays for no running costs."},
        ),
        Deed(
            "pay_grant",
            "/grants/{id}/pay",
            "Flo",
            approved_grant,
            lambda _: {"payment_reference": "BACS 2026-11-30/0417"},
        ),
        Deed(
            "account_for_grant",
            "/grants/{id}/account-for",
            "Rob",
            paid_grant,
            lambda _: {"spent": 118_250, "statement": "Thirty young people painted four rooms."},
        ),
    )
}
