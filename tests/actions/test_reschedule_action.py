from datetime import date

import pytest

from tests.actions.deeds import DEEDS
from tests.actions.questions import (
    FORBIDDEN,
    HIDDEN,
    MALFORMED,
    STALE,
    WRONG_STATE,
    Asked,
    Written,
)
from tests.borough import ACTION_IN, DUE, Borough, action_in_progress, proposed_action

RESCHEDULE = DEEDS["reschedule_action"]
GIVEN = {"was_due_on": "2027-03-31", "reason": "The builder is late."}


def dates(asked: Asked) -> tuple[str, str, int, int]:
    names = ("original_due_on", "due_on", "slip_count", "slip_days")
    original, due, count, days = (asked.body[name] for name in names)
    return original, due, count, days


def test_it_reschedules_and_is_recorded(borough: Borough) -> None:
    asked = RESCHEDULE.ask(borough)

    assert asked.status == 200
    assert dates(asked) == ("2027-03-31", "2027-06-30", 1, 91)
    assert asked.written == (
        Written("action.rescheduled", 3, "Priya", told=("Rhea",), given=GIVEN),
    )


def test_it_records_the_deputy_for_the_sponsor(borough: Borough) -> None:
    asked = RESCHEDULE.ask(borough, "Dev")

    assert asked.written == (
        Written("action.rescheduled", 3, "Dev", "Priya", told=("Rhea",), given=GIVEN),
    )


def test_it_tells_the_sponsor_when_the_lead_does_it(borough: Borough) -> None:
    asked = RESCHEDULE.ask(borough, "Rhea")

    assert asked.written == (
        Written("action.rescheduled", 3, "Rhea", told=("Dev", "Priya"), given=GIVEN),
    )


def test_it_keeps_the_first_date_for_ever(borough: Borough) -> None:
    action = action_in_progress(borough)
    RESCHEDULE.ask(borough, on=action)

    asked = RESCHEDULE.ask(borough, on=action, version=3, due_on="2027-09-30")

    assert dates(asked) == ("2027-03-31", "2027-09-30", 2, 183)


def test_it_counts_no_slip_when_brought_forward(borough: Borough) -> None:
    asked = RESCHEDULE.ask(borough, due_on="2027-03-01")

    assert dates(asked) == ("2027-03-31", "2027-03-01", 0, -30)


def test_it_takes_the_first_date_as_the_original(borough: Borough) -> None:
    asked = RESCHEDULE.ask(borough, on=proposed_action(borough, due_on=None))

    assert dates(asked) == ("2027-06-30", "2027-06-30", 0, 0)
    assert asked.written[0].given == {"reason": "The builder is late."}


def test_it_asks_for_another_date(borough: Borough) -> None:
    asked = RESCHEDULE.ask(borough, due_on=DUE.isoformat())

    assert asked.refusal == MALFORMED
    assert asked.pointers == ["#/due_on"]


def test_it_keeps_a_leap_day(borough: Borough) -> None:
    asked = RESCHEDULE.ask(borough, due_on=date(2028, 2, 29).isoformat())

    assert asked.body["due_on"] == "2028-02-29"


@pytest.mark.parametrize("state", ["done", "withdrawn"])
def test_it_refuses_in_the_wrong_state(borough: Borough, state: str) -> None:
    assert RESCHEDULE.ask(borough, on=ACTION_IN[state](borough)).refusal == WRONG_STATE


def test_it_hides_what_you_cannot_see(borough: Borough) -> None:
    assert RESCHEDULE.ask(borough, "Olga").refusal == HIDDEN


@pytest.mark.parametrize("who", ["Ada", "Omar", "Rob", "Tracker", "Robot", "Audrey"])
def test_it_forbids_whoever_neither_sponsors_nor_leads(borough: Borough, who: str) -> None:
    assert RESCHEDULE.ask(borough, who).refusal == FORBIDDEN


def test_it_leaves_no_trace_when_it_refuses(borough: Borough) -> None:
    assert RESCHEDULE.ask(borough, version=1).refusal == STALE
