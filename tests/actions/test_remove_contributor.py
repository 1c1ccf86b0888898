import pytest

from tests.actions.deeds import DEEDS
from tests.actions.questions import FORBIDDEN, HIDDEN, MALFORMED, STALE, WRONG_STATE, Written, read
from tests.actions.subjects import contribution, contribution_to
from tests.borough import ACTION_IN, Borough

REMOVE = DEEDS["remove_contributor"]
WHY = {"reason": "The grant it needed was not given."}


def test_it_removes_and_is_recorded(borough: Borough) -> None:
    asked = REMOVE.ask(borough)

    assert asked.status == 200
    assert asked.body["ended_at"] is not None
    assert asked.written == (
        Written("action.contributor_removed", 2, "Priya", told=("Rob",), given=WHY),
    )


def test_it_records_the_deputy_for_the_sponsor(borough: Borough) -> None:
    asked = REMOVE.ask(borough, "Dev")

    assert asked.written == (
        Written("action.contributor_removed", 2, "Dev", "Priya", told=("Rob",), given=WHY),
    )


def test_it_keeps_who_contributed_on_record(borough: Borough) -> None:
    asked = REMOVE.ask(borough, on=(ended := contribution(borough)))

    listed = read(borough, "Pat", f"/actions/{ended.action_id}/contributors")

    assert listed["results"] == [asked.body]


def test_it_removes_once(borough: Borough) -> None:
    REMOVE.ask(borough, on=(ended := contribution(borough)))

    assert REMOVE.ask(borough, on=ended, version=2).refusal == (409, "contribution_ended", 0)


def test_it_refuses_in_the_wrong_state(borough: Borough) -> None:
    kept = contribution_to(borough, action := ACTION_IN["proposed"](borough))
    DEEDS["withdraw_action"].ask(borough, on=action)

    assert REMOVE.ask(borough, on=kept).refusal == WRONG_STATE


def test_it_hides_what_you_cannot_see(borough: Borough) -> None:
    assert REMOVE.ask(borough, "Olga").refusal == HIDDEN


@pytest.mark.parametrize("who", ["Ada", "Omar", "Rhea", "Rob", "Audrey"])
def test_it_forbids_what_is_the_sponsor_s(borough: Borough, who: str) -> None:
    assert REMOVE.ask(borough, who).refusal == FORBIDDEN


def test_it_asks_for_a_reason(borough: Borough) -> None:
    asked = REMOVE.ask(borough, body={})

    assert asked.refusal == MALFORMED
    assert asked.pointers == ["#/reason"]


def test_it_leaves_no_trace_when_it_refuses(borough: Borough) -> None:
    assert REMOVE.ask(borough, version=2).refusal == STALE
