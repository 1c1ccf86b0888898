"""A plan's file as a whole: every record of it read and every rule of it held, or refused."""

from collections.abc import Iterator
from dataclasses import dataclass, fields
from functools import cached_property
from pathlib import Path
from typing import Final, TypeVar, cast

from backend.onboarding.members import read_record
from backend.onboarding.reading import FileRefused, read
from backend.onboarding.records import (
    KINDS,
    Board,
    BoardSeat,
    Document,
    Organisation,
    PartOfPlan,
    Plan,
    Record,
)
from backend.onboarding.seating import seats_of_members

RecordT = TypeVar("RecordT", bound=Record)
MadeT = TypeVar("MadeT", Record, Document)
Raw = dict[str, object]

DOCUMENTS: Final = "sources"


@dataclass(frozen=True)
class PlanFile:
    # Every kind in the file, those without a home too, as they stand there.
    raw: dict[str, list[Raw]]
    # How many records of each kind the file says it holds.
    counts: dict[str, int]
    documents: dict[str, Document]
    records: dict[str, tuple[Record, ...]]

    def all(self, kind: type[RecordT]) -> tuple[RecordT, ...]:
        name = next(name for name, record in KINDS.items() if record is kind)
        return cast("tuple[RecordT, ...]", self.records[name])

    @cached_property
    def plans(self) -> dict[str, Plan]:
        return {plan.id: plan for plan in self.all(Plan)}

    @cached_property
    def boards(self) -> dict[str, Board]:
        return {board.id: board for board in self.all(Board)}

    @cached_property
    def seats(self) -> tuple[BoardSeat, ...]:
        """Those the file names, and those of the members its boards list."""
        named = self.all(BoardSeat)
        return (*named, *seats_of_members(self.all(Board), named, self.all(Organisation)))

    @cached_property
    def loadable(self) -> dict[str, tuple[Record, ...]]:
        """What is loaded of each kind."""
        return {**self.records, "board_seats": self.seats}

    @cached_property
    def parts(self) -> dict[str, PartOfPlan]:
        """Priorities, outcomes, actions …: all that stands in a plan, by kind and id."""
        return {
            f"{kind}/{record.id}": record
            for kind, records in self.records.items()
            for record in records
            if isinstance(record, PartOfPlan)
        }

    def ids_of(self, kinds: tuple[str, ...]) -> set[str]:
        return {str(record.get("id")) for kind in kinds for record in self.raw.get(kind, [])}

    def plan_of(self, kind: str, record_id: str) -> str:
        return self.parts[f"{kind}/{record_id}"].plan

    def members_left(self, kind: str) -> list[str]:
        """What records of a kind say and Accord has no home for."""
        known = {field.name for field in fields(KINDS[kind])}
        return sorted({member for record in self.raw[kind] for member in record} - known)

    @property
    def homeless(self) -> Iterator[tuple[str, list[Raw]]]:
        return ((kind, records) for kind, records in self.raw.items() if kind not in KINDS)


def read_plan_file(path: Path) -> PlanFile:
    """Raises FileRefused, which names every record and member that stands against loading it."""
    return parse(read(path))


def parse(content: dict[str, object]) -> PlanFile:
    faults: list[str] = []
    documents = _read(Document, DOCUMENTS, content, faults)
    plan_file = PlanFile(
        raw=_raw(content, faults),
        counts=_counts(content.get("meta"), faults),
        documents={document.file: document for document in documents},
        records={
            kind: tuple(_read(record, kind, content, faults)) for kind, record in KINDS.items()
        },
    )
    if faults:
        raise FileRefused(faults)
    return plan_file


def place_of(kind: str, found: object, position: int) -> str:
    """How a fault names a record: by its id, or by its position when it has none."""
    name = found.get("id") if isinstance(found, dict) else None
    return f"{kind}[{name if isinstance(name, str) else f'#{position + 1}'}]"


def _read(
    record: type[MadeT], kind: str, content: dict[str, object], faults: list[str]
) -> Iterator[MadeT]:
    found = content.get(kind)
    for position, one in enumerate(found if isinstance(found, list) else []):
        made = read_record(record, one, place_of(kind, one, position), faults)
        if made is not None:
            yield made


def _raw(content: dict[str, object], faults: list[str]) -> dict[str, list[Raw]]:
    """A list of anything but mappings is a remark, not a kind of record."""
    for kind in (DOCUMENTS, *KINDS):
        if not isinstance(content.get(kind, []), list):
            faults.append(f"{kind}: expected a list of records")
    lists = {kind: found for kind, found in content.items() if isinstance(found, list)}
    raw: dict[str, list[Raw]] = {kind: [] for kind in KINDS}
    for kind, found in lists.items():
        if all(isinstance(record, dict) for record in found):
            raw[kind] = found
    return raw


def _counts(meta: object, faults: list[str]) -> dict[str, int]:
    counts = meta.get("counts", {}) if isinstance(meta, dict) else {}
    if not isinstance(counts, dict):
        faults.append("meta.counts: expected a mapping from a kind of record to a whole number")
        return {}
    wrong = [kind for kind, count in counts.items() if type(count) is not int]
    faults.extend(f"meta.counts.{kind}: expected a whole number" for kind in wrong)
    return {str(kind): count for kind, count in counts.items() if type(count) is int}
