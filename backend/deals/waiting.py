"""What waits for whoever owns a commitment, and for whoever judges one."""

from datetime import date
from typing import Final

from django.db.models import QuerySet

from backend.deals.answering import last_day_to_answer
from backend.deals.models import Commitment, CommitmentState, DealState
from backend.deals.policy import REPRESENTATIVE
from backend.people.identity import Identity
from backend.people.waiting import AT_MOST, Waiting

LONGEST_TITLE: Final = 300


def waiting_commitments(identity: Identity, on: date) -> list[Waiting]:
    """One statement for each kind."""
    active = Commitment.objects.visible_to(identity).filter(
        state=CommitmentState.AGREED, ended_at=None, deal__state=DealState.ACTIVE
    )
    found: list[Waiting] = []
    if not identity.audiences.everything:
        due = active.filter(owner_id=identity.id, due_on__lte=on, reported_at=None)
        found += [_told("delivery_to_report", one, one.due_on) for one in _first(due)]
    if judged := identity.objects_held(REPRESENTATIVE):
        reported = active.filter(counterparty__organisation__in=judged, reported_at__isnull=False)
        found += [
            _told("delivery_to_judge", one, last_day_to_answer(one))
            for one in _first(reported.select_related("deal"))
        ]
    return found


def _first(commitments: QuerySet[Commitment]) -> QuerySet[Commitment]:
    return commitments.order_by("due_on", "id")[:AT_MOST]


def _told(kind: str, one: Commitment, due_on: date | None) -> Waiting:
    # A title is shorter than a commitment may be.
    title = one.text[:LONGEST_TITLE]
    return Waiting(kind, Commitment.subject_type, one.id, title, one.reported_at, due_on)
