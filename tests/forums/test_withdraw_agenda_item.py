import pytest

from tests.actions.questions import FORBIDDEN, HIDDEN, MALFORMED, STALE, WRONG_STATE, Written
from tests.borough import Borough
from tests.forums.chamber import item_on, restricted_item_on, scheduled
from tests.forums.meeting_deeds import DEEDS, an_item

WITHDRAW = DEEDS["withdraw_agenda_item"]


def test_it_withdraws_and_is_recorded(borough: Borough) -> None:
    asked = WITHDRAW.ask(borough)

    assert (asked.status, asked.body["version"]) == (200, 2)
    assert asked.body["ended_at"] is not None
    assert asked.written == (
        Written("agenda_item.withdrawn", 2, "Sara", given={"reason": "The paper is not ready."}),
    )


def test_it_keeps_its_place_on_record(borough: Borough) -> None:
    """Nobody is given the number of one that left."""
    meeting = scheduled(borough)
    WITHDRAW.ask(borough, on=item_on(borough, meeting))

    assert item_on(borough, meeting).position == 2


def test_it_withdraws_once(borough: Borough) -> None:
    item = an_item(borough)
    WITHDRAW.ask(borough, on=item)

    asked = WITHDRAW.ask(borough, on=item, version=2)

    assert asked.refusal == (409, "item_ended", 0)


@pytest.mark.parametrize(
    ("move", "state"),
    [("publish_agenda", "agenda_published"), ("cancel_meeting", "cancelled")],
)
def test_it_refuses_once_the_agenda_is_published(borough: Borough, move: str, state: str) -> None:
    item = an_item(borough)
    DEEDS[move].ask(borough, on=item.meeting)

    asked = WITHDRAW.ask(borough, on=item)

    assert asked.refusal == WRONG_STATE
    assert asked.body["current_state"] == state


def test_it_asks_why(borough: Borough) -> None:
    asked = WITHDRAW.ask(borough, body={})

    assert (asked.refusal, asked.pointers) == (MALFORMED, ["#/reason"])


def test_it_hides_what_is_next_door(borough: Borough) -> None:
    assert WITHDRAW.ask(borough, "Olga").refusal == HIDDEN


@pytest.mark.parametrize("who", ["Tom", "Mel", "Ada", "Pat", "Audrey", "Gus"])
def test_it_is_the_secretary_s_to_do(borough: Borough, who: str) -> None:
    assert WITHDRAW.ask(borough, who, body={}).refusal == FORBIDDEN


@pytest.mark.parametrize(
    ("who", "refusal"),
    [("Pat", HIDDEN), ("Gus", HIDDEN), ("Ada", HIDDEN), ("Tom", FORBIDDEN), ("Mel", FORBIDDEN)],
)
def test_it_hides_what_is_restricted(
    borough: Borough, who: str, refusal: tuple[int, str, int]
) -> None:
    item = restricted_item_on(borough, scheduled(borough))

    assert WITHDRAW.ask(borough, who, on=item).refusal == refusal


def test_it_leaves_no_trace_when_it_refuses(borough: Borough) -> None:
    assert WITHDRAW.ask(borough, version=7).refusal == STALE
