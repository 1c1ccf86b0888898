from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any
from urllib.parse import urlsplit

import pytest

from backend.actions.models import Action
from backend.audit.source import now
from tests.actions.deeds import DEEDS
from tests.actions.questions import read
from tests.borough import (
    BASE,
    DUE,
    Answer,
    Borough,
    action_done,
    action_in_progress,
    action_withdrawn,
    bare_action,
    many_actions,
    proposed_action,
)

LAST_YEAR = date(2025, 6, 30)


@pytest.fixture
def several(borough: Borough) -> dict[str, Action]:
    """Told apart by what the lists filter on."""
    housing = borough.housing.id
    started = action_in_progress(borough, title="Train mentors", summary="Fifty, in all wards")
    return {
        "bare": bare_action(borough),
        "started": started,
        "nested": proposed_action(borough, title="Find mentors", parent_id=started.id),
        "housing": proposed_action(borough, title="Warm homes", lead_id=housing),
        "late": action_in_progress(borough, title="Open the café", due_on=LAST_YEAR),
        "late proposal": proposed_action(borough, title="Light paths", due_on=LAST_YEAR),
        "late but done": action_done(borough, title="Plant trees", due_on=LAST_YEAR),
        "late but withdrawn": action_withdrawn(borough, title="Build a pier", due_on=LAST_YEAR),
    }


def listed(borough: Borough, several: dict[str, Action], query: str) -> set[str]:
    name_of = {str(action.id): name for name, action in several.items()}
    return {name_of[row["id"]] for row in read(borough, "Pat", f"/actions?{query}")["results"]}


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("state=done", {"late but done"}),
        ("state=done,withdrawn", {"late but done", "late but withdrawn"}),
        ("state=in_progress", {"started", "late"}),
        ("lead={housing}", {"housing"}),
        ("parent={started}", {"nested"}),
        ("overdue=true", {"late", "late proposal"}),
        ("overdue=false&state=proposed", {"bare", "nested", "housing"}),
        ("q=mentor", {"started", "nested"}),
        ("q=IN ALL", {"started"}),
        ("q=café", {"late"}),
        ("q=100%", set()),
        ("due_on=2025-06-30&state=done,in_progress", {"late", "late but done"}),
        ("due_on__gt=2025-06-30", {"started", "nested", "housing"}),
        ("due_on__lt=2025-06-30", set()),
        ("due_on__gte=2027-03-31&due_on__lte=2027-03-31&lead={housing}", {"housing"}),
        ("priority={roads}", set()),
        ("plan={plan}&lead={housing}", {"housing"}),
    ],
)
def test_it_finds_what_the_filters_say(
    borough: Borough, several: dict[str, Action], query: str, found: set[str]
) -> None:
    named = query.format(
        housing=borough.housing.id,
        started=several["started"].id,
        roads=borough.roads.id,
        plan=borough.plan.id,
    )

    assert listed(borough, several, named) == found


def test_it_finds_all_of_a_priority_but_what_has_none(
    borough: Borough, several: dict[str, Action]
) -> None:
    found = listed(borough, several, f"priority={borough.youth.id}")

    assert found == several.keys() - {"bare"}


def test_it_is_not_overdue_on_the_day(borough: Borough) -> None:
    action = proposed_action(borough, due_on=now().date() + timedelta(days=1))

    assert listed(borough, {"due": action}, "overdue=true") == set()


@pytest.mark.parametrize(
    ("ordering", "first", "last"),
    [
        ("due_on,title", "Build a pier", "Improve the youth offer"),
        ("-due_on,title", "Find mentors", "Improve the youth offer"),
        ("title", "Build a pier", "Warm homes"),
        ("-title", "Warm homes", "Build a pier"),
    ],
)
def test_it_orders_with_the_undated_last(
    borough: Borough, several: dict[str, Action], ordering: str, first: str, last: str
) -> None:
    rows = read(borough, "Pat", f"/actions?ordering={ordering}")["results"]

    assert len(rows) == len(several)
    assert (rows[0]["title"], rows[-1]["title"]) == (first, last)


def test_it_expands_what_an_action_points_to(borough: Borough) -> None:
    proposed_action(borough)

    row = read(borough, "Pat", "/actions?expand=lead,priority,plan")["results"][0]

    assert row["expanded"] == {
        "lead": read(borough, "Pat", f"/organisations/{borough.council.id}"),
        "priority": read(borough, "Pat", f"/priorities/{borough.youth.id}"),
        "plan": read(borough, "Pat", f"/plans/{borough.plan.id}"),
    }


def test_it_expands_what_is_not_there_to_nothing(borough: Borough) -> None:
    bare_action(borough)

    row = read(borough, "Pat", "/actions?expand=lead,priority")["results"][0]

    assert row["expanded"] == {"lead": None, "priority": None}


def test_it_shows_a_row_as_the_action_itself(borough: Borough) -> None:
    action = action_in_progress(borough)

    assert read(borough, "Pat", "/actions")["results"] == [
        read(borough, "Pat", f"/actions/{action.id}")
    ]


