import pytest

from tests.actions.deeds import DEEDS
from tests.actions.questions import (
    FORBIDDEN,
    HIDDEN,
    MALFORMED,
    STALE,
    WRONG_STATE,
    Written,
    read,
)
from tests.actions.subjects import requested
from tests.borough import Borough

DECLINE = DEEDS["decline_request"]


def test_it_declines_and_is_recorded(borough: Borough) -> None:
    asked = DECLINE.ask(borough)

    assert (asked.status, asked.body["state"]) == (200, "declined")
    assert asked.body["answer"] == "The Board wants it to go on."
    assert asked.body["answered_by"] == str(borough.actor_id("Priya"))
    assert asked.written == (Written("request.declined", 2, "Priya", told=("Rhea",)),)


def test_it_leaves_the_action_as_it_is(borough: Borough) -> None:
    asked = DECLINE.ask(borough)

    assert read(borough, "Pat", f"/actions/{asked.body['action']}")["state"] == "in_progress"


def test_it_says_why(borough: Borough) -> None:
    asked = DECLINE.ask(borough, body={})

    assert asked.refusal == MALFORMED
    assert asked.pointers == ["#/note"]


def test_it_answers_one_that_went_stale(borough: Borough) -> None:
    """Nobody is left waiting because the action moved on."""
    request = requested(borough)
    DEEDS["reschedule_action"].ask(borough, on=request.action)

    assert DECLINE.ask(borough, on=request).body["state"] == "declined"


def test_it_refuses_in_the_wrong_state(borough: Borough) -> None:
    request = requested(borough)
    DEEDS["withdraw_request"].ask(borough, on=request)

    assert DECLINE.ask(borough, on=request, version=2).refusal == WRONG_STATE


def test_it_hides_what_you_cannot_see(borough: Borough) -> None:
    assert DECLINE.ask(borough, "Olga").refusal == HIDDEN


@pytest.mark.parametrize("who", ["Rhea", "Omar", "Ada", "Audrey"])
def test_it_forbids_whoever_may_not_do_what_is_asked(borough: Borough, who: str) -> None:
    assert DECLINE.ask(borough, who).refusal == FORBIDDEN


def test_it_leaves_no_trace_when_it_refuses(borough: Borough) -> None:
    assert DECLINE.ask(borough, version=7).refusal == STALE
