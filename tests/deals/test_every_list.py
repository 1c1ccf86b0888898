"""What holds for each list about a deal: few queries, and no more of them for more rows."""

from collections.abc import Callable
from typing import Any  # rows of any model

import pytest

from backend.actions.models import Action, Principle
from backend.audit.source import now
from backend.audit.unit import Unit, unit_of_work
from backend.deals.models import (
    ActionLink,
    Deal,
    DealContribution,
    DealVersion,
    Party,
    PrincipleLink,
    Signature,
)
from backend.people.models import Organisation
from tests.actions.test_every_list import asked
from tests.deals.round_table import ENDS, STARTS, RoundTable

Adds = Callable[[Unit, RoundTable, int], Any]


def of_the_deal(table: RoundTable) -> dict[str, Any]:
    return {"partnership_id": table.deal.partnership_id, "deal": table.deal}


def deals(unit: Unit, table: RoundTable, place: int) -> Any:
    deal = Deal(
        partnership_id=table.deal.partnership_id,
        title=f"Deal {place:03}",
        goal="Nobody is cold.",
        starts_on=STARTS,
        ends_on=ENDS,
    )
    return unit.record("deal.drafted", deal)


def parties(unit: Unit, table: RoundTable, place: int) -> Any:
    friends = Organisation(
        partnership_id=table.deal.partnership_id, name=f"Friends {place}", kind="other"
    )
    unit.record("organisation.added", friends)
    party = Party(**of_the_deal(table), organisation=friends, kind="partner", agreed_number=1)
    return unit.record("party.added", party)


def principles(unit: Unit, table: RoundTable, place: int) -> Any:
    plan = table.borough.plan
    principle = Principle(partnership_id=plan.partnership_id, plan=plan, title=f"Together {place}")
    unit.record("principle.added", principle)
    link = PrincipleLink(**of_the_deal(table), principle=principle)
    return unit.record("deal.principle_linked", link)


def actions(unit: Unit, table: RoundTable, place: int) -> Any:
    plan = table.borough.plan
    action = Action(partnership_id=plan.partnership_id, plan=plan, title=f"Action {place}")
    unit.record("action.proposed", action)
    return unit.record("deal.action_linked", ActionLink(**of_the_deal(table), action=action))


def contributions(unit: Unit, table: RoundTable, place: int) -> Any:
    contribution = DealContribution(
        **of_the_deal(table),
        channel="accord",
        text=f"Bench {place}",
        recorded_by_id=unit.by.id,
        received_on=unit.on,
    )
    return unit.record("deal.contribution_made", contribution)


def versions(unit: Unit, table: RoundTable, place: int) -> DealVersion:
    known = DealVersion.objects.filter(deal=table.deal)
    version = DealVersion(
        **of_the_deal(table),
        number=known.count() + 1,
        terms=known.earliest("number").terms,
        digest=known.earliest("number").digest,
        frozen_at=unit.at,
    )
    return unit.record("deal.version_frozen", version)


def signatures(unit: Unit, table: RoundTable, place: int) -> Any:
    signature = Signature(
        partnership_id=table.deal.partnership_id,
        deal_version=versions(unit, table, place),
        party=table.seats["Bea"],
        entered_by_id=unit.by.id,
        signatory="Bea",
        capacity="Owner",
        party_name="Prescot Bakery",
        digest="ab" * 32,
        signed_at=unit.at,
    )
    return unit.record("deal.signed", signature)


LISTS: dict[str, Adds] = {
    "/deals": deals,
    "/deals/{id}/parties": parties,
    "/deals/{id}/principles": principles,
    "/deals/{id}/actions": actions,
    "/deals/{id}/contributions": contributions,
    "/deals/{id}/versions": versions,
    "/deals/{id}/signatures": signatures,
}


def add(table: RoundTable, adds: Adds, count: int) -> None:
    with unit_of_work(by=table.borough.who("Rhea"), at=now()) as unit:
        for place in range(count):
            adds(unit, table, place)


@pytest.mark.parametrize("path", LISTS)
# Whoever acts for an organisation has one more, for what its seats let them read.
@pytest.mark.parametrize(("who", "most"), [("Pat", 4), ("Bea", 5)])
def test_it_lists_in_as_many_queries_however_many_rows(
    active: RoundTable, path: str, who: str, most: int
) -> None:
    address = f"{path.format(id=active.deal.id)}?limit=200"
    add(active, LISTS[path], 1)
    queries, few = asked(active.borough, who, address)
    add(active, LISTS[path], 200 - few)

    assert queries <= most
    assert asked(active.borough, who, address) == (queries, 200)
