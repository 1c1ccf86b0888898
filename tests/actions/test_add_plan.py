import pytest

from tests.actions.deeds import DEEDS
from tests.actions.questions import FORBIDDEN, MALFORMED, Written
from tests.borough import Borough

ADD = DEEDS["add_plan"]


def test_it_adds_and_is_recorded(borough: Borough) -> None:
    asked = ADD.ask(borough)

    assert (asked.status, asked.body["title"], asked.body["starts"]) == (
        201,
        "Winter Plan",
        "2026-11",
    )
    assert asked.body["part_of"] == str(borough.plan.id)
    assert (asked.body["succeeds"], asked.body["rolled_over_at"]) == (str(borough.plan.id), None)
    assert asked.written == (Written("plan.added", 1, "Ada"),)


def test_it_refuses_a_reference_that_is_taken(borough: Borough) -> None:
    first = ADD.ask(borough, reference="doc-1")

    second = ADD.ask(borough, reference="doc-1")

    assert first.body["reference"] == "doc-1"
    assert second.refusal == (409, "reference_taken", 0)


@pytest.mark.parametrize(
    ("starts", "ends", "status"),
    [
        ("2025", "2030", 201),
        ("2025", "2025-06", 201),
        ("2025-06", "2025", 201),
        ("2025-06-30", "2025-06-30", 201),
        ("2025", "2024", 400),
        ("2025-07", "2025-06-30", 400),
        ("2025-06-30", "2025-06-29", 400),
    ],
)
def test_it_ends_after_it_starts(borough: Borough, starts: str, ends: str, status: int) -> None:
    asked = ADD.ask(borough, starts=starts, ends=ends)

    assert asked.status == status
    assert [one["pointer"] for one in asked.body.get("errors", [])] == ["#/ends"] * (status == 400)


def test_it_hides_what_you_cannot_see(borough: Borough) -> None:
    asked = ADD.ask(borough, "Olga")

    assert asked.refusal == MALFORMED
    assert (asked.pointers, asked.body["errors"][0]["code"]) == (
        ["#/part_of"],
        "unknown_reference",
    )


@pytest.mark.parametrize("who", ["Priya", "Dev", "Rhea", "Tracker", "Audrey", "Pat"])
def test_it_forbids_what_is_the_administrator_s(borough: Borough, who: str) -> None:
    assert ADD.ask(borough, who).refusal == FORBIDDEN


def test_it_leaves_no_trace_when_it_refuses(borough: Borough) -> None:
    asked = ADD.ask(borough, body={})

    assert asked.refusal == MALFORMED
    assert asked.pointers == ["#/title"]
