from datetime import date, timedelta

import pytest
from django.test import Client

from tests.api.conftest import NOON, a_repair, address
from tests.api.repairs.models import Crew, Repair

LIST = "/api/v1/repairs"


@pytest.mark.parametrize(
    ("query", "code", "parameter"),
    [
        ("colour=red", "unknown_parameter", "colour"),
        ("format=json", "unknown_parameter", "format"),
        ("format=xml", "unknown_parameter", "format"),
        ("state=open&state=closed", "repeated_parameter", "state"),
        ("state=", "empty_parameter", "state"),
        ("state", "empty_parameter", "state"),
        ("state=opened", "invalid_choice", "state"),
        ("state=open,", "invalid_choice", "state"),
        ("is_urgent=1", "format", "is_urgent"),
        ("is_urgent=True", "format", "is_urgent"),
        ("lead=5", "format", "lead"),
        ("lead=0190B5C2-7A4E-7C3D-9F21-5E8D6A1B2C3D", "format", "lead"),
        ("due_on=20260604", "format", "due_on"),
        ("due_on__gte=2026-06-31", "format", "due_on__gte"),
        ("due_on__lt=2026-W05-1", "format", "due_on__lt"),
        ("updated_at__gt=2026-06-04", "format", "updated_at__gt"),
        ("updated_at__gt=2026-06-04T12:00:00", "format", "updated_at__gt"),
        ("updated_at=2026-06-04T12:00:00Z", "unknown_parameter", "updated_at"),
        ("q=%00", "format", "q"),
        ("q=%20", "format", "q"),
        ("expand=state", "invalid_choice", "expand"),
        ("cursor=abc", "invalid_cursor", "cursor"),
    ],
)
def test_it_refuses_what_others_overlook(
    priya: Client, query: str, code: str, parameter: str
) -> None:
    response = priya.get(f"{LIST}?{query}")

    assert response.status_code == 400
    assert [(one["code"], one["parameter"]) for one in response.json()["errors"]] == [
        (code, parameter)
    ]


@pytest.fixture
def streets(repairs: None) -> list[Repair]:
    crew = Crew.objects.create(name="Night crew")
    return [
        a_repair(title="Lamp", due_on=date(2026, 6, 4), lead=crew),
        a_repair(title="Kerb", due_on=date(2026, 7, 1), is_urgent=True, state="closed"),
        a_repair(title="Long lane", updated_at=NOON + timedelta(hours=1)),
    ]


@pytest.mark.parametrize(
    ("query", "titles"),
    [
        ("state=open", {"Lamp", "Long lane"}),
        ("state=open,closed", {"Lamp", "Kerb", "Long lane"}),
        ("is_urgent=true", {"Kerb"}),
        ("is_urgent=false", {"Lamp", "Long lane"}),
        ("due_on=2026-06-04", {"Lamp"}),
        ("due_on__gte=2026-06-04", {"Lamp", "Kerb"}),
        ("due_on__gt=2026-06-04", {"Kerb"}),
        ("due_on__lt=2026-07-01", {"Lamp"}),
        ("updated_at__gt=2026-06-04T13:00:00%2B01:00", {"Long lane"}),
        ("updated_at__lte=2026-06-04T12:00:00Z", {"Lamp", "Kerb"}),
        ("q=l", {"Lamp", "Long lane"}),
        ("q=LANE&state=open", {"Long lane"}),
    ],
)
def test_it_keeps_what_is_asked_for(
    priya: Client, streets: list[Repair], query: str, titles: set[str]
) -> None:
    found = priya.get(f"{LIST}?{query}").json()["results"]

    assert {row["title"] for row in found} == titles


def test_it_filters_by_id(priya: Client, streets: list[Repair]) -> None:
    found = priya.get(LIST, {"lead": str(Crew.objects.get().pk)}).json()["results"]

    assert [row["id"] for row in found] == [str(streets[0].pk)]


def test_it_refuses_strange_parameters_of_one_thing(priya: Client, lamp: Repair) -> None:
    response = priya.get(address(lamp), {"state": "open"})

    assert response.json()["errors"][0]["parameter"] == "state"


def test_it_refuses_any_parameter_of_a_write(priya: Client) -> None:
    response = priya.post(f"{LIST}?dry=1", {"title": 5}, content_type="application/json")

    places = {one.get("parameter") or one["pointer"] for one in response.json()["errors"]}
    assert places == {"dry", "#/title"}