@pytest.mark.parametrize(
    ("query", "parameter", "code"),
    [
        ("limit=0", "limit", "format"),
        ("limit=201", "limit", "format"),
        ("limit=abc", "limit", "format"),
        ("limit=1.0", "limit", "format"),
        ("limit=", "limit", "empty_parameter"),
        ("owner=me", "owner", "unknown_parameter"),
        ("state=done&state=proposed", "state", "repeated_parameter"),
        ("state=", "state", "empty_parameter"),
        ("state=finished", "state", "invalid_choice"),
        ("state=done,", "state", "invalid_choice"),
        ("overdue=yes", "overdue", "format"),
        ("overdue=1", "overdue", "format"),
        ("due_on=20260102", "due_on", "format"),
        ("due_on__gte=2026-W05-1", "due_on__gte", "format"),
        ("due_on__lt=2026-02-30", "due_on__lt", "format"),
        ("lead=council", "lead", "format"),
        ("q=%20", "q", "format"),
        ("q=%00", "q", "format"),
        ("ordering=state", "ordering", "invalid_choice"),
        ("ordering=--title", "ordering", "invalid_choice"),
        ("expand=contributors", "expand", "invalid_choice"),
        ("cursor=abc.def", "cursor", "invalid_cursor"),
    ],
)
def test_it_refuses_what_it_does_not_know(
    borough: Borough, query: str, parameter: str, code: str
) -> None:
    answer = borough.as_("Pat").get(f"/actions?{query}")

    assert answer.status_code == 400
    assert [(one["parameter"], one["code"]) for one in errors(answer)] == [(parameter, code)]


def errors(answer: Answer) -> Any:
    return answer.json()["errors"]


def pages(borough: Borough, who: str, query: str) -> Iterator[list[dict[str, Any]]]:
    """From the first page to the last, by the links of the answers."""
    path: str | None = f"/actions?{query}"
    while path is not None:
        body = read(borough, who, path)
        yield body["results"]
        following = urlsplit(body["next"] or "")
        path = f"{following.path.removeprefix(BASE)}?{following.query}" if body["next"] else None


def walked(borough: Borough, query: str) -> list[str]:
    return [row["id"] for page in pages(borough, "Pat", query) for row in page]


@pytest.mark.parametrize(
    "ordering", ["due_on", "-due_on", "title", "-title,due_on", "position", "due_on,-position"]
)
def test_it_shows_every_row_once_on_its_pages(borough: Borough, ordering: str) -> None:
    many_actions(borough, 23)
    many_actions(borough, 9, due_on=None, title="The same", position=1)

    seen = walked(borough, f"ordering={ordering}&limit=5")

    assert len(seen) == 32
    assert set(seen) == {str(key) for key in Action.objects.values_list("id", flat=True)}


def test_it_walks_through_a_thousand_equal_rows(borough: Borough) -> None:
    many_actions(borough, 1000, due_on=DUE, title="The same", position=0)

    seen = walked(borough, "ordering=due_on,title,position&limit=200")

    assert len(seen) == len(set(seen)) == 1000


def test_it_is_not_thrown_by_what_is_added_meanwhile(borough: Borough) -> None:
    many_actions(borough, 12)
    before = {str(key) for key in Action.objects.values_list("id", flat=True)}
    walk = pages(borough, "Pat", "ordering=due_on&limit=4")

    first = next(walk)
    many_actions(borough, 12)
    seen = [row["id"] for page in [first, *walk] for row in page]

    assert len(seen) == len(set(seen))
    assert before <= set(seen)


def test_it_walks_back_the_way_it_came(borough: Borough) -> None:
    many_actions(borough, 10)
    first = read(borough, "Pat", "/actions?limit=4")
    second = read(borough, "Pat", f"/actions?limit=4&cursor={first['next_cursor']}")

    back = read(borough, "Pat", f"/actions?{urlsplit(second['previous']).query}")

    assert back["results"] == first["results"]


@pytest.mark.parametrize(
    ("who", "query"),
    [("Priya", "limit=4"), ("Pat", "limit=4&state=proposed"), ("Pat", "limit=4&ordering=title")],
)
def test_it_takes_a_cursor_from_its_own_list_alone(borough: Borough, who: str, query: str) -> None:
    many_actions(borough, 10)
    cursor = read(borough, "Pat", "/actions?limit=4")["next_cursor"]

    answer = borough.as_(who).get(f"/actions?{query}&cursor={cursor}")

    assert (answer.status_code, errors(answer)[0]["code"]) == (400, "invalid_cursor")


def test_it_never_shows_the_partnership_next_door(borough: Borough) -> None:
    proposed_action(borough)

    theirs = borough.as_("Olga").get("/actions", prefer="count=exact")
    own = borough.as_("Pat").get("/actions", prefer="count=exact")

    assert (count(theirs), count(own)) == ((0, []), (1, [str(Action.objects.get().id)]))


def count(answer: Answer) -> tuple[int, list[str]]:
    body = answer.json()
    return body["count"], [row["id"] for row in body["results"]]


def test_it_hides_what_another_partnership_filters_for(borough: Borough) -> None:
    proposed_action(borough)

    rows = read(borough, "Olga", f"/actions?priority={borough.youth.id}")["results"]

    assert rows == []


def test_it_asks_for_the_scope(borough: Borough) -> None:
    borough.tokens["Pat"] = borough.token("Pat", frozenset({"people:read"}))

    answer = borough.as_("Pat").get("/actions")

    assert (answer.status_code, read(borough, "Pat", "/actions")["code"]) == (
        403,
        "insufficient_scope",
    )


def test_it_shows_what_changed_at_once(borough: Borough) -> None:
    moved = DEEDS["start_action"].ask(borough).body

    row = read(borough, "Pat", "/actions")["results"][0]

    assert row == {name: value for name, value in moved.items() if name != "changed"}
