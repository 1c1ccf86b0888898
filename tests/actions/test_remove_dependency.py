from datetime import date

import pytest

from backend.actions.models import Dependency
from tests.actions.deeds import DEEDS
from tests.actions.questions import FORBIDDEN, HIDDEN, MALFORMED, STALE, WRONG_STATE, Written, read
from tests.actions.subjects import dependency, dependency_on, reason
from tests.borough import Borough, proposed_action

REMOVE = DEEDS["remove_dependency"]
WHY = {"reason": "The grant it needed was not given."}
LATER = date(2027, 9, 30)


def on_a_late_one(borough: Borough) -> Dependency:
    late = proposed_action(borough, title="Sign the lease", due_on=LATER)
    return dependency_on(borough, late, proposed_action(borough))


def test_it_removes_and_is_recorded(borough: Borough) -> None:
    asked = REMOVE.ask(borough)

    assert asked.status == 200
    assert asked.body["ended_at"] is not None
    assert asked.written == (
        Written("dependency.removed", 2, "Priya", told=("Dev", "Rhea"), given=WHY),
    )


def test_it_records_the_deputy_for_the_sponsor(borough: Borough) -> None:
    asked = REMOVE.ask(borough, "Dev")

    assert asked.written == (
        Written("dependency.removed", 2, "Dev", "Priya", told=("Priya", "Rhea"), given=WHY),
    )


def test_it_lifts_the_threat_in_the_same_unit(borough: Borough) -> None:
    asked = REMOVE.ask(borough, on=(ended := on_a_late_one(borough)))

    assert asked.written[1:] == (Written("action.threat_lifted", 3, "Priya", told=("Dev", "Rhea")),)
    assert read(borough, "Pat", f"/actions/{ended.successor_id}")["threatened_at"] is None


def test_it_lifts_no_threat_that_another_still_makes(borough: Borough) -> None:
    ended = on_a_late_one(borough)
    dependency_on(borough, proposed_action(borough, due_on=LATER), ended.successor)

    asked = REMOVE.ask(borough, on=ended)

    assert [one.verb for one in asked.written] == ["dependency.removed"]


def test_it_keeps_what_waited_for_what_on_record(borough: Borough) -> None:
    asked = REMOVE.ask(borough, on=(ended := dependency(borough)))

    listed = read(borough, "Pat", f"/actions/{ended.successor_id}/dependencies")
    live = read(borough, "Pat", "/dependencies?ended=false")
    over = read(borough, "Pat", "/dependencies?ended=true")

    assert listed["results"] == over["results"] == [asked.body]
    assert live["results"] == []


def test_it_removes_once(borough: Borough) -> None:
    REMOVE.ask(borough, on=(ended := dependency(borough)))

    assert REMOVE.ask(borough, on=ended, version=2).refusal == (409, "dependency_ended", 0)


def test_it_refuses_in_the_wrong_state(borough: Borough) -> None:
    kept = dependency(borough)
    DEEDS["withdraw_action"].ask(borough, on=kept.successor)

    assert REMOVE.ask(borough, on=kept).refusal == WRONG_STATE


def test_it_hides_what_you_cannot_see(borough: Borough) -> None:
    assert REMOVE.ask(borough, "Olga").refusal == HIDDEN


@pytest.mark.parametrize("who", ["Ada", "Omar", "Rhea", "Rob", "Audrey"])
def test_it_forbids_what_is_the_sponsor_s(borough: Borough, who: str) -> None:
    assert REMOVE.ask(borough, who).refusal == FORBIDDEN


def test_it_is_for_the_sponsor_of_the_one_that_waits(borough: Borough) -> None:
    theirs = proposed_action(borough)
    kept = dependency_on(borough, theirs, proposed_action(borough))
    moved = {"priority": str(borough.roads.id), **reason(borough)}
    DEEDS["transfer_action"].ask(borough, on=theirs, body=moved)

    assert REMOVE.ask(borough, "Omar", on=kept).refusal == FORBIDDEN
    assert REMOVE.ask(borough, on=kept).status == 200


def test_it_asks_for_a_reason(borough: Borough) -> None:
    asked = REMOVE.ask(borough, body={})

    assert asked.refusal == MALFORMED
    assert asked.pointers == ["#/reason"]


def test_it_leaves_no_trace_when_it_refuses(borough: Borough) -> None:
    assert REMOVE.ask(borough, version=2).refusal == STALE
