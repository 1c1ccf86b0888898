from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

from backend.audit.unit import Unit
from backend.errors import Conflict, Fault, InputRefused
from backend.forums.models import SITTING, Attendance, Meeting, MeetingState
from backend.forums.operations.convening import Convened, convened
from backend.forums.operations.sittings import refuse_unless
from backend.forums.presence import Stay, eligible_at, stay_of, substitutes_of

UNKNOWN_MEMBER: Final = "No member of this forum has this id then. Check it."


class AlreadyThere(Conflict):
    """The member came to this meeting, themselves or by a substitute."""

    code = "already_there"
    remedy = "Say when they left, or that another sits there now."


class AttendanceRepeated(Conflict):
    """This is what is on record of the member already."""

    code = "attendance_repeated"


@dataclass(frozen=True)
class Register:
    """What is on record of one member at one meeting, which is locked with its forum."""

    meeting: Meeting
    member_id: UUID
    rows: tuple[Attendance, ...]

    @property
    def stays(self) -> list[Attendance]:
        return [row for row in self.rows if row.presence in SITTING]

    @property
    def sitting(self) -> Attendance | None:
        """The stay that has not ended."""
        return next((row for row in self.stays if row.left_at is None), None)

    @property
    def missing(self) -> Attendance | None:
        """That they did not come: then there is nothing else of them."""
        return next((row for row in self.rows if row.presence not in SITTING), None)

    def new_row(self) -> Attendance:
        """Not saved."""
        return Attendance(
            partnership_id=self.meeting.partnership_id,
            audience=self.meeting.audience,
            meeting=self.meeting,
            member_id=self.member_id,
        )


def record_attendance(
    unit: Unit,
    *,
    meeting_id: UUID,
    member_id: UUID,
    presence: str,
    person_id: UUID | None = None,
    arrived_at: datetime | None = None,
    left_at: datetime | None = None,
) -> Attendance:
    """A stay of a member or of their substitute, its end, or that nobody came. `person_id` is of
    the substitute alone.
    """
    start = convened(unit, operation="record_attendance", meeting_id=meeting_id)
    refuse_unless(start.meeting, [MeetingState.IN_SESSION], "record who attends it")
    register = _register(start.meeting, member_id)
    if presence not in SITTING:
        return _miss(unit, start, register, presence)
    person_id = person_id or member_id
    there = register.sitting
    if there is not None and there.person_id == person_id:
        if left_at is None:
            raise AlreadyThere("They are there already. Say when they leave.")
        if arrived_at in (None, there.arrived_at):
            return _leave(unit, start, there, left_at)
    if left_at is not None and arrived_at is None:
        sentence = "They do not sit there now: enter when they arrived, too."
        raise InputRefused([Fault("required", sentence, "#/arrived_at")])
    stay = Stay(arrived_at or unit.at, left_at)
    _refuse_faults(_faults_of_times(start.meeting, stay, unit.at))
    _refuse_faults(_faults_of_people(start.meeting, member_id, person_id, stay.since))
    return _sit(unit, start, register, presence, person_id, stay)


def _register(meeting: Meeting, member_id: UUID) -> Register:
    rows = Attendance.objects.filter(meeting=meeting, member_id=member_id).select_related("meeting")
    return Register(meeting, member_id, tuple(rows.order_by("arrived_at", "id")))


def _miss(unit: Unit, start: Convened, register: Register, presence: str) -> Attendance:
    """They sent apologies, or did not."""
    if register.member_id not in eligible_at(start.meeting.forum_id, unit.at):
        raise InputRefused([Fault("unknown_reference", UNKNOWN_MEMBER, "#/member")])
    if register.stays:
        raise AlreadyThere("They were there, so they are not missing. Say when they left instead.")
    row = register.missing or register.new_row()
    if row.presence == presence:
        raise AttendanceRepeated("This is on record of them already.")
    row.presence = presence
    return _keep(unit, start, row)


