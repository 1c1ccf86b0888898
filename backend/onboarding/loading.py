"""A file's records into Accord, through the operations, one unit for each partnership.

A crash between two partnerships leaves the first loaded and the second as it was; the next run
finds the first already there. What is there is the truth: it is compared and never overwritten.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from django.conf import settings

from backend.audit.source import now
from backend.audit.unit import Unit, unit_of_work
from backend.errors import Conflict, InputRefused, Refused, WrongState
from backend.onboarding import records
from backend.onboarding.homes import HOMES, Facts, Home, Known, NotThere
from backend.onboarding.plan_file import PlanFile
from backend.onboarding.provenance import Provenance
from backend.onboarding.records import Record
from backend.people.models import Documented, Partnership, Profile
from backend.people.operations import found_partnership
from backend.people.operator import operator, operator_in

DOUBTFUL: Final = "doubtful: kept in the file until a person confirms it"
NOBODYS: Final = "its documents belong to no partnership of the file"


class Fate(StrEnum):
    LOADED = "loaded"
    ALREADY_THERE = "already_there"
    DIFFERS = "differs"
    NOT_LOADED = "not_loaded"


@dataclass(frozen=True)
class Row:
    """What became of one record in one partnership; in none: where it is not loaded at all."""

    kind: str
    record: str
    partnership: str | None
    fate: Fate
    why: str = ""


class LoadRefused(Exception):
    """One partnership could not be loaded, and is as it was; those before it are loaded."""


class _RecordRefused(Exception):
    pass


def load(placed: "Placement", *, is_rehearsal: bool, on_row: Callable[[], None]) -> list[Row]:
    """Raises LoadRefused."""
    rows = placed.left_out()
    done: list[str] = []
    for partnership in placed.partnerships:
        try:
            rows += _load_partnership(placed, partnership, on_row, is_rehearsal=is_rehearsal)
        except (_RecordRefused, Refused) as error:
            raise LoadRefused(_what_stands(partnership.id, done, str(error))) from error
        except Profile.DoesNotExist as error:
            why = "The partnership is there, and this deployment's operator has no place in it."
            raise LoadRefused(_what_stands(partnership.id, done, why)) from error
        done.append(partnership.id)
    return rows


def _what_stands(slug: str, done: list[str], why: str) -> str:
    before = f" Loaded before it: {', '.join(done)}." if done else ""
    return f"Nothing of {slug} was loaded. {why}{before}"


class Placement:
    """What goes where, before anything is loaded."""

    def __init__(self, plan_file: PlanFile) -> None:
        self.plan_file = plan_file
        self.provenance = Provenance(plan_file)
        self.partnerships = [
            one for one in plan_file.all(records.Partnership) if not one.is_doubtful
        ]
        self._loaded = {one.id for one in self.partnerships}
        found = plan_file.loadable.values()
        # How many rows there are to load or to find.
        self.size = sum(len(self.partnerships_of(one)) for records_ in found for one in records_)

    def partnerships_of(self, record: Record) -> list[str]:
        if record.is_doubtful:
            return []
        return [slug for slug in self.provenance.partnerships_of(record) if slug in self._loaded]

    def left_out(self) -> list[Row]:
        return [
            Row(kind, record.id, None, Fate.NOT_LOADED, DOUBTFUL if record.is_doubtful else NOBODYS)
            for kind, kind_records in self.plan_file.loadable.items()
            for record in kind_records
            if not self.partnerships_of(record)
        ]

    def of(self, home: Home, slug: str) -> Iterator[Record]:
        """What contains others comes before what it contains, else as in the file."""
        found = self.plan_file.loadable[home.kind]
        above = {record.id: getattr(record, home.within, None) for record in found}
        for record in sorted(found, key=lambda one: _depth(one.id, above)):
            if slug in self.partnerships_of(record):
                yield record


def _depth(record_id: str, above: dict[str, str | None]) -> int:
    depth = 0
    container = above[record_id]
    while container is not None:
        depth += 1
        container = above[container]
    return depth


def _load_partnership(
    placed: Placement,
    partnership: records.Partnership,
    on_row: Callable[[], None],
    *,
    is_rehearsal: bool,
) -> list[Row]:
    rows: list[Row] = []

    def note(row: Row) -> None:
        rows.append(row)
        on_row()

    with unit_of_work(by=operator(), at=now()) as unit:
        note(_enter(unit, partnership))
        known = Known()
        for home in HOMES:
            known.rows[home.model] = _rows_of(home, unit)
            for record in placed.of(home, partnership.id):
                source = placed.provenance.source_line(record, partnership.id)
                note(_load_record(unit, home, record, source, known, partnership.id))
        if is_rehearsal:
            unit.rehearse()
    return rows


def _enter(unit: Unit, found: records.Partnership) -> Row:
    """Founds the partnership unless it is there; from here on the operator acts inside it."""
    there = Partnership.objects.filter(slug=found.id).first()
    if there is None:
        origin = f"{settings.LOG_ORIGIN}/{found.id}"
        found_partnership(unit, slug=found.id, name=found.title, origin=origin, founder="Operator")
    # The same actor, now with what they hold here: founding and loading stand or fall together.
    unit.by = operator_in(found.id, unit.at)
    differs = there is not None and there.name != found.title
    fate = Fate.LOADED if there is None else Fate.DIFFERS if differs else Fate.ALREADY_THERE
    return Row("partnerships", found.id, found.id, fate, "title" if differs else "")


def _rows_of(home: Home, unit: Unit) -> dict[str, Documented]:
    rows = home.model._default_manager.filter(
        partnership_id=unit.by.partnership_id, reference__isnull=False
    )
    return {str(row.reference): row for row in rows}


def _load_record(
    unit: Unit, home: Home, record: Record, source: str, known: Known, slug: str
) -> Row:
    try:
        facts = {**_stated(home.facts(record, known)), "source": source}
        there = known.rows[home.model].get(record.id)
        if there is not None:
            return _compared(home, record, facts, there, slug)
        added = home.add(unit, reference=record.id, **facts)
    except (NotThere, Conflict, WrongState) as error:
        # Each is met before anything is written: the rest of the partnership can go on.
        return Row(home.kind, record.id, slug, Fate.NOT_LOADED, str(error))
    except Refused as refused:
        raise _RecordRefused(f"{home.kind}[{record.id}]: {_sentence(refused)}") from refused
    known.rows[home.model][record.id] = added
    return Row(home.kind, record.id, slug, Fate.LOADED)


def _stated(facts: Facts) -> Facts:
    """What the documents leave open, people may have settled since: it is no difference."""
    return {name: value for name, value in facts.items() if value not in (None, "")}


def _compared(home: Home, record: Record, facts: Facts, there: Documented, slug: str) -> Row:
    differing = [name for name, value in facts.items() if getattr(there, name) != value]
    fate = Fate.DIFFERS if differing else Fate.ALREADY_THERE
    return Row(home.kind, record.id, slug, fate, ", ".join(differing))


def _sentence(refused: Refused) -> str:
    if isinstance(refused, InputRefused):
        return " ".join(fault.detail for fault in refused.faults)
    return refused.detail
