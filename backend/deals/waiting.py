"""What waits for whoever owns a commitment, and for whoever judges one."""

from datetime import date
from typing import Final

from django.db.models import Q

from backend.deals.answering import last_day_to_answer
from backend.deals.models import Commitment, CommitmentState, DealState
from backend.deals.policy import REPRESENTATIVE
from backend.people.identity import Identity
from backend.people.waiting import AT_MOST, Waiting

LONGEST_TITLE: Final = 300


def waiting_commitments(identity: Identity, on: date) -> list[Waiting]:
    """One statement for both kinds: what was reported waits for its judge alone."""
    owned = Q(owner_id=identity.id, due_on__lte=on, reported_at=None)
    judges = identity.objects_held(REPRESENTATIVE)
    judged = Q(counterparty__organisation__in=judges, reported_at__isnull=False)
    if identity.audiences.everything:
        # Who examines the record adds nothing to it, even where they are named.
        return []
    rows = Commitment.objects.visible_to(identity).filter(
        owned | judged,
        state=CommitmentState.AGREED,
        ended_at=None,
        deal__state=DealState.ACTIVE,
    )
    return [_told(one) for one in rows.select_related("deal").order_by("due_on", "id")[:AT_MOST]]


def _told(one: Commitment) -> Waiting:
    is_reported = one.reported_at is not None
    return Waiting(
        "delivery_to_judge" if is_reported else "delivery_to_report",
        Commitment.subject_type,
        one.id,
        # A title is shorter than a commitment may be.
        one.text[:LONGEST_TITLE],
        one.reported_at,
        last_day_to_answer(one) if is_reported else one.due_on,
    )
