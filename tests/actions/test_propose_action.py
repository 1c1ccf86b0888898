import pytest

from backend.actions import operations
from tests.actions.deeds import DEEDS
from tests.actions.questions import FORBIDDEN, MALFORMED, WRONG_STATE, Written
from tests.borough import ACTION_IN, Borough

PROPOSE = DEEDS["propose_action"]
NOWHERE = "0190b5c2-7a4e-7c3d-9f21-5e8d6a1b2c3d"


def bare(borough: Borough) -> dict[str, object]:
    """All that is needed: where it belongs and what it is called."""
    return {"plan": str(borough.plan.id), "title": "Repaint the crossings"}


def test_it_proposes_and_is_recorded(borough: Borough) -> None:
    asked = PROPOSE.ask(borough)

    assert (asked.status, asked.body["state"], asked.body["version"]) == (201, "proposed", 1)
    assert asked.headers["Location"].endswith(f"/api/v1/actions/{asked.body['id']}")
    assert asked.written == (Written("action.proposed", 1, "Priya", told=("Dev",)),)


def test_it_keeps_what_it_was_given(borough: Borough) -> None:
    asked = PROPOSE.ask(borough)

    given = PROPOSE.given(borough)
    assert {name: asked.body[name] for name in given} == given
    assert asked.body["original_due_on"] == "2027-03-31"


def test_it_needs_no_more_than_a_plan_and_a_title(borough: Borough) -> None:
    asked = PROPOSE.ask(borough, "Ada", body=bare(borough))

    assert asked.status == 201
    assert (asked.body["priority"], asked.body["lead"], asked.body["due_on"]) == (None, None, None)


@pytest.mark.parametrize("who", ["Ada", "Omar", "Rob", "Rhea", "Priya"])
def test_it_is_open_to_any_proposer_without_a_priority(borough: Borough, who: str) -> None:
    asked = PROPOSE.ask(borough, who, body=bare(borough))

    assert asked.written == (Written("action.proposed", 1, who),)


def test_it_records_the_deputy_for_the_sponsor(borough: Borough) -> None:
    asked = PROPOSE.ask(borough, "Dev")

    assert asked.written == (Written("action.proposed", 1, "Dev", "Priya", told=("Priya",)),)


def test_it_tells_the_sponsor_what_the_lead_proposes(borough: Borough) -> None:
    asked = PROPOSE.ask(borough, "Rhea")

    assert asked.written == (Written("action.proposed", 1, "Rhea", told=("Dev", "Priya")),)


def test_it_lists_all_that_is_missing_at_once(borough: Borough) -> None:
    asked = PROPOSE.ask(borough, body={})

    assert asked.refusal == MALFORMED
    assert asked.pointers == ["#/plan", "#/title"]


@pytest.mark.parametrize("name", ["plan", "priority", "lead", "parent"])
def test_it_refuses_to_name_what_is_not_there(borough: Borough, name: str) -> None:
    asked = PROPOSE.ask(borough, body={**PROPOSE.given(borough), name: NOWHERE})

    assert asked.refusal == MALFORMED
    assert asked.pointers == [f"#/{name}"]
    assert asked.body["errors"][0]["code"] == "unknown_reference"


def test_it_refuses_a_priority_of_another_plan(borough: Borough) -> None:
    plan = borough.act("Ada", operations.add_plan, title="Old Plan")

    asked = PROPOSE.ask(borough, "Ada", plan=str(plan.id))

    assert asked.refusal == MALFORMED
    assert asked.pointers == ["#/priority"]


def test_it_starts_no_later_than_it_is_due(borough: Borough) -> None:
    same_day = PROPOSE.ask(borough, starts_on="2027-03-31")
    day_after = PROPOSE.ask(borough, starts_on="2027-04-01")

    assert same_day.status == 201
    assert day_after.refusal == MALFORMED
    assert [(one["code"], one["pointer"]) for one in day_after.body["errors"]] == [
        ("ends_before_start", "#/starts_on")
    ]


def test_it_may_know_its_start_alone(borough: Borough) -> None:
    asked = PROPOSE.ask(borough, body={**bare(borough), "starts_on": "2027-04-01"})

    assert (asked.status, asked.body["starts_on"], asked.body["due_on"]) == (
        201,
        "2027-04-01",
        None,
    )


def test_it_refuses_a_reference_that_is_taken(borough: Borough) -> None:
    first = PROPOSE.ask(borough, reference="act-1")

    second = PROPOSE.ask(borough, reference="act-1")

    assert first.body["reference"] == "act-1"
    assert second.refusal == (409, "reference_taken", 0)


def test_it_refuses_in_the_wrong_state(borough: Borough) -> None:
    parent = ACTION_IN["done"](borough)

    assert PROPOSE.ask(borough, parent=str(parent.id)).refusal == WRONG_STATE


def test_it_nests_in_an_open_action(borough: Borough) -> None:
    parent = ACTION_IN["in_progress"](borough)

    asked = PROPOSE.ask(borough, parent=str(parent.id))

    assert (asked.status, asked.body["parent"]) == (201, str(parent.id))


def test_it_hides_what_you_cannot_see(borough: Borough) -> None:
    """To Olga the plan of the partnership next door is as unknown as one that never was."""
    theirs = PROPOSE.ask(borough, "Olga", body=bare(borough))
    nobodys = PROPOSE.ask(borough, "Olga", body={**bare(borough), "plan": NOWHERE})

    assert theirs.refusal == MALFORMED
    assert theirs.body["errors"] == nobodys.body["errors"]


@pytest.mark.parametrize("who", ["Omar", "Rob", "Tracker", "Robot", "Sara", "Audrey", "Pat"])
def test_it_forbids_whoever_holds_no_part_in_it(borough: Borough, who: str) -> None:
    asked = PROPOSE.ask(borough, who)

    assert asked.refusal == FORBIDDEN
    assert asked.body["who"] == ["sponsor", "deputy", "representative", "administrator"]


@pytest.mark.parametrize("who", ["Tracker", "Robot", "Sara", "Audrey", "Pat"])
def test_it_forbids_before_it_looks_at_the_input(borough: Borough, who: str) -> None:
    assert PROPOSE.ask(borough, who, body={"state": "done"}).refusal == FORBIDDEN


def test_it_leaves_no_trace_when_it_refuses(borough: Borough) -> None:
    asked = PROPOSE.ask(borough, state="in_progress")

    assert asked.refusal == MALFORMED
    assert asked.body["errors"][0]["code"] == "unknown_field"
