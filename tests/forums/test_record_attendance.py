from dataclasses import replace
from typing import Any

import pytest

from backend.forums.models import Attendance
from backend.forums.operations import close_meeting
from backend.forums.presence import present_at
from tests.actions.questions import FORBIDDEN, HIDDEN, MALFORMED, WRONG_STATE, Written, read
from tests.forums.chamber import MEETING_IN, growth_forum, moved, newcomer, standing_in
from tests.forums.sitting import SUE, Sitting
from tests.people.questions import NOWHERE

ALREADY_THERE = (409, "already_there", 0)


def there(sitting: Sitting, minutes: float) -> set[str]:
    """By name."""
    found = present_at(sitting.meeting.id, sitting.after(minutes))
    return {name for name, one in sitting.borough.profiles.items() if one.actor_id in found}


def rows(sitting: Sitting, name: str = "Mel") -> list[tuple[Any, ...]]:
    found = Attendance.objects.filter(member_id=sitting.borough.actor_id(name))
    return list(found.order_by("arrived_at").values_list("presence", "arrived_at", "left_at"))


def test_it_records_who_is_there_from_now_on(sitting: Sitting) -> None:
    with sitting.travel(5):
        asked = sitting.record("Mel")

    body = asked.body
    assert (asked.status, body["presence"], body["member"]) == (
        201,
        "present",
        sitting.id_of("Mel"),
    )
    assert (body["person"], body["left_at"]) == (sitting.id_of("Mel"), None)
    assert rows(sitting) == [("present", sitting.after(5), None)]
    assert asked.written == (Written("attendance.recorded", 1, "Sara"),)
    assert asked.headers["Location"].endswith(f"/api/v1/attendances/{body['id']}")
    assert read(sitting.borough, "Pat", f"/attendances/{body['id']}") == body


def test_it_records_a_stay_that_is_over(sitting: Sitting) -> None:
    with sitting.travel(60):
        sitting.record("Mel", arrived_at=sitting.after(5), left_at=sitting.after(20))

    assert [there(sitting, minutes) for minutes in (4, 5, 19, 20)] == [
        set(),
        {"Mel"},
        {"Mel"},
        set(),
    ]


def test_it_ends_the_stay_of_who_leaves(sitting: Sitting) -> None:
    with sitting.travel(5):
        came = sitting.record("Mel")
    with sitting.travel(60):
        asked = sitting.record("Mel", left_at=sitting.after(30))

    assert (asked.status, asked.body["id"]) == (201, came.body["id"])
    assert asked.written == (Written("attendance.ended", 2, "Sara"),)
    assert rows(sitting) == [("present", sitting.after(5), sitting.after(30))]


def test_it_lets_who_left_come_again(sitting: Sitting) -> None:
    with sitting.travel(60):
        sitting.record("Mel", arrived_at=sitting.after(5), left_at=sitting.after(20))
        again = sitting.record("Mel", arrived_at=sitting.after(20))

    assert again.status == 201
    assert len(rows(sitting)) == 2
    assert there(sitting, 20) == {"Mel"}


@pytest.mark.parametrize("given", [{}, {"arrived_at": 7}, {"arrived_at": 5}, {"arrived_at": 2}])
def test_it_refuses_who_is_there_already(sitting: Sitting, given: dict[str, int]) -> None:
    times: dict[str, Any] = {name: sitting.after(minutes) for name, minutes in given.items()}
    with sitting.travel(5):
        sitting.record("Mel")

    with sitting.travel(10):
        assert sitting.record("Mel", **times).refusal == ALREADY_THERE


def test_it_hands_over_to_a_substitute(sitting: Sitting) -> None:
    with sitting.travel(5):
        sitting.record("Mel")
    with sitting.travel(30):
        asked = sitting.record("Mel", "substitute", person=sitting.id_of(SUE))

    assert (asked.status, asked.body["person"]) == (201, sitting.id_of(SUE))
    assert [one.verb for one in asked.written] == ["attendance.ended", "attendance.recorded"]
    assert rows(sitting) == [
        ("present", sitting.after(5), sitting.after(30)),
        ("substitute", sitting.after(30), None),
    ]
    assert there(sitting, 30) == {"Mel"}


