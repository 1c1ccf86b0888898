from datetime import UTC, datetime, timedelta
from typing import Any, Final  # Any: django-filter has no types
from uuid import UUID

from django.db.models import QuerySet

from backend.api.filters import InstantFilter, PatternFilter, StrictFilterSet, UUIDFilter
from backend.audit.models import Entry
from backend.audit.past import past_at
from backend.audit.standing_in import stood_in_for
from backend.audit.verify.rows import recorded_models

WORD: Final = "[a-z]+(_[a-z]+)*"
VERB: Final = rf"{WORD}\.{WORD}"
MICROSECOND: Final = timedelta(microseconds=1)
FIRST: Final = datetime.min.replace(tzinfo=UTC)


def _any(values: QuerySet[Any, Any]) -> Any:
    """Whichever the database comes upon first, of values that are all the same."""
    return next(iter(values[:1]), None)


class SubjectFilter(UUIDFilter):
    """Its index begins with the type, which an id has one of: it is looked up among all of them."""

    def filter(self, rows: QuerySet[Any], value: object) -> QuerySet[Any]:
        if value is None:
            return rows
        of_any = rows.order_by().filter(subject_type__in=sorted(recorded_models()))
        kind = _any(of_any.filter(subject_id=value).values_list("subject_type", flat=True))
        return rows.none() if kind is None else rows.filter(subject_type=kind, subject_id=value)


class StoodInFilter(UUIDFilter):
    def filter(self, rows: QuerySet[Any], value: UUID | None) -> QuerySet[Any]:
        return rows if value is None else rows.filter(stood_in_for(value))


class VerbsFilter(PatternFilter):
    """One verb or several with commas between."""

    def filter(self, rows: QuerySet[Any], value: str | None) -> QuerySet[Any]:
        verbs = [] if value is None else value.split(",")
        if len(verbs) == 1:
            # SQLite uses no index for a list of one.
            return rows.filter(verb=verbs[0])
        return rows.filter(verb__in=verbs) if verbs else rows


class UnitFilter(UUIDFilter):
    """A unit's entries stand side by side, the first of them is its cause: no index is needed."""

    def filter(self, rows: QuerySet[Any], value: UUID | None) -> QuerySet[Any]:
        if value is None:
            return rows
        first = Entry.objects.filter(id=value, cause=value).first()
        if first is None:
            return rows.none()
        later = Entry.objects.filter(log_id=first.log_id, index__gt=first.index)
        beyond = later.exclude(cause=value).order_by("index").values_list("index", flat=True)
        rows = rows.filter(log_id=first.log_id, index__gte=first.index)
        end = beyond.first()
        return rows if end is None else rows.filter(index__lt=end)


class LoggedFilter(InstantFilter):
    """Of the log's own clock, which rises with the index: an instant stands for an index."""

    def filter(self, rows: QuerySet[Any], value: datetime | None) -> QuerySet[Any]:
        if value is None:
            return rows
        log_id = _any(rows.order_by().values_list("log_id", flat=True))
        if log_id is None:
            return rows
        # How many were logged up to and with it; one step earlier: before it.
        is_with_it = self.lookup_expr in ("gt", "lte")
        instant = value if is_with_it else max(value, FIRST + MICROSECOND) - MICROSECOND
        size = past_at(log_id, instant, now=instant).size
        return rows.filter(
            **{"index__gte" if self.lookup_expr in ("gt", "gte") else "index__lt": size}
        )


class HistoryFilters(StrictFilterSet):
    """`request_id` alone has neither an index nor an order of the log to go by: half of the ids are
    the callers' own and fall anywhere, which made every append write half as much again. It reads
    the log through, a million entries a second; a period narrows that.
    """

    subject_type = PatternFilter(pattern=f"^{WORD}$", form="a word, such as action")
    subject = SubjectFilter()
    actor = UUIDFilter()
    on_behalf_of = StoodInFilter()
    verb = VerbsFilter(
        pattern=f"^{VERB}(,{VERB}){{0,19}}$", form="verbs such as action.started,action.completed"
    )
    logged__gt = LoggedFilter("logged", "gt")
    logged__gte = LoggedFilter("logged", "gte")
    logged__lt = LoggedFilter("logged", "lt")
    logged__lte = LoggedFilter("logged", "lte")
    cause = UnitFilter()
    request_id = UUIDFilter()
