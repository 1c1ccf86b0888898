from typing import Any, Final  # Any: django-filter has no types

from django.db.models import QuerySet

from backend.api.filters import ChoicesFilter, PatternFilter, StrictFilterSet, UUIDFilter
from backend.forums.models import PERIOD, AssuranceState, Level

A_QUARTER: Final = "a quarter of a year, such as 2026-Q4"


class PeriodFilter(PatternFilter):
    def __init__(self, **kwargs: Any) -> None:  # Any: django-filter's own
        super().__init__(pattern=PERIOD, form=A_QUARTER, **kwargs)


class AssuranceFilters(StrictFilterSet):
    priority = UUIDFilter(field_name="priority_id")
    period = PeriodFilter()
    level = ChoicesFilter(choices=Level.values)
    state = ChoicesFilter(choices=AssuranceState.values)
    forum = UUIDFilter(
        field_name="received_at_meeting__forum_id",
        label="Of those received, at a meeting of this Board.",
    )


class OfAPeriod(PeriodFilter):
    """Leaves no priority out: it says for which quarter each is told."""

    def filter(self, rows: QuerySet[Any], value: object) -> QuerySet[Any]:
        return rows


class AssuranceStatusFilters(StrictFilterSet):
    period = OfAPeriod(label="The quarter of the calendar; the last that has ended, unless said.")