def test_it_hands_back_to_the_member(sitting: Sitting) -> None:
    with sitting.travel(5):
        sitting.record("Mel", "substitute", person=sitting.id_of(SUE))
    with sitting.travel(30):
        sitting.record("Mel", arrived_at=sitting.after(20))

    assert rows(sitting) == [
        ("substitute", sitting.after(5), sitting.after(20)),
        ("present", sitting.after(20), None),
    ]


def test_it_hands_over_at_the_very_arrival(sitting: Sitting) -> None:
    with sitting.travel(5):
        sitting.record("Mel")
        sitting.record("Mel", "substitute", person=sitting.id_of(SUE))

    assert sorted(rows(sitting)) == [
        ("present", sitting.after(5), sitting.after(5)),
        ("substitute", sitting.after(5), None),
    ]
    assert there(sitting, 5) == {"Mel"}


def test_it_hands_nothing_over_before_the_other_came(sitting: Sitting) -> None:
    with sitting.travel(30):
        sitting.record("Mel", arrived_at=sitting.after(20))
        early: dict[str, Any] = {"person": sitting.id_of(SUE), "arrived_at": sitting.after(5)}
        refused = sitting.record("Mel", "substitute", **early)
        before = sitting.record("Mel", "substitute", **early, left_at=sitting.after(20))

    assert (refused.refusal, refused.pointers) == (MALFORMED, ["#/arrived_at"])
    assert refused.body["errors"][0]["code"] == "overlaps"
    assert before.status == 201


@pytest.mark.parametrize(
    ("arrived", "left", "status"),
    [
        (0, 5, 201),
        (0, 6, 400),
        (5, 20, 400),
        (6, 7, 400),
        (19, 25, 400),
        (20, 25, 201),
        (0, 25, 400),
    ],
)
def test_it_keeps_the_stays_of_a_member_apart(
    sitting: Sitting, arrived: int, left: int, status: int
) -> None:
    with sitting.travel(60):
        sitting.record("Mel", arrived_at=sitting.after(5), left_at=sitting.after(20))
        asked = sitting.record(
            "Mel", arrived_at=sitting.after(arrived), left_at=sitting.after(left)
        )

    assert asked.status == status


@pytest.mark.parametrize(
    ("arrived", "left", "pointer", "code"),
    [
        (-1, None, "#/arrived_at", "out_of_range"),
        (11, None, "#/arrived_at", "in_the_future"),
        (5, 11, "#/left_at", "in_the_future"),
        (5, 4, "#/left_at", "ends_before_start"),
    ],
)
def test_it_takes_only_times_of_the_meeting_that_have_come(
    sitting: Sitting, arrived: int, left: int | None, pointer: str, code: str
) -> None:
    times = {"arrived_at": arrived, "left_at": left}
    given: dict[str, Any] = {
        name: sitting.after(one) for name, one in times.items() if one is not None
    }

    with sitting.travel(10):
        asked = sitting.record("Mel", **given)

    assert asked.refusal == MALFORMED
    assert [(one["pointer"], one["code"]) for one in asked.body["errors"]] == [(pointer, code)]


@pytest.mark.parametrize(("arrived", "left"), [(0, 10), (10, 10)])
def test_it_takes_times_to_the_very_instant(sitting: Sitting, arrived: int, left: int) -> None:
    with sitting.travel(10):
        asked = sitting.record(
            "Mel", arrived_at=sitting.after(arrived), left_at=sitting.after(left)
        )

    assert asked.status == 201


def test_it_ends_no_stay_before_it_began(sitting: Sitting) -> None:
    with sitting.travel(10):
        sitting.record("Mel")
        asked = sitting.record("Mel", left_at=sitting.after(9))

    assert (asked.refusal, asked.pointers) == (MALFORMED, ["#/left_at"])


