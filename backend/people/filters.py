from backend.api.filters import ChoicesFilter, SearchFilter, StrictFilterSet, TextFilter, UUIDFilter
from backend.people.models import ActorKind, OrganisationKind


class OrganisationFilters(StrictFilterSet):
    reference = TextFilter()
    kind = ChoicesFilter(choices=OrganisationKind.values)
    q = SearchFilter("name")


class PersonFilters(StrictFilterSet):
    organisation = UUIDFilter(field_name="organisation_id")
    actor = UUIDFilter(field_name="actor_id")
    kind = ChoicesFilter(choices=ActorKind.values, field_name="actor__kind")
    q = SearchFilter("name")


class AppointmentFilters(StrictFilterSet):
    actor = UUIDFilter(field_name="actor_id")
    on = UUIDFilter(field_name="on_id")
