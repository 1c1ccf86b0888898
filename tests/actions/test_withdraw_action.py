import pytest

from tests.actions.deeds import DEEDS
from tests.actions.questions import (
    FORBIDDEN,
    GUARDED,
    HIDDEN,
    MALFORMED,
    STALE,
    WRONG_STATE,
    Written,
)
from tests.actions.subjects import claimed_action
from tests.borough import ACTION_IN, Borough, escalated, proposed_action

WITHDRAW = DEEDS["withdraw_action"]
WHY = {"reason": "The grant it needed was not given."}


@pytest.mark.parametrize(
    ("state", "version"), [("proposed", 2), ("in_progress", 3), ("at_risk", 4)]
)
def test_it_withdraws_and_is_recorded(borough: Borough, state: str, version: int) -> None:
    asked = WITHDRAW.ask(borough, on=ACTION_IN[state](borough))

    assert (asked.status, asked.body["state"], asked.body["changed"]) == (200, "withdrawn", True)
    assert asked.written == (
        Written("action.withdrawn", version, "Priya", told=("Rhea",), given=WHY),
    )


def test_it_records_the_deputy_for_the_sponsor(borough: Borough) -> None:
    asked = WITHDRAW.ask(borough, "Dev")

    assert asked.written == (
        Written("action.withdrawn", 2, "Dev", "Priya", told=("Rhea",), given=WHY),
    )


def test_it_drops_the_open_claim(borough: Borough) -> None:
    asked = WITHDRAW.ask(borough, on=claimed_action(borough))

    assert (asked.status, asked.body["claimed_by"]) == (200, None)


def test_it_names_all_that_stands_against_it(borough: Borough) -> None:
    action = proposed_action(borough)
    proposed_action(borough, parent_id=action.id)

    asked = WITHDRAW.ask(borough, on=escalated(borough, action))

    assert asked.refusal == GUARDED
    assert asked.unmet == ["open_child_actions", "open_escalation"]


def test_it_asks_for_a_reason(borough: Borough) -> None:
    asked = WITHDRAW.ask(borough, body={})

    assert asked.refusal == MALFORMED
    assert asked.pointers == ["#/reason"]


def test_it_has_nothing_to_do_when_withdrawn(borough: Borough) -> None:
    asked = WITHDRAW.ask(borough, on=ACTION_IN["withdrawn"](borough))

    assert (asked.status, asked.body["changed"], asked.trace) == (200, False, 0)


def test_it_refuses_in_the_wrong_state(borough: Borough) -> None:
    assert WITHDRAW.ask(borough, on=ACTION_IN["done"](borough)).refusal == WRONG_STATE


def test_it_hides_what_you_cannot_see(borough: Borough) -> None:
    assert WITHDRAW.ask(borough, "Olga").refusal == HIDDEN


@pytest.mark.parametrize("who", ["Ada", "Omar", "Rhea", "Robot", "Sara", "Audrey"])
def test_it_forbids_what_is_the_sponsor_s(borough: Borough, who: str) -> None:
    assert WITHDRAW.ask(borough, who).refusal == FORBIDDEN


def test_it_leaves_no_trace_when_it_refuses(borough: Borough) -> None:
    assert WITHDRAW.ask(borough, version=5).refusal == STALE
