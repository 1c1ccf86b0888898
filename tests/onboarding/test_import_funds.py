"""Money as the documents print it: in pounds there, in pence here."""

from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError

from backend.audit.models import Log
from backend.deals.models import Fund, Grant, SupportedProject
from tests.onboarding.borough import (
    HILLTOP,
    PACKAGED,
    RIVERSIDE,
    Content,
    changed,
    imported,
    written,
)

pytestmark = pytest.mark.django_db(transaction=True)

BETTER_TOGETHER = "knowsley-better-together"
LAMP_FUND: Content = {
    "id": "fund-lamps",
    "title": "Lamp fund",
    "amount_gbp": 12_000,
    "qualifier": "exact",
    "kind": "grant_fund",
    "organisation": "ferry-trust",
    "source": RIVERSIDE,
}


def loaded(tmp_path: Path, **members: Any) -> Content:
    return imported(written(tmp_path, changed("funds", to=[{**LAMP_FUND, **members}])))


def test_it_loads_the_fund_of_a_million_pounds() -> None:
    imported(PACKAGED)

    fund = Fund.objects.get(reference="fund-better-together-grants")
    assert (fund.amount, fund.is_at_least, fund.kind) == (100_000_000, False, "grant_fund")
    assert fund.partnership.slug == BETTER_TOGETHER
    assert fund.organisation is not None
    assert fund.organisation.reference == "knowsley-council"
    assert fund.source.endswith("lines 29")


def test_it_loads_what_the_fund_supported_and_invents_no_grant() -> None:
    imported(PACKAGED)

    projects = SupportedProject.objects.filter(fund__reference="fund-better-together-grants")
    assert [one.reference for one in projects.order_by("reference")] == [
        "proj-grant-1",
        "proj-grant-2",
        "proj-grant-3",
        "proj-grant-4",
    ]
    assert not Grant.objects.exists()


def test_it_keeps_each_fund_with_the_partnership_of_its_plan_or_its_documents() -> None:
    imported(PACKAGED)

    older = Fund.objects.exclude(partnership__slug=BETTER_TOGETHER)
    assert sorted(one.reference or "" for one in older) == [
        "fund-affordable-homes",
        "fund-collective-budget",
        "fund-lcr-devolution",
        "fund-prescot-heritage",
    ]


@pytest.mark.parametrize(
    ("qualifier", "is_at_least"),
    [("exact", False), ("over", True), ("about", False), ("almost", False), ("up_to", False)],
)
def test_it_says_of_which_fund_there_is_more(
    qualifier: str, is_at_least: object, tmp_path: Path
) -> None:
    loaded(tmp_path, qualifier=qualifier)

    fund = Fund.objects.get(reference="fund-lamps")
    assert (fund.amount, fund.is_at_least) == (1_200_000, is_at_least)


@pytest.mark.parametrize(("qualifier", "hedge"), [("about", "about"), ("up_to", "up to")])
def test_it_reports_a_hedge_it_has_no_word_for(qualifier: str, hedge: str, tmp_path: Path) -> None:
    notes = loaded(tmp_path, qualifier=qualifier)["notes"]

    assert f"funds[fund-lamps]: its documents say {hedge}; the figure alone is kept" in notes


def test_it_goes_by_the_plan_before_the_documents(tmp_path: Path) -> None:
    loaded(tmp_path, plan="river-plan", source=HILLTOP)

    assert Fund.objects.get().partnership.slug == "riverside"


def test_it_finds_them_again_the_second_time(tmp_path: Path) -> None:
    loaded(tmp_path)

    kind = loaded(tmp_path)["kinds"]["funds"]

    assert (kind["loaded"], kind["already_there"], kind["differs"]) == (0, 1, [])


def test_it_leaves_an_amount_that_differs_as_it_is(tmp_path: Path) -> None:
    loaded(tmp_path)

    kind = loaded(tmp_path, amount_gbp=13_000)["kinds"]["funds"]

    assert [one["why"] for one in kind["differs"]] == ["amount"]
    assert Fund.objects.get().amount == 1_200_000


POUNDS = "expected whole pounds from 1 to 90071992547409, got"


@pytest.mark.parametrize(
    ("member", "to", "fault"),
    [
        ("amount_gbp", 0, f"{POUNDS} 0"),
        ("amount_gbp", -5, f"{POUNDS} -5"),
        ("amount_gbp", 1.5, f"{POUNDS} 1.5"),
        ("amount_gbp", True, f"{POUNDS} true"),
        ("amount_gbp", "1m", f'{POUNDS} "1m"'),
        ("amount_gbp", 2**53, f"{POUNDS} 9007199254740992"),
        ("qualifier", "nearly", 'exact, over, about, almost, up_to, got "nearly"'),
        ("kind", "pot", 'support_fund, got "pot"'),
        ("organisation", "nobody", "no record of organisations has the id nobody"),
        ("plan", "no-plan", "no record of plans has the id no-plan"),
    ],
)
def test_it_refuses_money_it_cannot_read(
    member: str, to: object, fault: str, tmp_path: Path
) -> None:
    with pytest.raises(CommandError) as refused:
        loaded(tmp_path, **{member: to})

    assert f"funds[fund-lamps].{member}: " in str(refused.value)
    assert fault in str(refused.value)
    assert not Log.objects.exists()
