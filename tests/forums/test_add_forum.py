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


def test_it_takes_the_initials_for_a_code(knowsley: Borough) -> None:
    made = add(knowsley, "Ada", name="Growth & skills forum").json()

    assert made["code"] == "GSF"


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("Borough Task Board", None),
        ("2030", None),
        ("A b c d e f g h i j", "ABCDEFGH"),
        ("éducation Forum", "F"),
    ],
)
def test_it_has_no_code_where_its_initials_make_none(
    knowsley: Borough, name: str, code: str | None
) -> None:
    """BTB is the Board's already."""
    assert add(knowsley, "Ada", name=name).json()["code"] == code


def test_it_takes_the_code_it_is_given(knowsley: Borough) -> None:
    assert add(knowsley, "Ada", code="GRO").json()["code"] == "GRO"


def test_it_refuses_a_code_twice(knowsley: Borough) -> None:
    with no_trace():
        answer = add(knowsley, "Ada", code="BTB")

    assert_refused(answer, 409, "code_taken")


def test_it_leaves_the_next_partnership_its_codes(knowsley: Borough, sefton: Borough) -> None:
    assert add(knowsley, "Ada", name="Sefton Board").json()["code"] == sefton.board.code == "SB"


def test_it_takes_the_rules_it_is_given(knowsley: Borough) -> None:
    rules = {
        "terms_of_reference": "It oversees growth.",
        "quorum": 3,
        "quorum_percent": 50,
        "majority": "consensus",
        "consensus_minus": 1,
        "acknowledge_days": 3,
        "resolve_days": 30,
        "paper_days": 7,
        "assurance_days": 15,
    }

    made = add(knowsley, "Ada", **rules).json()

    assert {name: made[name] for name in rules} == rules


def test_it_refuses_to_resolve_sooner_than_it_acknowledges(knowsley: Borough) -> None:
    with no_trace():
        answer = add(knowsley, "Ada", acknowledge_days=10, resolve_days=9)

    assert_wrong(answer, "#/resolve_days", "out_of_range")


@pytest.mark.parametrize(("query", "found"), [("code=BTB", 1), ("kind=forum", 0), ("code=X", 0)])
def test_it_is_found_by_its_code(knowsley: Borough, query: str, found: int) -> None:
    assert len(knowsley.as_("Pat").get(f"/forums?{query}").json()["results"]) == found
