"""Who counts, and who was there: at the very instants at which it changes."""

from datetime import UTC, date, datetime, timedelta
from typing import Final
from uuid import UUID

import pytest

from backend.audit.source import now
from backend.audit.unit import unit_of_work
from backend.forums.models import (
    AgendaItem,
    Attendance,
    Interest,
    ItemKind,
    Meeting,
    MeetingState,
    Presence,
)
from backend.forums.presence import (
    Stay,
    disqualified_in,
    eligible_at,
    present_at,
    stay_of,
    substitutes_of,
)
from backend.people.models import Appointment
from backend.people.operations import appoint, end_appointment
from tests.borough import Borough

# Long after everyone was appointed.
TWO: Final = datetime(2127, 6, 1, 14, tzinfo=UTC)
A_MOMENT: Final = timedelta(microseconds=1)


def at(hours: float) -> datetime:
    """So many hours after two o'clock."""
    return TWO + timedelta(hours=hours)


def stay(since: float, until: float | None = None) -> Stay:
    return Stay(at(since), None if until is None else at(until))


def test_it_is_there_from_the_arrival_until_just_before_leaving() -> None:
    one = stay(0, 1)

    assert [when in one for when in (at(0) - A_MOMENT, at(0), at(1) - A_MOMENT, at(1))] == [
        False,
        True,
        True,
        False,
    ]


def test_it_is_there_for_ever_without_an_end() -> None:
    assert at(1000) in stay(0)


@pytest.mark.parametrize(
    ("one", "other", "overlaps"),
    [
        (stay(0, 1), stay(1, 2), False),
        (stay(0, 1), stay(0.5, 2), True),
        (stay(0, 2), stay(0.5, 1), True),
        (stay(0, 1), stay(0, 1), True),
        (stay(0), stay(1), True),
        (stay(1), stay(0, 1), False),
        (stay(1), stay(0, 2), True),
        # Nobody was there for a stay that ended as it began.
        (stay(0, 2), stay(1, 1), False),
        (stay(1, 1), stay(1), False),
    ],
)
def test_it_overlaps_only_where_both_are_there(*, one: Stay, other: Stay, overlaps: bool) -> None:
    assert (one.overlaps(other), other.overlaps(one)) == (overlaps, overlaps)


@pytest.mark.parametrize(
    ("one", "end", "ended"),
    [
        (stay(0), None, stay(0)),
        (stay(0), at(2), stay(0, 2)),
        (stay(0, 1), at(2), stay(0, 1)),
        (stay(0, 3), at(2), stay(0, 2)),
        (stay(3), at(2), stay(3, 3)),
    ],
)
def test_it_lasts_no_longer_than_the_meeting(one: Stay, end: datetime | None, ended: Stay) -> None:
    assert one.ended_by(end) == ended


def test_it_is_no_stay_of_whoever_did_not_come() -> None:
    assert stay_of(Attendance(presence=Presence.APOLOGIES), closed_at=at(2)) is None


def test_it_ends_an_open_stay_with_the_meeting() -> None:
    row = Attendance(presence=Presence.PRESENT, arrived_at=at(0))

    assert stay_of(row, closed_at=at(2)) == stay(0, 2)
    assert stay_of(row, closed_at=None) == stay(0)


def a_meeting(borough: Borough, closed_at: datetime | None = None) -> Meeting:
    with unit_of_work(by=borough.who("Sara"), at=now()) as unit:
        meeting = Meeting(
            partnership=borough.partnership,
            forum=borough.board,
            title="Board",
            starts_at=at(0),
            ends_at=at(2),
            papers_due_on=date(2127, 5, 25),
            state=MeetingState.IN_SESSION,
            opened_at=at(0),
            closed_at=closed_at,
        )
        return unit.record("meeting.scheduled", meeting)


def sat(borough: Borough, meeting: Meeting, name: str, since: float, until: float | None) -> None:
    who = borough.actor_id(name)
    with unit_of_work(by=borough.who("Sara"), at=now()) as unit:
        row = Attendance(
            partnership=borough.partnership,
            meeting=meeting,
            member_id=who,
            person_id=who,
            presence=Presence.PRESENT,
            arrived_at=at(since),
            left_at=None if until is None else at(until),
        )
        unit.record("attendance.recorded", row)


