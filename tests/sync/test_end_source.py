import pytest

from tests.actions.questions import FORBIDDEN, HIDDEN, MALFORMED, STALE, Written, read
from tests.borough import Borough
from tests.sync.deeds import DEEDS
from tests.sync.sending import ADDRESS, send, sent, tracker, whole

END = DEEDS["end_source"]


def test_it_ends_and_is_recorded(borough: Borough) -> None:
    asked = END.ask(borough)

    assert (asked.status, asked.body["ended_at"] is None) == (200, False)
    reason = {"reason": "The council has another system."}
    assert asked.written == (Written("source.ended", 2, "Ada", given=reason),)


def test_it_takes_nothing_more(borough: Borough) -> None:
    END.ask(borough)

    assert send(borough, 1, **whole(borough)).refusal == (409, "source_ended", 0)


def test_it_still_tells_what_was_known_by_which_id(borough: Borough) -> None:
    action = sent(borough).body["action"]
    END.ask(borough)

    assert read(borough, "Pat", ADDRESS)["action"] == action


def test_it_refuses_to_end_twice(borough: Borough) -> None:
    END.ask(borough)

    assert END.ask(borough).refusal == (409, "source_ended", 0)


def test_it_asks_for_the_reason(borough: Borough) -> None:
    asked = END.ask(borough, body={})

    assert (asked.refusal, asked.pointers) == (MALFORMED, ["#/reason"])


def test_it_hides_what_you_cannot_see(borough: Borough) -> None:
    assert END.ask(borough, "Olga").refusal == HIDDEN


@pytest.mark.parametrize("who", ["Priya", "Rhea", "Tracker", "Audrey"])
def test_it_forbids_what_is_the_administrator_s(borough: Borough, who: str) -> None:
    assert END.ask(borough, who).refusal == FORBIDDEN


def test_it_leaves_no_trace_when_it_refuses(borough: Borough) -> None:
    assert END.ask(borough, version=7).refusal == STALE
    assert tracker().ended_at is None
