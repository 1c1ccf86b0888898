import pytest

from tests.actions.questions import FORBIDDEN, HIDDEN, MALFORMED, STALE, WRONG_STATE, Written
from tests.borough import Borough
from tests.deals.granting import DEEDS, applied_grant, paid_grant

PAY = DEEDS["pay_grant"]


def test_it_pays_and_is_recorded(borough: Borough) -> None:
    asked = PAY.ask(borough)

    assert (asked.status, asked.body["state"], asked.body["changed"]) == (200, "paid", True)
    assert asked.body["payment_reference"] == "BACS 2026-11-30/0417"
    assert asked.body["paid_at"] is not None
    assert asked.written == (Written("grant.paid", 3, "Flo", told=("Rob",)),)


def test_it_is_nothing_to_do_twice(borough: Borough) -> None:
    asked = PAY.ask(borough, on=paid_grant(borough))

    assert (asked.status, asked.body["changed"], asked.trace) == (200, False, 0)
    assert asked.body["payment_reference"] == "BACS 0417"


def test_it_pays_nothing_that_is_not_approved(borough: Borough) -> None:
    assert PAY.ask(borough, on=applied_grant(borough)).refusal == WRONG_STATE


def test_it_says_which_payment_it_is(borough: Borough) -> None:
    asked = PAY.ask(borough, body={})

    assert (asked.refusal, asked.pointers) == (MALFORMED, ["#/payment_reference"])


def test_it_hides_what_you_cannot_see(borough: Borough) -> None:
    assert PAY.ask(borough, "Olga").refusal == HIDDEN


@pytest.mark.parametrize("who", ["Finn", "Rob", "Mirror", "Ada", "Audrey", "Pat"])
def test_it_forbids_whoever_does_not_hold_the_fund(borough: Borough, who: str) -> None:
    assert PAY.ask(borough, who).refusal == FORBIDDEN


def test_it_leaves_no_trace_when_it_refuses(borough: Borough) -> None:
    assert PAY.ask(borough, version=7).refusal == STALE
