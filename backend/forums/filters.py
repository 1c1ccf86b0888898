from collections.abc import Mapping

from backend.api.filters import (
    BooleanFilter,
    ChoicesFilter,
    DateFilter,
    StrictFilter,
    StrictFilterSet,
    UUIDFilter,
)
from backend.forums.models import Presence


class AttendanceFilters(StrictFilterSet):
    member = UUIDFilter(field_name="member_id")
    person = UUIDFilter(field_name="person_id")
    presence = ChoicesFilter(choices=Presence.values)


class AttendanceRateFilters(StrictFilterSet):
    @classmethod
    def get_filters(cls) -> Mapping[str, StrictFilter]:
        # `from` is no name in Python.
        return {
            "from": DateFilter(
                field_name="opened_at__date",
                lookup_expr="gte",
                label="Only meetings of this day or later.",
            ),
            "to": DateFilter(
                field_name="opened_at__date",
                lookup_expr="lte",
                label="Only meetings of this day or earlier.",
            ),
        }


class InterestFilters(StrictFilterSet):
    member = UUIDFilter(field_name="member_id")
    disqualifies = BooleanFilter()


class MinutesFilters(StrictFilterSet):
    restricted = BooleanFilter()


class MinutesCorrectionFilters(StrictFilterSet):
    signed_by = UUIDFilter(field_name="signed_by_id")
