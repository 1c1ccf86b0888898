import pytest

from backend.actions import operations
from tests.actions.deeds import DEEDS
from tests.actions.questions import FORBIDDEN, MALFORMED, Written
from tests.borough import Borough

LINK = DEEDS["link_outcome"]


def test_it_adds_and_is_recorded(borough: Borough) -> None:
    asked = LINK.ask(borough)

    assert (asked.status, asked.body["basis"]) == (201, "stated")
    assert asked.body["priority"] == str(borough.youth.id)
    assert asked.written == (Written("priority.outcome_linked", 1, "Ada"),)


def test_it_links_once(borough: Borough) -> None:
    first = LINK.ask(borough, body=(given := LINK.given(borough)))

    second = LINK.ask(borough, body=given)

    assert first.status == 201
    assert second.refusal == (409, "already_linked", 0)


def test_it_links_within_one_plan(borough: Borough) -> None:
    plan = borough.act("Ada", operations.add_plan, title="Old Plan")
    other = borough.act("Ada", operations.add_outcome, plan_id=plan.id, title="Old outcome")

    asked = LINK.ask(borough, outcome=str(other.id))

    assert asked.refusal == MALFORMED
    assert asked.pointers == ["#/outcome"]


def test_it_hides_what_you_cannot_see(borough: Borough) -> None:
    asked = LINK.ask(borough, "Olga")

    assert asked.refusal == MALFORMED
    assert (asked.pointers, asked.body["errors"][0]["code"]) == (
        ["#/priority"],
        "unknown_reference",
    )


@pytest.mark.parametrize("who", ["Priya", "Dev", "Rhea", "Tracker", "Audrey", "Pat"])
def test_it_forbids_what_is_the_administrator_s(borough: Borough, who: str) -> None:
    assert LINK.ask(borough, who).refusal == FORBIDDEN


def test_it_leaves_no_trace_when_it_refuses(borough: Borough) -> None:
    asked = LINK.ask(borough, body={})

    assert asked.refusal == MALFORMED
    assert asked.pointers == ["#/basis", "#/outcome", "#/priority"]
