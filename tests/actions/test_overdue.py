"""A day ends where the partnership lives."""

from collections.abc import Iterator
from datetime import date

import pytest
import time_machine

from tests import borough
from tests.actions.questions import read
from tests.borough import action_in_progress, proposed_action

MIDSUMMER = date(2027, 6, 15)


@pytest.fixture
def clock(db: None) -> Iterator[time_machine.Traveller]:
    with time_machine.travel("2027-06-01T09:00Z") as moved:
        yield moved


@pytest.mark.parametrize(
    ("at", "late"),
    [
        ("2027-06-14T23:30Z", 0),
        ("2027-06-15T09:00Z", 0),
        ("2027-06-15T22:59Z", 0),
        ("2027-06-15T23:01Z", 1),
    ],
)
def test_it_is_overdue_when_the_day_has_ended_in_london(
    clock: time_machine.Traveller, at: str, late: int
) -> None:
    knowsley = borough.knowsley()
    proposed_action(knowsley, due_on=MIDSUMMER)
    clock.move_to(at)

    found = read(knowsley, "Pat", "/actions?overdue=true")["results"]

    assert len(found) == late


def test_it_turns_red_then_too_and_takes_another_tag(clock: time_machine.Traveller) -> None:
    knowsley = borough.knowsley()
    path = f"/actions/{action_in_progress(knowsley, due_on=MIDSUMMER).id}"
    clock.move_to("2027-06-15T22:59Z")
    before = knowsley.as_("Pat").get(path)
    clock.move_to("2027-06-15T23:01Z")

    after = knowsley.as_("Pat").get(path, if_none_match=before.headers["ETag"])

    assert (before.json()["rag"], after.json()["rag"]) == ("green", "red")
    assert before.json()["version"] == after.json()["version"]


@pytest.mark.parametrize(("at", "late"), [("2027-06-15T22:59Z", 0), ("2027-06-15T23:01Z", 1)])
def test_it_is_listed_as_red_from_that_moment(
    clock: time_machine.Traveller, at: str, late: int
) -> None:
    knowsley = borough.knowsley()
    action_in_progress(knowsley, due_on=MIDSUMMER)
    clock.move_to(at)

    found = read(knowsley, "Pat", "/actions?rag=red")["results"]

    assert len(found) == late
