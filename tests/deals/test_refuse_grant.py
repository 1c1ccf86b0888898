import pytest

from tests.actions.questions import FORBIDDEN, HIDDEN, MALFORMED, STALE, WRONG_STATE, Written
from tests.borough import Borough
from tests.deals.granting import DEEDS, approved_grant, refused_grant

REFUSE = DEEDS["refuse_grant"]


def test_it_refuses_and_is_recorded(borough: Borough) -> None:
    asked = REFUSE.ask(borough)

    assert (asked.status, asked.body["state"], asked.body["changed"]) == (200, "refused", True)
    assert (asked.body["approved"], asked.body["decided_at"] is None) == (None, False)
    reason = {"reason": "The fund pays for no running costs."}
    assert asked.written == (Written("grant.refused", 2, "Flo", told=("Rob",), given=reason),)


def test_it_is_nothing_to_do_twice(borough: Borough) -> None:
    asked = REFUSE.ask(borough, on=refused_grant(borough))

    assert (asked.status, asked.body["changed"], asked.trace) == (200, False, 0)


def test_it_takes_back_no_approval(borough: Borough) -> None:
    asked = REFUSE.ask(borough, on=approved_grant(borough))

    assert asked.refusal == WRONG_STATE
    assert asked.body["allowed_transitions"] == [{"operation": "pay_grant", "to": "paid"}]


def test_it_says_why(borough: Borough) -> None:
    asked = REFUSE.ask(borough, body={})

    assert (asked.refusal, asked.pointers) == (MALFORMED, ["#/reason"])


def test_it_hides_what_you_cannot_see(borough: Borough) -> None:
    assert REFUSE.ask(borough, "Olga").refusal == HIDDEN


@pytest.mark.parametrize("who", ["Finn", "Rob", "Mirror", "Ada", "Audrey", "Pat"])
def test_it_forbids_whoever_does_not_hold_the_fund(borough: Borough, who: str) -> None:
    assert REFUSE.ask(borough, who).refusal == FORBIDDEN


def test_it_leaves_no_trace_when_it_refuses(borough: Borough) -> None:
    assert REFUSE.ask(borough, version=7).refusal == STALE
