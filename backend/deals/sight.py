"""What an organisation's seat at a deal lets those who act for it read."""

from collections import defaultdict
from collections.abc import Collection
from uuid import UUID

from backend.deals.models import Party


def audiences_of_parties(organisations: Collection[UUID]) -> dict[UUID, set[str]]:
    """The deals each of them is a party to; a party that left reads no further."""
    seats = Party.objects.filter(organisation__in=organisations, ended_at=None)
    found: dict[UUID, set[str]] = defaultdict(set)
    for organisation, deal in seats.order_by().values_list("organisation_id", "deal_id"):
        found[organisation].add(f"deal:{deal}")
    return found
