"""Between the rules of confidence and the rows: the facts of many actions in one statement."""

from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime
from typing import Any, Final  # columns are of many types
from uuid import UUID

from django.db.models import (
    BooleanField,
    Case,
    F,
    Func,
    IntegerField,
    OuterRef,
    Q,
    QuerySet,
    SmallIntegerField,
    Subquery,
    Value,
    When,
)
from django.db.models.functions import Coalesce, TruncDate

from backend.actions.confidence import (
    RULES,
    UPDATE_MISSED,
    Facts,
    Rating,
    computed,
    numbers_of,
    worse_than,
)
from backend.actions.models import (
    LIVE,
    Action,
    Confidence,
    Milestone,
    MilestoneState,
    Priority,
    Update,
)
from backend.api.recalling import Past
from backend.audit.days import HOME, day_of

Known = Mapping[str, Any]

FACTS: Final = ("first_milestone_due_on", "last_reported_at", "last_confidence", "rhythm_days")


class DayNumber(Func):
    """What `confidence.day_number` is in Python."""

    output_field = IntegerField()

    def as_sqlite(self, compiler: Any, connection: Any, **extra: Any) -> Any:  # Any: Django's own
        template = "CAST(JULIANDAY(%(expressions)s) - 2440587.5 AS INTEGER)"
        return self.as_sql(compiler, connection, template=template, **extra)

    def as_postgresql(
        self, compiler: Any, connection: Any, **extra: Any
    ) -> Any:  # Any: Django's own
        template = "(%(expressions)s - DATE '1970-01-01')"
        return self.as_sql(compiler, connection, template=template, **extra)


def with_facts(rows: QuerySet[Action]) -> QuerySet[Action]:
    """Each row with what `rate` needs beside its own columns."""
    open_ones = Milestone.objects.filter(
        action_id=OuterRef("pk"), mandatory=True, state=MilestoneState.OPEN
    ).order_by("due_on")
    updates = Update.objects.filter(action_id=OuterRef("pk")).order_by("-reported_at", "-id")
    return rows.annotate(
        first_milestone_due_on=Subquery(open_ones.values("due_on")[:1]),
        last_reported_at=Subquery(updates.values("reported_at")[:1]),
        last_confidence=Subquery(updates.values("confidence")[:1]),
        rhythm_days=F("priority__update_every_days"),
    )


def with_ratings(rows: QuerySet[Action], *, on: date) -> QuerySet[Action]:
    """Lets the rows be filtered by what the rules say on that day; `fired` is a rule's number.

    CASE and not a chain of NOTs: where a column is null, NOT would find nothing.
    """
    return (
        _with_terms(rows)
        .alias(
            fired=Case(
                When(~Q(state__in=LIVE), then=Value(None)),
                *(When(rule.where(on), then=Value(rule.number)) for rule in RULES),
                output_field=SmallIntegerField(),
            )
        )
        .alias(
            divergent=Case(
                *(
                    When(
                        last_confidence=declared,
                        fired__in=numbers_of(worse_than(declared)),
                        then=Value(value=True),
                    )
                    for declared in (Confidence.AMBER, Confidence.GREEN)
                ),
                default=Value(value=False),
                output_field=BooleanField(),
            )
        )
    )


def unreported(rows: QuerySet[Action], *, on: date) -> QuerySet[Action]:
    """The live ones whose update is missed, whatever else the rules say of them."""
    return _with_terms(rows).filter(UPDATE_MISSED.where(on), state__in=LIVE)


def _with_terms(rows: QuerySet[Action]) -> QuerySet[Action]:
    """All that the rules' `where` speaks of."""
    heard_at = Coalesce("last_reported_at", "started_at")
    return with_facts(rows).alias(heard_day=DayNumber(TruncDate(heard_at, tzinfo=HOME)))


def rate(actions: Sequence[Action], *, on: date) -> None:
    """Gives each its `rating`, as of that day.

    Rows that did not bring their facts get them here, all in one statement.
    """
    without = [action.pk for action in actions if FACTS[0] not in vars(action)]
    found = known_of(without) if without else {}
    for action in actions:
        known = found.get(action.pk) or vars(action)
        # Kept on the row, where the answer looks for it; a forgotten one is an error, not a null.
        action.rating = _rating(action, known, on)  # type: ignore[attr-defined]


def rate_in_the_past(actions: Sequence[Action], past: Past) -> None:
    """The same of actions as they were, from what stood around them then."""
    found = _facts_then([action.pk for action in actions], past)
    priorities = [one.priority_id for one in actions if one.priority_id is not None]
    rhythms = {
        one.pk: one.update_every_days
        for one in past.rows(Priority.objects.filter(pk__in=priorities))
    }
    for action in actions:
        rhythm = rhythms.get(action.priority_id) if action.priority_id else None
        known = {**found[action.pk], "rhythm_days": rhythm}
        action.rating = _rating(action, known, past.on)  # type: ignore[attr-defined]  # as above


def _facts_then(keys: list[UUID], past: Past) -> dict[UUID, dict[str, Any]]:
    found: dict[UUID, dict[str, Any]] = {key: dict.fromkeys(FACTS) for key in keys}
    milestones = past.rows(Milestone.objects.filter(action_id__in=keys))
    for one in sorted(milestones, key=lambda one: one.due_on, reverse=True):
        if one.mandatory and one.state == MilestoneState.OPEN:
            found[one.action_id]["first_milestone_due_on"] = one.due_on
    updates = past.rows(Update.objects.filter(action_id__in=keys))
    for update in sorted(updates, key=lambda one: (one.reported_at, one.pk)):
        found[update.action_id]["last_reported_at"] = update.reported_at
        found[update.action_id]["last_confidence"] = update.confidence
    return found


def facts_of(action: Action, *, on: date) -> Facts:
    """One action's, from the record as it stands."""
    return facts_among(known_of([action.pk]), action, on=on)


def facts_among(known: Mapping[UUID, Known], action: Action, *, on: date) -> Facts:
    """One action's, of what is known of many; what is not among it has no past yet."""
    return _facts(action, known.get(action.pk) or _known_of_new(action), on)


def _known_of_new(action: Action) -> Known:
    rhythm = action.priority.update_every_days if action.priority else None
    return {**dict.fromkeys(FACTS), "rhythm_days": rhythm}


def known_of(keys: Collection[UUID]) -> dict[UUID, Known]:
    rows = with_facts(Action.objects.filter(pk__in=keys)).order_by("pk")
    return {row["pk"]: row for row in rows.values("pk", *FACTS)}


def _rating(action: Action, known: Known, on: date) -> Rating:
    declared = known["last_confidence"]
    return Rating(
        computed(_facts(action, known, on)),
        None if declared is None else Confidence(declared),
        known["last_reported_at"],
    )


def _facts(action: Action, known: Known, on: date) -> Facts:
    return Facts(
        on=on,
        state=action.state,
        due_on=action.due_on,
        milestone_due_on=known["first_milestone_due_on"],
        started_on=_day(action.started_at),
        reported_on=_day(known["last_reported_at"]),
        update_every_days=known["rhythm_days"],
        open_escalations=action.open_escalations,
        threatened=action.threatened_at is not None,
    )


def _day(at: datetime | None) -> date | None:
    return None if at is None else day_of(at)
