from collections.abc import Mapping, Sequence
from typing import Any, Final  # Any: django-filter has no types
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet

from backend.actions.filters import DocumentedFilters
from backend.actions.models import Request
from backend.api.filters import (
    BooleanFilter,
    ChoicesFilter,
    DateFilter,
    PatternFilter,
    SearchFilter,
    StrictFilter,
    StrictFilterSet,
    TextFilter,
    UUIDFilter,
    YearFilter,
)
from backend.api.recalling import Held, Past
from backend.audit.days import today
from backend.forums.ladders import is_out_of_time, out_of_time
from backend.forums.models import (
    PERIOD,
    AgendaItem,
    AssuranceState,
    DecisionEffect,
    DecisionState,
    Escalation,
    EscalationState,
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


class OutOfTimeFilter(BooleanFilter):
    """A limit is past today, in London, and its forum still holds it."""

    def filter(self, rows: QuerySet[Any], value: bool | None) -> QuerySet[Any]:  # noqa: FBT001 - as the base calls it
        if value is None:
            return rows
        late = rows.filter(out_of_time(today()))
        # What has no limit is not late, and `NOT (NULL < today)` would find nothing.
        return late if value else rows.exclude(pk__in=late.order_by().values("pk"))

    def recall(self, held: Sequence[Held], value: bool, past: Past) -> list[Held]:  # noqa: FBT001 - likewise
        on = past.on
        return [
            one
            for one, escalation in zip(held, past.revive(Escalation, held), strict=True)
            if is_out_of_time(escalation, on=on) == value
        ]


class UnplacedFilter(BooleanFilter):
    """Acknowledged, and on no agenda: its forum has no meeting ahead whose agenda is open."""

    def filter(self, rows: QuerySet[Any], value: bool | None) -> QuerySet[Any]:  # noqa: FBT001 - as the base calls it
        if value is None:
            return rows
        items = Exists(AgendaItem.objects.filter(escalation=OuterRef("pk"), ended_at=None))
        waiting = rows.filter(~items, state=EscalationState.ACKNOWLEDGED)
        return waiting if value else rows.exclude(pk__in=waiting.order_by().values("pk"))

    def recall(self, held: Sequence[Held], value: bool, past: Past) -> list[Held]:  # noqa: FBT001 - likewise
        items = past.held(AgendaItem.objects.filter(escalation__in=[one.id for one in held]))
        placed = {one.values["escalation"] for one in items if one.values["ended_at"] is None}
        waits = EscalationState.ACKNOWLEDGED
        return [
            one for one in held if (one.values["state"] == waits and one.id not in placed) == value
        ]


class EscalationFilters(StrictFilterSet):
    forum = UUIDFilter(field_name="forum_id", label="That holds it now.")
    state = ChoicesFilter(choices=EscalationState.values)
    priority = UUIDFilter(field_name="priority_id")
    action = UUIDFilter(field_name="action_id")
    deal = UUIDFilter(field_name="deal_id")
    overdue = OutOfTimeFilter(label="Its forum let a limit pass, and still holds it.")
    unplaced = UnplacedFilter(label="Acknowledged, and on no agenda yet.")
    needed_by__lte = DateFilter(field_name="needed_by", lookup_expr="lte")


class OfActionFilter(UUIDFilter):
    """What a decision brought about is read by whoever reads the decision."""

    def filter(self, rows: QuerySet[Any], value: UUID | None) -> QuerySet[Any]:
        if value is None:
            return rows
        effects = DecisionEffect.objects.filter(_about_action(value), decision=OuterRef("pk"))
        return rows.filter(Exists(effects))

    def recall(self, held: Sequence[Held], value: UUID, past: Past) -> list[Held]:
        effects = past.held(DecisionEffect.objects.filter(_about_action(value)))
        decisions = {one.values["decision"] for one in effects}
        return [one for one in held if one.id in decisions]


def _about_action(action_id: UUID) -> Q:
    return (
        Q(on_id=action_id)
        | Q(on_id__in=Request.objects.filter(action=action_id).values("id"))
        | Q(on_id__in=Escalation.objects.filter(action=action_id).values("id"))
    )


class OfMeetingFilter(UUIDFilter):
    """Decisions at an item of this meeting's agenda."""

    def recall(self, held: Sequence[Held], value: UUID, past: Past) -> list[Held]:
        items = {one.id for one in past.held(AgendaItem.objects.filter(meeting=value))}
        return [one for one in held if one.values["item"] in items]


class DecisionsOfForumFilters(StrictFilterSet):
    state = ChoicesFilter(choices=DecisionState.values)
    item = UUIDFilter(field_name="item_id")
    meeting = OfMeetingFilter(field_name="item__meeting_id")
    year = YearFilter()
    reference = TextFilter()
    action = OfActionFilter(
        label="It proposed this action, agreed to its date, or answered or referred an escalation "
        "of it."
    )
    q = SearchFilter("title", "text")


class DecisionFilters(DecisionsOfForumFilters):
    forum = UUIDFilter(field_name="forum_id")
