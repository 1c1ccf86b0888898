from typing import Any  # bodies are JSON

import pytest

from backend.forums.models import Forum
from backend.forums.operations import add_forum
from tests.actions.questions import (
    FORBIDDEN,
    HIDDEN,
    MALFORMED,
    STALE,
    UNCONDITIONAL,
    Written,
    request,
)
from tests.borough import Borough
from tests.forums.chamber import growth_forum
from tests.forums.meeting_deeds import DEEDS, the_board
from tests.people.questions import remembered

REVISE = DEEDS["revise_forum"]


def test_it_revises_and_is_recorded(borough: Borough) -> None:
    asked = REVISE.ask(borough)

    assert (asked.status, asked.body["quorum"], asked.body["majority"]) == (200, 3, "two_thirds")
    assert asked.written == (Written("forum.revised", 2, "Ada"),)
    assert remembered(borough.board.id)["quorum"] == 3


@pytest.mark.parametrize(
    ("member", "value"),
    [
        ("name", "Knowsley Better Together Board"),
        ("kind", "statutory_board"),
        ("terms_of_reference", "It oversees the plan.\nIt meets six times a year."),
        ("quorum_percent", 50),
        ("consensus_minus", 2),
        ("acknowledge_days", 3),
        ("resolve_days", 40),
        ("paper_days", 7),
        ("assurance_days", 15),
    ],
)
def test_it_changes_one_thing_alone(borough: Borough, member: str, value: Any) -> None:
    before = borough.as_("Pat").get(f"/forums/{borough.board.id}").json()

    after = REVISE.ask(borough, body={member: value}).body

    assert after == {**before, member: value, "version": 2}


def test_it_moves_a_forum_in_the_ladder(borough: Borough) -> None:
    growth = growth_forum(borough)

    loose = REVISE.ask(borough, on=growth, body={"parent": None})
    back = REVISE.ask(borough, on=growth, version=2, body={"parent": str(borough.board.id)})

    assert (loose.body["parent"], back.body["parent"]) == (None, str(borough.board.id))


def test_it_refuses_a_ladder_that_goes_round(borough: Borough) -> None:
    growth = growth_forum(borough)
    roads = borough.act("Ada", add_forum, name="Roads", kind="forum", parent_id=growth.id)

    asked = REVISE.ask(borough, body={"parent": str(roads.id)})

    path = "Better Together Board → Roads → Growth forum → Better Together Board"
    assert asked.refusal == (409, "forum_cycle", 0)
    assert path in asked.body["detail"]


def test_it_refuses_itself_for_a_parent(borough: Borough) -> None:
    asked = REVISE.ask(borough, body={"parent": str(borough.board.id)})

    assert asked.refusal == (409, "forum_cycle", 0)


def test_it_gives_a_code_once(borough: Borough) -> None:
    bare = borough.act("Ada", add_forum, name="2030", kind="forum")

    taken = REVISE.ask(borough, on=bare, body={"code": "BTB"})
    given = REVISE.ask(borough, on=bare, body={"code": "K2030"})
    again = REVISE.ask(borough, on=bare, version=2, body={"code": "KK"})

    assert taken.refusal == (409, "code_taken", 0)
    assert given.body["code"] == "K2030"
    assert again.refusal == (409, "code_given", 0)


def test_it_does_nothing_when_nothing_is_new(borough: Borough) -> None:
    asked = REVISE.ask(borough, body={"code": "BTB", "quorum": 1})

    assert (asked.status, asked.body["version"], asked.trace) == (200, 1, 0)


@pytest.mark.parametrize(
    ("changed", "pointer", "code"),
    [
        ({"quorum": 0}, "#/quorum", "min_value"),
        ({"quorum_percent": 101}, "#/quorum_percent", "max_value"),
        ({"majority": "most"}, "#/majority", "invalid_choice"),
        ({"acknowledge_days": 0}, "#/acknowledge_days", "min_value"),
        ({"acknowledge_days": 21}, "#/resolve_days", "out_of_range"),
        ({"code": "btb"}, "#/code", "format"),
        ({"code": None}, "#/code", "null"),
        ({"parent": "0190b5c2-7a4e-7c3d-9f21-5e8d6a1b2c3d"}, "#/parent", "unknown_reference"),
        ({"reference": "board"}, "#/reference", "unknown_field"),
    ],
)
def test_it_names_what_cannot_be(borough: Borough, changed: Any, pointer: str, code: str) -> None:
    asked = REVISE.ask(borough, body=changed)

    assert asked.refusal == MALFORMED
    assert (pointer, code) in [(one["pointer"], one["code"]) for one in asked.body["errors"]]


def test_it_hides_what_is_next_door(borough: Borough) -> None:
    assert REVISE.ask(borough, "Olga").refusal == HIDDEN


@pytest.mark.parametrize("who", ["Sara", "Tom", "Mel", "Pat", "Audrey"])
def test_it_is_the_administrator_s_to_do(borough: Borough, who: str) -> None:
    assert REVISE.ask(borough, who, body={}).refusal == FORBIDDEN


def test_it_leaves_no_trace_when_it_refuses(borough: Borough) -> None:
    path = f"/forums/{borough.board.id}"

    assert REVISE.ask(borough, version=7).refusal == STALE
    assert request(borough, "Ada", "patch", path, {}).refusal == UNCONDITIONAL
    assert the_board(borough) == Forum.objects.get(id=borough.board.id, version=1)
