from backend.api.filters import (
    BooleanFilter,
    ChoicesFilter,
    StrictFilterSet,
    TextFilter,
    UUIDFilter,
)
from backend.sync.models import (
    GOVERNED,
    ConflictState,
    DeliveryState,
    EndpointState,
    ImportState,
    Meaning,
)


class SourceFilters(StrictFilterSet):
    organisation = UUIDFilter(field_name="organisation_id")
    ended = BooleanFilter(field_name="ended_at", lookup_expr="isnull", exclude=True)


class StatusMappingFilters(StrictFilterSet):
    means = ChoicesFilter(choices=Meaning.values)


class ReferenceFilters(StrictFilterSet):
    external_id = TextFilter()
    action = UUIDFilter(field_name="action_id")

    instants = ("synced_at",)


class ImportFilters(StrictFilterSet):
    state = ChoicesFilter(choices=ImportState.values, field_name="progress__state")
    submitted_by = UUIDFilter(field_name="submitted_by_id")

    instants = ("submitted_at",)


class ConflictFilters(StrictFilterSet):
    state = ChoicesFilter(choices=ConflictState.values)
    field = ChoicesFilter(choices=[one.value for one in GOVERNED])
    action = UUIDFilter(field_name="reference__action_id")
    source = TextFilter(field_name="reference__source__slug")

    instants = ("raised_at",)


class WebhookEndpointFilters(StrictFilterSet):
    state = ChoicesFilter(choices=EndpointState.values)
    organisation = UUIDFilter(field_name="organisation_id")
    owner = UUIDFilter(field_name="owner_id")


class WebhookDeliveryFilters(StrictFilterSet):
    state = ChoicesFilter(choices=DeliveryState.values)
    event = UUIDFilter()
