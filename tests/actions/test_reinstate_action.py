import pytest

from tests.actions.deeds import DEEDS
from tests.actions.questions import (
    FORBIDDEN,
    GUARDED,
    HIDDEN,
    MALFORMED,
    STALE,
    WRONG_STATE,
    Written,
)
from tests.actions.subjects import rolled_over
from tests.borough import ACTION_IN, Borough

REINSTATE = DEEDS["reinstate_action"]
WHY = {"reason": "The grant it needed was not given."}


def test_it_reinstates_and_is_recorded(borough: Borough) -> None:
    asked = REINSTATE.ask(borough)

    assert (asked.status, asked.body["state"], asked.body["changed"]) == (200, "proposed", True)
    assert asked.body["closed_at"] is None
    assert asked.written == (Written("action.reinstated", 3, "Priya", given=WHY),)


def test_it_records_the_deputy_for_the_sponsor(borough: Borough) -> None:
    asked = REINSTATE.ask(borough, "Dev")

    assert asked.written == (Written("action.reinstated", 3, "Dev", "Priya", given=WHY),)


def test_it_starts_afresh(borough: Borough) -> None:
    """Withdrawn in progress, it is a proposal again: it has not been started."""
    action = ACTION_IN["in_progress"](borough)
    DEEDS["withdraw_action"].ask(borough, on=action)

    asked = REINSTATE.ask(borough, on=action, version=3)

    assert (asked.body["state"], asked.body["started_at"]) == ("proposed", None)


def test_it_asks_for_a_reason(borough: Borough) -> None:
    asked = REINSTATE.ask(borough, body={})

    assert asked.refusal == MALFORMED
    assert asked.pointers == ["#/reason"]


def test_it_has_nothing_to_do_when_proposed(borough: Borough) -> None:
    asked = REINSTATE.ask(borough, on=ACTION_IN["proposed"](borough))

    assert (asked.status, asked.body["changed"], asked.trace) == (200, False, 0)


@pytest.mark.parametrize("state", ["in_progress", "at_risk", "done"])
def test_it_refuses_in_the_wrong_state(borough: Borough, state: str) -> None:
    assert REINSTATE.ask(borough, on=ACTION_IN[state](borough)).refusal == WRONG_STATE


def test_it_hides_what_you_cannot_see(borough: Borough) -> None:
    assert REINSTATE.ask(borough, "Olga").refusal == HIDDEN


@pytest.mark.parametrize("who", ["Ada", "Omar", "Rhea", "Mirror", "Mel", "Audrey"])
def test_it_forbids_what_is_the_sponsor_s(borough: Borough, who: str) -> None:
    assert REINSTATE.ask(borough, who).refusal == FORBIDDEN


def test_it_leaves_no_trace_when_it_refuses(borough: Borough) -> None:
    assert REINSTATE.ask(borough, version=1).refusal == STALE


def test_it_brings_nothing_back_into_a_plan_that_was_rolled_over(borough: Borough) -> None:
    action = ACTION_IN["withdrawn"](borough)
    rolled_over(borough)

    asked = DEEDS["reinstate_action"].ask(borough, on=action)

    assert asked.refusal == GUARDED
    assert asked.unmet == ["plan_rolled_over"]
