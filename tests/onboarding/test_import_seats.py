"""The seats of the real data: places at a board's table, on which nobody sits yet."""

from pathlib import Path

import pytest
from django.core.management import CommandError

from backend.forums.models import Seat
from tests.onboarding.borough import BOROUGHS, PACKAGED, RIVERSIDE, changed, imported, written

pytestmark = pytest.mark.django_db(transaction=True)

SEAT = {"id": "seat-ferry", "title": "The ferry's", "board": "place-board", "source": RIVERSIDE}


def test_it_seats_organisations_and_bodies_and_nobody() -> None:
    report = imported(PACKAGED)

    seats = Seat.objects.filter(forum__reference="knowsley-strategic-board")
    of_bodies = seats.exclude(body=None).values_list("body__reference", flat=True)
    assert (seats.count(), list(of_bodies)) == (6, ["knowsley-health-and-wellbeing-board"])
    assert not Seat.objects.exclude(appointment=None).exists()
    assert any(note.startswith("board_seats: 5 more, because") for note in report["notes"])
    assert [one["id"] for one in report["kinds"]["board_seats"]["not_loaded"]] == [
        "seat-council-leader",
        "seat-cabinet-children",
    ]


def test_it_gives_each_member_organisation_of_a_board_one_seat() -> None:
    imported(PACKAGED)

    seats = Seat.objects.filter(forum__reference="knowsley-better-together-board")
    members = seats.order_by("organisation__reference").values_list("organisation__reference")
    assert [reference for (reference,) in members] == [
        "knowsley-ccg",
        "knowsley-council",
        "livv-housing-group",
        "merseyside-police",
        "merseyside-police-and-crime-commissioner",
        "one-knowsley",
    ]


@pytest.mark.parametrize("named", [{}, {"organisation": "ferry-trust", "body": "place-board"}])
def test_it_refuses_a_seat_of_none_or_of_two(tmp_path: Path, named: dict[str, str]) -> None:
    path = written(tmp_path, {**BOROUGHS, "board_seats": [SEAT | named]})

    with pytest.raises(CommandError, match="it names an organisation or a body, one of both"):
        imported(path)


def test_it_refuses_members_that_are_no_list_of_ids(tmp_path: Path) -> None:
    path = written(tmp_path, changed("boards", 0, "member_organisations", to="ferry-trust"))

    with pytest.raises(CommandError, match="expected a list of ids"):
        imported(path)
