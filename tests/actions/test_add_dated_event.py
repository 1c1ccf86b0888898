import pytest

from tests.actions.deeds import DEEDS
from tests.actions.questions import FORBIDDEN, MALFORMED, Written
from tests.borough import Borough

ADD = DEEDS["add_dated_event"]


def test_it_adds_and_is_recorded(borough: Borough) -> None:
    asked = ADD.ask(borough)

    assert (asked.status, asked.body["action"], asked.body["mandatory"]) == (201, None, False)
    assert (asked.body["due"], asked.body["due_on"]) == ("2022-07", "2022-07-31")
    assert asked.written == (Written("milestone.dated", 1, "Ada"),)


def test_it_refuses_a_reference_that_is_taken(borough: Borough) -> None:
    first = ADD.ask(borough, reference="doc-1")

    second = ADD.ask(borough, reference="doc-1")

    assert first.body["reference"] == "doc-1"
    assert second.refusal == (409, "reference_taken", 0)


@pytest.mark.parametrize(
    ("due", "last_day"),
    [("2016", "2016-12-31"), ("2024-02", "2024-02-29"), ("2022-07-01", "2022-07-01")],
)
def test_it_is_due_on_the_last_day_it_can_mean(borough: Borough, due: str, last_day: str) -> None:
    asked = ADD.ask(borough, due=due)

    assert (asked.body["due"], asked.body["due_on"]) == (due, last_day)


def test_it_hides_what_you_cannot_see(borough: Borough) -> None:
    added = ADD.ask(borough).body["id"]

    answer = borough.as_("Olga").get(f"/milestones/{added}")

    assert answer.status_code == 404


@pytest.mark.parametrize("who", ["Priya", "Dev", "Rhea", "Tracker", "Audrey", "Pat"])
def test_it_forbids_what_is_the_administrator_s(borough: Borough, who: str) -> None:
    assert ADD.ask(borough, who).refusal == FORBIDDEN


def test_it_leaves_no_trace_when_it_refuses(borough: Borough) -> None:
    asked = ADD.ask(borough, body={})

    assert asked.refusal == MALFORMED
    assert asked.pointers == ["#/due", "#/title"]
