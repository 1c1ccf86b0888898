"""What holds for each list about a forum: few queries, and no more of them for more rows."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any  # rows of any model

import pytest

from backend.audit.source import now
from backend.audit.unit import Unit, unit_of_work
from backend.forums.models import AgendaItem, AgendaVersion, Forum, Meeting, Seat
from tests.actions.test_every_list import asked
from tests.borough import Borough
from tests.forums.chamber import scheduled

Adds = Callable[[Unit, Meeting, int], Any]


def of_the_meeting(meeting: Meeting) -> dict[str, Any]:
    return {"partnership_id": meeting.partnership_id, "meeting": meeting}


def forums(unit: Unit, meeting: Meeting, place: int) -> Any:
    forum = Forum(
        partnership_id=meeting.partnership_id,
        name=f"Forum {place:03}",
        kind="forum",
        parent=meeting.forum,
    )
    return unit.record("forum.added", forum)


def seats(unit: Unit, meeting: Meeting, place: int) -> Any:
    seat = Seat(
        partnership_id=meeting.partnership_id,
        forum=meeting.forum,
        title=f"Seat {place:03}",
        body=forums(unit, meeting, place),
    )
    return unit.record("seat.added", seat)


def meetings(unit: Unit, meeting: Meeting, place: int) -> Any:
    starts_at = now() + timedelta(weeks=place + 1)
    other = Meeting(
        partnership_id=meeting.partnership_id,
        forum=meeting.forum,
        title=f"Meeting {place:03}",
        starts_at=starts_at,
        ends_at=starts_at + timedelta(hours=1),
        papers_due_on=unit.on,
    )
    return unit.record("meeting.scheduled", other)


def items(unit: Unit, meeting: Meeting, place: int) -> Any:
    item = AgendaItem(
        **of_the_meeting(meeting), kind="report", title=f"Item {place:03}", position=place + 1
    )
    return unit.record("agenda_item.added", item)


def versions(unit: Unit, meeting: Meeting, place: int) -> Any:
    known = AgendaVersion.objects.filter(meeting=meeting).count()
    version = AgendaVersion(
        **of_the_meeting(meeting), number=known + 1, items=[], published_at=unit.at
    )
    return unit.record("agenda_version.frozen", version)


LISTS: dict[str, Adds] = {
    "/forums": forums,
    "/forums/{forum}/seats": seats,
    "/forums/{forum}/meetings": meetings,
    "/meetings": meetings,
    "/meetings/{meeting}/agenda-items": items,
    "/meetings/{meeting}/agenda-versions": versions,
}


def add(borough: Borough, meeting: Meeting, adds: Adds, places: range) -> None:
    with unit_of_work(by=borough.who("Sara"), at=now()) as unit:
        for place in places:
            adds(unit, meeting, place)


@pytest.mark.parametrize("path", LISTS)
@pytest.mark.parametrize("who", ["Pat", "Mel"])
def test_it_lists_in_as_many_queries_however_many_rows(
    borough: Borough, path: str, who: str
) -> None:
    meeting = scheduled(borough)
    found = path.format(forum=meeting.forum_id, meeting=meeting.id)
    address = f"{found}?limit=200"
    add(borough, meeting, LISTS[path], range(1))
    # A token's first use of the day is kept, and is no part of what is counted.
    borough.as_(who).get("/me")
    queries, few = asked(borough, who, address)
    add(borough, meeting, LISTS[path], range(1, 201 - few))

    assert queries <= 4
    assert asked(borough, who, address) == (queries, 200)
