from collections.abc import Mapping

from backend.actions.filters import DocumentedFilters
from backend.api.filters import (
    BooleanFilter,
    ChoicesFilter,
    DateFilter,
    StrictFilter,
    StrictFilterSet,
    TextFilter,
    UUIDFilter,
)
from backend.forums.models import ForumKind, ItemKind, MeetingState, Presence


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
