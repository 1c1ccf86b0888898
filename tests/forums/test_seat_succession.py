"""Organisations are merged and split: their seats at forums go over, and nobody loses theirs."""

from backend.audit.models import Entry
from backend.forums.models import Seat
from tests.actions.questions import as_written
from tests.borough import Borough
from tests.forums.meeting_deeds import DEEDS, a_seat, filled_seat
from tests.people.succession import WHY, counted, merge, organisation, succeed


def test_it_moves_a_seat_and_is_recorded(borough: Borough) -> None:
    seat, bigger = a_seat(borough), organisation(borough, "Merseyside Homes")

    answer = merge(borough, borough.housing, bigger)

    entry = as_written(borough, Entry.objects.get(verb="seat.succeeded"))
    assert counted(answer)["forum_seat", str(bigger.id)] == 1
    assert Seat.objects.get(id=seat.id).organisation_id == bigger.id
    assert (entry.by, entry.given) == ("Ada", {"reason": WHY})
    assert entry.told == ("Mel", "Nia", "Olu", "Pia", "Rob", "Sara", "Tom")


def test_it_leaves_a_member_who_sits_there(borough: Borough) -> None:
    seat = filled_seat(borough)

    merge(borough, borough.housing, organisation(borough, "Merseyside Homes"))

    after = Seat.objects.select_related("appointment").get(id=seat.id)
    assert after.appointment is not None
    assert (after.appointment_id, after.appointment.ends_at) == (seat.appointment_id, None)


def test_it_gives_a_seat_to_whom_a_split_gives_the_person_on_it(borough: Borough) -> None:
    taken, vacant = filled_seat(borough), a_seat(borough, title="Second seat")
    homes, care = organisation(borough, "Homes"), organisation(borough, "Care")

    answer = succeed(
        borough,
        "split",
        borough.housing,
        into=[
            {"organisation": str(homes.id), "takes_the_rest": True},
            {"organisation": str(care.id), "actors": [str(borough.actor_id("Rob"))]},
        ],
    )

    assert answer.status_code == 200
    assert Seat.objects.get(id=taken.id).organisation_id == care.id
    assert Seat.objects.get(id=vacant.id).organisation_id == homes.id


def test_it_leaves_what_has_ended_where_it_was(borough: Borough) -> None:
    seat = a_seat(borough)
    DEEDS["end_seat"].ask(borough, on=seat)

    merge(borough, borough.housing, organisation(borough, "Merseyside Homes"))

    assert Seat.objects.get(id=seat.id).organisation_id == borough.housing.id


def test_it_seats_nobody_for_an_organisation_that_has_a_successor(borough: Borough) -> None:
    merge(borough, borough.housing, organisation(borough, "Merseyside Homes"))

    asked = DEEDS["add_seat"].ask(borough)

    assert asked.body["errors"][0]["code"] == "organisation_succeeded"
