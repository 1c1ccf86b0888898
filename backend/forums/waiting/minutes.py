"""What waits for secretaries and chairs once a meeting is over."""

from collections.abc import Collection
from datetime import date
from uuid import UUID

from backend.forums.models import Meeting, MeetingState
from backend.forums.policy import CHAIR, SECRETARY
from backend.people.identity import Identity
from backend.people.waiting import AT_MOST, Waiting


def waiting_minutes(identity: Identity, on: date) -> list[Waiting]:
    """One statement for each of the two roles, and none for whoever holds neither."""
    written, approved = identity.objects_held(SECRETARY), identity.objects_held(CHAIR)
    found: list[Waiting] = []
    if written:
        # Until they are circulated, whether a part of them is written or not.
        found += _meetings(identity, "minutes_to_write", MeetingState.CLOSED, written)
    if approved:
        found += _meetings(
            identity, "minutes_to_approve", MeetingState.MINUTES_CIRCULATED, approved
        )
    return found


def _meetings(
    identity: Identity, kind: str, state: MeetingState, forums: Collection[UUID]
) -> list[Waiting]:
    since = "closed_at" if state == MeetingState.CLOSED else "circulated_at"
    rows = Meeting.objects.visible_to(identity).filter(state=state, forum__in=forums)
    return [
        Waiting(kind, Meeting.subject_type, one.id, one.title, getattr(one, since))
        for one in rows.order_by(since, "id")[:AT_MOST]
    ]
