from typing import Any  # django-filter has no types

from django.db.models import Q, QuerySet

from backend.api.filters import ChoicesFilter, SearchFilter, StrictFilterSet, TextFilter, UUIDFilter
from backend.people.models import ActorKind, ClientKind, OrganisationKind


class OrganisationFilters(StrictFilterSet):
    reference = TextFilter()
    kind = ChoicesFilter(choices=OrganisationKind.values)
    q = SearchFilter("name")


class EitherSideFilter(UUIDFilter):
    """Whether it came before or after."""

    def filter(self, rows: QuerySet[Any], value: object) -> QuerySet[Any]:
        if value is None:
            return rows
        return rows.filter(Q(predecessor_id=value) | Q(successor_id=value))


class SuccessionFilters(StrictFilterSet):
    organisation = EitherSideFilter()


class PersonFilters(StrictFilterSet):
    organisation = UUIDFilter(field_name="organisation_id")
    actor = UUIDFilter(field_name="actor_id")
    kind = ChoicesFilter(choices=ActorKind.values, field_name="actor__kind")
    q = SearchFilter("name")


class AppointmentFilters(StrictFilterSet):
    actor = UUIDFilter(field_name="actor_id")
    on = UUIDFilter(field_name="on_id")


class ClientFilters(StrictFilterSet):
    kind = ChoicesFilter(choices=ClientKind.values)
    profile = UUIDFilter(field_name="profile_id")
