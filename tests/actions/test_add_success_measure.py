import pytest

from tests.actions.deeds import DEEDS
from tests.actions.questions import FORBIDDEN, MALFORMED, Written
from tests.borough import Borough

ADD = DEEDS["add_success_measure"]


def test_it_adds_and_is_recorded(borough: Borough) -> None:
    asked = ADD.ask(borough)

    assert (asked.status, asked.body["direction"], asked.body["by_year"]) == (201, "up", 2030)
    assert asked.headers["Location"].endswith(f"/api/v1/success-measures/{asked.body['id']}")
    assert asked.written == (Written("success_measure.added", 1, "Ada"),)


def test_it_refuses_a_reference_that_is_taken(borough: Borough) -> None:
    first = ADD.ask(borough, reference="doc-1")

    second = ADD.ask(borough, reference="doc-1")

    assert first.body["reference"] == "doc-1"
    assert second.refusal == (409, "reference_taken", 0)


def test_it_belongs_to_the_plan_of_its_priority(borough: Borough) -> None:
    assert ADD.ask(borough).body["plan"] == str(borough.plan.id)


def test_it_may_be_without_a_place_in_the_order(borough: Borough) -> None:
    assert ADD.ask(borough).body["position"] == 0


def test_it_hides_what_you_cannot_see(borough: Borough) -> None:
    asked = ADD.ask(borough, "Olga")

    assert asked.refusal == MALFORMED
    assert (asked.pointers, asked.body["errors"][0]["code"]) == (
        ["#/priority"],
        "unknown_reference",
    )


@pytest.mark.parametrize("who", ["Priya", "Dev", "Rhea", "Tracker", "Audrey", "Pat"])
def test_it_forbids_what_is_the_administrator_s(borough: Borough, who: str) -> None:
    assert ADD.ask(borough, who).refusal == FORBIDDEN


def test_it_leaves_no_trace_when_it_refuses(borough: Borough) -> None:
    asked = ADD.ask(borough, body={})

    assert asked.refusal == MALFORMED
    assert asked.pointers == ["#/direction", "#/priority", "#/title"]
