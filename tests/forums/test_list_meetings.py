from datetime import UTC, datetime
from typing import Any  # bodies are JSON

import pytest

from tests.actions.questions import read
from tests.borough import Borough
from tests.forums.chamber import (
    cancelled,
    growth_forum,
    item_on,
    published,
    restricted_item_on,
    scheduled,
)
from tests.forums.meeting_deeds import DEEDS

TUESDAY = datetime(2026, 10, 6, 13, tzinfo=UTC)
THURSDAY = datetime(2026, 10, 8, 13, tzinfo=UTC)


@pytest.fixture
def several(borough: Borough) -> dict[str, Any]:
    """Told apart by what the list filters on, in the order of their starts."""
    growth, repeat = growth_forum(borough), {"every_weeks": 2, "count": 2}
    first = DEEDS["schedule_meeting"].ask(borough, repeat=repeat).body
    series = read(borough, "Pat", f"/meetings?series={first['series']}")["results"]
    return {
        "cancelled": str(cancelled(borough, starts_at=TUESDAY).id),
        "growth": str(published(borough, growth, starts_at=THURSDAY).id),
        "first": series[0]["id"],
        "second": series[1]["id"],
        "series": first["series"],
        "forums": {"board": str(borough.board.id), "growth": str(growth.id)},
    }


def named(several: dict[str, Any], rows: Any) -> list[str]:
    name_of = {one: name for name, one in several.items() if isinstance(one, str)}
    return [name_of[row["id"]] for row in rows]


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("", ["cancelled", "growth", "first", "second"]),
        ("ordering=-starts_at", ["second", "first", "growth", "cancelled"]),
        ("forum={board}", ["cancelled", "first", "second"]),
        ("forum={growth}", ["growth"]),
        ("state=agenda_published,cancelled", ["cancelled", "growth"]),
        ("series={series}", ["first", "second"]),
        ("starts_at__gte=2026-10-12T13:00:00Z", ["first", "second"]),
        ("starts_at__lte=2026-10-12T13:00:00Z&forum={board}", ["cancelled", "first"]),
    ],
)
def test_it_finds_what_the_filters_say(
    borough: Borough, several: dict[str, Any], query: str, found: list[str]
) -> None:
    given = query.format(series=several["series"], **several["forums"])

    rows = read(borough, "Pat", f"/meetings?{given}")["results"]

    assert named(several, rows) == found


def test_it_lists_those_of_one_forum(borough: Borough, several: dict[str, Any]) -> None:
    board = f"/forums/{borough.board.id}/meetings"

    rows = read(borough, "Pat", f"{board}?state=scheduled")["results"]

    assert named(several, rows) == ["first", "second"]


def test_it_shows_another_partnership_nothing(borough: Borough, several: dict[str, Any]) -> None:
    assert read(borough, "Olga", "/meetings")["results"] == []
    assert borough.as_("Olga").get(f"/meetings/{several['first']}").status_code == 404
    assert borough.as_("Olga").get(f"/forums/{borough.board.id}/meetings").status_code == 404


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("", ["Roads", "Hub"]),
        ("?kind=report", ["Roads"]),
        ("?kind=report,decision", ["Roads", "Hub"]),
        ("?ended=true", []),
        ("?escalation=0190b5c2-7a4e-7c3d-9f21-5e8d6a1b2c3d", []),
    ],
)
def test_it_lists_the_items_of_an_agenda(borough: Borough, query: str, found: list[str]) -> None:
    meeting = scheduled(borough)
    restricted_item_on(borough, meeting)
    item_on(borough, meeting, kind="report", title="Roads")
    item_on(borough, meeting, title="Hub")

    rows = read(borough, "Pat", f"/meetings/{meeting.id}/agenda-items{query}")["results"]

    assert [one["title"] for one in rows] == found


@pytest.mark.parametrize("query", ["restricted=true", "urgency=", "place=Huyton"])
@pytest.mark.parametrize("who", ["Pat", "Mel"])
def test_it_takes_no_filter_that_would_tell(borough: Borough, query: str, who: str) -> None:
    path = f"/meetings/{scheduled(borough).id}/agenda-items?{query}"

    assert borough.as_(who).get(path).json()["errors"][0]["code"] == "unknown_parameter"
