import pytest

from tests.actions.questions import FORBIDDEN, HIDDEN, MALFORMED, STALE, UNCONDITIONAL, Written
from tests.borough import Borough
from tests.sync.deeds import DEEDS, ended
from tests.sync.sending import tracker

REVISE = DEEDS["revise_source"]


def test_it_revises_and_is_recorded(borough: Borough) -> None:
    asked = REVISE.ask(borough)

    assert (asked.status, asked.body["name"]) == (200, "Tracker of the council")
    assert asked.written == (Written("source.revised", 2, "Ada"),)


def test_it_says_all_there_is_of_authority(borough: Borough) -> None:
    REVISE.ask(borough, authority=[{"field": "due_on", "held_by": "accord"}])

    asked = REVISE.ask(borough, authority=[{"field": "title", "held_by": "source"}])

    held = {one["field"]: one["held_by"] for one in asked.body["authority"]}
    assert (held["title"], held["due_on"], held["summary"]) == ("source", "shared", "shared")


def test_it_names_another_system_of_the_organisation(borough: Borough) -> None:
    robot = str(borough.profiles["Robot"].id)

    asked = REVISE.ask(borough, body={"system": robot})

    assert (asked.status, asked.body["system"]) == (200, robot)


def test_it_names_no_system_of_another(borough: Borough) -> None:
    asked = REVISE.ask(borough, body={"system": str(borough.profiles["Mirror"].id)})

    assert (asked.refusal, asked.pointers) == (MALFORMED, ["#/system"])


@pytest.mark.parametrize("body", [{}, {"name": "Council tracker"}, {"authority": []}])
def test_it_records_nothing_when_nothing_changes(borough: Borough, body: object) -> None:
    asked = REVISE.ask(borough, body=body)

    assert (asked.status, asked.body["version"], asked.trace) == (200, 1, 0)


def test_it_records_nothing_when_the_system_stays(borough: Borough) -> None:
    asked = REVISE.ask(borough, body={"system": str(borough.profiles["Tracker"].id)})

    assert (asked.status, asked.body["version"], asked.trace) == (200, 1, 0)


@pytest.mark.parametrize("member", ["slug", "organisation", "ordered_by", "ended_at"])
def test_it_changes_nothing_that_others_rely_on(borough: Borough, member: str) -> None:
    asked = REVISE.ask(borough, body={member: "other"})

    assert (asked.refusal, asked.pointers) == (MALFORMED, [f"#/{member}"])


def test_it_refuses_when_the_source_has_ended(borough: Borough) -> None:
    ended(borough)

    assert REVISE.ask(borough).refusal == (409, "source_ended", 0)


def test_it_asks_which_version_was_read(borough: Borough) -> None:
    answer = borough.as_("Ada").patch("/sources/tracker", {"name": "Tracker"})

    assert (answer.status_code, answer.json()["code"]) == UNCONDITIONAL[:2]


def test_it_hides_what_you_cannot_see(borough: Borough) -> None:
    assert REVISE.ask(borough, "Olga").refusal == HIDDEN


@pytest.mark.parametrize("who", ["Priya", "Rhea", "Tracker", "Audrey"])
def test_it_forbids_what_is_the_administrator_s(borough: Borough, who: str) -> None:
    assert REVISE.ask(borough, who).refusal == FORBIDDEN


def test_it_leaves_no_trace_when_it_refuses(borough: Borough) -> None:
    assert REVISE.ask(borough, version=7).refusal == STALE
    assert tracker().version == 1
