"""What reading funds and grants tells, in how many statements, and to whom."""

from collections.abc import Callable
from typing import Any  # bodies are JSON

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from backend.audit.source import now
from backend.audit.unit import Unit, unit_of_work
from backend.deals.models import Grant
from backend.deals.operations.funds import add_fund, add_supported_project
from tests.actions.questions import read
from tests.borough import Borough, proposed_action
from tests.deals.granting import (
    ALL_OF_IT,
    GRANT_IN,
    a_fund,
    applied_grant,
    approved_grant,
    fund_of,
    refused_grant,
)

MANY = 200


def found(borough: Borough, path: str, who: str = "Pat") -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = read(borough, who, path)["results"]
    return rows


def ids(borough: Borough, path: str, who: str = "Pat") -> list[str]:
    return [row["id"] for row in found(borough, path, who)]


def test_it_counts_what_is_spoken_for(borough: Borough) -> None:
    """Approved, paid and accounted for; never what waits or was refused."""
    for make in GRANT_IN.values():
        make(borough, applied=100)

    fund = read(borough, "Pat", f"/funds/{fund_of(borough).id}")

    assert (fund["amount"], fund["approved"], fund["left"]) == (ALL_OF_IT, 300, ALL_OF_IT - 300)
    assert fund in found(borough, "/funds")


def test_it_lists_funds_by_their_title(borough: Borough) -> None:
    a_fund(borough, title="Arts")

    assert [one["title"] for one in found(borough, "/funds")] == ["Arts", "Fund", "Fund"]


def test_it_walks_through_funds_page_by_page(borough: Borough) -> None:
    approved_grant(borough, applied=100)
    whole = ids(borough, "/funds")
    first = borough.as_("Pat").get("/funds?limit=1", prefer="count=exact").json()

    second = read(borough, "Pat", f"/funds?limit=1&cursor={first['next_cursor']}")

    assert (first["count"], second["next_cursor"]) == (2, None)
    assert [first["results"][0]["id"], second["results"][0]["id"]] == whole


@pytest.mark.parametrize(
    "query", ["kind=programme", "organisation={council}", "reference=arts", "q=rts"]
)
def test_it_finds_funds(borough: Borough, query: str) -> None:
    given = {"title": "Arts", "reference": "arts", "organisation_id": borough.council.id}
    fund = a_fund(borough, kind="programme", **given)

    path = f"/funds?{query.format(council=borough.council.id)}"

    assert ids(borough, path) == [str(fund.id)]


@pytest.mark.parametrize(
    "query",
    [
        "fund={fund}&state=approved",
        "applicant={housing}&state=paid,approved",
        "action={action}&state=approved",
    ],
)
def test_it_finds_grants(borough: Borough, query: str) -> None:
    grant = approved_grant(borough)
    refused_grant(borough, action_id=grant.action_id)

    path = "/grants?" + query.format(
        fund=grant.fund_id, housing=borough.housing.id, action=grant.action_id
    )

    assert ids(borough, path) == [str(grant.id)]


@pytest.mark.parametrize("name", ["fund", "applicant", "deal", "action"])
def test_it_finds_no_grant_of_another(borough: Borough, name: str) -> None:
    applied_grant(borough)

    assert ids(borough, f"/grants?{name}={borough.council.id}") == []


def test_it_lists_the_newest_application_first(borough: Borough) -> None:
    first, second = applied_grant(borough), applied_grant(borough)

    assert ids(borough, "/grants") == [str(second.id), str(first.id)]


def test_it_names_the_amount_where_not_all_is_left(borough: Borough) -> None:
    grant = applied_grant(borough, applied=1_000)
    before = asked_to_approve(borough, grant)
    approved_grant(borough, applied=ALL_OF_IT - 999)

    after = asked_to_approve(borough, grant)

    assert (before["verdict"], before["required_inputs"]) == ("allowed", [])
    assert (after["verdict"], after["required_inputs"]) == ("allowed", ["amount"])


def test_it_foretells_that_nothing_is_left(borough: Borough) -> None:
    grant = applied_grant(borough)
    approved_grant(borough, applied=ALL_OF_IT)

    told = asked_to_approve(borough, grant)

    assert (told["verdict"], told["code"]) == ("blocked", "transition_guard_failed")
    assert [one["code"] for one in told["reasons"]] == ["fund_exceeded"]


def asked_to_approve(borough: Borough, grant: Grant) -> dict[str, Any]:
    told: dict[str, Any] = read(borough, "Flo", f"/grants/{grant.id}/transitions")["results"][0]
    return told


def funds(unit: Unit, borough: Borough) -> None:
    add_fund(unit, title="Fund", kind="grant_fund", amount=100)


def projects(unit: Unit, borough: Borough) -> None:
    add_supported_project(unit, fund_id=fund_of(borough).id, title="Tidy an area")


def grants(unit: Unit, borough: Borough) -> None:
    grant = Grant(
        partnership=borough.partnership,
        fund=fund_of(borough),
        applicant=borough.housing,
        action_id=proposed_action_id(borough),
        title="Paint",
        purpose="Paint.",
        applied=1,
        applied_at=unit.at,
    )
    unit.record("grant.applied_for", grant)


def proposed_action_id(borough: Borough) -> Any:
    return Grant.objects.filter(partnership=borough.partnership).latest("id").action_id


def add(borough: Borough, adds: Callable[[Unit, Borough], None], count: int) -> None:
    with unit_of_work(by=borough.who("Ada"), at=now()) as unit:
        for _ in range(count):
            adds(unit, borough)


def asked(borough: Borough, path: str, who: str) -> tuple[int, int]:
    """How many statements it takes, and how many rows they bring."""
    borough.as_(who)
    with CaptureQueriesContext(connection) as captured:
        rows = found(borough, path, who)
    return len(captured), len(rows)


@pytest.mark.parametrize("who", ["Pat", "Audrey"])
@pytest.mark.parametrize(
    ("path", "adds"),
    [("/funds", funds), ("/funds/{fund}/supported-projects", projects), ("/grants", grants)],
)
def test_it_lists_in_four_statements(
    borough: Borough, path: str, adds: Callable[[Unit, Borough], None], who: str
) -> None:
    applied_grant(borough, action_id=proposed_action(borough).id)
    path = f"{path.format(fund=fund_of(borough).id)}?limit={MANY}"
    add(borough, adds, 1)
    queries, few = asked(borough, path, who)
    add(borough, adds, MANY - few)

    assert queries <= 4
    assert asked(borough, path, who) == (queries, MANY)
