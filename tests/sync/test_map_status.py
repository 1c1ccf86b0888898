import pytest

from tests.actions.questions import FORBIDDEN, HIDDEN, MALFORMED, Written, read
from tests.borough import Borough
from tests.sync.deeds import DEEDS, ended
from tests.sync.sending import RISK, delegated, send, sent, the_action

MAP = DEEDS["map_status"]
TASKS = "/sources/tracker/mapping-tasks"


def test_it_maps_and_is_recorded(borough: Borough) -> None:
    asked = MAP.ask(borough)

    assert (asked.status, asked.body["means"], asked.body["word"]) == (200, "at_risk", "On hold")
    assert asked.written == (Written("status_mapping.set", 1, "Ada", told=("Tracker",)),)


def test_it_maps_a_word_anew(borough: Borough) -> None:
    MAP.ask(borough)

    asked = MAP.ask(borough, means="nothing")

    assert (asked.body["means"], asked.body["version"]) == ("nothing", 2)


def test_it_records_nothing_when_the_word_means_that_already(borough: Borough) -> None:
    MAP.ask(borough)

    assert MAP.ask(borough).trace == 0


def test_it_ends_the_waiting_of_the_source(borough: Borough) -> None:
    sent(borough, status="Live")
    refused = send(borough, 1, status="On hold", risk=RISK)
    waiting = read(borough, "Ada", TASKS)["results"]

    MAP.ask(borough)

    assert (refused.status, refused.body["code"]) == (409, "unmapped_status")
    assert [one["word"] for one in waiting] == ["On hold"]
    assert read(borough, "Ada", TASKS)["results"] == []


@pytest.mark.parametrize(
    ("changed", "pointer"),
    [
        ({"means": "withdrawn"}, "#/means"),
        ({"means": ""}, "#/means"),
        ({"word": ""}, "#/word"),
        ({"word": "x" * 101}, "#/word"),
        ({"word": 3}, "#/word"),
    ],
)
def test_it_asks_for_a_word_and_its_meaning(
    borough: Borough, changed: dict[str, object], pointer: str
) -> None:
    asked = MAP.ask(borough, body={**MAP.given(borough), **changed})

    assert (asked.refusal, asked.pointers) == (MALFORMED, [pointer])


def test_it_refuses_when_the_source_has_ended(borough: Borough) -> None:
    ended(borough)

    assert MAP.ask(borough).refusal == (409, "source_ended", 0)


def test_it_hides_what_you_cannot_see(borough: Borough) -> None:
    assert MAP.ask(borough, "Olga").refusal == HIDDEN


@pytest.mark.parametrize("who", ["Priya", "Rhea", "Tracker", "Audrey"])
def test_it_forbids_what_is_the_administrator_s(borough: Borough, who: str) -> None:
    assert MAP.ask(borough, who).refusal == FORBIDDEN


def test_it_leaves_no_trace_when_it_refuses(borough: Borough) -> None:
    assert MAP.ask(borough, means="lost").trace == 0


# What each word of the tracker makes of an action that the sponsor delegated the moves of.
@pytest.mark.parametrize(
    ("word", "state"),
    [("Live", "in_progress"), ("Delayed", "at_risk"), ("Finished", "in_progress")],
)
def test_its_meaning_is_done(borough: Borough, word: str, state: str) -> None:
    delegated(borough, "start_delegate")
    sent(borough)

    # A risk that goes with another word is not looked at.
    send(borough, 1, status=word, risk=RISK)

    assert (the_action().state, the_action().claimed_at is not None) == (
        state,
        word == "Finished",
    )
