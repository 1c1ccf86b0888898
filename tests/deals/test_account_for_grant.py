import pytest

from tests.actions.questions import FORBIDDEN, HIDDEN, MALFORMED, STALE, WRONG_STATE, Written
from tests.borough import Borough
from tests.deals.granting import DEEDS, accounted_grant, approved_grant

ACCOUNT = DEEDS["account_for_grant"]


def test_it_accounts_and_is_recorded(borough: Borough) -> None:
    asked = ACCOUNT.ask(borough)

    assert (asked.status, asked.body["state"], asked.body["changed"]) == (200, "accounted", True)
    assert asked.body["spent"] == 118_250
    assert asked.body["account"] == "Thirty young people painted four rooms."
    assert asked.written == (Written("grant.accounted_for", 4, "Rob", told=("Flo",)),)


def test_it_lets_the_applicant_s_system_account(borough: Borough) -> None:
    assert ACCOUNT.ask(borough, "Mirror").status == 200


@pytest.mark.parametrize(("spent", "status"), [(0, 200), (150_000, 200), (150_001, 400)])
def test_it_spent_no_more_than_was_approved(borough: Borough, spent: int, status: int) -> None:
    asked = ACCOUNT.ask(borough, spent=spent)

    assert asked.status == status
    assert [one["code"] for one in asked.body.get("errors", [])] == ["out_of_range"] * (
        status == 400
    )


def test_it_is_nothing_to_do_twice(borough: Borough) -> None:
    asked = ACCOUNT.ask(borough, on=accounted_grant(borough))

    assert (asked.status, asked.body["changed"], asked.body["spent"]) == (200, False, 1)


def test_it_accounts_for_nothing_that_is_not_paid(borough: Borough) -> None:
    assert ACCOUNT.ask(borough, on=approved_grant(borough)).refusal == WRONG_STATE


def test_it_says_what_became_of_it(borough: Borough) -> None:
    asked = ACCOUNT.ask(borough, body={})

    assert (asked.refusal, asked.pointers) == (MALFORMED, ["#/spent", "#/statement"])


def test_it_hides_what_you_cannot_see(borough: Borough) -> None:
    assert ACCOUNT.ask(borough, "Olga").refusal == HIDDEN


@pytest.mark.parametrize("who", ["Rhea", "Tracker", "Flo", "Ada", "Audrey", "Pat"])
def test_it_forbids_whoever_does_not_act_for_the_applicant(borough: Borough, who: str) -> None:
    asked = ACCOUNT.ask(borough, who)

    assert asked.refusal == FORBIDDEN
    assert asked.body["detail"].endswith("Ask a representative of the applicant.")


def test_it_leaves_no_trace_when_it_refuses(borough: Borough) -> None:
    assert ACCOUNT.ask(borough, version=7).refusal == STALE
