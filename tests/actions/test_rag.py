"""How an action is doing, as those who ask are told it: in lists, by itself and after a write."""

from datetime import timedelta
from typing import Any  # an answer is any JSON

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext

from backend.actions import operations
from backend.actions.models import Action, ActionState, Confidence
from backend.audit.source import now
from tests import borough as made
from tests.actions.deeds import DEEDS
from tests.actions.questions import GUARDED, read
from tests.actions.standings import late_milestone, rhythm, threatened
from tests.actions.subjects import milestone_of
from tests.borough import (
    ACTION_IN,
    BASE,
    Borough,
    action_at_risk,
    action_in_progress,
    escalated,
    many_actions,
)

UNRATED = {
    "rag": None,
    "rag_rule": None,
    "declared_rag": None,
    "declared_at": None,
    "rag_divergence": False,
}


def shown(borough: Borough, action: Action) -> dict[str, Any]:
    body = read(borough, "Pat", f"/actions/{action.id}")
    return {name: body[name] for name in UNRATED}


def report(borough: Borough, action: Action, confidence: str, justification: str = "") -> None:
    borough.act(
        "Rhea",
        operations.update_action,
        action_id=action.id,
        narrative="Three of five.",
        percent_complete=60,
        confidence=confidence,
        justification=justification,
    )


@pytest.mark.parametrize("state", ["proposed", "done", "withdrawn"])
def test_it_rates_nothing_that_is_not_live(borough: Borough, state: str) -> None:
    assert shown(borough, ACTION_IN[state](borough)) == UNRATED


def test_it_is_green_while_nothing_speaks_against_it(borough: Borough) -> None:
    body = shown(borough, action_in_progress(borough))

    assert (body["rag"], body["rag_rule"]["code"]) == ("green", "on_track")
    assert (body["declared_rag"], body["rag_divergence"]) == (None, False)


def test_it_names_the_rule_and_its_inputs(borough: Borough) -> None:
    action = escalated(borough, action_in_progress(borough))

    body = shown(borough, action)

    assert body["rag"] == "red"
    assert body["rag_rule"] == {
        "number": 1,
        "code": "open_escalation",
        "version": 1,
        "inputs": {"open_escalations": 1},
    }


def test_it_shows_days_as_days(borough: Borough) -> None:
    action = action_in_progress(borough)
    due_on = late_milestone(borough, action, 10)

    rule = shown(borough, action)["rag_rule"]

    assert (rule["code"], rule["inputs"]["milestone_due_on"]) == (
        "milestone_late",
        due_on.isoformat(),
    )


def test_it_forgets_a_milestone_that_is_complete_or_optional(borough: Borough) -> None:
    action = action_in_progress(borough)
    overdue = now().date() - timedelta(days=40)
    milestone_of(borough, action, due_on=overdue, mandatory=False)
    complete = milestone_of(borough, action, due_on=overdue)
    DEEDS["complete_milestone"].ask(borough, on=complete)

    assert shown(borough, action)["rag"] == "green"


def test_it_is_amber_while_an_action_it_depends_on_endangers_it(borough: Borough) -> None:
    assert shown(borough, threatened(borough))["rag_rule"]["code"] == "threatened"


def test_it_turns_amber_when_nobody_reports(borough: Borough) -> None:
    rhythm(borough, 7)
    action = action_in_progress(borough)
    report(borough, action, "green")

    with time_machine.travel(now() + timedelta(days=7)):
        in_time = shown(borough, action)
    with time_machine.travel(now() + timedelta(days=8)):
        too_late = shown(borough, action)

    assert (in_time["rag"], too_late["rag"]) == ("green", "amber")
    assert too_late["rag_rule"]["inputs"]["update_every_days"] == 7
    assert too_late["rag_divergence"] is True


def test_it_shows_what_was_declared_last(borough: Borough) -> None:
    action = action_in_progress(borough)
    report(borough, action, "red")
    report(borough, action, "amber")

    latest = read(borough, "Pat", f"/actions/{action.id}/updates")["results"][0]

    body = shown(borough, action)
    assert (body["declared_rag"], body["declared_at"]) == ("amber", latest["reported_at"])
    assert (body["rag"], body["rag_divergence"]) == ("green", False)


def test_it_is_divergent_while_the_lead_is_the_more_confident(borough: Borough) -> None:
    action = action_at_risk(borough)
    report(borough, action, "amber", "Both posts are filled from Monday.")

    assert shown(borough, action)["rag_divergence"] is True

    report(borough, action, "red")
    assert shown(borough, action)["rag_divergence"] is False


def test_it_keeps_what_was_declared_once_it_is_closed(borough: Borough) -> None:
    action = action_in_progress(borough)
    report(borough, action, "green")
    made.with_evidence(borough, action)
    DEEDS["complete_action"].ask(borough, on=Action.objects.get(id=action.id))

    body = shown(borough, action)

    assert (body["rag"], body["declared_rag"], body["rag_divergence"]) == (None, "green", False)


