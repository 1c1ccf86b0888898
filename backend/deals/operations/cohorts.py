"""Residents who join a commitment without saying who they are, and leave it when they like.

Of both nothing stands in the log: no entry, no time, no request. What is recorded is how many
tokens were issued and, once an hour, how many residents stand behind the commitment.
"""

import secrets
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID, uuid4

from django.db.models import F, Q, QuerySet
from django.db.models.lookups import Exact

from backend.audit.unit import Unit
from backend.deals.models import (
    Cohort,
    CohortSeat,
    CohortToken,
    Commitment,
    CommitmentState,
    DealState,
    PartyKind,
)
from backend.deals.operations.commitments import refuse_closed
from backend.deals.operations.opening import locked_commitment, refuse_unless
from backend.deals.policy import require_on_commitment
from backend.deals.residents import with_seats
from backend.errors import Conflict
from backend.people.operations.credentials import digest_of

TOKEN_PREFIX: Final = "acj_"  # noqa: S105 - what every token begins with, so that leaks are found
LEAVE_PREFIX: Final = "acl_"
# So that one count is one transaction of some seconds.
MOST_AT_ONCE: Final = 200


class NotACohort(Conflict):
    """The commitment is not that of a resident cohort."""

    code = "not_a_cohort"


class CohortTokenRefused(Conflict):
    """The token or the leave code is unknown or used, or the deal is not active."""

    code = "cohort_token_refused"
    title = "This code does nothing, or nothing any more"
    remedy = "Ask whoever gave it to you for a new one."

    def __init__(self) -> None:
        # One sentence for all of them: which it is would tell whether somebody joined.
        super().__init__(
            "This code is unknown or was used, or its deal is not active now. "
            "Ask whoever gave it to you."
        )


@dataclass(frozen=True)
class IssuedCohortTokens:
    """The tokens themselves, which are shown now and never again."""

    cohort: Cohort
    tokens: list[str]


@dataclass(frozen=True)
class JoinedCohort:
    """The only thing that finds the seat again; shown now and never again."""

    leave_code: str


def issue_cohort_tokens(unit: Unit, *, commitment_id: UUID, count: int) -> IssuedCohortTokens:
    commitment = locked_commitment(unit, commitment_id=commitment_id)
    standing = require_on_commitment(unit.by, "issue_cohort_tokens", commitment)
    refuse_unless(commitment.deal, [DealState.ACTIVE], "issue tokens")
    refuse_closed(commitment)
    if commitment.party.kind != PartyKind.RESIDENT_COHORT:
        raise NotACohort(
            "Only a commitment of a resident cohort has tokens. Name one of its commitments."
        )
    cohort = _cohort_of(commitment)
    cohort.tokens_issued += count
    unit.record("cohort.tokens_issued", cohort, org=standing.org, count=count)
    tokens = [TOKEN_PREFIX + secrets.token_urlsafe(32) for _ in range(count)]
    _keep_digests(cohort, tokens)
    return IssuedCohortTokens(cohort, tokens)


def _cohort_of(commitment: Commitment) -> Cohort:
    known = Cohort.objects.select_for_update(of=("self",)).filter(commitment=commitment).first()
    return known or Cohort(
        partnership_id=commitment.partnership_id,
        audience=commitment.audience,
        commitment=commitment,
    )


def _keep_digests(cohort: Cohort, tokens: list[str]) -> None:
    # By chance alone: the ids of everything else begin with a time.
    fresh = [CohortToken(id=uuid4(), cohort=cohort, digest=digest_of(one)) for one in tokens]
    CohortToken.objects.bulk_create(fresh)


def join_cohort(unit: Unit, *, token: str) -> JoinedCohort:
    """While the commitment may still be kept. Raises CohortTokenRefused."""
    digest = digest_of(token)
    cohort = _joinable().filter(tokens__digest=digest).first()
    if cohort is None:
        raise CohortTokenRefused
    # One statement on the token's own columns decides between two who send it at once.
    if CohortToken.objects.filter(digest=digest, is_used=False).update(is_used=True) != 1:
        raise CohortTokenRefused
    leave_code = LEAVE_PREFIX + secrets.token_urlsafe(32)
    CohortSeat.objects.create(id=uuid4(), cohort=cohort, leave_digest=digest_of(leave_code))
    return JoinedCohort(leave_code)


def _joinable() -> QuerySet[Cohort]:
    return Cohort.objects.filter(
        commitment__deal__state=DealState.ACTIVE,
        commitment__state=CommitmentState.AGREED,
        commitment__ended_at=None,
    )


def leave_cohort(unit: Unit, *, leave_code: str) -> None:
    """At any time, whatever became of the deal. Raises CohortTokenRefused."""
    seats = CohortSeat.objects.filter(leave_digest=digest_of(leave_code), has_left=False)
    if seats.update(has_left=True) != 1:
        raise CohortTokenRefused


def count_cohorts(unit: Unit) -> bool:
    """The clock's, once an hour. True when there is more to count at once."""
    due = list(_to_count(unit).order_by("id")[:MOST_AT_ONCE])
    locked = Cohort.objects.select_for_update(of=("self",)).filter(id__in=[one.id for one in due])
    held = {one.id: one for one in locked.order_by("id")}
    for counted in due:
        cohort = held[counted.id]
        cohort.counted, cohort.counted_at = counted.seats_taken, unit.at  # type: ignore[attr-defined]  # with_seats
        unit.record("cohort.counted", cohort, org=None)
    return len(due) == MOST_AT_ONCE


def _to_count(unit: Unit) -> QuerySet[Cohort]:
    """Where the number is another than at the last count, and that was not within this hour."""
    before = Q(counted_at=None) | Q(counted_at__lt=_full_hour(unit.at))
    rows = with_seats(Cohort.objects.filter(before, partnership_id=unit.by.partnership_id))
    # Spelled as an expression, since the name is known only to the rows.
    return rows.exclude(Exact(F("seats_taken"), F("counted")))


def _full_hour(at: datetime) -> datetime:
    return at.replace(minute=0, second=0, microsecond=0)
