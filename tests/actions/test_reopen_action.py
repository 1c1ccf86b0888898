from datetime import date

import pytest

from backend.people.operations import merge_organisation
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

REOPEN = DEEDS["reopen_action"]
WHY = {"reason": "The grant it needed was not given."}


def test_it_reopens_and_is_recorded(borough: Borough) -> None:
    asked = REOPEN.ask(borough)

    assert (asked.status, asked.body["state"], asked.body["changed"]) == (200, "in_progress", True)
    assert (asked.body["closed_at"], asked.body["completion_statement"]) == (None, "")
    assert asked.written == (Written("action.reopened", 4, "Priya", told=("Rhea",), given=WHY),)


def test_it_records_the_deputy_for_the_sponsor(borough: Borough) -> None:
    asked = REOPEN.ask(borough, "Dev")

    assert asked.written == (
        Written("action.reopened", 4, "Dev", "Priya", told=("Rhea",), given=WHY),
    )


def test_it_asks_for_a_reason(borough: Borough) -> None:
    asked = REOPEN.ask(borough, body={})

    assert asked.refusal == MALFORMED
    assert asked.pointers == ["#/reason"]


def test_it_has_nothing_to_do_in_progress(borough: Borough) -> None:
    asked = REOPEN.ask(borough, on=ACTION_IN["in_progress"](borough))

    assert (asked.status, asked.body["changed"], asked.trace) == (200, False, 0)


@pytest.mark.parametrize("state", ["proposed", "at_risk", "withdrawn"])
def test_it_refuses_in_the_wrong_state(borough: Borough, state: str) -> None:
    assert REOPEN.ask(borough, on=ACTION_IN[state](borough)).refusal == WRONG_STATE


def test_it_hides_what_you_cannot_see(borough: Borough) -> None:
    assert REOPEN.ask(borough, "Olga").refusal == HIDDEN


@pytest.mark.parametrize("who", ["Ada", "Omar", "Rhea", "Tracker", "Audrey", "Pat"])
def test_it_forbids_what_is_the_sponsor_s(borough: Borough, who: str) -> None:
    assert REOPEN.ask(borough, who).refusal == FORBIDDEN


def test_it_leaves_no_trace_when_it_refuses(borough: Borough) -> None:
    assert REOPEN.ask(borough, version=2).refusal == STALE


def test_it_brings_nothing_back_into_a_plan_that_was_rolled_over(borough: Borough) -> None:
    action = ACTION_IN["done"](borough)
    rolled_over(borough)

    asked = DEEDS["reopen_action"].ask(borough, on=action)

    assert asked.refusal == GUARDED
    assert asked.unmet == ["plan_rolled_over"]


def test_it_follows_the_organisation_into_which_its_lead_was_merged(borough: Borough) -> None:
    action = ACTION_IN["done"](borough, lead_id=borough.housing.id)
    borough.act(
        "Ada",
        merge_organisation,
        organisation_id=borough.housing.id,
        version=1,
        into_id=borough.council.id,
        took_effect_on=date(2026, 10, 1),
        reason="The landlords became one.",
    )

    asked = REOPEN.ask(borough, on=action)

    assert asked.body["lead"] == str(borough.council.id)
    assert "Rhea" in asked.written[0].told
