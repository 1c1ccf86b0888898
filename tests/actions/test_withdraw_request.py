import pytest

from tests.actions.deeds import DEEDS
from tests.actions.questions import FORBIDDEN, HIDDEN, STALE, WRONG_STATE, Written
from tests.actions.subjects import requested
from tests.borough import Borough

WITHDRAW = DEEDS["withdraw_request"]


def test_it_withdraws_and_is_recorded(borough: Borough) -> None:
    asked = WITHDRAW.ask(borough, note="No longer needed.")

    assert (asked.status, asked.body["state"]) == (200, "withdrawn")
    assert asked.written == (Written("request.withdrawn", 2, "Rhea"),)


def test_it_may_be_asked_again_afterwards(borough: Borough) -> None:
    request = requested(borough)
    WITHDRAW.ask(borough, on=request)

    asked = DEEDS["ask_for_transition"].ask(borough, on=request.action)

    assert asked.status == 201


def test_it_refuses_in_the_wrong_state(borough: Borough) -> None:
    request = requested(borough)
    DEEDS["decline_request"].ask(borough, on=request)

    assert WITHDRAW.ask(borough, on=request, version=2).refusal == WRONG_STATE


def test_it_hides_what_you_cannot_see(borough: Borough) -> None:
    assert WITHDRAW.ask(borough, "Olga").refusal == HIDDEN


@pytest.mark.parametrize("who", ["Priya", "Dev", "Pat", "Audrey"])
def test_it_forbids_all_but_whoever_asked(borough: Borough, who: str) -> None:
    assert WITHDRAW.ask(borough, who).refusal == FORBIDDEN


def test_it_leaves_no_trace_when_it_refuses(borough: Borough) -> None:
    assert WITHDRAW.ask(borough, version=7).refusal == STALE
