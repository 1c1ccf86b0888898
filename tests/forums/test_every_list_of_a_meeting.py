"""What holds for each list about a meeting: few queries, and no more of them for more rows."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any, Final  # rows of any model

import pytest

from backend.audit.source import now
from backend.audit.unit import Unit, unit_of_work
from backend.forums.models import Attendance, Interest, Minutes, MinutesCorrection, Presence
from backend.people.models import Actor
from tests.actions.questions import read
from tests.actions.test_every_list import asked
from tests.forums.chamber import minuted
from tests.forums.sitting import Sitting

Adds = Callable[[Unit, Sitting, int], Any]


def attendances(unit: Unit, sitting: Sitting, place: int) -> Any:
    """One after the other."""
    count = Attendance.objects.filter(meeting=sitting.meeting).count()
    mel, since = sitting.borough.actor_id("Mel"), sitting.after(count)
    stay = Attendance(
        partnership=sitting.borough.partnership,
        meeting=sitting.meeting,
        member_id=mel,
        person_id=mel,
        presence=Presence.PRESENT,
        arrived_at=since,
        left_at=since + timedelta(minutes=1),
    )
    return unit.record("attendance.recorded", stay)


def interests(unit: Unit, sitting: Sitting, place: int) -> Any:
    row_id = unit.new_id()
    member = Actor.objects.create(id=row_id, kind="person", sign_in=f"{row_id}@knowsley.test")
    interest = Interest(
        partnership=sitting.borough.partnership,
        item=sitting.item,
        member=member,
        nature=f"Owns house {place}.",
        declared_by_id=unit.by.id,
        declared_at=unit.at,
    )
    return unit.record("interest.declared", interest)


def corrections(unit: Unit, sitting: Sitting, place: int) -> Any:
    correction = MinutesCorrection(
        partnership=sitting.borough.partnership,
        minutes=Minutes.objects.get(meeting=sitting.meeting),
        text=f"Item {place}: on Friday.",
        signed_by_id=unit.by.id,
        capacity="Chair",
        signed_at=unit.at,
    )
    return unit.record("minutes.corrected", correction)


LISTS: Final[dict[str, Adds]] = {
    "/meetings/{meeting}/attendances": attendances,
    "/agenda-items/{item}/interests": interests,
    "/minutes/{minutes}/corrections": corrections,
}


def add(sitting: Sitting, adds: Adds, count: int) -> None:
    with unit_of_work(by=sitting.borough.who("Sara"), at=now()) as unit:
        for place in range(count):
            adds(unit, sitting, place)


@pytest.mark.parametrize("path", LISTS)
@pytest.mark.parametrize("who", ["Mel", "Sara"])
def test_it_lists_in_as_many_queries_however_many_rows(
    sitting: Sitting, path: str, who: str
) -> None:
    minutes = minuted(sitting.borough, sitting.meeting)
    ids = {"meeting": sitting.meeting.id, "item": sitting.item.id, "minutes": minutes.id}
    address = f"{path.format(**ids)}?limit=200"
    add(sitting, LISTS[path], 1)
    # That a token is used is noted now and then.
    read(sitting.borough, who, address)
    queries, few = asked(sitting.borough, who, address)
    add(sitting, LISTS[path], 200 - few)

    assert queries <= 4
    assert asked(sitting.borough, who, address) == (queries, 200)


def test_it_lists_both_parts_of_the_minutes_as_it_lists_one(sitting: Sitting) -> None:
    address = f"/meetings/{sitting.meeting.id}/minutes"
    minuted(sitting.borough, sitting.meeting)
    read(sitting.borough, "Mel", address)
    queries, few = asked(sitting.borough, "Mel", address)
    minuted(sitting.borough, sitting.meeting, restricted=True)

    assert (queries <= 4, few) == (True, 1)
    assert asked(sitting.borough, "Mel", address) == (queries, 2)
