"""Which partnership a record belongs to, and where its documents say it.

Computed from the file: a document is a partnership's when the partnership, or a plan of its own,
is drawn from it. What names no partnership belongs to those whose documents name it.
"""

from backend.onboarding.plan_file import PlanFile
from backend.onboarding.records import (
    Board,
    BoardSeat,
    Fund,
    OutcomeLink,
    Partnership,
    PartOfPlan,
    Passage,
    Plan,
    Record,
)

LONGEST_SOURCE = 500


class Provenance:
    def __init__(self, plan_file: PlanFile) -> None:
        self._file = plan_file
        self._documents: dict[str, set[str]] = {
            partnership.id: {passage.file for passage in partnership.passages}
            for partnership in plan_file.all(Partnership)
        }
        for plan in plan_file.all(Plan):
            self._documents[plan.partnership] |= {passage.file for passage in plan.passages}

    def partnerships_of(self, record: Record) -> list[str]:
        """In the order of the file; none when its documents are nobody's."""
        stated = self._stated(record)
        if stated is not None:
            return [stated]
        files = {passage.file for passage in record.passages}
        return [slug for slug, documents in self._documents.items() if files & documents]

    def is_told_by_documents_alone(self, record: Record) -> bool:
        return self._stated(record) is None

    def _stated(self, record: Record) -> str | None:
        if isinstance(record, Partnership):
            return record.id
        if isinstance(record, Board | Plan):
            return record.partnership
        if isinstance(record, BoardSeat):
            return self._stated(self._file.boards[record.board])
        plan = self._plan_of(record)
        return self._file.plans[plan].partnership if plan else None

    def _plan_of(self, record: Record) -> str | None:
        if isinstance(record, PartOfPlan | Fund):
            return record.plan
        if isinstance(record, OutcomeLink):
            return self._file.plan_of("priorities", record.priority)
        return None

    def source_line(self, record: Record, slug: str) -> str:
        """For one partnership: it cites no document of another's where it has its own."""
        documents = self._documents[slug]
        own = [passage for passage in record.passages if passage.file in documents]
        first, *others = own or record.passages
        line = f"{self._document(first)} · {first.section} · lines {first.lines}"
        if others:
            line += f" · and {len(others)} more"
        if record.basis == "inferred":
            line += " · inferred by its readers, not printed"
        return line if len(line) <= LONGEST_SOURCE else line[: LONGEST_SOURCE - 1] + "…"

    def _document(self, passage: Passage) -> str:
        return f"{self._file.documents[passage.file].title} ({passage.file})"