def mel(borough: Borough) -> frozenset[UUID]:
    return frozenset({borough.actor_id("Mel")})


NOBODY: Final = frozenset[UUID]()


def test_it_counts_members_and_neither_chair_nor_secretary(knowsley: Borough) -> None:
    assert eligible_at(knowsley.board.id, now()) == mel(knowsley)


def test_it_counts_a_member_from_the_instant_they_are_one(knowsley: Borough) -> None:
    appointment = Appointment.objects.get(role="member")
    since = appointment.starts_at

    assert eligible_at(knowsley.board.id, since - A_MOMENT) == NOBODY
    assert eligible_at(knowsley.board.id, since) == mel(knowsley)


def test_it_counts_a_member_no_more_from_the_instant_they_leave(knowsley: Borough) -> None:
    appointment = Appointment.objects.get(role="member")
    ended = knowsley.act(
        "Ada",
        end_appointment,
        appointment_id=appointment.id,
        version=appointment.version,
        reason="Moved away.",
    ).ends_at

    assert eligible_at(knowsley.board.id, ended - A_MOMENT) == mel(knowsley)
    assert eligible_at(knowsley.board.id, ended) == NOBODY


def test_it_finds_who_was_there(knowsley: Borough) -> None:
    meeting = a_meeting(knowsley)
    sat(knowsley, meeting, "Mel", 0, 1)
    sat(knowsley, meeting, "Mel", 1.5, None)

    there = [present_at(meeting.id, at(hours)) for hours in (0, 1, 1.5, 1000)]

    assert there == [mel(knowsley), NOBODY, mel(knowsley), mel(knowsley)]


def test_it_finds_nobody_there_once_the_meeting_has_closed(knowsley: Borough) -> None:
    meeting = a_meeting(knowsley, closed_at=at(2))
    sat(knowsley, meeting, "Mel", 0, None)

    assert present_at(meeting.id, at(2) - A_MOMENT) == mel(knowsley)
    assert present_at(meeting.id, at(2)) == NOBODY


def test_it_leaves_out_who_is_no_member(knowsley: Borough) -> None:
    meeting = a_meeting(knowsley)
    sat(knowsley, meeting, "Tom", 0, None)

    assert present_at(meeting.id, at(1)) == NOBODY


def declared(borough: Borough, meeting: Meeting, position: int, *, disqualifies: bool) -> UUID:
    """In an item of its own."""
    with unit_of_work(by=borough.who("Sara"), at=now()) as unit:
        item = AgendaItem(
            partnership=borough.partnership,
            meeting=meeting,
            kind=ItemKind.DECISION,
            title="The lease",
            position=position,
        )
        unit.record("agenda_item.added", item)
        interest = Interest(
            partnership=borough.partnership,
            item=item,
            member_id=borough.actor_id("Mel"),
            nature="Owns the building.",
            disqualifies=disqualifies,
            declared_by_id=unit.by.id,
            declared_at=unit.at,
        )
        unit.record("interest.declared", interest)
    return item.id


def test_it_finds_whom_an_interest_keeps_out(knowsley: Borough) -> None:
    meeting = a_meeting(knowsley)

    keeps_out = declared(knowsley, meeting, 1, disqualifies=True)
    merely_told = declared(knowsley, meeting, 2, disqualifies=False)

    assert disqualified_in(keeps_out) == mel(knowsley)
    assert disqualified_in(merely_told) == NOBODY


def test_it_knows_who_may_sit_for_a_member_and_when(knowsley: Borough) -> None:
    pat, today = knowsley.actor_id("Pat"), now()
    knowsley.act(
        "Sara",
        appoint,
        actor_id=pat,
        role="substitute",
        on_id=knowsley.board.id,
        ends_on=today.date() + timedelta(days=7),
        reason="Mel is away.",
        deputy_for=knowsley.actor_id("Mel"),
    )
    of = (knowsley.board.id, knowsley.actor_id("Mel"))

    assert substitutes_of(*of, now()) == {pat}
    assert substitutes_of(*of, today - A_MOMENT) == NOBODY
    assert substitutes_of(*of, today + timedelta(days=9)) == NOBODY
    assert substitutes_of(knowsley.board.id, knowsley.actor_id("Tom"), now()) == NOBODY
