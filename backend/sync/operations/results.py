"""What became of the lines of an import: shown once it is finished, for a while, then gone."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import ClassVar, Final
from uuid import UUID

from django.db.models import Q

from backend.audit.models import Entry
from backend.audit.unit import Unit
from backend.errors import Conflict, Refused
from backend.sync.models import Import, ImportPart, ImportProgress, ImportState

KEPT: Final = timedelta(days=30)
# Parts in one unit.
CLEARED_AT_ONCE: Final = 500
READ_AT_ONCE: Final = 20


class ImportNotFinished(Conflict):
    """Lines of the import have yet to be heard."""

    code = "import_not_finished"
    remedy = "Wait until `state` of the import is finished, then ask again."


class ResultsNotKept(Refused):
    """What became of each line is kept for 30 days after the import, and not beyond an erasure of
    a person, who may stand in it. What was done is on record.
    """

    code = "results_not_kept"
    status: ClassVar[int] = 410
    title = "The results are not kept any more"
    remedy = "Read the actions themselves, or send the file again: what is unchanged changes none."


def are_kept(whole: Import, at: datetime) -> bool:
    if whole.finished_at is None or whole.progress.forgotten_at is not None:
        return False
    return whole.finished_at > at - KEPT


def results_of(whole: Import, *, at: datetime) -> Iterator[bytes]:
    """Some lines at a time. Raises ImportNotFinished and ResultsNotKept."""
    if whole.finished_at is None:
        raise ImportNotFinished(
            f"{whole.progress.heard} of {whole.lines} lines are heard. Wait for the others.",
            current_state=whole.progress.state,
        )
    if not are_kept(whole, at):
        raise ResultsNotKept("What became of each line of this import is not kept any more.")
    return _results(whole)


def _results(whole: Import) -> Iterator[bytes]:
    parts = ImportPart.objects.filter(whole=whole).order_by("first")
    rest = parts.values_list("first", "results")
    while batch := list(rest[:READ_AT_ONCE]):
        for _, results in batch:
            yield bytes(results)
        last, _ = batch[-1]
        rest = parts.filter(first__gt=last).values_list("first", "results")


def begun_at(whole: Import) -> int:
    """The index of the entry after that of its submission: whatever its lines found, and whatever
    came over them since, comes later.
    """
    submitted = Entry.objects.filter(
        log_id=whole.log_id,
        subject_type=whole.subject_type,
        subject_id=whole.id,
        subject_version=1,
    )
    return submitted.values_list("index", flat=True).get() + 1


def clear_imports(unit: Unit) -> bool:
    """Whether there may be more whose time is over."""
    old = ImportPart.objects.filter(
        whole__partnership_id=unit.by.partnership_id, whole__finished_at__lte=unit.at - KEPT
    )
    oldest = old.order_by("whole__finished_at", "id").values_list("id", flat=True)
    ids = list(oldest[:CLEARED_AT_ONCE])
    ImportPart.objects.filter(id__in=ids).delete()
    return len(ids) == CLEARED_AT_ONCE


def forget_import_results(unit: Unit, *, person: UUID, org: UUID | None) -> None:
    """Internal: part of erasing a person, who may stand in any of them. Lines yet to be heard are
    heard, as whatever is sent from now on.
    """
    rows = ImportProgress.objects.select_for_update(of=("self",), no_key=True)
    standing = rows.filter(whole__partnership_id=unit.by.partnership_id, forgotten_at=None)
    kept = Q(whole__finished_at=None) | Q(whole__finished_at__gt=unit.at - KEPT)
    # Looked at under the lock: the first of its lines may be being heard at this moment.
    held = list(standing.filter(kept).order_by("whole_id"))
    ids = [one.whole_id for one in held if one.state != ImportState.WAITING]
    ImportProgress.objects.filter(whole_id__in=ids).update(forgotten_at=unit.at)
    ImportPart.objects.filter(whole_id__in=ids).update(results=b"")