@pytest.mark.parametrize(
    "operation",
    [
        "propose_action",
        "start_action",
        "flag_action_at_risk",
        "complete_action",
        "revise_action",
        "reschedule_action",
    ],
)
def test_it_answers_a_write_as_it_answers_a_read(borough: Borough, operation: str) -> None:
    body = DEEDS[operation].ask(borough).body

    found = read(borough, "Pat", f"/actions/{body['id']}")

    assert {name: body[name] for name in found} == found


def test_it_rates_the_current_one_for_whoever_is_stale(borough: Borough) -> None:
    action = escalated(borough, action_in_progress(borough))

    asked = DEEDS["reschedule_action"].ask(borough, on=action, version=1)

    assert asked.status == 412
    assert asked.body["current"] == read(borough, "Pat", f"/actions/{action.id}")


def test_it_rates_nothing_it_refuses(borough: Borough) -> None:
    action = escalated(borough, action_at_risk(borough))

    assert DEEDS["recover_action"].ask(borough, on=action).refusal == GUARDED


@pytest.fixture
def several(borough: Borough) -> dict[str, Action]:
    """Told apart by how they are doing and by what was declared of them."""
    rosy, frank = action_at_risk(borough), action_in_progress(borough)
    report(borough, rosy, "green", "It will be well.")
    report(borough, frank, "red")
    late, very_late = action_in_progress(borough), action_in_progress(borough)
    late_milestone(borough, late, 10)
    late_milestone(borough, very_late, 40)
    report(borough, very_late, "amber", "The permit came today.")
    return {
        "rosy": rosy,
        "frank": frank,
        "late": late,
        "very late": very_late,
        "threatened": threatened(borough),
        "proposed": ACTION_IN["proposed"](borough),
        "done": ACTION_IN["done"](borough),
        "withdrawn": ACTION_IN["withdrawn"](borough),
    }


LIVE = {"rosy", "frank", "late", "very late", "threatened"}


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("rag=red", {"rosy", "very late"}),
        ("rag=amber", {"late", "threatened"}),
        ("rag=green", {"frank"}),
        ("rag=red,amber", LIVE - {"frank"}),
        ("rag=red,amber,green", LIVE),
        ("rag=red&state=in_progress", {"very late"}),
        ("rag_divergence=true", {"rosy", "very late"}),
        ("rag_divergence=false", {"frank", "late", "threatened", "proposed", "done", "withdrawn"}),
        ("rag=amber&rag_divergence=true", set()),
        ("rag=green&state=done", set()),
    ],
)
def test_it_finds_what_the_filters_say(
    borough: Borough, several: dict[str, Action], query: str, found: set[str]
) -> None:
    name_of = {str(action.id): name for name, action in several.items()}

    answer = borough.as_("Pat").get(f"/actions?{query}", prefer="count=exact").json()

    assert {name_of[row["id"]] for row in answer["results"]} == found
    assert answer["count"] == len(found)


def test_it_shows_in_a_list_what_it_shows_by_itself(
    borough: Borough, several: dict[str, Action]
) -> None:
    rows = read(borough, "Pat", "/actions")["results"]

    assert len(rows) == len(several)
    assert rows == [read(borough, "Pat", f"/actions/{row['id']}") for row in rows]


def test_it_pages_through_what_it_filters(borough: Borough, several: dict[str, Action]) -> None:
    first = read(borough, "Pat", "/actions?rag=red,amber&ordering=title&limit=3")
    second = read(borough, "Pat", first["next"].partition(BASE)[2])

    assert len({row["id"] for row in [*first["results"], *second["results"]]}) == 4


@pytest.mark.parametrize(
    ("query", "parameter", "code"),
    [
        ("rag=blue", "rag", "invalid_choice"),
        ("rag=red,", "rag", "invalid_choice"),
        ("rag=", "rag", "empty_parameter"),
        ("rag_divergence=yes", "rag_divergence", "format"),
    ],
)
def test_it_refuses_what_it_does_not_know(
    borough: Borough, query: str, parameter: str, code: str
) -> None:
    body = read(borough, "Pat", f"/actions?{query}")

    assert [(one["parameter"], one["code"]) for one in body["errors"]] == [(parameter, code)]


@pytest.mark.parametrize("count", [1, 200])
@pytest.mark.parametrize(
    "query", ["", "&rag=red,amber,green&rag_divergence=false&expand=plan,priority,lead"]
)
def test_it_lists_what_is_live_in_four_queries(borough: Borough, count: int, query: str) -> None:
    many_actions(borough, count, state=ActionState.IN_PROGRESS)
    borough.as_("Pat")

    with CaptureQueriesContext(connection) as captured:
        rows = read(borough, "Pat", f"/actions?limit=200{query}")["results"]

    assert (len(captured), len(rows)) == (4, count)


def test_it_reads_one_action_in_three_queries(borough: Borough) -> None:
    path = f"/actions/{action_in_progress(borough).id}"
    borough.as_("Pat")

    with CaptureQueriesContext(connection) as captured:
        assert read(borough, "Pat", path)["rag"] == Confidence.GREEN

    assert len(captured) == 3
