from collections.abc import Sequence
from typing import Any

from django.db.models import QuerySet

from backend.audit.access import entries_were_read
from backend.audit.edge import Listing
from backend.audit.filters import HistoryFilters
from backend.audit.history import entries_for, history_of
from backend.audit.models import Entry
from backend.audit.serializers import HistoryEntryOut


class ListHistory(Listing):
    operation_id = "list_history"
    summary = "Read who did what to what, when, why, and what it changed; newest first"
    description = (
        "The log, entry by entry, with the fields of its subject that the entry changed. "
        "Only what your audiences cover: where the thing was hidden from you before, every field "
        "of it is listed with `old_is` `withheld`. What was erased is `erased`, before and after. "
        "`logged` is when the log took the entry, which is the order of the log and what `as_of` "
        "goes by; `cause` names the first entry of the same unit of work."
    )
    tag = "audit"
    scope = "audit:read"
    answers = HistoryEntryOut
    filters = HistoryFilters
    orderings = ("-index",)

    def rows(self) -> QuerySet[Any]:  # Any: as every list has it
        return entries_for(self.actor.partnership_id, self.actor.audiences)

    def represent(self, rows: Sequence[Entry], names: Sequence[str]) -> list[Any]:
        entries_were_read(self.actor, rows)
        return history_of(rows, self.actor.audiences)
