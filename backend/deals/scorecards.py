"""What an organisation promised in deals and what became of it, in numbers.

Nothing is shown of fewer than five commitments: one alone would name whoever is behind it.
"""

from dataclasses import dataclass
from datetime import date
from typing import Final

from django.db.models import Count, F, Q, QuerySet

from backend.deals.answering import out_of_time
from backend.deals.models import RESULTS, Commitment, CommitmentState, Verdict
from backend.people.identity import PARTNERSHIP_AUDIENCE
from backend.people.models import Organisation

LEAST_SHOWN: Final = 5


@dataclass(frozen=True)
class Scorecard:
    organisation_id: object
    as_of: date
    is_withheld: bool
    due: int | None = None
    kept: int | None = None
    partly_kept: int | None = None
    not_kept: int | None = None
    late: int | None = None
    disputed: int | None = None
    unanswered: int | None = None


def counting(organisation: Organisation) -> QuerySet[Commitment]:
    """Its own, once agreed, that everyone of the partnership may read. What was released is owed
    no more, and what its own conditions failed is not held against it.
    """
    return Commitment.objects.filter(
        party__organisation=organisation,
        audience=PARTNERSHIP_AUDIENCE,
        deal__audience=PARTNERSHIP_AUDIENCE,
        state__in=(CommitmentState.AGREED, *RESULTS),
        condition_unmet_at=None,
        ended_at=None,
    )


def scorecard_of(organisation: Organisation, rows: QuerySet[Commitment], on: date) -> Scorecard:
    """`rows` are those of `counting`, or fewer. In one statement."""
    due = rows.filter(Q(due_on__lt=on) | Q(state__in=RESULTS))
    late = Q(reported_at__date__gt=F("due_on")) | Q(reported_at=None)
    unanswered = Q(verdict=Verdict.UNCONFIRMED) | out_of_time(on)
    figures = due.aggregate(
        due=Count("id"),
        kept=Count("id", filter=Q(state=CommitmentState.KEPT)),
        partly_kept=Count("id", filter=Q(state=CommitmentState.PARTLY_KEPT)),
        not_kept=Count("id", filter=Q(state=CommitmentState.NOT_KEPT)),
        late=Count("id", filter=late),
        disputed=Count("id", filter=Q(verdict=Verdict.DISPUTED)),
        unanswered=Count("id", filter=unanswered),
    )
    if figures["due"] < LEAST_SHOWN:
        return Scorecard(organisation.id, on, is_withheld=True)
    return Scorecard(organisation.id, on, is_withheld=False, **figures)
