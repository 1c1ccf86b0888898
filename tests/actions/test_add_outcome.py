import pytest

from tests.actions.deeds import DEEDS
from tests.actions.questions import FORBIDDEN, MALFORMED, Written
from tests.borough import Borough

ADD = DEEDS["add_outcome"]


def test_it_adds_and_is_recorded(borough: Borough) -> None:
    asked = ADD.ask(borough)

    assert (asked.status, asked.body["title"], asked.body["position"]) == (201, "Safer streets", 3)
    assert asked.headers["Location"].endswith(f"/api/v1/outcomes/{asked.body['id']}")
    assert asked.written == (Written("outcome.added", 1, "Ada"),)


def test_it_refuses_a_reference_that_is_taken(borough: Borough) -> None:
    first = ADD.ask(borough, reference="doc-1")

    second = ADD.ask(borough, reference="doc-1")

    assert first.body["reference"] == "doc-1"
    assert second.refusal == (409, "reference_taken", 0)


def test_it_hides_what_you_cannot_see(borough: Borough) -> None:
    asked = ADD.ask(borough, "Olga")

    assert asked.refusal == MALFORMED
    assert (asked.pointers, asked.body["errors"][0]["code"]) == (
        ["#/plan"],
        "unknown_reference",
    )


@pytest.mark.parametrize("who", ["Priya", "Dev", "Rhea", "Tracker", "Audrey", "Pat"])
def test_it_forbids_what_is_the_administrator_s(borough: Borough, who: str) -> None:
    assert ADD.ask(borough, who).refusal == FORBIDDEN


def test_it_leaves_no_trace_when_it_refuses(borough: Borough) -> None:
    asked = ADD.ask(borough, body={})

    assert asked.refusal == MALFORMED
    assert asked.pointers == ["#/plan", "#/title"]
