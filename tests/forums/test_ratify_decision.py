import pytest

from tests.actions.questions import FORBIDDEN, HIDDEN, STALE, WRONG_STATE, Written
from tests.forums.sitting import Sitting
from tests.forums.voting import RATIFY, drafted, ratified, recorded, rescinded, restricted


def test_it_ratifies_and_is_recorded(voting: Sitting) -> None:
    asked = RATIFY.ask(voting)

    assert (asked.status, asked.body["state"], asked.body["changed"]) == (200, "ratified", True)
    assert asked.body["ratified_at"] is not None
    told = ("Mel", "Nia", "Olu", "Pia", "Sara", "Sue")
    assert asked.written == (Written("decision.ratified", 3, "Tom", told=told),)


def test_it_is_nothing_to_do_twice(voting: Sitting) -> None:
    asked = RATIFY.ask(voting, on=ratified(voting))

    assert (asked.status, asked.body["changed"], asked.trace) == (200, False, 0)


def test_it_refuses_a_draft(voting: Sitting) -> None:
    assert RATIFY.ask(voting, on=drafted(voting)).refusal == WRONG_STATE


def test_it_refuses_what_was_undone(voting: Sitting) -> None:
    asked = RATIFY.ask(voting, on=rescinded(voting))

    assert (asked.refusal, asked.body["current_state"]) == (WRONG_STATE, "rescinded")


@pytest.mark.parametrize("who", ["Sara", "Mel", "Ada", "Audrey", "Pat"])
def test_it_is_the_chair_s_to_ratify(voting: Sitting, who: str) -> None:
    assert RATIFY.ask(voting, who).refusal == FORBIDDEN


def test_it_hides_what_is_restricted(voting: Sitting) -> None:
    assert RATIFY.ask(voting, "Pat", on=restricted(voting)).refusal == HIDDEN


def test_it_leaves_no_trace_when_it_is_stale(voting: Sitting) -> None:
    assert RATIFY.ask(voting, on=recorded(voting), version=7).refusal == STALE
