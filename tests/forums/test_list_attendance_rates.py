"""Of the meetings that were held while someone was a member, to the very instant and day."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any, Final

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext

from backend.audit.source import now
from backend.forums.attending import MemberRate
from backend.forums.models import Meeting
from backend.forums.operations import close_meeting
from backend.people.models import Appointment
from backend.people.operations import end_appointment
from tests.actions.questions import read
from tests.borough import Borough
from tests.forums.chamber import (
    appointed,
    attend,
    cancelled,
    growth_forum,
    in_session,
    moved,
    newcomer,
    published,
    scheduled,
)
from tests.forums.sitting import SUE, Sitting
from tests.people.questions import NOWHERE

A_MOMENT: Final = timedelta(microseconds=1)
# One o'clock of the second of July in London, while it is still the first in Greenwich.
JUST_THE_SECOND: Final = datetime(2130, 7, 1, 23, 30, tzinfo=UTC)
MIDDAY: Final = datetime(2130, 7, 2, 12, tzinfo=UTC)


def rates(sitting: Sitting, query: str = "", who: str = "Audrey") -> dict[str, Any]:
    """Of each member by name: meetings, in person, by substitute, apologies, absent and rate."""
    path = f"/forums/{sitting.borough.board.id}/attendance-rates{query}"
    name_of = {str(one.actor_id): name for name, one in sitting.borough.profiles.items()}
    columns = ("meetings", "in_person", "by_substitute", "apologies", "absent", "rate")
    return {
        name_of[row["member"]]: tuple(row[column] for column in columns)
        for row in read(sitting.borough, who, path)["results"]
    }


def over(sitting: Sitting) -> Meeting:
    return moved(sitting.borough, sitting.meeting, close_meeting)


def held(sitting: Sitting, *names: str) -> Meeting:
    """One more, with these there."""
    meeting = in_session(sitting.borough)
    attend(sitting.borough, meeting, *names)
    return moved(sitting.borough, meeting, close_meeting)


def test_it_tells_how_each_attended(sitting: Sitting) -> None:
    sitting.record("Mel")
    sitting.record("Nia", "apologies")
    sitting.record("Olu", "absent")
    over(sitting)

    assert rates(sitting) == {
        "Mel": (1, 1, 0, 0, 0, 100),
        "Nia": (1, 0, 0, 1, 0, 0),
        "Olu": (1, 0, 0, 0, 1, 0),
        # Nothing is on record of her.
        "Pia": (1, 0, 0, 0, 1, 0),
    }


def test_it_counts_a_substitute_as_attending(sitting: Sitting) -> None:
    sitting.record("Mel", "substitute", person=sitting.id_of(SUE))
    over(sitting)

    assert rates(sitting)["Mel"] == (1, 0, 1, 0, 0, 100)


def test_it_counts_in_person_whoever_came_for_a_part_of_it(sitting: Sitting) -> None:
    with sitting.travel(5):
        sitting.record("Mel", "substitute", person=sitting.id_of(SUE))
    with sitting.travel(30):
        sitting.record("Mel")
    with sitting.travel(60):
        over(sitting)

    assert rates(sitting)["Mel"] == (1, 1, 0, 0, 0, 100)


def test_it_does_not_count_who_left_as_they_arrived(sitting: Sitting) -> None:
    with sitting.travel(5):
        sitting.record("Mel")
        sitting.record("Mel", "substitute", person=sitting.id_of(SUE))
        sitting.record("Nia", arrived_at=sitting.after(5), left_at=sitting.after(5))
        over(sitting)

    with sitting.travel(6):
        told = rates(sitting)

    # The meeting closed at that very instant, too: nobody stayed in it.
    assert (told["Mel"], told["Nia"]) == ((1, 0, 0, 0, 1, 0), (1, 0, 0, 0, 1, 0))


def test_it_counts_meetings_only_once_they_are_over(sitting: Sitting) -> None:
    sitting.record("Mel")
    scheduled(sitting.borough)
    published(sitting.borough)
    cancelled(sitting.borough)

    assert rates(sitting)["Mel"] == (0, 0, 0, 0, 0, None)


def test_it_rounds_to_whole_percent(sitting: Sitting) -> None:
    over(sitting)
    held(sitting, "Mel", "Nia")
    held(sitting, "Mel")

    told = rates(sitting)

    assert [told[name][-1] for name in ("Mel", "Nia", "Olu")] == [67, 33, 0]


@pytest.mark.parametrize(
    ("attended", "meetings", "rate"),
    [(0, 1, 0), (1, 200, 1), (1, 201, 0), (199, 200, 100), (1, 3, 33), (2, 3, 67), (5, 5, 100)],
)
def test_it_rounds_a_half_up(attended: int, meetings: int, rate: int) -> None:
    one = MemberRate(NOWHERE, meetings, attended, 0, 0, meetings - attended)

    assert one.rate == rate


def became_member(sitting: Sitting, at: datetime) -> None:
    newcomer(sitting.borough, "Zed", sitting.borough.council.id)
    with time_machine.travel(at, tick=False):
        appointed(sitting.borough, "Zed", "member", sitting.borough.board)


@pytest.mark.parametrize(("later", "counted"), [(timedelta(0), 1), (A_MOMENT, 0)])
def test_it_counts_from_the_instant_someone_is_a_member(
    sitting: Sitting, later: timedelta, counted: int
) -> None:
    became_member(sitting, sitting.after(0) + later)
    with sitting.travel(60):
        over(sitting)

    with sitting.travel(61):
        assert rates(sitting)["Zed"][0] == counted


def left_at(sitting: Sitting, at: datetime) -> None:
    appointment = Appointment.objects.get(
        actor_id=sitting.borough.actor_id("Mel"), role="member", on_id=sitting.borough.board.id
    )
    with time_machine.travel(at, tick=False):
        sitting.borough.act(
            "Ada",
            end_appointment,
            appointment_id=appointment.id,
            version=appointment.version,
            reason="Moved away.",
        )


def test_it_keeps_who_was_a_member_at_a_meeting(sitting: Sitting) -> None:
    left_at(sitting, sitting.after(0) + A_MOMENT)
    with sitting.travel(60):
        over(sitting)

    with sitting.travel(61):
        assert rates(sitting)["Mel"] == (1, 0, 0, 0, 1, 0)


def test_it_drops_who_left_before_the_first_meeting(sitting: Sitting) -> None:
    left_at(sitting, sitting.after(0))
    with sitting.travel(60):
        over(sitting)

    with sitting.travel(61):
        assert "Mel" not in rates(sitting)


@pytest.fixture
def summer(sitting: Sitting) -> Iterator[Sitting]:
    """A meeting was held on the second of July in London, and no other."""
    with time_machine.travel(JUST_THE_SECOND):
        held(sitting, "Mel")
    with time_machine.travel(MIDDAY):
        yield sitting


@pytest.mark.parametrize(
    ("query", "counted"),
    [
        ("", 1),
        ("?from=2130-07-02", 1),
        ("?from=2130-07-03", 0),
        ("?to=2130-07-02", 1),
        ("?to=2130-07-01", 0),
        ("?from=2130-07-02&to=2130-07-02", 1),
        ("?from=0001-01-01&to=9999-12-31", 1),
    ],
)
def test_it_counts_by_the_day_in_london(summer: Sitting, query: str, counted: int) -> None:
    assert rates(summer, query)["Mel"][0] == counted


@pytest.mark.parametrize(
    ("query", "parameter", "code"),
    [
        ("?from=2130-07-03&to=2130-07-02", "to", "ends_before_start"),
        ("?from=July", "from", "format"),
        ("?to=", "to", "empty_parameter"),
        ("?since=2130-07-03", "since", "unknown_parameter"),
    ],
)
def test_it_refuses_a_time_it_cannot_read(
    sitting: Sitting, query: str, parameter: str, code: str
) -> None:
    path = f"/forums/{sitting.borough.board.id}/attendance-rates{query}"

    told = read(sitting.borough, "Pat", path)

    assert [(one["parameter"], one["code"]) for one in told["errors"]] == [(parameter, code)]


def test_it_counts_the_meetings_of_that_forum_alone(sitting: Sitting) -> None:
    growth = growth_forum(sitting.borough)
    over(sitting)

    told = read(sitting.borough, "Pat", f"/forums/{growth.id}/attendance-rates")

    assert (told["forum"], told["meetings"]) == (str(growth.id), 0)
    assert {row["rate"] for row in told["results"]} == {None}


def test_it_is_shown_to_everyone_of_the_partnership(sitting: Sitting) -> None:
    over(sitting)
    path = f"/forums/{sitting.borough.board.id}/attendance-rates"

    assert rates(sitting, who="Pat") == rates(sitting, who="Sara")
    assert sitting.borough.as_("Olga").get(path).status_code == 404


def asked(borough: Borough) -> int:
    with CaptureQueriesContext(connection) as queries:
        read(borough, "Pat", f"/forums/{borough.board.id}/attendance-rates")
    return len(queries)


def test_it_asks_as_often_however_many_meetings_there_were(sitting: Sitting) -> None:
    over(sitting)
    # That a token is used is noted now and then.
    asked(sitting.borough)
    few = asked(sitting.borough)

    held(sitting, "Mel", "Nia", "Olu")
    held(sitting, "Pia")

    assert (asked(sitting.borough), few <= 6) == (few, True)


def test_it_leaves_out_who_is_not_a_member_yet(sitting: Sitting) -> None:
    newcomer(sitting.borough, "Zed", sitting.borough.council.id)
    appointed(
        sitting.borough,
        "Zed",
        "member",
        sitting.borough.board,
        starts_on=(now() + timedelta(days=2)).date(),
    )

    assert "Zed" not in rates(sitting)