@pytest.mark.parametrize("persons", [[], [SUE]])
def test_it_ends_no_stay_of_who_does_not_sit_there(sitting: Sitting, persons: list[str]) -> None:
    with sitting.travel(10):
        _ = [sitting.record("Mel", "substitute", person=sitting.id_of(one)) for one in persons]
        asked = sitting.record("Mel", left_at=sitting.after(10))

    assert (asked.refusal, asked.pointers) == (MALFORMED, ["#/arrived_at"])


def test_it_records_who_does_not_come(sitting: Sitting) -> None:
    asked = sitting.record("Mel", "apologies")

    assert (asked.status, asked.body["person"], asked.body["until"]) == (201, None, None)
    assert rows(sitting) == [("apologies", None, None)]


def test_it_says_anew_why_they_do_not_come(sitting: Sitting) -> None:
    excused = sitting.record("Mel", "apologies")

    asked = sitting.record("Mel", "absent")

    assert (asked.body["id"], asked.body["version"]) == (excused.body["id"], 2)
    assert sitting.record("Mel", "absent").refusal == (409, "attendance_repeated", 0)


def test_it_turns_apologies_into_a_stay_when_they_come_after_all(sitting: Sitting) -> None:
    excused = sitting.record("Mel", "apologies")

    with sitting.travel(15):
        asked = sitting.record("Mel")

    assert (asked.body["id"], asked.body["version"]) == (excused.body["id"], 2)
    assert rows(sitting) == [("present", sitting.after(15), None)]


@pytest.mark.parametrize("presence", ["apologies", "absent"])
def test_it_misses_nobody_who_was_there(sitting: Sitting, presence: str) -> None:
    with sitting.travel(60):
        sitting.record("Mel", arrived_at=sitting.after(5), left_at=sitting.after(20))

        assert sitting.record("Mel", presence).refusal == ALREADY_THERE


def test_it_asks_who_substitutes(sitting: Sitting) -> None:
    asked = sitting.record("Mel", "substitute")

    assert (asked.refusal, asked.pointers) == (MALFORMED, ["#/person"])


@pytest.mark.parametrize(
    ("presence", "given", "pointers"),
    [
        ("present", {"person": str(NOWHERE)}, ["#/person"]),
        (
            "absent",
            {"arrived_at": "2026-06-04T09:30:00Z", "left_at": "2026-06-04T09:30:00Z"},
            ["#/arrived_at", "#/left_at"],
        ),
        ("apologies", {"person": str(NOWHERE)}, ["#/person"]),
    ],
)
def test_it_takes_nothing_that_does_not_go_with_it(
    sitting: Sitting, presence: str, given: dict[str, str], pointers: list[str]
) -> None:
    body = {"member": sitting.id_of("Mel"), "presence": presence, **given}

    asked = sitting.ask("Sara", f"/meetings/{sitting.meeting.id}/attendances", body)

    assert (asked.refusal, asked.pointers) == (MALFORMED, pointers)
    assert {one["code"] for one in asked.body["errors"]} == {"not_with_the_others"}


@pytest.mark.parametrize("name", ["Pat", "Nia", "Sara"])
def test_it_knows_who_may_substitute(sitting: Sitting, name: str) -> None:
    asked = sitting.record("Mel", "substitute", person=sitting.id_of(name))

    assert (asked.refusal, asked.pointers) == (MALFORMED, ["#/person"])
    assert asked.body["errors"][0]["code"] == "not_a_substitute"


def test_it_lets_nobody_substitute_for_another_than_theirs(sitting: Sitting) -> None:
    asked = sitting.record("Nia", "substitute", person=sitting.id_of(SUE))

    assert asked.body["errors"][0]["code"] == "not_a_substitute"


