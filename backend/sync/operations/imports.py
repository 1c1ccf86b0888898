"""Files of items: taken whole, heard part by part, told of line by line.

A part is heard in one unit with what became of its lines and how far the file has come, under the
lock of its progress: killed anywhere, a worker leaves that part heard and told of, or neither, and
its lock ends with it. Any number of workers may look at the same rows.
"""

import hashlib
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, ClassVar, Final  # Any: results are JSON
from uuid import UUID

from django.db.models import F, QuerySet

from backend.actions.operations.dependencies import DependenciesChanged
from backend.api.encoding import encode
from backend.api.problems import problem_told
from backend.audit.unit import Unit
from backend.errors import Conflict, NotAllowed, Refused
from backend.sync.lines import Line, joined, lines_in, parts_of
from backend.sync.models import Import, ImportPart, ImportProgress, ImportState, Outcome, Source
from backend.sync.operations.sources import held_source, refuse_ended
from backend.sync.operations.syncing import Synced, sync_actions
from backend.sync.policy.sources import require_writer
from backend.sync.reconcile import Item
from backend.sync.results import told_of, told_of_refused

# Of one source, unfinished: each may be as large as a body may.
MOST_UNFINISHED: Final = 20
# What failed may have been the moment's and not the line's.
PAUSE: Final = timedelta(seconds=5)
# By itself: what fails so often would fail for ever, and the rest would wait for it.
MOST_FAILURES: Final = 2


class TooManyImports(Conflict):
    """Enough files of this source wait to be heard."""

    code = "too_many_imports"
    title = "There are enough imports"
    remedy = "Wait until one of them is finished, then send the next."


class LineFailed(Refused):
    """The line made the server fail, more than once. Nothing of it was kept."""

    code = "internal_error"
    status: ClassVar[int] = 500
    title = "Something went wrong here"
    remedy = "Send the line again later. If it stays, report the request_id of the problem."

    def __init__(self) -> None:
        super().__init__("This line could not be heard, and the fault is on the server.")


@dataclass(frozen=True)
class Waiting:
    """The next lines of an import that is due; good while nobody has heard them."""

    progress: ImportProgress
    part: ImportPart

    @property
    def whole(self) -> Import:
        return self.progress.whole

    @property
    def most(self) -> int:
        """How many lines are heard at once."""
        return 1 if self.part.is_careful else self.part.lines - self.part.done

    @property
    def is_given_up(self) -> bool:
        return self.part.failures >= MOST_FAILURES


def submit_import(unit: Unit, *, source_id: UUID, content: bytes) -> Import:
    """Heard later, by a worker, in the name of whoever submits it. Raises InputRefused."""
    lines = lines_in(content)
    source = held_source(unit, source_id=source_id)
    standing = require_writer(unit.by, source)
    refuse_ended(source)
    _refuse_one_more(source)
    whole = Import(
        partnership_id=source.partnership_id,
        audience=source.audience,
        source=source,
        submitted_by_id=unit.by.id,
        submitted_at=unit.at,
        sha256=hashlib.sha256(content).hexdigest(),
        lines=sum(1 for line in lines if line.strip()),
    )
    unit.record("import.submitted", whole, org=standing.org)
    whole.progress = ImportProgress.objects.create(
        whole=whole, request_id=unit.request_id, due_at=unit.at
    )
    ImportPart.objects.bulk_create(
        ImportPart(whole=whole, first=first, lines=len(some), content=joined(some))
        for first, some in parts_of(lines)
    )
    return whole


def _refuse_one_more(source: Source) -> None:
    if ImportProgress.objects.unfinished().filter(whole__source=source).count() >= MOST_UNFINISHED:
        raise TooManyImports(
            f"{MOST_UNFINISHED} imports of this source are not finished. Wait for one of them."
        )


def imports_due(at: datetime) -> Iterator[Waiting]:
    """Of each the next lines to be heard, the longest due first; read when its turn comes."""
    rows = ImportProgress.objects.due(at).select_related("whole__source")
    for progress in rows.order_by("due_at", "whole_id"):
        part = _next_part(progress.whole_id)
        if part is not None:
            yield Waiting(progress, part)


def _parts_left(import_id: UUID) -> QuerySet[ImportPart]:
    return ImportPart.objects.filter(whole_id=import_id, done__lt=F("lines"))


def _next_part(import_id: UUID) -> ImportPart | None:
    return _parts_left(import_id).defer("results").order_by("first").first()


