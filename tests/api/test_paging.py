from collections.abc import Iterator
from datetime import date, timedelta
from itertools import chain
from uuid import UUID

import pytest
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pytest_django import DjangoAssertNumQueries

from backend.api.cursors import read_position_cursor
from tests.api.conftest import NOON, a_repair
from tests.api.repairs.models import Crew, Repair
from tests.api.repairs.views import PARTNERSHIP

LIST = "/api/v1/repairs"
ORDERINGS = [
    "due_on,title",
    "-due_on",
    "-due_on,title",
    "due_on,-cost",
    "cost,due_on",
    "-cost,-due_on,title",
    "title",
    "-title,due_on",
    "is_urgent,-updated_at",
    "title,title,-title",
]
A_ROW = st.fixed_dictionaries(
    {
        "title": st.sampled_from(["Drain", "Lamp", "Kerb"]),
        "due_on": st.none() | st.sampled_from([date(2026, 6, 4), date(2026, 7, 1)]),
        "cost": st.none() | st.integers(0, 2),
        "is_urgent": st.booleans(),
    }
)


def walk(client: Client, start: str, relation: str) -> Iterator[dict[str, object]]:
    url: str | None = start
    while url is not None:
        body = client.get(url.removeprefix("https://accord.example")).json()
        yield body
        url = body[relation]


def ids(bodies: Iterator[dict[str, object]]) -> list[list[str]]:
    return [[row["id"] for row in body["results"]] for body in bodies]  # type: ignore[attr-defined]


def in_order(rows: list[Repair], ordering: str) -> list[str]:
    """The same order said in Python: stable sorts from the last column to the first."""
    terms = list({term.removeprefix("-"): term for term in reversed(ordering.split(","))}.values())
    kept = list(reversed(terms))
    by_pk = kept[-1].startswith("-")
    found = sorted(rows, key=lambda row: row.pk.hex, reverse=by_pk)
    for term in reversed(kept):
        name = term.removeprefix("-")
        here = [row for row in found if getattr(row, name) is not None]
        gone = [row for row in found if getattr(row, name) is None]
        here.sort(key=lambda row: getattr(row, name), reverse=term.startswith("-"))
        found = here + gone
    return [str(row.pk) for row in found]


@pytest.mark.parametrize("ordering", ORDERINGS)
@given(rows=st.lists(A_ROW, max_size=9), limit=st.integers(1, 4))
@settings(
    max_examples=12, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None
)
def test_it_walks_every_row_once_in_order_and_back(
    priya: Client, ordering: str, rows: list[dict[str, object]], limit: int
) -> None:
    Repair.objects.all().delete()
    made = [a_repair(**row) for row in rows]
    start = f"{LIST}?ordering={ordering}&limit={limit}"

    there = list(walk(priya, start, "next"))
    last = there[-1]["previous"]
    back = list(walk(priya, str(last), "previous")) if last else []

    pages = ids(iter(there))
    assert list(chain(*pages)) == in_order(made, ordering)
    assert list(reversed(ids(iter(back)))) == pages[:-1]


def test_it_walks_a_thousand_equal_rows(priya: Client) -> None:
    Repair.objects.bulk_create(Repair(title="Lamp", updated_at=NOON) for _ in range(1000))

    found = list(chain(*ids(walk(priya, f"{LIST}?ordering=-title&limit=200", "next"))))

    assert len(found) == len(set(found)) == 1000


def test_it_loses_nothing_while_others_insert(priya: Client) -> None:
    before = {str(a_repair(title=title).pk) for title in "bdfhj"}
    found: list[str] = []

    for body in walk(priya, f"{LIST}?ordering=title&limit=2", "next"):
        found += [row["id"] for row in body["results"]]  # type: ignore[attr-defined]
        a_repair(title="a")
        a_repair(title="z") if len(found) < 4 else None

    assert [one for one in found if one in before] == sorted(before, key=found.index)
    assert len(found) == len(set(found))


