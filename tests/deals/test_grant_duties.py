"""What waits for whom, and what becomes of a grant whose applicant is succeeded."""

import pytest

from backend.deals.models import Grant
from backend.people.models import Organisation
from backend.people.operations import add_organisation
from tests.actions.questions import Deed, read
from tests.borough import Borough
from tests.deals.granting import DEEDS, GRANT_IN, applied_grant, hidden_deal, paid_grant

MERGE = Deed(
    "merge_organisation",
    "/organisations/{id}/merge",
    "Ada",
    lambda borough: Organisation.objects.get(id=borough.housing.id),
    lambda borough: {
        "into": str(borough.council.id),
        "took_effect_on": "2026-04-01",
        "reason": "Both became one.",
    },
)


@pytest.mark.parametrize(
    ("state", "who", "kinds"),
    [
        ("applied", "Flo", ["grant_to_decide"]),
        ("approved", "Flo", ["grant_to_pay"]),
        ("paid", "Flo", []),
        ("paid", "Rob", ["grant_to_account_for"]),
        ("approved", "Rob", []),
        ("accounted", "Rob", []),
        ("refused", "Flo", []),
        ("applied", "Finn", []),
        ("paid", "Rhea", []),
    ],
)
def test_it_waits_for_whoever_can_go_on(
    borough: Borough, state: str, who: str, kinds: list[str]
) -> None:
    grant = GRANT_IN[state](borough)

    waiting = read(borough, who, "/me/waiting")["results"]

    assert [one["kind"] for one in waiting if one["subject"]["id"] == str(grant.id)] == kinds


def test_it_waits_for_nobody_who_does_not_see_it(borough: Borough) -> None:
    applied_grant(borough, deal_id=hidden_deal(borough).id)

    assert read(borough, "Flo", "/me/waiting")["results"] == []


@pytest.mark.parametrize(
    ("state", "moves"),
    [("applied", 1), ("approved", 1), ("paid", 1), ("accounted", 0), ("refused", 0)],
)
def test_it_goes_to_the_applicant_s_successor(borough: Borough, state: str, moves: int) -> None:
    grant = GRANT_IN[state](borough)

    asked = MERGE.ask(borough)

    assert sum(one["count"] for one in asked.body["moved"] if one["kind"] == "grant") == moves
    heir = borough.council if moves else borough.housing
    assert Grant.objects.get(id=grant.id).applicant_id == heir.id


def test_it_tells_the_successor_and_the_holder(borough: Borough) -> None:
    applied_grant(borough)

    asked = MERGE.ask(borough)

    (written,) = [one for one in asked.written if one.verb == "grant.applicant_succeeded"]
    assert (written.by, written.told) == ("Ada", ("Flo", "Rhea", "Rob"))
    assert written.given == {"reason": "Both became one."}


def test_it_is_accounted_for_by_the_successor(borough: Borough) -> None:
    grant = paid_grant(borough)
    MERGE.ask(borough)
    borough.tokens.pop("Rob", None)

    assert DEEDS["account_for_grant"].ask(borough, "Rhea", on=grant, version=4).status == 200


def test_it_goes_with_its_action_when_the_applicant_is_split(borough: Borough) -> None:
    grant = paid_grant(borough)
    north, south = (
        borough.act("Ada", add_organisation, name=name, kind="housing")
        for name in ("North", "South")
    )
    shares = [
        {"organisation": str(north.id), "takes_the_rest": True},
        {"organisation": str(south.id), "actions": [str(grant.action_id)]},
    ]
    body = {"into": shares, "took_effect_on": "2026-04-01", "reason": "Split."}

    answer = borough.as_("Ada").post(
        f"/organisations/{borough.housing.id}/split", body, if_match='"1"'
    )

    assert answer.status_code == 200
    assert Grant.objects.get(id=grant.id).applicant_id == south.id
