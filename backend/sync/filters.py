from backend.api.filters import ChoicesFilter, StrictFilterSet, UUIDFilter
from backend.sync.models import DeliveryState, EndpointState


class WebhookEndpointFilters(StrictFilterSet):
    state = ChoicesFilter(choices=EndpointState.values)
    organisation = UUIDFilter(field_name="organisation_id")
    owner = UUIDFilter(field_name="owner_id")


class WebhookDeliveryFilters(StrictFilterSet):
    state = ChoicesFilter(choices=DeliveryState.values)
    event = UUIDFilter()
