"""How long a counterparty has to judge a report: counted once, for the clock and for scorecards."""

from datetime import date, datetime, time, timedelta
from typing import Final

from django.db.models import Q

from backend.audit.days import HOME, day_of
from backend.clock.working_days import working_days_after
from backend.deals.models import Commitment, CommitmentState, DealState

# Working days; then the owner's word stands, unconfirmed.
DAYS_TO_ANSWER: Final = 20


def last_day_to_answer(commitment: Commitment) -> date:
    """While an amendment is being signed nobody can answer: the time starts anew when the deal is
    active again. `commitment.deal` is loaded.
    """
    activated_at = commitment.deal.activated_at
    assert activated_at is not None, "only what was agreed is reported"
    began_at = max(commitment.reported_at or activated_at, activated_at)
    return working_days_after(day_of(began_at), DAYS_TO_ANSWER)


def out_of_time(on: date) -> Q:
    """Of commitments: reported, not answered while they could be, and the last day has passed."""
    before = _end_of(_last_day_out_of_time(on))
    return Q(
        state=CommitmentState.AGREED,
        ended_at=None,
        deal__state=DealState.ACTIVE,
        reported_at__lt=before,
        deal__activated_at__lt=before,
    )


def _last_day_out_of_time(on: date) -> date:
    """The latest day on which a report must have come to be out of time by now."""
    day = on - timedelta(days=DAYS_TO_ANSWER)
    while working_days_after(day, DAYS_TO_ANSWER) >= on:
        day -= timedelta(days=1)
    return day


def _end_of(day: date) -> datetime:
    return datetime.combine(day + timedelta(days=1), time(), tzinfo=HOME)
