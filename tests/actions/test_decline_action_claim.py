import pytest

from backend.actions import operations
from tests.actions.deeds import DEEDS
from tests.actions.questions import FORBIDDEN, HIDDEN, MALFORMED, STALE, Written
from tests.borough import ACTION_IN, Borough, action_in_progress

DECLINE = DEEDS["decline_action_claim"]
WHY = {"reason": "The grant it needed was not given."}


def test_it_declines_and_is_recorded(borough: Borough) -> None:
    asked = DECLINE.ask(borough)

    assert (asked.status, asked.body["state"], asked.body["claimed_by"]) == (
        200,
        "in_progress",
        None,
    )
    assert asked.written == (
        Written("action.claim_declined", 4, "Priya", told=("Rhea",), given=WHY),
    )


def test_it_records_the_deputy_for_the_sponsor(borough: Borough) -> None:
    asked = DECLINE.ask(borough, "Dev")

    assert asked.written == (
        Written("action.claim_declined", 4, "Dev", "Priya", told=("Rhea",), given=WHY),
    )


def test_it_tells_whoever_claimed(borough: Borough) -> None:
    action = action_in_progress(borough)
    claim = {"action_id": action.id, "version": 2, "statement": "Synced as done."}
    borough.act("Tracker", operations.claim_action_complete, **claim)

    asked = DECLINE.ask(borough, on=action, version=3)

    assert asked.written[0].told == ("Rhea", "Tracker")


@pytest.mark.parametrize("state", ["proposed", "in_progress", "at_risk", "done", "withdrawn"])
def test_it_refuses_in_the_wrong_state(borough: Borough, state: str) -> None:
    """The state it needs is an open claim."""
    asked = DECLINE.ask(borough, on=ACTION_IN[state](borough))

    assert asked.refusal == (409, "no_open_claim", 0)


def test_it_asks_for_a_reason(borough: Borough) -> None:
    asked = DECLINE.ask(borough, body={})

    assert asked.refusal == MALFORMED
    assert asked.pointers == ["#/reason"]


def test_it_hides_what_you_cannot_see(borough: Borough) -> None:
    assert DECLINE.ask(borough, "Olga").refusal == HIDDEN


@pytest.mark.parametrize("who", ["Rhea", "Tracker", "Ada", "Omar", "Audrey"])
def test_it_forbids_what_is_the_sponsor_s(borough: Borough, who: str) -> None:
    assert DECLINE.ask(borough, who).refusal == FORBIDDEN


def test_it_leaves_no_trace_when_it_refuses(borough: Borough) -> None:
    assert DECLINE.ask(borough, version=2).refusal == STALE
