"""The clock's daily round of the deals: notices that ran out, silence that became consent, reports
that nobody answered. Each once, however late it runs; deals are locked before what hangs on them.
"""

from typing import Final

from django.db.models import Exists, OuterRef, Q, QuerySet

from backend.audit.unit import Unit
from backend.deals.answering import out_of_time
from backend.deals.facts import Facts
from backend.deals.models import CLOSED, Commitment, Deal, DealState, DealVersion, Party
from backend.deals.operations.consents import activate_if_agreed
from backend.deals.operations.delivery import let_stand_unconfirmed
from backend.deals.operations.leaving import depart

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
    """Exactly those with something to conclude: what stayed due after a round would come back at
    once, for ever.
    """
    deals = Deal.objects.filter(partnership_id=unit.by.partnership_id).exclude(state__in=CLOSED)
    seats = Party.objects.filter(deal=OuterRef("id"), ended_at=None)
    silent = DealVersion.objects.filter(
        deal=OuterRef("id"), number=OuterRef("current_number"), object_by__lt=unit.on
    )
    unsigned = seats.filter(must_sign=True).exclude(agreed_number=OuterRef("current_number"))
    unanswered = Commitment.objects.filter(out_of_time(unit.on), deal=OuterRef("id"))
    return deals.filter(
        Q(Exists(seats.filter(leaves_on__lte=unit.on)))
        | Q(Exists(silent), ~Exists(unsigned), state=DealState.SIGNING)
        | Q(Exists(unanswered))
    )


def conclude_departures(unit: Unit, *, deal: Deal) -> None:
    """Internal: the deal is locked."""
    leaving = Party.objects.filter(deal=deal, ended_at=None, leaves_on__lte=unit.on)
    for party in leaving.order_by("id"):
        # One who left may have ended the deal for all.
        if not deal.is_closed:
            left = Facts(deal)
            depart(unit, facts=left, party=party, org=None, reason="The notice has run out.")


def conclude_silence(unit: Unit, *, deal: Deal) -> None:
    """Internal: the deal is locked."""
    if deal.state == DealState.SIGNING:
        activate_if_agreed(unit, deal=deal, seats=Facts(deal).seats, org=None)


def conclude_reports(unit: Unit, *, deal: Deal) -> None:
    """Internal: the deal is locked."""
    rows = Commitment.objects.filter(out_of_time(unit.on), deal=deal)
    for commitment in rows.select_related("party__organisation").order_by("id"):
        commitment.deal = deal
        let_stand_unconfirmed(unit, commitment=commitment)
