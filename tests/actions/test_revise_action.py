import pytest

from tests.actions.deeds import DEEDS
from tests.actions.questions import (
    FORBIDDEN,
    HIDDEN,
    MALFORMED,
    STALE,
    UNCONDITIONAL,
    WRONG_STATE,
    Written,
    request,
)
from tests.borough import ACTION_IN, Borough, action_in_progress

REVISE = DEEDS["revise_action"]
# Everything an answer shows that no patch may write.
NOT_WRITABLE = [
    "state",
    "plan",
    "priority",
    "parent",
    "lead",
    "due_on",
    "original_due_on",
    "slip_count",
    "started_at",
    "closed_at",
    "open_escalations",
    "claimed_by",
    "completion_statement",
    "version",
    "id",
]


def test_it_revises_and_is_recorded(borough: Borough) -> None:
    asked = REVISE.ask(borough)

    assert (asked.status, asked.body["title"]) == (200, "Open six youth centres")
    assert asked.body["summary"] == "One in every ward."
    assert asked.written == (Written("action.revised", 3, "Priya"),)


def test_it_records_the_deputy_for_the_sponsor(borough: Borough) -> None:
    asked = REVISE.ask(borough, "Dev")

    assert asked.written == (Written("action.revised", 3, "Dev", "Priya"),)


def test_it_keeps_what_the_patch_leaves_out(borough: Borough) -> None:
    asked = REVISE.ask(borough, body={"summary": "One in every ward."})

    assert asked.body["title"] == "Open five youth centres"


@pytest.mark.parametrize("patch", [{}, {"title": "Open five youth centres"}])
def test_it_records_nothing_where_nothing_changes(borough: Borough, patch: dict[str, str]) -> None:
    asked = REVISE.ask(borough, body=patch)

    assert (asked.status, asked.body["version"], asked.trace) == (200, 2, 0)


@pytest.mark.parametrize("name", NOT_WRITABLE)
def test_it_writes_nothing_else(borough: Borough, name: str) -> None:
    asked = REVISE.ask(borough, body={name: "done"})

    assert asked.refusal == MALFORMED
    assert [(one["pointer"], one["code"]) for one in asked.body["errors"]] == [
        (f"#/{name}", "unknown_field")
    ]


@pytest.mark.parametrize("state", ["done", "withdrawn"])
def test_it_refuses_in_the_wrong_state(borough: Borough, state: str) -> None:
    assert REVISE.ask(borough, on=ACTION_IN[state](borough)).refusal == WRONG_STATE


def test_it_hides_what_you_cannot_see(borough: Borough) -> None:
    assert REVISE.ask(borough, "Olga").refusal == HIDDEN


@pytest.mark.parametrize("who", ["Ada", "Omar", "Rhea", "Tracker", "Audrey"])
def test_it_forbids_what_is_the_sponsor_s(borough: Borough, who: str) -> None:
    assert REVISE.ask(borough, who).refusal == FORBIDDEN


def test_it_leaves_no_trace_when_it_refuses(borough: Borough) -> None:
    assert REVISE.ask(borough, version=1).refusal == STALE


def test_it_asks_for_the_version_it_was_read_at(borough: Borough) -> None:
    path = REVISE.path(action_in_progress(borough))

    asked = request(borough, "Priya", "patch", path, REVISE.given(borough))

    assert asked.refusal == UNCONDITIONAL
