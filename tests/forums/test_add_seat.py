import pytest

from tests.actions.questions import FORBIDDEN, HIDDEN, MALFORMED, Written, read
from tests.borough import Borough
from tests.forums.chamber import growth_forum
from tests.forums.meeting_deeds import DEEDS

ADD = DEEDS["add_seat"]


def test_it_is_added_and_recorded(borough: Borough) -> None:
    asked = ADD.ask(borough)

    assert (asked.status, asked.body["organisation"]) == (201, str(borough.housing.id))
    assert (asked.body["actor"], asked.body["appointment"]) == (None, None)
    assert asked.headers["Location"].endswith(f"/api/v1/seats/{asked.body['id']}")
    assert asked.written == (Written("seat.added", 1, "Ada"),)
    assert read(borough, "Pat", f"/seats/{asked.body['id']}") == asked.body


def test_it_may_be_another_forum_s(borough: Borough) -> None:
    growth = growth_forum(borough)

    asked = ADD.ask(borough, body={"title": "Growth", "body": str(growth.id)})

    assert (asked.body["organisation"], asked.body["body"]) == (None, str(growth.id))


def test_it_is_one_s_or_the_other_s(borough: Borough) -> None:
    neither = ADD.ask(borough, body={"title": "Growth"})
    named = {"organisation": str(borough.housing.id), "body": str(growth_forum(borough).id)}
    both = ADD.ask(borough, body={"title": "Growth", **named})

    assert (neither.refusal, neither.pointers) == (MALFORMED, ["#/organisation"])
    assert (both.refusal, both.pointers) == (MALFORMED, ["#/organisation"])
    assert both.body["errors"][0]["code"] == "exactly_one"


def test_it_is_no_seat_of_its_own_forum(borough: Borough) -> None:
    asked = ADD.ask(borough, body={"title": "Board", "body": str(borough.board.id)})

    assert (asked.refusal, asked.pointers) == (MALFORMED, ["#/body"])


def test_it_names_an_organisation_there_is(borough: Borough) -> None:
    asked = ADD.ask(borough, organisation=str(borough.board.id))

    assert (asked.refusal, asked.pointers) == (MALFORMED, ["#/organisation"])


def test_it_refuses_a_reference_twice(borough: Borough) -> None:
    ADD.ask(borough, reference="seat-1")

    assert ADD.ask(borough, reference="seat-1").refusal == (409, "reference_taken", 0)


def test_it_hides_the_forum_next_door(borough: Borough) -> None:
    assert ADD.ask(borough, "Olga").refusal == HIDDEN


@pytest.mark.parametrize("who", ["Sara", "Tom", "Mel", "Pat", "Audrey"])
def test_it_is_the_administrator_s_to_do(borough: Borough, who: str) -> None:
    assert ADD.ask(borough, who, body={}).refusal == FORBIDDEN
