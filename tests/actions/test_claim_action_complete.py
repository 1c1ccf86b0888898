import pytest

from tests.actions.deeds import DEEDS
from tests.actions.questions import FORBIDDEN, HIDDEN, MALFORMED, STALE, WRONG_STATE, Written
from tests.actions.subjects import claimed_action
from tests.borough import ACTION_IN, Borough

CLAIM = DEEDS["claim_action_complete"]


@pytest.mark.parametrize("who", ["Rhea", "Tracker"])
def test_it_claims_and_is_recorded(borough: Borough, who: str) -> None:
    asked = CLAIM.ask(borough, who)

    assert (asked.status, asked.body["state"]) == (200, "in_progress")
    assert asked.body["claimed_by"] == str(borough.actor_id(who))
    assert asked.body["claim_statement"] == "All five centres are open."
    assert asked.written == (Written("action.completion_claimed", 3, who, told=("Dev", "Priya")),)


def test_it_claims_what_is_at_risk(borough: Borough) -> None:
    asked = CLAIM.ask(borough, on=ACTION_IN["at_risk"](borough))

    assert (asked.status, asked.body["state"]) == (200, "at_risk")


def test_it_is_claimed_once(borough: Borough) -> None:
    asked = CLAIM.ask(borough, on=claimed_action(borough))

    assert asked.refusal == (409, "claim_open", 0)


def test_it_asks_for_a_statement(borough: Borough) -> None:
    asked = CLAIM.ask(borough, body={})

    assert asked.refusal == MALFORMED
    assert asked.pointers == ["#/statement"]


@pytest.mark.parametrize("state", ["proposed", "done", "withdrawn"])
def test_it_refuses_in_the_wrong_state(borough: Borough, state: str) -> None:
    assert CLAIM.ask(borough, on=ACTION_IN[state](borough)).refusal == WRONG_STATE


def test_it_hides_what_you_cannot_see(borough: Borough) -> None:
    assert CLAIM.ask(borough, "Olga").refusal == HIDDEN


@pytest.mark.parametrize("who", ["Priya", "Dev", "Ada", "Rob", "Mirror", "Audrey"])
def test_it_forbids_whoever_does_not_act_for_the_lead(borough: Borough, who: str) -> None:
    assert CLAIM.ask(borough, who).refusal == FORBIDDEN


def test_it_leaves_no_trace_when_it_refuses(borough: Borough) -> None:
    assert CLAIM.ask(borough, version=1).refusal == STALE
