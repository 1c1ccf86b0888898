from typing import Any  # bodies are JSON

import pytest

from backend.people.operations import appoint
from tests.actions.questions import FORBIDDEN, MALFORMED, Written, read
from tests.borough import Borough
from tests.deals.granting import DEEDS, a_fund, hidden_deal
from tests.deals.round_table import TABLE_IN
from tests.people.questions import NOWHERE

APPLY = DEEDS["apply_for_grant"]


def test_it_applies_and_is_recorded(borough: Borough) -> None:
    asked = APPLY.ask(borough)

    assert (asked.status, asked.body["state"], asked.body["applied"]) == (201, "applied", 150_000)
    assert (asked.body["approved"], asked.body["spent"], asked.body["deal"]) == (None, None, None)
    assert asked.body["applicant"] == str(borough.housing.id)
    assert asked.written == (Written("grant.applied_for", 1, "Rob", told=("Flo",)),)
    assert read(borough, "Pat", f"/grants/{asked.body['id']}") == asked.body


def test_it_takes_nothing_from_the_fund(borough: Borough) -> None:
    asked = APPLY.ask(borough)

    assert read(borough, "Pat", f"/funds/{asked.body['fund']}")["approved"] == 0


def test_it_lets_the_applicant_s_system_apply(borough: Borough) -> None:
    assert APPLY.ask(borough, "Mirror").status == 201


def test_it_may_ask_for_more_than_there_is(borough: Borough) -> None:
    """What is given is for the holder to say."""
    assert APPLY.ask(borough, applied=2**53 - 1).status == 201


def test_it_is_for_a_deal(borough: Borough) -> None:
    body = APPLY.given(borough)
    deal = str(hidden_deal(borough).id)

    asked = APPLY.ask(borough, body={**without(body, "action"), "deal": deal})

    assert (asked.status, asked.body["deal"], asked.body["action"]) == (201, deal, None)


def test_it_is_for_a_deal_that_lives(borough: Borough) -> None:
    ended = str(TABLE_IN["ended"](borough).deal.id)

    asked = APPLY.ask(borough, body={**without(APPLY.given(borough), "action"), "deal": ended})

    assert (asked.status, asked.body["code"], asked.trace) == (409, "deal_closed", 0)


def test_it_is_for_one_or_the_other(borough: Borough) -> None:
    body = APPLY.given(borough)

    both = APPLY.ask(borough, body={**body, "deal": str(NOWHERE)})
    neither = APPLY.ask(borough, body=without(body, "action"))

    assert both.refusal == neither.refusal == MALFORMED
    assert [one["code"] for one in both.body["errors"]] == ["exactly_one"]
    assert both.body["errors"] == neither.body["errors"]


@pytest.mark.parametrize("member", ["fund", "applicant", "action", "deal"])
def test_it_hides_what_you_cannot_see(borough: Borough, member: str) -> None:
    body = APPLY.given(borough)
    taken = "action" if member == "deal" else ""

    asked = APPLY.ask(borough, body={**without(body, taken), member: str(NOWHERE)})

    assert asked.refusal == MALFORMED
    told = [(one["pointer"], one["code"]) for one in asked.body["errors"]]
    assert told == [(f"#/{member}", "unknown_reference")]


@pytest.mark.parametrize(
    ("kind", "status"),
    [
        ("grant_fund", 201),
        ("support_fund", 201),
        ("investment", 409),
        ("collective_budget", 409),
        ("external_funding", 409),
        ("levered_investment", 409),
        ("programme", 409),
        ("project", 409),
    ],
)
def test_it_applies_to_what_gives_grants(borough: Borough, kind: str, status: int) -> None:
    fund = a_fund(borough, kind=kind)

    asked = APPLY.ask(borough, fund=str(fund.id))

    assert (asked.status, asked.body.get("code")) == (
        status,
        "fund_gives_no_grants" if status == 409 else None,
    )


@pytest.mark.parametrize("who", ["Rhea", "Tracker", "Ada", "Flo", "Priya", "Audrey", "Pat"])
def test_it_forbids_whoever_does_not_act_for_the_applicant(borough: Borough, who: str) -> None:
    assert APPLY.ask(borough, who).refusal == FORBIDDEN


def test_it_refuses_a_reference_that_is_taken(borough: Borough) -> None:
    """An administrator's: to others it would tell of a deal they cannot see."""
    ada, housing = borough.actor_id("Ada"), borough.housing.id
    borough.act("Ada", appoint, actor_id=ada, role="representative", on_id=housing)
    APPLY.ask(borough, "Ada", reference="g-1")

    assert APPLY.ask(borough, "Ada", reference="g-1").refusal == (409, "reference_taken", 0)
    assert APPLY.ask(borough, "Rob", reference="g-1").refusal == FORBIDDEN


def test_it_leaves_no_trace_when_it_refuses(borough: Borough) -> None:
    asked = APPLY.ask(borough, body={})

    assert asked.refusal == MALFORMED
    members = ["applicant", "applied", "fund", "purpose", "title"]
    assert asked.pointers == [f"#/{one}" for one in members]


def without(body: dict[str, Any], name: str) -> dict[str, Any]:
    return {member: one for member, one in body.items() if member != name}
