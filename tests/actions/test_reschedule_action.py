from datetime import date

import pytest
import time_machine

from backend.actions import operations
from tests.actions.deeds import DEEDS
from tests.actions.questions import (
    FORBIDDEN,
    HIDDEN,
    MALFORMED,
    STALE,
    WRONG_STATE,
    Asked,
    Written,
    read,
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
        Written("date_change.made", 1, "Priya"),
    )


def test_it_records_the_deputy_for_the_sponsor(borough: Borough) -> None:
    asked = RESCHEDULE.ask(borough, "Dev")

    assert asked.written == (
        Written("action.rescheduled", 3, "Dev", "Priya", told=("Rhea",), given=GIVEN),
        Written("date_change.made", 1, "Dev", "Priya"),
    )


def test_it_tells_the_sponsor_when_the_lead_does_it(borough: Borough) -> None:
    asked = RESCHEDULE.ask(borough, "Rhea")

    assert asked.written == (
        Written("action.rescheduled", 3, "Rhea", told=("Dev", "Priya"), given=GIVEN),
        Written("date_change.made", 1, "Rhea"),
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


@pytest.fixture
def limited(borough: Borough) -> Borough:
    """Where a lead may put off what was agreed by fourteen days alone."""
    borough.act(
        "Ada",
        operations.revise_priority,
        priority_id=borough.youth.id,
        version=1,
        approval_beyond_days=14,
    )
    return borough


@pytest.mark.parametrize(
    ("due_on", "changed"),
    [("2027-04-14", True), ("2027-04-15", False), ("2027-01-31", True)],
)
def test_it_waits_for_the_sponsor_beyond_the_limit(
    limited: Borough, *, due_on: str, changed: bool
) -> None:
    asked = RESCHEDULE.ask(limited, "Rhea", due_on=due_on)

    assert asked.status == 200
    assert asked.body["changed"] is changed
    assert asked.body["due_on"] == (due_on if changed else "2027-03-31")
    assert (asked.body["request"] is None) is changed


def test_it_asks_the_sponsor_and_keeps_the_date(limited: Borough) -> None:
    action = action_in_progress(limited)

    asked = RESCHEDULE.ask(limited, "Rhea", on=action)

    assert asked.written == (Written("request.made", 1, "Rhea", told=("Dev", "Priya")),)
    assert asked.body["version"] == action.version
    request = read(limited, "Priya", f"/requests/{asked.body['request']}")
    assert request["inputs"] == {"due_on": "2027-06-30", "reason": "The builder is late."}


def test_it_takes_the_date_once_the_sponsor_accepts(limited: Borough) -> None:
    action = action_in_progress(limited)
    waiting = RESCHEDULE.ask(limited, "Rhea", on=action).body["request"]
    limited.as_("Priya").post(f"/requests/{waiting}/accept", {}, if_match='"1"')

    shown = read(limited, "Pat", f"/actions/{action.id}")
    change = read(limited, "Pat", f"/actions/{action.id}/date-changes")["results"][0]

    assert (shown["due_on"], shown["agreed_due_on"]) == ("2027-06-30", "2027-06-30")
    assert change["requested_by"] == str(limited.actor_id("Rhea"))
    assert change["approved_by"] == str(limited.actor_id("Priya"))


def test_it_measures_from_the_last_date_the_sponsor_agreed(limited: Borough) -> None:
    """Small steps do not add up to a large one that nobody agreed."""
    action = action_in_progress(limited)
    first = RESCHEDULE.ask(limited, "Rhea", on=action, due_on="2027-04-10")

    second = RESCHEDULE.ask(limited, "Rhea", on=action, version=3, due_on="2027-04-20")
    agreed = RESCHEDULE.ask(limited, "Priya", on=action, version=3, due_on="2027-04-20")
    third = RESCHEDULE.ask(limited, "Rhea", on=action, version=4, due_on="2027-05-04")

    assert [one.body["changed"] for one in (first, second, agreed, third)] == [
        True,
        False,
        True,
        True,
    ]


@pytest.mark.parametrize("who", ["Priya", "Dev"])
def test_it_does_not_limit_the_sponsor(limited: Borough, who: str) -> None:
    assert RESCHEDULE.ask(limited, who).body["changed"] is True


def test_it_moves_the_planned_start_too(borough: Borough) -> None:
    asked = RESCHEDULE.ask(borough, due_on=DUE.isoformat(), starts_on="2027-01-04")

    assert (asked.body["starts_on"], asked.body["slip_count"]) == ("2027-01-04", 0)
    assert [one.verb for one in asked.written] == ["action.rescheduled"]


def test_it_ends_not_before_it_starts(borough: Borough) -> None:
    asked = RESCHEDULE.ask(borough, starts_on="2027-07-01")

    assert asked.refusal == MALFORMED
    assert asked.pointers == ["#/due_on"]


@pytest.mark.parametrize(
    ("query", "late"),
    [
        ("overdue=true", True),
        ("overdue=true&overdue_against=original", True),
        ("overdue=true&overdue_against=current", False),
        ("overdue=false", False),
        ("overdue=false&overdue_against=current", True),
    ],
)
def test_it_still_counts_as_slipped(borough: Borough, *, query: str, late: bool) -> None:
    with time_machine.travel("2027-04-15T09:00Z"):
        action = action_in_progress(borough)
        RESCHEDULE.ask(borough, on=action)

        found = read(borough, "Pat", f"/actions?{query}")["results"]

    assert (str(action.id) in [one["id"] for one in found]) is late


def test_it_is_counted_against_one_date_or_the_other(borough: Borough) -> None:
    answer = borough.as_("Pat").get("/actions?overdue=true&overdue_against=both")

    assert answer.status_code == 400
    assert answer.json()["errors"][0]["parameter"] == "overdue_against"
