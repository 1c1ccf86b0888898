from collections.abc import Sequence
from typing import Any, Final  # Any: django-filter has no types

from django.db.models import Q, QuerySet

from backend.actions.askable import all_askable
from backend.actions.confidence import numbers_of
from backend.actions.models import (
    CLOSED,
    LIVE,
    STALE,
    Action,
    ActionState,
    Confidence,
    MilestoneState,
    RequestState,
    Rung,
    UpdateRequestState,
)
from backend.actions.moves import ACTION_MOVES
from backend.actions.ratings import rate_in_the_past
from backend.api.filters import (
    BooleanFilter,
    ChoiceFilter,
    ChoicesFilter,
    SearchFilter,
    StrictFilterSet,
    TextFilter,
    UUIDFilter,
)
from backend.api.recalling import Held, Past
from backend.audit.days import today

OVERDUE_AGAINST: Final = {"original": "original_due_on", "current": "due_on"}


class DocumentedFilters(StrictFilterSet):
    reference = TextFilter()


class OfPlanFilters(DocumentedFilters):
    plan = UUIDFilter(field_name="plan_id")


class OfPriorityFilters(OfPlanFilters):
    priority = UUIDFilter(field_name="priority_id")


class OutcomeLinkFilters(StrictFilterSet):
    priority = UUIDFilter(field_name="priority_id")
    outcome = UUIDFilter(field_name="outcome_id")


class OverdueFilter(BooleanFilter):
    """Past its due date today, in London, and not closed: the date of `overdue_against`."""

    def filter(self, rows: QuerySet[Any], value: bool | None) -> QuerySet[Any]:  # noqa: FBT001 - as the base calls it
        if value is None:
            return rows
        against = self._against()
        closed = Q(state__in=CLOSED)
        late = Q(**{f"{against}__lt": today()}) & ~closed
        # Without a due date nothing is late, and `NOT (NULL < today)` would find nothing.
        return rows.filter(late) if value else rows.filter(~late | Q(**{against: None}))

    def recall(self, held: Sequence[Held], value: bool, past: Past) -> list[Held]:  # noqa: FBT001 - likewise
        against = self._against()
        return [one for one in held if _is_late(one, against, past) == value]

    def _against(self) -> str:
        return OVERDUE_AGAINST[self.parent.form.cleaned_data["overdue_against"] or "original"]


def _is_late(one: Held, against: str, past: Past) -> bool:
    by, state = one.values.get(against), one.values["state"]
    return by is not None and by < past.on.isoformat() and state not in CLOSED


class OverdueAgainstFilter(ChoiceFilter):
    """Says which date `overdue` looks at, and finds nothing by itself."""

    def filter(self, rows: QuerySet[Any], value: str | None) -> QuerySet[Any]:
        return rows

    def recall(self, held: Sequence[Held], value: str, past: Past) -> list[Held]:
        return list(held)


class RagFilter(ChoicesFilter):
    """Of rows that `with_ratings` was given; what is not live has no rating."""

    def filter(self, rows: QuerySet[Any], value: list[Confidence] | None) -> QuerySet[Any]:
        if value is None:
            return rows
        # The state says nothing new, but has an index.
        return rows.filter(state__in=LIVE, fired__in=numbers_of(tuple(value)))

    def recall(self, held: Sequence[Held], value: list[str], past: Past) -> list[Held]:
        return [one for one, action in _rated(held, past) if action.rating.rag in value]


class DivergentFilter(BooleanFilter):
    """Of rows that `with_ratings` was given."""

    def recall(self, held: Sequence[Held], value: bool, past: Past) -> list[Held]:  # noqa: FBT001 - as the base calls it
        return [one for one, action in _rated(held, past) if action.rating.is_divergent == value]


def _rated(held: Sequence[Held], past: Past) -> list[tuple[Held, Any]]:
    """Each with the action it was, rated as of then."""
    actions = past.revive(Action, held)
    rate_in_the_past(actions, past)
    return list(zip(held, actions, strict=True))


class ActionFilters(OfPriorityFilters):
    state = ChoicesFilter(choices=ActionState.values)
    lead = UUIDFilter(field_name="lead_id")
    parent = UUIDFilter(field_name="parent_id")
    overdue = OverdueFilter(label="Past its first due date, unless `overdue_against=current`.")
    overdue_against = OverdueAgainstFilter(
        choices=OVERDUE_AGAINST,
        label="A date that was moved still counts against the `original` one, the default.",
    )
    rag = RagFilter(
        choices=Confidence.values,
        label="What the rules say of it today: red, amber or green. Live actions only.",
    )
    rag_divergence = DivergentFilter(
        field_name="divergent",
        label="Whether its lead declared it better than the rules say it is.",
    )
    threatened = BooleanFilter(field_name="threatened_at", lookup_expr="isnull", exclude=True)
    q = SearchFilter("title", "summary")

    dates = ("due_on",)


class DependencyFilters(StrictFilterSet):
    predecessor = UUIDFilter(field_name="predecessor_id")
    successor = UUIDFilter(field_name="successor_id")
    ended = BooleanFilter(field_name="ended_at", lookup_expr="isnull", exclude=True)


class MilestoneFilters(DocumentedFilters):
    action = UUIDFilter(field_name="action_id")
    state = ChoicesFilter(choices=MilestoneState.values)

    dates = ("due_on",)


class StandingFilter(ChoicesFilter):
    """An open request whose action has moved on is stale, and no longer found as open."""

    def filter(self, rows: QuerySet[Any], value: list[str] | None) -> QuerySet[Any]:
        return rows if value is None else rows.standing(*value)  # type: ignore[attr-defined]  # of requests


class RequestFilters(StrictFilterSet):
    action = UUIDFilter(field_name="action_id")
    priority = UUIDFilter(field_name="action__priority_id")
    asked_by = UUIDFilter(field_name="asked_by_id")
    transition = ChoicesFilter(
        field_name="operation",
        choices=(
            *ACTION_MOVES.named,
            "reschedule_action",
            *(one.operation for one in all_askable()),
        ),
    )
    state = StandingFilter(choices=(*RequestState.values, STALE))


class UpdateRequestFilters(StrictFilterSet):
    action = UUIDFilter(field_name="action_id")
    state = ChoicesFilter(choices=UpdateRequestState.values)
    rung = ChoicesFilter(choices=map(str, Rung.values))
