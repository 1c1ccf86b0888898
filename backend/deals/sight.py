"""What an organisation's seat at a deal lets those who act for it read."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from typing import Any, Final  # Any: a query of values
from uuid import UUID

from django.db.models import QuerySet, UUIDField

from backend.api.prepared import Given, Prepared
from backend.deals.models import Party


def _present() -> QuerySet[Party, Any]:
    return Party.objects.filter(ended_at=None).order_by().values_list("organisation_id", "deal_id")


# Most act for one.
SEATS: Final = Prepared(lambda: _present().filter(organisation=Given("organisation", UUIDField())))


def audiences_of_parties(organisations: Collection[UUID]) -> dict[UUID, set[str]]:
    """The deals each of them is a party to; a party that left reads no further."""
    found: dict[UUID, set[str]] = defaultdict(set)
    for organisation, deal in _seats_of(organisations):
        found[organisation].add(f"deal:{deal}")
    return found


def _seats_of(organisations: Collection[UUID]) -> Iterable[tuple[UUID, UUID]]:
    if len(organisations) == 1:
        return SEATS(organisation=next(iter(organisations)))
    return _present().filter(organisation__in=organisations)
