from datetime import timedelta

import time_machine

from backend.audit.source import now
from tests.actions.questions import FORBIDDEN, MALFORMED, WRONG_STATE, Written
from tests.borough import Borough
from tests.forums.rungs import DEEDS, acknowledged, hops_of, raised, returned

RESUBMIT = DEEDS["resubmit_escalation"]


def test_it_goes_to_the_forum_that_asked(ladder: Borough) -> None:
    escalation = returned(ladder)

    asked = RESUBMIT.ask(ladder, on=escalation)

    assert (asked.status, asked.body["changed"], asked.body["state"]) == (200, True, "raised")
    assert asked.body["reply"] == "Forty thousand a year."
    assert asked.body["forum"] == str(escalation.forum_id)
    assert asked.written == (
        Written("escalation.resubmitted", 3, "Priya", told=("Gail", "Gus")),
        Written("hop.begun", 1, "Priya"),
    )


def test_it_gives_the_forum_its_whole_time_again(ladder: Borough) -> None:
    escalation = returned(ladder)

    with time_machine.travel(now() + timedelta(days=100)):
        asked = RESUBMIT.ask(ladder, on=escalation)

    first, second = hops_of(escalation)
    assert asked.body["resolve_by"] == str(second.resolve_by)
    assert second.resolve_by > first.resolve_by
    assert (first.level, second.level, second.forum_id) == (0, 0, first.forum_id)


def test_it_is_recorded_for_whom_a_deputy_replies(ladder: Borough) -> None:
    asked = RESUBMIT.ask(ladder, "Dev")

    assert (asked.written[0].by, asked.written[0].on_behalf_of) == ("Dev", "Priya")


def test_it_has_nothing_to_do_where_it_waits_at_the_forum(ladder: Borough) -> None:
    asked = RESUBMIT.ask(ladder, on=raised(ladder))

    assert (asked.status, asked.body["changed"], asked.trace) == (200, False, 0)


def test_it_refuses_one_that_nobody_returned(ladder: Borough) -> None:
    assert RESUBMIT.ask(ladder, on=acknowledged(ladder)).refusal == WRONG_STATE


def test_it_says_something(ladder: Borough) -> None:
    asked = RESUBMIT.ask(ladder, body={})

    assert (asked.refusal, asked.pointers) == (MALFORMED, ["#/reply"])


def test_it_is_the_sponsors_to_do(ladder: Borough) -> None:
    escalation = returned(ladder)

    assert RESUBMIT.ask(ladder, "Omar", on=escalation).refusal == FORBIDDEN
    assert RESUBMIT.ask(ladder, "Gus", on=escalation).refusal == FORBIDDEN
