import pytest

from tests.actions.deeds import DEEDS
from tests.actions.questions import FORBIDDEN, HIDDEN, MALFORMED, STALE, WRONG_STATE, Written
from tests.actions.subjects import milestone_of
from tests.borough import Borough, action_in_progress

WAIVE = DEEDS["waive_milestone"]


def test_it_waives_and_is_recorded(borough: Borough) -> None:
    asked = WAIVE.ask(borough)

    assert (asked.status, asked.body["state"]) == (200, "waived")
    assert asked.body["waiver"] == "The grant it needed was not given."
    assert asked.written == (Written("milestone.waived", 2, "Priya"),)


def test_it_records_the_deputy_for_the_sponsor(borough: Borough) -> None:
    assert WAIVE.ask(borough, "Dev").written == (Written("milestone.waived", 2, "Dev", "Priya"),)


@pytest.mark.parametrize("settle", ["complete_milestone", "waive_milestone"])
def test_it_refuses_in_the_wrong_state(borough: Borough, settle: str) -> None:
    milestone = milestone_of(borough, action_in_progress(borough))
    DEEDS[settle].ask(borough, on=milestone)

    assert WAIVE.ask(borough, on=milestone, version=2).refusal == WRONG_STATE


def test_it_hides_what_you_cannot_see(borough: Borough) -> None:
    assert WAIVE.ask(borough, "Olga").refusal == HIDDEN


@pytest.mark.parametrize("who", ["Rhea", "Tracker", "Ada", "Omar", "Audrey"])
def test_it_forbids_what_is_the_sponsor_s(borough: Borough, who: str) -> None:
    assert WAIVE.ask(borough, who).refusal == FORBIDDEN


def test_it_asks_for_a_reason(borough: Borough) -> None:
    asked = WAIVE.ask(borough, body={})

    assert asked.refusal == MALFORMED
    assert asked.pointers == ["#/reason"]


def test_it_leaves_no_trace_when_it_refuses(borough: Borough) -> None:
    assert WAIVE.ask(borough, version=2).refusal == STALE
