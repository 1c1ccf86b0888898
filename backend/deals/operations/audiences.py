"""Who reads a deal follows its state: while it is made only its parties do."""

from collections.abc import Iterator
from typing import Any  # rows of every kind that belongs to a deal

from backend.audit.models import Recorded
from backend.audit.unit import Unit
from backend.deals.models import (
    ActionLink,
    Cohort,
    Commitment,
    Deal,
    DealVersion,
    Grant,
    PrincipleLink,
    Signature,
)
from backend.people.models import Appointment


def follow_audience(unit: Unit, *, deal: Deal) -> None:
    """Internal: part of calling for signatures and of declining, after the deal was recorded. What
    people contributed stays among the parties; so does what was withdrawn before it was agreed.
    """
    for row in _parts(deal):
        row.audience = deal.audience
        if deal.audience == "partnership":
            unit.record("deal.part_disclosed", row)
        else:
            unit.record("deal.part_withheld", row)


def _parts(deal: Deal) -> Iterator[Recorded]:
    of_the_deal: tuple[Any, ...] = (
        PrincipleLink.objects.filter(deal=deal, ended_at=None),
        ActionLink.objects.filter(deal=deal, ended_at=None),
        Commitment.objects.standing().filter(deal=deal),
        Cohort.objects.filter(commitment__deal=deal),
        DealVersion.objects.filter(deal=deal),
        Signature.objects.filter(deal_version__deal=deal),
        Grant.objects.filter(deal=deal),
        Appointment.objects.filter(on_id=deal.id),
    )
    for rows in of_the_deal:
        yield from rows.exclude(audience=deal.audience).order_by("id")
