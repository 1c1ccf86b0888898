"""The record as it stood after any of its entries.

A leaf holds its whole subject, so the past of a subject is one entry and nothing is replayed. The
live rows serve as the index of what there was: nothing recorded is ever removed.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
from typing import Any, Final, TypeVar  # Any: rows of any recorded model
from uuid import UUID

import orjson
from django.db.models import OuterRef, QuerySet, Subquery

from backend.api.recalling import Held
from backend.audit import disclosures
from backend.audit.checkpoints import size_of
from backend.audit.days import day_of
from backend.audit.models import Disclosure, Entry, Recorded
from backend.audit.values import recorded_fields
from backend.errors import Conflict

RecordedT = TypeVar("RecordedT", bound=Recorded)

# SQLite refuses a statement with more than 32,766 parameters.
MOST_AT_ONCE: Final = 10_000
# Of the entries looked at to find the last one of an instant: three statements for 16 million.
BRANCHES: Final = 256


class NotYetRecorded(Conflict):
    """The log has not come as far as the reader asks to see it."""

    code = "not_yet_recorded"
    title = "The record has not come so far"
    remedy = "Ask for an instant that has passed, or for the index of an entry there is."


@dataclass(frozen=True)
class Past:
    """The first `size` entries of one log, reckoned as of an instant."""

    log_id: UUID
    size: int
    at: datetime

    @cached_property
    def on(self) -> date:
        return day_of(self.at)

    def held(self, rows: QuerySet[Any]) -> list[Held]:
        """What each of these subjects, live rows, held then. Those not there yet are left out."""
        entries = Entry.objects.filter(
            log_id=self.log_id,
            subject_type=rows.model.subject_type,
            subject_id=OuterRef("pk"),
            index__lt=self.size,
        )
        last = Subquery(entries.order_by("-index").values("leaf")[:1])
        leaves = rows.order_by().annotate(past_leaf=last).values_list("past_leaf", flat=True)
        return [_held(leaf) for leaf in leaves if leaf is not None]

    def disclose(self, held: Sequence[Held]) -> None:
        """What was erased since stays away, though it was there at the time."""
        waiting = {digest: one.values for one in held for digest in one.values.pop("_sd", ())}
        for digests in _portions(list(waiting)):
            found = Disclosure.objects.filter(digest__in=digests, value__isnull=False)
            for digest, text in found.order_by().values_list("digest", "value"):
                disclosed = disclosures.read(str(text))
                waiting[digest][disclosed.name] = disclosed.value

    def revive(self, model: type[RecordedT], held: Sequence[Held]) -> list[RecordedT]:
        """As rows of their model, which no database holds any more; never to be saved."""
        self.disclose(held)
        return [_revived(model, one) for one in held]

    def rows(self, rows: QuerySet[RecordedT]) -> list[RecordedT]:
        return self.revive(rows.model, self.held(rows))


def _held(content: bytes) -> Held:
    leaf = orjson.loads(content)
    subject = leaf["obj"]
    values = {"id": subject["id"], **leaf["after"]}
    return Held(subject["id"], leaf["id"], subject["ver"], leaf["aud"], values)


def _revived(model: type[RecordedT], held: Held) -> RecordedT:
    # A field that is not there was added since, or is erased: it has its default.
    values = {
        one.attname: one.to_python(held.values[one.name])
        for one in recorded_fields(model)
        if one.name in held.values
    }
    row = model(
        id=UUID(held.id),
        version=held.version,
        audience=held.audience,
        entry_id=UUID(held.entry_id),
        **values,
    )
    row._state.adding = False
    return row


def _portions(digests: list[str]) -> Iterator[list[str]]:
    for start in range(0, len(digests), MOST_AT_ONCE):
        yield digests[start : start + MOST_AT_ONCE]


def past_at(log_id: UUID, instant: datetime, *, now: datetime) -> Past:
    """All that was logged by then. Raises NotYetRecorded."""
    if instant > now:
        raise NotYetRecorded("This instant has not come yet. Ask for one that has passed.")
    return Past(log_id, _size_at(log_id, instant), instant)


def past_through(log_id: UUID, index: int) -> Past:
    """Up to and with the entry of this index, as of when it was logged. Raises NotYetRecorded."""
    entry = Entry.objects.filter(log_id=log_id, index=index).values_list("logged", flat=True)
    logged = entry.first()
    if logged is None:
        raise NotYetRecorded(
            f"The log has {size_of(log_id)} entries so far, counted from 0: none has the index "
            f"{index} yet."
        )
    return Past(log_id, index + 1, logged)


def _size_at(log_id: UUID, instant: datetime) -> int:
    """A search among ever closer indexes: `logged` rises with the index and has no index itself.

    Entries below `low` were logged by then; those from `high` on were not.
    """
    low, high = 0, size_of(log_id)
    while low < high:
        step = max((high - low) // BRANCHES, 1)
        places = Entry.objects.filter(log_id=log_id, index__in=range(low, high, step))
        passed = [
            index
            for index, logged in places.order_by("index").values_list("index", "logged")
            if logged <= instant
        ]
        if not passed:
            return low
        low, high = passed[-1] + 1, min(passed[-1] + step, high)
    return low
