"""How often members come: of the meetings that were held while they were members."""

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

from django.db.models import QuerySet

from backend.forums.models import HELD, Attendance, Forum, Meeting, Presence
from backend.forums.policy import MEMBER
from backend.forums.presence import Stay, stay_of
from backend.people.models import Appointment

# Of several rows of one member at one meeting, the first of these says how they attended.
COUNTS_AS: Final = (Presence.PRESENT, Presence.SUBSTITUTE, Presence.APOLOGIES)


@dataclass(frozen=True)
class MemberRate:
    member_id: UUID
    meetings: int
    in_person: int
    by_substitute: int
    apologies: int
    absent: int

    @property
    def rate(self) -> int | None:
        """In whole percent, a half rounded up; their substitute attends for them."""
        if not self.meetings:
            return None
        attended = self.in_person + self.by_substitute
        return (200 * attended + self.meetings) // (2 * self.meetings)


@dataclass(frozen=True)
class AttendanceRates:
    forum_id: UUID
    meetings: int
    results: list[MemberRate]


def counted_meetings(forum: Forum) -> QuerySet[Meeting]:
    """Held and over: neither cancelled nor still to come."""
    return Meeting.objects.filter(forum=forum, state__in=HELD, opened_at__isnull=False)


def rates_of(forum: Forum, rows: QuerySet[Meeting], at: datetime) -> AttendanceRates:
    """Of whoever is a member now or was at one of `rows`, those of `counted_meetings` or fewer.

    In three statements.
    """
    meetings = list(rows.order_by("opened_at", "id"))
    members = _memberships(forum)
    known = _presences(meetings)
    rates = [_rate(member, terms, meetings, known) for member, terms in sorted(members.items())]
    told = [one for one in rates if one.meetings or _is_member(members[one.member_id], at)]
    return AttendanceRates(forum.id, len(meetings), told)


def _memberships(forum: Forum) -> dict[UUID, list[Stay]]:
    found: dict[UUID, list[Stay]] = defaultdict(list)
    rows = Appointment.objects.filter(
        partnership_id=forum.partnership_id, on_id=forum.id, role=MEMBER
    )
    for actor_id, starts_at, ends_at in rows.values_list("actor_id", "starts_at", "ends_at"):
        found[actor_id].append(Stay(starts_at, ends_at))
    return found


def _is_member(terms: Iterable[Stay], at: datetime) -> bool:
    return any(at in term for term in terms)


def _presences(meetings: list[Meeting]) -> dict[tuple[UUID, UUID], set[str]]:
    """By meeting and member."""
    closed = {meeting.id: meeting.closed_at for meeting in meetings}
    found: dict[tuple[UUID, UUID], set[str]] = defaultdict(set)
    for row in Attendance.objects.filter(meeting__in=closed):
        stay = stay_of(row, closed_at=closed[row.meeting_id])
        # Who left as they arrived, as another took over at once, was not there.
        if stay is None or stay.since in stay:
            found[row.meeting_id, row.member_id].add(row.presence)
    return found


def _rate(
    member_id: UUID,
    terms: list[Stay],
    meetings: list[Meeting],
    known: dict[tuple[UUID, UUID], set[str]],
) -> MemberRate:
    held = [one for one in meetings if one.opened_at and _is_member(terms, one.opened_at)]
    counts = Counter(_counts_as(known.get((one.id, member_id), set())) for one in held)
    return MemberRate(
        member_id,
        meetings=len(held),
        in_person=counts[Presence.PRESENT],
        by_substitute=counts[Presence.SUBSTITUTE],
        apologies=counts[Presence.APOLOGIES],
        absent=counts[Presence.ABSENT],
    )


def _counts_as(presences: set[str]) -> Presence:
    """Of whom nothing is on record was absent."""
    return next((one for one in COUNTS_AS if one in presences), Presence.ABSENT)
