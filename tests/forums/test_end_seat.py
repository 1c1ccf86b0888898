import pytest

from tests.actions.questions import FORBIDDEN, HIDDEN, MALFORMED, STALE, Written, read
from tests.borough import Borough
from tests.forums.chamber import restricted_item_on, scheduled
from tests.forums.meeting_deeds import DEEDS, a_seat, filled_seat

END = DEEDS["end_seat"]
WHY = {"reason": "One too many."}


def test_it_ends_and_is_recorded(borough: Borough) -> None:
    asked = END.ask(borough)

    assert (asked.status, asked.body["version"]) == (200, 2)
    assert asked.body["ended_at"] is not None
    assert asked.written == (Written("seat.ended", 2, "Ada", given=WHY),)


def test_it_ends_the_membership_that_went_with_it(borough: Borough) -> None:
    seat = filled_seat(borough)
    item = restricted_item_on(borough, scheduled(borough))
    before = borough.as_("Rob").get(f"/agenda-items/{item.id}").status_code

    asked = END.ask(borough, on=seat)

    after = borough.as_("Rob").get(f"/agenda-items/{item.id}").status_code
    assert asked.written[0] == Written("appointment.ended", 2, "Ada", told=("Rob",), given=WHY)
    assert (before, after, asked.body["actor"]) == (200, 404, None)


def test_it_is_still_listed_as_ended(borough: Borough) -> None:
    seat = a_seat(borough)
    END.ask(borough, on=seat)

    path = f"/forums/{borough.board.id}/seats"
    assert [one["id"] for one in read(borough, "Pat", f"{path}?ended=true")["results"]] == [
        str(seat.id)
    ]
    assert read(borough, "Pat", f"{path}?ended=false")["results"] == []


@pytest.mark.parametrize("operation", ["end_seat", "fill_seat"])
def test_it_ends_for_good(borough: Borough, operation: str) -> None:
    seat = a_seat(borough)
    END.ask(borough, on=seat)

    asked = DEEDS[operation].ask(borough, on=seat, version=2)

    assert asked.refusal == (409, "seat_ended", 0)


def test_it_asks_why(borough: Borough) -> None:
    asked = END.ask(borough, body={})

    assert (asked.refusal, asked.pointers) == (MALFORMED, ["#/reason"])


def test_it_hides_what_is_next_door(borough: Borough) -> None:
    assert END.ask(borough, "Olga").refusal == HIDDEN


@pytest.mark.parametrize("who", ["Sara", "Tom", "Mel", "Pat", "Audrey"])
def test_it_is_the_administrator_s_to_do(borough: Borough, who: str) -> None:
    assert END.ask(borough, who, body={}).refusal == FORBIDDEN


def test_it_leaves_no_trace_when_it_refuses(borough: Borough) -> None:
    assert END.ask(borough, version=7).refusal == STALE
