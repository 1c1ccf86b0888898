from typing import Any  # bodies are JSON

import pytest

from tests.borough import Borough
from tests.people.questions import (
    NOWHERE,
    assert_refused,
    assert_wrong,
    entry_of,
    no_trace,
    remembered,
)


def add(borough: Borough, by: str, **changed: Any) -> Any:
    growth = {"name": "Growth forum", "kind": "forum", "reference": "growth"}
    return borough.as_(by).post("/forums", {**growth, **changed})


def test_it_adds_a_forum_below_the_board(knowsley: Borough) -> None:
    answer = add(knowsley, "Ada", parent=str(knowsley.board.id))

    assert answer.status_code == 201
    made = answer.json()
    assert (made["name"], made["parent"]) == ("Growth forum", str(knowsley.board.id))
    assert answer.headers["Location"].endswith(f"/api/v1/forums/{made['id']}")
    assert knowsley.as_("Pat").get(f"/forums/{made['id']}").json() == made


def test_it_is_recorded(knowsley: Borough) -> None:
    made = add(knowsley, "Ada", parent=str(knowsley.board.id)).json()

    entry = entry_of(made["id"])
    after = remembered(made["id"])
    assert (entry.verb, entry.actor) == ("forum.added", knowsley.actor_id("Ada"))
    assert (after["name"], after["parent"]) == ("Growth forum", str(knowsley.board.id))


@pytest.mark.parametrize("name", ["Priya", "Sara", "Tom", "Pat", "Audrey", "Tracker"])
def test_it_is_the_administrators_to_do(name: str, knowsley: Borough) -> None:
    with no_trace():
        answer = add(knowsley, name)

    assert_refused(answer, 403, "permission_denied")


def test_it_hides_a_parent_of_another_partnership(knowsley: Borough, sefton: Borough) -> None:
    with no_trace():
        hidden = add(knowsley, "Ada", parent=str(sefton.board.id))
        missing = add(knowsley, "Ada", parent=str(NOWHERE))

    assert_wrong(hidden, "#/parent", "unknown_reference")
    assert hidden.json()["errors"] == missing.json()["errors"]


def test_it_refuses_a_reference_twice(knowsley: Borough) -> None:
    add(knowsley, "Ada")

    with no_trace():
        answer = add(knowsley, "Ada", name="Another")

    assert_refused(answer, 409, "reference_taken")
