import pytest

from backend.actions import operations
from tests.actions.deeds import DEEDS
from tests.actions.questions import FORBIDDEN, HIDDEN, MALFORMED, STALE, WRONG_STATE, Written
from tests.actions.subjects import day_before, milestone_of
from tests.borough import ACTION_IN, Borough, action_in_progress

COMPLETE = DEEDS["complete_milestone"]


@pytest.mark.parametrize("who", ["Priya", "Rhea"])
def test_it_completes_and_is_recorded(borough: Borough, who: str) -> None:
    asked = COMPLETE.ask(borough, who)

    assert (asked.status, asked.body["state"]) == (200, "completed")
    assert asked.body["completed_on"] == day_before().isoformat()
    assert asked.written == (Written("milestone.completed", 2, who),)


def test_it_records_the_deputy_for_the_sponsor(borough: Borough) -> None:
    asked = COMPLETE.ask(borough, "Dev")

    assert asked.written == (Written("milestone.completed", 2, "Dev", "Priya"),)


@pytest.mark.parametrize("settle", ["complete_milestone", "waive_milestone"])
def test_it_refuses_in_the_wrong_state(borough: Borough, settle: str) -> None:
    milestone = milestone_of(borough, action_in_progress(borough))
    DEEDS[settle].ask(borough, on=milestone)

    assert COMPLETE.ask(borough, on=milestone, version=2).refusal == WRONG_STATE


def test_it_refuses_when_the_action_is_closed(borough: Borough) -> None:
    milestone = milestone_of(borough, action := ACTION_IN["proposed"](borough))
    DEEDS["withdraw_action"].ask(borough, on=action)

    assert COMPLETE.ask(borough, on=milestone).refusal == WRONG_STATE


def test_it_hides_what_you_cannot_see(borough: Borough) -> None:
    assert COMPLETE.ask(borough, "Olga").refusal == HIDDEN


def test_it_knows_no_milestone_without_an_action(borough: Borough) -> None:
    event = borough.act("Ada", operations.add_dated_event, title="Launch", due="2022-07")

    assert COMPLETE.ask(borough, "Ada", on=event).refusal == HIDDEN


@pytest.mark.parametrize("who", ["Ada", "Omar", "Rob", "Tracker", "Audrey"])
def test_it_forbids_whoever_neither_sponsors_nor_represents(borough: Borough, who: str) -> None:
    assert COMPLETE.ask(borough, who).refusal == FORBIDDEN


def test_it_asks_when(borough: Borough) -> None:
    asked = COMPLETE.ask(borough, body={})

    assert asked.refusal == MALFORMED
    assert asked.pointers == ["#/completed_on"]


def test_it_leaves_no_trace_when_it_refuses(borough: Borough) -> None:
    assert COMPLETE.ask(borough, version=3).refusal == STALE
