"""Who reads a deal follows its state: while it is made only its parties do."""

from collections.abc import Collection, Iterator
from typing import Any  # rows of every kind that belongs to a deal
from uuid import UUID

from backend.audit.models import Recorded
from backend.audit.unit import Unit
from backend.deals.models import (
    SPOKEN_FOR,
    ActionLink,
    Cohort,
    Commitment,
    Deal,
    DealVersion,
    Grant,
    GrantState,
    Party,
    PrincipleLink,
    Signature,
)
from backend.deals.operations.telling import holders_on
from backend.people.models import Appointment


def follow_audience(unit: Unit, *, deal: Deal) -> None:
    """Internal: part of calling for signatures and of declining, after the deal was recorded. What
    people contributed stays among the parties; so does what was withdrawn before it was agreed.
    """
    if deal.audience == "partnership":
        for row in _parts(deal, ended_at=None):
            row.audience = deal.audience
            unit.record("deal.part_disclosed", row, told=_told(unit, row))
        return
    # What ended while everyone could read it goes out of sight with the rest. Not so money that was
    # approved: it is the fund's as much as the deal's, and has to be paid and accounted for.
    for row in _parts(deal):
        if not (isinstance(row, Grant) and row.state in SPOKEN_FOR):
            row.audience = deal.audience
            unit.record("deal.part_withheld", row)


def _told(unit: Unit, row: Recorded) -> Collection[UUID]:
    """Who can decide on an application from now on: when it was made it was hidden from them."""
    if isinstance(row, Grant) and row.state == GrantState.APPLIED:
        return holders_on(unit, objects=[row.fund_id])
    return ()


def _parts(deal: Deal, **only: None) -> Iterator[Recorded]:
    of_the_deal: tuple[Any, ...] = (
        Party.objects.filter(deal=deal, **only),
        PrincipleLink.objects.filter(deal=deal, **only),
        ActionLink.objects.filter(deal=deal, **only),
        Commitment.objects.filter(deal=deal, **only),
        Cohort.objects.filter(commitment__deal=deal),
        DealVersion.objects.filter(deal=deal),
        Signature.objects.filter(deal_version__deal=deal),
        Grant.objects.filter(deal=deal),
        Appointment.objects.filter(on_id=deal.id),
    )
    for rows in of_the_deal:
        # Locked: the clock counts a cohort without its deal.
        locked = rows.exclude(audience=deal.audience).select_for_update(of=("self",), no_key=True)
        yield from locked.order_by("id")
