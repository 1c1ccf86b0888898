from datetime import timedelta

import time_machine

from backend.audit.source import now
from tests.actions.questions import FORBIDDEN, MALFORMED, WRONG_STATE, Written
from tests.borough import Borough
from tests.forums.chamber import growth_forum, scheduled
from tests.forums.rungs import (
    DEEDS,
    acknowledged,
    clock_round,
    fresh,
    hops_of,
    raised,
    returned,
    withdrawn,
)

RETURN = DEEDS["return_escalation"]


def test_it_goes_back_with_a_question(ladder: Borough) -> None:
    asked = RETURN.ask(ladder)

    assert (asked.status, asked.body["changed"], asked.body["state"]) == (200, True, "returned")
    assert asked.body["question"] == "What does it cost?"
    assert asked.written == (
        Written("hop.ended", 2, "Gus"),
        Written("escalation.returned", 2, "Gus", told=("Dev", "Priya", "Rhea")),
    )


def test_it_stops_every_clock(ladder: Borough) -> None:
    escalation = returned(ladder)

    with time_machine.travel(now() + timedelta(days=200)):
        assert clock_round(ladder) is False

    assert (escalation.acknowledge_by, escalation.resolve_by) == (None, None)
    assert fresh(escalation).version == escalation.version
    assert [hop.end for hop in hops_of(escalation)] == ["returned"]


def test_it_leaves_the_agenda(ladder: Borough) -> None:
    scheduled(ladder, growth_forum(ladder))

    asked = RETURN.ask(ladder, on=acknowledged(ladder))

    assert (asked.body["item"], asked.body["meeting"]) == (None, None)


def test_it_keeps_the_subject_escalated(ladder: Borough) -> None:
    escalation = returned(ladder)

    assert escalation.action is not None
    assert escalation.action.open_escalations == 1


def test_it_has_nothing_to_do_twice(ladder: Borough) -> None:
    asked = RETURN.ask(ladder, on=returned(ladder))

    assert (asked.status, asked.body["changed"], asked.trace) == (200, False, 0)


def test_it_refuses_one_that_is_withdrawn(ladder: Borough) -> None:
    assert RETURN.ask(ladder, on=withdrawn(ladder)).refusal == WRONG_STATE


def test_it_asks_something(ladder: Borough) -> None:
    asked = RETURN.ask(ladder, question=" ")

    assert (asked.refusal, asked.pointers) == (MALFORMED, ["#/question"])


def test_it_is_the_secretarys_to_do(ladder: Borough) -> None:
    assert RETURN.ask(ladder, "Priya", on=raised(ladder)).refusal == FORBIDDEN
