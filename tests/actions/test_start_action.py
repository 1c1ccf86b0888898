from datetime import date
from typing import Any

import pytest

from backend.actions import operations
from backend.people.operations import merge_organisation
from tests.actions.deeds import DEEDS
from tests.actions.questions import FORBIDDEN, GUARDED, HIDDEN, STALE, WRONG_STATE, Written
from tests.borough import ACTION_IN, Borough, bare_action, delegated, proposed_action

START = DEEDS["start_action"]


def test_it_starts_and_is_recorded(borough: Borough) -> None:
    asked = START.ask(borough)

    assert (asked.status, asked.body["state"], asked.body["changed"]) == (200, "in_progress", True)
    assert asked.body["started_at"] is not None
    assert asked.written == (Written("action.started", 2, "Priya", told=("Rhea",)),)


def test_it_records_the_deputy_for_the_sponsor(borough: Borough) -> None:
    asked = START.ask(borough, "Dev")

    assert asked.written == (Written("action.started", 2, "Dev", "Priya", told=("Rhea",)),)


def test_it_is_a_system_s_to_do_once_delegated(borough: Borough) -> None:
    before = START.ask(borough, "Robot")
    delegated(borough, "start_delegate")

    asked = START.ask(borough, "Robot")

    assert before.refusal == FORBIDDEN
    assert asked.written == (Written("action.started", 2, "Robot", told=("Rhea",)),)


def test_it_has_nothing_to_do_in_progress(borough: Borough) -> None:
    action = ACTION_IN["in_progress"](borough)

    asked = START.ask(borough, on=action)

    assert (asked.status, asked.body["changed"], asked.trace) == (200, False, 0)
    assert asked.body["version"] == action.version


@pytest.mark.parametrize("state", ["at_risk", "done", "withdrawn"])
def test_it_refuses_in_the_wrong_state(borough: Borough, state: str) -> None:
    asked = START.ask(borough, on=ACTION_IN[state](borough))

    assert asked.refusal == WRONG_STATE
    assert asked.body["current_state"] == state


def test_it_names_what_the_state_allows(borough: Borough) -> None:
    asked = START.ask(borough, on=ACTION_IN["at_risk"](borough))

    assert asked.body["allowed_transitions"] == [
        {"operation": "recover_action", "to": "in_progress"},
        {"operation": "complete_action", "to": "done"},
        {"operation": "withdraw_action", "to": "withdrawn"},
    ]


@pytest.mark.parametrize(
    ("missing", "unmet"),
    [
        ({"lead_id": None}, ["lead_missing"]),
        ({"due_on": None}, ["due_date_missing"]),
        ({"lead_id": None, "due_on": None}, ["due_date_missing", "lead_missing"]),
    ],
)
def test_it_asks_for_what_is_missing_all_at_once(
    borough: Borough, missing: dict[str, Any], unmet: list[str]
) -> None:
    asked = START.ask(borough, on=proposed_action(borough, **missing))

    assert asked.refusal == GUARDED
    assert asked.unmet == unmet


def test_it_starts_once_what_was_missing_is_set(borough: Borough) -> None:
    action = proposed_action(borough, lead_id=None)
    lead = DEEDS["assign_lead"].ask(borough, on=action, organisation=str(borough.council.id))

    asked = START.ask(borough, on=action, version=lead.body["version"])

    assert asked.status == 200


def test_it_says_that_nobody_can_without_a_priority(borough: Borough) -> None:
    asked = START.ask(borough, on=bare_action(borough))

    assert asked.refusal == FORBIDDEN
    assert "set its priority" in asked.body["detail"]


def test_it_hides_what_you_cannot_see(borough: Borough) -> None:
    assert START.ask(borough, "Olga").refusal == HIDDEN


@pytest.mark.parametrize("who", ["Ada", "Omar", "Rhea", "Tracker", "Tom", "Audrey", "Pat"])
def test_it_forbids_what_is_the_sponsor_s(borough: Borough, who: str) -> None:
    assert START.ask(borough, who).refusal == FORBIDDEN


def test_it_names_the_roles_that_could(borough: Borough) -> None:
    asked = START.ask(borough, "Pat")

    assert asked.body["who"] == ["sponsor", "deputy", "start_delegate"]


def test_it_leaves_no_trace_when_it_refuses(borough: Borough) -> None:
    assert START.ask(borough, version=7).refusal == STALE


def test_it_keeps_its_promise_to_one_version(borough: Borough) -> None:
    """Undone by another move, and then asked again as before: stale, not done twice."""
    action = proposed_action(borough)
    started = START.ask(borough, on=action)
    borough.act(
        "Priya", operations.withdraw_action, action_id=action.id, version=2, reason="Not funded."
    )

    asked = START.ask(borough, on=action)

    assert started.status == 200
    assert asked.refusal == STALE
    assert asked.body["current"]["version"] == 3


def test_it_asks_for_a_new_lead_when_the_old_one_was_succeeded(borough: Borough) -> None:
    """Withdrawn while the organisation stood, and proposed again after it had gone."""
    action = ACTION_IN["withdrawn"](borough, lead_id=borough.housing.id)
    borough.act(
        "Ada",
        merge_organisation,
        organisation_id=borough.housing.id,
        version=1,
        into_id=borough.council.id,
        took_effect_on=date(2026, 10, 1),
        reason="The landlords became one.",
    )
    DEEDS["reinstate_action"].ask(borough, on=action)

    asked = START.ask(borough, on=action, version=action.version + 1)

    assert asked.refusal == GUARDED
    assert asked.unmet == ["lead_succeeded"]
