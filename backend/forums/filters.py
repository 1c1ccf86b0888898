from backend.actions.filters import DocumentedFilters
from backend.api.filters import (
    BooleanFilter,
    ChoicesFilter,
    StrictFilterSet,
    TextFilter,
    UUIDFilter,
)
from backend.forums.models import ForumKind, ItemKind, MeetingState


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
