import pytest

from tests.actions.deeds import DEEDS
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

REVISE = DEEDS["revise_priority"]
NULLABLE = ["approval_beyond_days", "update_every_days"]
BOUNDS = [
    ("approval_beyond_days", 0, 3650),
    ("update_every_days", 1, 366),
    ("update_grace_days", 1, 60),
]


def test_it_revises_and_is_recorded(borough: Borough) -> None:
    asked = REVISE.ask(borough)

    assert asked.status == 200
    assert {name: asked.body[name] for name in REVISE.given(borough)} == REVISE.given(borough)
    assert asked.written == (Written("priority.revised", 2, "Ada"),)


@pytest.mark.parametrize(("name", "value"), REVISE.given(None).items())  # type: ignore[arg-type]  # needs none
def test_it_keeps_what_the_patch_leaves_out(borough: Borough, name: str, value: object) -> None:
    before = borough.as_("Ada").get(f"/priorities/{borough.youth.id}").json()

    asked = REVISE.ask(borough, body={name: value})

    assert asked.body == {**before, name: value, "version": 2}


@pytest.mark.parametrize("name", NULLABLE)
def test_it_clears_with_null(borough: Borough, name: str) -> None:
    given = REVISE.ask(borough, body={name: 30})
    cleared = REVISE.ask(borough, body={name: None}, version=2)

    assert (given.body[name], cleared.status, cleared.body[name]) == (30, 200, None)


@pytest.mark.parametrize("patch", [{}, {"title": "Fairness and opportunity"}, {"four_eyes": False}])
def test_it_records_nothing_where_nothing_changes(
    borough: Borough, patch: dict[str, object]
) -> None:
    asked = REVISE.ask(borough, body=patch)

    assert (asked.status, asked.body["version"], asked.trace) == (200, 1, 0)


@pytest.mark.parametrize(("name", "lowest", "highest"), BOUNDS)
def test_it_takes_each_number_up_to_its_bounds(
    borough: Borough, name: str, lowest: int, highest: int
) -> None:
    first = REVISE.ask(borough, body={name: lowest})
    last = REVISE.ask(borough, body={name: highest}, version=2)
    beyond = [REVISE.ask(borough, body={name: one}, version=3) for one in (lowest - 1, highest + 1)]

    assert (first.body[name], last.body[name]) == (lowest, highest)
    assert [one.refusal for one in beyond] == [MALFORMED] * 2
    assert beyond[0].pointers == [f"#/{name}"]


@pytest.mark.parametrize("name", ["plan", "position", "reference", "version", "id"])
def test_it_writes_nothing_else(borough: Borough, name: str) -> None:
    asked = REVISE.ask(borough, body={name: "done"})

    assert asked.refusal == MALFORMED
    assert asked.body["errors"][0]["code"] == "unknown_field"


def test_it_hides_what_you_cannot_see(borough: Borough) -> None:
    assert REVISE.ask(borough, "Olga").refusal == HIDDEN


@pytest.mark.parametrize("who", ["Priya", "Dev", "Rhea", "Tracker", "Audrey", "Pat"])
def test_it_forbids_what_is_the_administrator_s(borough: Borough, who: str) -> None:
    assert REVISE.ask(borough, who).refusal == FORBIDDEN


def test_it_leaves_no_trace_when_it_refuses(borough: Borough) -> None:
    REVISE.ask(borough)

    asked = REVISE.ask(borough, version=1, title="Fairness")

    assert asked.refusal == STALE
    assert asked.body["current"]["version"] == 2


def test_it_asks_for_the_version_it_was_read_at(borough: Borough) -> None:
    path = f"/priorities/{borough.youth.id}"

    asked = request(borough, "Ada", "patch", path, REVISE.given(borough))

    assert asked.refusal == UNCONDITIONAL