def hear_lines(unit: Unit, *, waiting: Waiting, lines: Sequence[Line]) -> bool:
    """By whoever submitted them, or in the name of nobody once they have left: then all are
    refused. False: somebody else has them.
    """
    held = _held(waiting)
    if held is None:
        return False
    became = _became(unit, held.whole, lines)
    _note(unit, held, became)
    if not _parts_left(held.whole.id).exists():
        _finish(unit, held.progress)
    held.progress.save(update_fields=["state", "due_at", "started_at", "counts"])
    return True


def put_off_import(unit: Unit, *, waiting: Waiting) -> bool:
    """After a failure. What failed among others is tried again line by line."""
    held = _held(waiting)
    if held is None:
        return False
    part, progress = held.part, held.progress
    part.failures += part.is_careful
    part.is_careful = True
    part.save(update_fields=["failures", "is_careful"])
    progress.due_at = unit.at + PAUSE
    progress.save(update_fields=["due_at"])
    return True


def _held(waiting: Waiting) -> Waiting | None:
    """Locked, if nobody has it or has come further."""
    rows = ImportProgress.objects.select_for_update(of=("self",), skip_locked=True, no_key=True)
    progress = rows.select_related("whole__source").filter(whole_id=waiting.whole.id).first()
    if progress is None:
        return None
    # After the lock, in a statement of its own: a join would show it as it was before the wait.
    part = ImportPart.objects.filter(
        id=waiting.part.id, done=waiting.part.done, failures=waiting.part.failures
    ).first()
    if part is None or part.is_careful != waiting.part.is_careful:
        return None
    return Waiting(progress, part)


def _became(unit: Unit, whole: Import, lines: Sequence[Line]) -> list[dict[str, Any]]:
    items = [(line.number, line.said) for line in lines if isinstance(line.said, Item)]
    heard = dict(_heard(unit, whole, items))
    return [
        {"line": line.number, **_told(unit, whole, line, heard.get(line.number))} for line in lines
    ]


def _told(unit: Unit, whole: Import, line: Line, synced: Synced | None) -> dict[str, Any]:
    refused = synced.refused if synced is not None else line.said
    problem = None
    if isinstance(refused, Refused):
        address, request_id = f"/api/v1/imports/{whole.id}", unit.request_id
        problem = problem_told(refused, instance=address, request_id=request_id)
    if synced is not None:
        return told_of(synced, problem)
    assert problem is not None, "what is no item has a refusal"
    return told_of_refused(line.external_id, problem)


def _heard(
    unit: Unit, whole: Import, items: Sequence[tuple[int, Item]]
) -> Iterator[tuple[int, Synced]]:
    for some in _distinct(items):
        said = [item for _, item in some]
        for (number, _), synced in zip(some, _synced_for(unit, whole, said), strict=True):
            yield number, synced


def _synced_for(unit: Unit, whole: Import, items: Sequence[Item]) -> list[Synced]:
    """What is refused of all of them, such as that their sender may write no more, is of each.
    What only says to try again is raised, and they are.
    """
    try:
        _refuse_absent(unit, whole)
        with unit.attempt():
            return sync_actions(unit, source_id=whole.source_id, items=items, mode="each")
    except DependenciesChanged:
        raise
    except Refused as refused:
        return [Synced(item, Outcome.REFUSED, refused=refused) for item in items]


def _refuse_absent(unit: Unit, whole: Import) -> None:
    if unit.by.id != whole.submitted_by_id:
        raise NotAllowed(
            "Whoever submitted this import has left. Have somebody submit it again who may write "
            "through the source."
        )


def _distinct(items: Sequence[tuple[int, Item]]) -> Iterator[list[tuple[int, Item]]]:
    """In order; each stretch sends no action twice, as a bulk does not."""
    some: list[tuple[int, Item]] = []
    known: set[str] = set()
    for number, item in items:
        if item.external_id in known:
            yield some
            some, known = [], set()
        some.append((number, item))
        known.add(item.external_id)
    if some:
        yield some


def _note(unit: Unit, held: Waiting, became: list[dict[str, Any]]) -> None:
    part, progress = held.part, held.progress
    part.results = bytes(part.results) + b"".join(encode(one) + b"\n" for one in became)
    part.done += held.most
    part.failures = 0
    if part.done == part.lines:
        part.content = b""
    part.save(update_fields=["results", "done", "failures", "content"])
    counts = Counter(progress.counts)
    counts.update(one["outcome"] for one in became)
    progress.counts = dict(counts)
    progress.state = ImportState.RUNNING
    progress.started_at = progress.started_at or unit.at
    progress.due_at = unit.at


def _finish(unit: Unit, progress: ImportProgress) -> None:
    whole = progress.whole
    whole.finished_at, whole.counts = unit.at, progress.counts
    unit.record("import.finished", whole, org=whole.source.organisation_id)
    progress.state = ImportState.FINISHED
