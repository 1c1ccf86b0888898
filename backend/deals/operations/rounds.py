"""The clock's daily round of the deals: notices that ran out, silence that became consent, reports
that nobody answered. Each once, however late it runs; deals are locked before what hangs on them.
"""

from datetime import date, datetime, timedelta
from typing import Final

from django.db.models import Exists, OuterRef, Q, QuerySet

from backend.audit.days import day_of
from backend.audit.unit import Unit
from backend.clock.working_days import working_days_after
from backend.deals.facts import Facts
from backend.deals.models import (
    CLOSED,
    Commitment,
    CommitmentState,
    Deal,
    DealState,
    DealVersion,
    Party,
)
from backend.deals.operations.begin import Begun
from backend.deals.operations.consents import activate_if_agreed
from backend.deals.operations.delivery import DAYS_TO_ANSWER, let_stand_unconfirmed
from backend.deals.operations.leaving import depart
from backend.people.policy import Standing

# So that one round is one transaction of some seconds, however long the clock stood still.
MOST_AT_ONCE: Final = 200


def run_deal_round(unit: Unit) -> bool:
    """True when there is more to do at once."""
    due = list(_due(unit).order_by("id").values_list("id", flat=True)[:MOST_AT_ONCE])
    locked = Deal.objects.select_for_update(of=("self",)).filter(id__in=due)
    for deal in locked.order_by("id"):
        conclude_departures(unit, deal=deal)
        conclude_silence(unit, deal=deal)
        conclude_reports(unit, deal=deal)
    return len(due) == MOST_AT_ONCE


def _due(unit: Unit) -> QuerySet[Deal]:
    deals = Deal.objects.filter(partnership_id=unit.by.partnership_id)
    present = Party.objects.filter(deal=OuterRef("id"), ended_at=None)
    leaving = present.filter(leaves_on__lte=unit.on)
    # Their silence would not be enough, however long it lasts: the deal is not due yet.
    waited_for = present.filter(must_sign=True).exclude(agreed_number=OuterRef("current_number"))
    silent = DealVersion.objects.filter(
        deal=OuterRef("id"), number=OuterRef("current_number"), object_by__lt=unit.on
    )
    unanswered = _unanswered(unit).filter(deal=OuterRef("id"))
    return deals.filter(
        Q(Exists(leaving)) & ~Q(state__in=CLOSED)
        | Q(Exists(silent), ~Exists(waited_for), state=DealState.SIGNING)
        | Q(Exists(unanswered), state=DealState.ACTIVE)
    )


def _unanswered(unit: Unit) -> QuerySet[Commitment]:
    """Reported long enough ago that the time to answer may have run out."""
    longest_ago = unit.at - timedelta(days=DAYS_TO_ANSWER)
    return Commitment.objects.filter(
        state=CommitmentState.AGREED, ended_at=None, reported_at__lte=longest_ago
    )


def conclude_departures(unit: Unit, *, deal: Deal) -> None:
    """Internal: the deal is locked."""
    for party in Party.objects.filter(deal=deal, ended_at=None, leaves_on__lte=unit.on):
        if deal.is_closed:
            # Whoever left before it took the deal with them.
            return
        start = Begun(deal, Facts(deal), Standing("", None))
        depart(unit, start=start, party=party, org=None, reason="The notice has run out.")


def conclude_silence(unit: Unit, *, deal: Deal) -> None:
    """Internal: the deal is locked."""
    if deal.state == DealState.SIGNING:
        activate_if_agreed(unit, deal=deal, seats=Facts(deal).seats, org=None)


def conclude_reports(unit: Unit, *, deal: Deal) -> None:
    """Internal: the deal is locked."""
    if deal.state != DealState.ACTIVE:
        return
    rows = _unanswered(unit).filter(deal=deal).select_related("party__organisation")
    for commitment in rows.order_by("id"):
        if unit.on > last_day_to_answer(commitment.reported_at):
            commitment.deal = deal
            let_stand_unconfirmed(unit, commitment=commitment)


def last_day_to_answer(reported_at: datetime | None) -> date:
    assert reported_at is not None, "only what was reported is answered"
    return working_days_after(day_of(reported_at), DAYS_TO_ANSWER)