def test_it_seats_nobody_on_two_chairs(sitting: Sitting) -> None:
    newcomer(sitting.borough, "Zed", sitting.borough.council.id)
    standing_in(sitting.borough, "Zed", "Nia")
    standing_in(sitting.borough, "Zed", "Olu")
    zed = sitting.id_of("Zed")

    with sitting.travel(40):
        sitting.record("Nia", "substitute", person=zed)
        twice = sitting.record("Olu", "substitute", person=zed)
        sitting.record("Nia", "substitute", person=zed, left_at=sitting.after(40))
        moved_on = sitting.record("Olu", "substitute", person=zed)

    assert (twice.refusal, twice.pointers) == (MALFORMED, ["#/person"])
    assert moved_on.status == 201


@pytest.mark.parametrize("name", ["Pat", "Tom", "Sara", SUE])
def test_it_records_members_alone(sitting: Sitting, name: str) -> None:
    present = sitting.record(name)
    absent = sitting.record(name, "absent")

    assert (present.refusal, present.pointers) == (MALFORMED, ["#/member"])
    assert (absent.refusal, absent.pointers) == (MALFORMED, ["#/member"])
    assert present.body["errors"][0]["code"] == "unknown_reference"


def test_it_lets_a_stay_without_an_end_end_with_the_meeting(sitting: Sitting) -> None:
    came = sitting.record("Mel").body
    assert came["until"] is None

    moved(sitting.borough, sitting.meeting, close_meeting)

    closed_at = read(sitting.borough, "Pat", f"/meetings/{sitting.meeting.id}")["closed_at"]
    body = read(sitting.borough, "Pat", f"/attendances/{came['id']}")
    assert (body["left_at"], body["until"]) == (None, closed_at)


def test_it_lists_who_was_there(sitting: Sitting) -> None:
    sitting.record("Mel", "substitute", person=sitting.id_of(SUE))
    sitting.record("Nia", "apologies")
    path = f"/meetings/{sitting.meeting.id}/attendances"

    everyone = read(sitting.borough, "Pat", path)["results"]
    sitting_there = read(sitting.borough, "Pat", f"{path}?presence=present,substitute")["results"]
    nia = read(sitting.borough, "Pat", f"{path}?member={sitting.id_of('Nia')}")["results"]
    sue = read(sitting.borough, "Pat", f"{path}?person={sitting.id_of(SUE)}")["results"]

    assert len(everyone) == 2
    assert [row["member"] for row in sitting_there] == [sitting.id_of("Mel")]
    assert [row["presence"] for row in nia] == ["apologies"]
    assert sue == sitting_there


@pytest.mark.parametrize(
    "state", ["scheduled", "agenda_published", "closed", "cancelled", "minutes_circulated"]
)
def test_it_refuses_in_the_wrong_state(sitting: Sitting, state: str) -> None:
    other = replace(sitting, meeting=MEETING_IN[state](sitting.borough))

    asked = other.record("Mel")

    assert asked.refusal == WRONG_STATE
    assert asked.body["current_state"] == state


def test_it_hides_what_you_cannot_see(sitting: Sitting) -> None:
    assert sitting.record("Mel", who="Olga").refusal == HIDDEN
    path = f"/meetings/{NOWHERE}/attendances"
    assert sitting.ask("Sara", path, {"member": sitting.id_of("Mel")}).refusal == HIDDEN


@pytest.mark.parametrize("who", ["Tom", "Mel", "Ada", "Audrey", "Pat", "Priya", SUE])
def test_it_forbids_whoever_is_not_its_secretary(sitting: Sitting, who: str) -> None:
    assert sitting.record("Mel", who=who).refusal == FORBIDDEN


def test_it_forbids_the_secretary_of_another_forum(sitting: Sitting) -> None:
    growth_forum(sitting.borough)

    assert sitting.record("Mel", who="Gus").refusal == FORBIDDEN


def test_it_keeps_nothing_of_a_hand_over_that_it_refuses(sitting: Sitting) -> None:
    with sitting.travel(5):
        sitting.record("Mel")
        asked = sitting.record("Mel", "substitute", person=sitting.id_of("Pat"))

    assert asked.refusal == MALFORMED
    assert rows(sitting) == [("present", sitting.after(5), None)]