@pytest.mark.parametrize("limit", ["0", "201", "abc", "1.0", "", "-1", "+1", "01", "1 ", "\u0661"])
def test_it_refuses_another_limit(priya: Client, limit: str) -> None:
    response = priya.get(LIST, {"limit": limit})

    assert response.status_code == 400
    assert {fault["parameter"] for fault in response.json()["errors"]} == {"limit"}


def test_it_gives_fifty_unless_asked(priya: Client) -> None:
    Repair.objects.bulk_create(Repair(title="Lamp", updated_at=NOON) for _ in range(51))

    assert len(priya.get(LIST).json()["results"]) == 50


@pytest.mark.parametrize("ordering", ["colour", "-", "title,", "title,colour", "--title"])
def test_it_orders_by_what_is_allowed(priya: Client, ordering: str) -> None:
    response = priya.get(LIST, {"ordering": ordering})

    assert response.status_code == 400
    assert response.json()["errors"][0]["parameter"] == "ordering"


def a_cursor(client: Client, **query: str) -> str:
    a_repair(title="Lamp"), a_repair(title="Kerb")
    found: str = client.get(LIST, {"limit": "1", **query}).json()["next_cursor"]
    return found


def test_it_refuses_a_cursor_of_another_filter(priya: Client) -> None:
    cursor = a_cursor(priya, state="open")

    response = priya.get(LIST, {"cursor": cursor, "state": "open,closed"})

    assert response.status_code == 400
    assert response.json()["code"] == "invalid_cursor"


def test_it_refuses_a_cursor_of_another_reader(priya: Client, tom: Client) -> None:
    response = tom.get(LIST, {"cursor": a_cursor(priya)})

    assert response.json()["code"] == "invalid_cursor"


def test_it_takes_another_limit_with_a_cursor(priya: Client) -> None:
    response = priya.get(LIST, {"cursor": a_cursor(priya), "limit": "7"})

    assert response.status_code == 200


def test_it_says_the_same_in_header_and_body(priya: Client) -> None:
    a_cursor(priya)

    response = priya.get(LIST, {"limit": "1", "state": "open"})

    url = response.json()["next"]
    assert url.startswith("https://accord.example/api/v1/repairs?limit=1&state=open&cursor=")
    assert response.headers["Link"] == f'<{url}>; rel="next"'


def test_it_fixes_the_changes_cursor_on_the_first_page(priya: Client) -> None:
    a_repair(title="a"), a_repair(title="b")
    first = priya.get(LIST, {"limit": "1"}).json()
    a_repair(title="c")

    second = priya.get(LIST, {"limit": "1", "cursor": first["next_cursor"]}).json()

    assert second["changes_cursor"] == first["changes_cursor"]
    assert read_position_cursor(first["changes_cursor"], PARTNERSHIP).position == 42


def test_it_counts_when_asked(priya: Client) -> None:
    a_repair(), a_repair(state="closed")

    response = priya.get(LIST, {"state": "open"}, headers={"prefer": "wait=5, count=exact"})

    assert response.json()["count"] == 1
    assert response.headers["Preference-Applied"] == "count=exact"


def test_it_does_not_count_unasked(priya: Client) -> None:
    assert "count" not in priya.get(LIST).json()


@pytest.mark.parametrize("number", [1, 200])
def test_it_reads_a_page_in_one_query_and_its_position_in_another(
    priya: Client, django_assert_num_queries: DjangoAssertNumQueries, number: int
) -> None:
    crew = Crew.objects.create(name="Night crew")
    Repair.objects.bulk_create(
        Repair(title="Lamp", updated_at=NOON, lead=crew, due_on=date(2026, 1, 1) + timedelta(n))
        for n in range(number)
    )

    with django_assert_num_queries(2):
        body = priya.get(LIST, {"limit": "200", "expand": "lead"}).json()

    assert body["results"][0]["expanded"] == {"lead": {"id": str(crew.pk), "name": "Night crew"}}
    assert UUID(body["results"][0]["lead"]) == crew.pk
