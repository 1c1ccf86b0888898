from typing import Any

import jsonschema
import pytest

from tests.actions.deeds import DEEDS
from tests.actions.questions import read
from tests.actions.subjects import proven_action
from tests.borough import (
    ACTION_IN,
    Borough,
    action_at_risk,
    action_in_progress,
    bare_action,
    escalated,
    proposed_action,
)

MOVES = [
    "start_action",
    "flag_action_at_risk",
    "recover_action",
    "complete_action",
    "withdraw_action",
    "reopen_action",
    "reinstate_action",
]


def explained(borough: Borough, who: str, action: Any) -> dict[str, Any]:
    results = read(borough, who, f"/actions/{action.id}/transitions")["results"]
    return {one["operation"]: one for one in results}


def test_it_explains_each_of_the_moves(borough: Borough) -> None:
    found = explained(borough, "Pat", proposed_action(borough))

    assert list(found) == MOVES


def test_it_says_where_to_send_what(borough: Borough) -> None:
    action = action_in_progress(borough)

    flag = explained(borough, "Rhea", action)["flag_action_at_risk"]

    assert (flag["verdict"], flag["code"], flag["reasons"]) == ("allowed", None, [])
    assert flag["href"] == f"/api/v1/actions/{action.id}/flag-at-risk"
    assert flag["to"] == "at_risk"
    assert flag["required_inputs"] == [
        "cause",
        "explanation",
        "mitigation",
        "recovery_expected_on",
    ]


@pytest.mark.parametrize("move", MOVES)
def test_it_publishes_a_schema_of_what_the_move_takes(borough: Borough, move: str) -> None:
    deed = DEEDS[move]

    schema = explained(borough, "Priya", deed.on(borough))[move]["inputs"]

    jsonschema.Draft202012Validator.check_schema(schema)
    check = jsonschema.Draft202012Validator(schema)
    assert check.is_valid(deed.given(borough))
    assert not check.is_valid({**deed.given(borough), "state": "done"})


@pytest.mark.parametrize("move", MOVES)
def test_it_names_the_inputs_that_are_missed(borough: Borough, move: str) -> None:
    deed, action = DEEDS[move], DEEDS[move].on(borough)
    required = explained(borough, "Priya", action)[move]["required_inputs"]

    asked = deed.ask(borough, on=action, body={"unheard_of": 1})

    assert asked.pointers == sorted(["#/unheard_of", *(f"#/{name}" for name in required)])


def test_it_asks_for_a_waiver_where_evidence_is_missing(borough: Borough) -> None:
    without = explained(borough, "Priya", action_in_progress(borough))["complete_action"]
    proven = explained(borough, "Priya", proven_action(borough))["complete_action"]

    assert (without["verdict"], proven["verdict"]) == ("allowed", "allowed")
    assert without["required_inputs"] == ["statement", "evidence_waiver"]
    assert proven["required_inputs"] == ["statement"]


def test_it_names_who_could(borough: Borough) -> None:
    start = explained(borough, "Pat", proposed_action(borough))["start_action"]

    assert (start["verdict"], start["code"]) == ("blocked", "permission_denied")
    assert start["reasons"][0]["who"] == ["sponsor", "deputy", "start_delegate"]
    assert "Fairness and opportunity" in start["reasons"][0]["detail"]


def test_it_names_everything_that_stands_against_a_move(borough: Borough) -> None:
    action = proposed_action(borough, lead_id=None, due_on=None)

    start = explained(borough, "Priya", action)["start_action"]

    assert (start["verdict"], start["code"]) == ("blocked", "transition_guard_failed")
    assert {one["code"] for one in start["reasons"]} == {"lead_missing", "due_date_missing"}


def test_it_names_a_state_that_is_wrong_beside_a_role_that_is(borough: Borough) -> None:
    reopen = explained(borough, "Rhea", proposed_action(borough))["reopen_action"]

    assert reopen["code"] == "permission_denied"
    assert [one["code"] for one in reopen["reasons"]] == [
        "permission_denied",
        "transition_not_allowed",
    ]


def test_it_names_what_is_open(borough: Borough) -> None:
    found = explained(borough, "Priya", escalated(borough, action_at_risk(borough)))

    blocked = {name for name, one in found.items() if one["code"] == "transition_guard_failed"}
    assert blocked == {"recover_action", "complete_action", "withdraw_action"}


@pytest.mark.parametrize(
    ("state", "idle"),
    [
        ("proposed", {"reinstate_action"}),
        ("in_progress", {"start_action", "recover_action", "reopen_action"}),
        ("at_risk", {"flag_action_at_risk"}),
        ("done", {"complete_action"}),
        ("withdrawn", {"withdraw_action"}),
    ],
)
def test_it_marks_what_there_is_nothing_to_do_for(
    borough: Borough, state: str, idle: set[str]
) -> None:
    found = explained(borough, "Priya", ACTION_IN[state](borough))

    assert {name for name, one in found.items() if one["verdict"] == "noop"} == idle


def test_it_says_that_an_action_without_a_priority_has_no_sponsor(borough: Borough) -> None:
    start = explained(borough, "Priya", bare_action(borough))["start_action"]

    assert start["code"] == "permission_denied"
    assert "set its priority" in start["reasons"][0]["detail"]


def test_it_names_the_scope_a_token_lacks(borough: Borough) -> None:
    borough.tokens["Priya"] = borough.token("Priya", frozenset({"actions:read"}))

    start = explained(borough, "Priya", proposed_action(borough))["start_action"]

    assert (start["verdict"], start["code"]) == ("blocked", "insufficient_scope")


def test_it_takes_no_parameters(borough: Borough) -> None:
    answer = borough.as_("Pat").get(f"/actions/{proposed_action(borough).id}/transitions?to=done")

    assert answer.status_code == 400


def test_it_names_a_missing_priority_with_all_else_that_is_missing(borough: Borough) -> None:
    start = explained(borough, "Priya", bare_action(borough))["start_action"]

    assert [one["code"] for one in start["reasons"]] == [
        "permission_denied",
        "priority_missing",
        "lead_missing",
        "due_date_missing",
    ]