def _leave(unit: Unit, start: Convened, there: Attendance, left_at: datetime) -> Attendance:
    assert there.arrived_at is not None, "somebody sits there"
    stay = Stay(there.arrived_at, left_at)
    _refuse_faults(_faults_of_times(start.meeting, stay, unit.at))
    return _end(unit, start, there, left_at)


def _sit(
    unit: Unit,
    start: Convened,
    register: Register,
    presence: str,
    person_id: UUID,
    stay: Stay,
) -> Attendance:
    left = _leaving_for(register.sitting, person_id, stay)
    _refuse_faults(_faults_of_overlaps(register, left, person_id, stay))
    if left is not None:
        _end(unit, start, left, stay.since)
    # Whoever was missing and came after all has come: one row tells one thing of a member.
    row = register.missing or register.new_row()
    row.presence, row.person_id = presence, person_id
    row.arrived_at, row.left_at = stay.since, stay.until
    return _keep(unit, start, row)


def _leaving_for(there: Attendance | None, person_id: UUID, stay: Stay) -> Attendance | None:
    """A hand-over: whoever sat there leaves as the other comes."""
    if there is None or there.person_id == person_id:
        return None
    assert there.arrived_at is not None, "somebody sits there"
    return there if there.arrived_at <= stay.since else None


def _keep(unit: Unit, start: Convened, row: Attendance) -> Attendance:
    return unit.record("attendance.recorded", row, org=start.standing.org)


def _end(unit: Unit, start: Convened, row: Attendance, left_at: datetime) -> Attendance:
    row.left_at = left_at
    return unit.record("attendance.ended", row, org=start.standing.org)


def _refuse_faults(faults: Iterable[Fault]) -> None:
    """Raises InputRefused."""
    found = list(faults)
    if found:
        raise InputRefused(found)


def _faults_of_times(meeting: Meeting, stay: Stay, at: datetime) -> Iterator[Fault]:
    assert meeting.opened_at is not None, "it is in session"
    if stay.since < meeting.opened_at:
        sentence = "Enter a time at or after the meeting was opened."
        yield Fault("out_of_range", sentence, "#/arrived_at")
    if stay.since > at:
        sentence = "Enter a time that has come: who comes later is recorded then."
        yield Fault("in_the_future", sentence, "#/arrived_at")
    if stay.until is not None and stay.until > at:
        sentence = "Enter a time that has come: who leaves later is recorded then."
        yield Fault("in_the_future", sentence, "#/left_at")
    if stay.until is not None and stay.until < stay.since:
        sentence = "Enter a time at or after they arrived."
        yield Fault("ends_before_start", sentence, "#/left_at")


def _faults_of_people(
    meeting: Meeting, member_id: UUID, person_id: UUID, at: datetime
) -> Iterator[Fault]:
    if member_id not in eligible_at(meeting.forum_id, at):
        yield Fault("unknown_reference", UNKNOWN_MEMBER, "#/member")
    elif person_id != member_id and person_id not in substitutes_of(
        meeting.forum_id, member_id, at
    ):
        sentence = "This person is not a substitute of the member then. Appoint them as one first."
        yield Fault("not_a_substitute", sentence, "#/person")


def _faults_of_overlaps(
    register: Register, leaving: Attendance | None, person_id: UUID, stay: Stay
) -> Iterator[Fault]:
    others = [row for row in register.stays if row is not leaving]
    if _any_overlaps(others, stay):
        sentence = "The member was there for a part of that time. Enter another."
        yield Fault("overlaps", sentence, "#/arrived_at")
    elsewhere = Attendance.objects.filter(meeting=register.meeting, person_id=person_id)
    # Nobody sits on two chairs: they would count twice.
    if _any_overlaps(elsewhere.exclude(member_id=register.member_id), stay):
        sentence = "This person sat there for another member then. Say first when they left."
        pointer = "#/member" if person_id == register.member_id else "#/person"
        yield Fault("overlaps", sentence, pointer)


def _any_overlaps(rows: Iterable[Attendance], stay: Stay) -> bool:
    known = (stay_of(row, closed_at=None) for row in rows)
    return any(one is not None and one.overlaps(stay) for one in known)
