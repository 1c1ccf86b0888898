"""Who counts at a meeting, and who sat there at an instant: for attendance, decisions and rates.

Members are named by the ids of their actors. Whoever sat there for a member counts as that member.
"""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Exists, OuterRef, Q

from backend.forums.models import SITTING, Attendance, Interest
from backend.forums.policy import MEMBER, SUBSTITUTE
from backend.people.models import Appointment
from backend.people.models.appointment import AppointmentQuerySet


@dataclass(frozen=True)
class Stay:
    """For `since` ≤ t < `until`; without `until` it has not ended."""

    since: datetime
    until: datetime | None = None

    def __contains__(self, at: datetime) -> bool:
        return self.since <= at and (self.until is None or at < self.until)

    def overlaps(self, other: "Stay") -> bool:
        """One that begins when the other ends does not; nor does one that ended as it began."""
        return _begins_before_end(self, other) and _begins_before_end(other, self)

    def ended_by(self, end: datetime | None) -> "Stay":
        """As it is once the meeting has closed: nobody stays longer than that."""
        if end is None or (self.until is not None and self.until <= end):
            return self
        return Stay(self.since, max(self.since, end))


def _begins_before_end(one: Stay, other: Stay) -> bool:
    if one.until is not None and one.until <= one.since:
        return False
    return other.until is None or one.since < other.until


def stay_of(row: Attendance, *, closed_at: datetime | None) -> Stay | None:
    """None: they did not come. A stay without an end ends with the meeting."""
    if row.arrived_at is None:
        return None
    return Stay(row.arrived_at, row.left_at).ended_by(closed_at)


def members_at(forum_id: UUID, at: datetime) -> AppointmentQuerySet:
    return Appointment.objects.in_force(at).filter(role=MEMBER, on_id=forum_id)


def eligible_at(forum_id: UUID, at: datetime) -> frozenset[UUID]:
    return frozenset(members_at(forum_id, at).values_list("actor_id", flat=True))


def present_at(meeting_id: UUID, at: datetime) -> frozenset[UUID]:
    """Of those eligible then, in one statement."""
    is_member = Appointment.objects.in_force(at).filter(
        role=MEMBER, on_id=OuterRef("meeting__forum_id"), actor_id=OuterRef("member_id")
    )
    # A stay without an end ends with the meeting.
    stays = Q(left_at__gt=at) | Q(left_at=None)
    lasts = Q(meeting__closed_at=None) | Q(meeting__closed_at__gt=at)
    rows = Attendance.objects.filter(
        stays, lasts, Exists(is_member), meeting_id=meeting_id, presence__in=SITTING
    )
    return frozenset(rows.filter(arrived_at__lte=at).values_list("member_id", flat=True))


def disqualified_in(item_id: UUID) -> frozenset[UUID]:
    """Whom a declared interest keeps from its vote and from its quorum."""
    rows = Interest.objects.filter(item_id=item_id, disqualifies=True)
    return frozenset(rows.values_list("member_id", flat=True))


def substitutes_of(forum_id: UUID, member_id: UUID, at: datetime) -> frozenset[UUID]:
    rows = _substitutes(forum_id, at).filter(deputy_for_id=member_id)
    return frozenset(rows.values_list("actor_id", flat=True))


def members_replaced_by(forum_id: UUID, person_id: UUID, at: datetime) -> frozenset[UUID]:
    rows = _substitutes(forum_id, at).filter(actor_id=person_id, deputy_for__isnull=False)
    return frozenset(rows.values_list("deputy_for", flat=True))


def _substitutes(forum_id: UUID, at: datetime) -> AppointmentQuerySet:
    return Appointment.objects.in_force(at).filter(role=SUBSTITUTE, on_id=forum_id)
