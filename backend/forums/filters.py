from collections.abc import Mapping
from typing import Any, Final  # Any: django-filter has no types

from django.db.models import QuerySet

from backend.actions.filters import DocumentedFilters
from backend.api.filters import (
    BooleanFilter,
    ChoicesFilter,
    DateFilter,
    PatternFilter,
    StrictFilter,
    StrictFilterSet,
    TextFilter,
    UUIDFilter,
)
from backend.forums.models import (
    PERIOD,
    AssuranceState,
    ForumKind,
    ItemKind,
    Level,
    MeetingState,
    Presence,
)

A_QUARTER: Final = "a quarter of a year, such as 2026-Q4"


class ForumFilters(DocumentedFilters):
    kind = ChoicesFilter(choices=ForumKind.values)
    parent = UUIDFilter(field_name="parent_id")
    code = TextFilter()


class SeatFilters(DocumentedFilters):
    organisation = UUIDFilter(field_name="organisation_id")
    ended = BooleanFilter(field_name="ended_at", lookup_expr="isnull", exclude=True)


class ForumMeetingFilters(StrictFilterSet):
    state = ChoicesFilter(choices=MeetingState.values)
    series = UUIDFilter()

    instants = ("starts_at",)


class MeetingFilters(ForumMeetingFilters):
    forum = UUIDFilter(field_name="forum_id")


class AgendaItemFilters(StrictFilterSet):
    """None tells what is restricted: of what is hidden nothing is counted, whatever is asked."""

    kind = ChoicesFilter(choices=ItemKind.values)
    escalation = UUIDFilter(field_name="escalation_id")
    ended = BooleanFilter(field_name="ended_at", lookup_expr="isnull", exclude=True)


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
