import pytest

from tests.actions.questions import (
    FORBIDDEN,
    GUARDED,
    HIDDEN,
    STALE,
    UNCONDITIONAL,
    WRONG_STATE,
    Written,
    read,
    request,
)
from tests.borough import Borough
from tests.deals.granting import (
    ALL_OF_IT,
    DEEDS,
    a_fund,
    applied_grant,
    approved_grant,
    fund_of,
    held_by,
    refused_grant,
)

APPROVE = DEEDS["approve_grant"]


def left(borough: Borough) -> int:
    found: int = read(borough, "Pat", f"/funds/{fund_of(borough).id}")["left"]
    return found


def test_it_approves_all_of_it_and_is_recorded(borough: Borough) -> None:
    asked = APPROVE.ask(borough)

    assert (asked.status, asked.body["state"], asked.body["changed"]) == (200, "approved", True)
    assert (asked.body["approved"], asked.body["applied"]) == (150_000, 150_000)
    assert asked.body["decided_at"] is not None
    assert asked.written == (Written("grant.approved", 2, "Flo", told=("Rob",)),)


@pytest.mark.parametrize("amount", [1, 149_999, 150_000])
def test_it_approves_a_part(borough: Borough, amount: int) -> None:
    asked = APPROVE.ask(borough, amount=amount)

    assert (asked.body["approved"], left(borough)) == (amount, ALL_OF_IT - amount)


def test_it_approves_no_more_than_was_asked_for(borough: Borough) -> None:
    asked = APPROVE.ask(borough, amount=150_001)

    assert asked.refusal == (400, "validation_error", 0)
    assert [(one["pointer"], one["code"]) for one in asked.body["errors"]] == [
        ("#/amount", "out_of_range")
    ]


@pytest.mark.parametrize(("more", "status"), [(0, 200), (1, 409)])
def test_it_never_exceeds_the_fund(borough: Borough, more: int, status: int) -> None:
    approved_grant(borough, applied=ALL_OF_IT - 100)

    asked = APPROVE.ask(borough, on=applied_grant(borough, applied=100 + more))

    assert asked.status == status
    assert left(borough) == (0 if status == 200 else 100)


def test_it_says_what_is_left(borough: Borough) -> None:
    approved_grant(borough, applied=ALL_OF_IT - 12_345)

    asked = APPROVE.ask(borough)

    assert (asked.refusal, asked.unmet) == (GUARDED, ["fund_exceeded"])
    assert asked.body["unmet"][0]["detail"] == (
        "Approve no more than what is left of the fund: £123.45."
    )


def test_it_says_that_nothing_is_left(borough: Borough) -> None:
    approved_grant(borough, applied=ALL_OF_IT)

    asked = APPROVE.ask(borough, amount=1)

    assert asked.body["unmet"][0]["detail"] == "Refuse it: nothing is left of the fund."


def test_it_counts_no_more_of_a_fund_than_is_printed(borough: Borough) -> None:
    fund = a_fund(borough, amount=100, is_at_least=True)
    held_by(borough, fund, "Fay")

    asked = APPROVE.ask(borough, "Fay", on=applied_grant(borough, fund_id=fund.id, applied=101))

    assert asked.unmet == ["fund_exceeded"]


def test_it_keeps_each_fund_s_money_apart(borough: Borough) -> None:
    approved_grant(borough, applied=ALL_OF_IT)
    hardship = fund_of(borough, "hardship")

    grant = applied_grant(borough, fund_id=hardship.id, applied=ALL_OF_IT)

    assert APPROVE.ask(borough, "Finn", on=grant).status == 200


def test_it_is_nothing_to_do_twice(borough: Borough) -> None:
    asked = APPROVE.ask(borough, on=approved_grant(borough))

    assert (asked.status, asked.body["changed"], asked.trace) == (200, False, 0)


def test_it_keeps_nothing_of_a_dry_run(borough: Borough) -> None:
    grant = applied_grant(borough)
    path = f"{APPROVE.path(grant)}?dry_run=true"

    asked = request(borough, "Flo", "post", path, {"amount": 7}, if_match='"1"')

    assert (asked.status, asked.body["state"], asked.body["approved"]) == (200, "approved", 7)
    assert (asked.trace, left(borough)) == (0, ALL_OF_IT)


def test_it_asks_for_the_version_that_was_read(borough: Borough) -> None:
    path = APPROVE.path(applied_grant(borough))

    assert request(borough, "Flo", "post", path, {}).refusal == UNCONDITIONAL


def test_it_refuses_in_the_wrong_state(borough: Borough) -> None:
    asked = APPROVE.ask(borough, on=refused_grant(borough))

    assert asked.refusal == WRONG_STATE
    assert (asked.body["current_state"], asked.body["allowed_transitions"]) == ("refused", [])


def test_it_hides_what_you_cannot_see(borough: Borough) -> None:
    assert APPROVE.ask(borough, "Olga").refusal == HIDDEN


@pytest.mark.parametrize("who", ["Finn", "Rob", "Mirror", "Ada", "Priya", "Audrey", "Pat"])
def test_it_forbids_whoever_does_not_hold_the_fund(borough: Borough, who: str) -> None:
    assert APPROVE.ask(borough, who).refusal == FORBIDDEN


def test_it_leaves_no_trace_when_it_refuses(borough: Borough) -> None:
    assert APPROVE.ask(borough, version=7).refusal == STALE
