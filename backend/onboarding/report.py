"""What became of a file: for people in lines, for machines in members, from the same rows."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from backend.forums.models import ForumKind
from backend.onboarding import records
from backend.onboarding.homes import ORGANISATION_KINDS
from backend.onboarding.loading import DOUBTFUL, Fate, Row
from backend.onboarding.plan_file import DOCUMENTS, PlanFile, Raw

NO_HOME: Final = "no home yet"
HOMELESS: Final = {
    DOCUMENTS: "cited by the source line of each record",
    "roles": "a role in a document appoints nobody",
}


@dataclass(frozen=True)
class Report:
    plan_file: PlanFile
    rows: list[Row]
    is_rehearsal: bool

    def lines(self) -> Iterator[str]:
        if self.is_rehearsal:
            yield "Rehearsed, and rolled back: nothing was written."
        for kind, found in self.plan_file.raw.items():
            yield f"{kind:<24}{len(found):>4} in the file: {self._fates(kind) or 'none'}"
        yield from self.notes()
        yield f"In all: {self.summary()}."

    def summary(self) -> str:
        loaded, there, differ = (
            self._count(fate) for fate in (Fate.LOADED, Fate.ALREADY_THERE, Fate.DIFFERS)
        )
        return f"{loaded} loaded, {there} already there, {differ} differing and left as they are"

    def notes(self) -> Iterator[str]:
        """Every place where a number or a record is not simply what the file says."""
        for row in self._of(Fate.DIFFERS):
            yield f"{row.kind}[{row.record}] differs, left as it is in {row.partnership}: {row.why}"
        for row in self._of(Fate.NOT_LOADED):
            place = f" in {row.partnership}" if row.partnership else ""
            yield f"{row.kind}[{row.record}] is not loaded{place}: {row.why}"
        yield from self._named_in_several()
        yield from self._seats_of_members()
        yield from self._boards_by_their_documents()
        yield from self._kinds_that_became_other()
        yield from self._actions_without_priority()
        yield from self._hedged_amounts()
        yield from self._members_left()
        yield from self._counts_of_no_kind()

    def members(self) -> dict[str, object]:
        return {
            "rehearsal": self.is_rehearsal,
            "partnerships": [one.id for one in self.plan_file.all(records.Partnership)],
            "kinds": {kind: self._kind(kind) for kind in self.plan_file.raw},
            "notes": list(self.notes()),
        }

    def _kind(self, kind: str) -> dict[str, object]:
        rows = [row for row in self.rows if row.kind == kind]
        counts = Counter(row.fate for row in rows)
        return {
            "in_file": len(self.plan_file.raw[kind]),
            "counted": self.plan_file.counts.get(kind),
            Fate.LOADED: counts[Fate.LOADED],
            Fate.ALREADY_THERE: counts[Fate.ALREADY_THERE],
            Fate.DIFFERS: [_members_of(row) for row in rows if row.fate == Fate.DIFFERS],
            Fate.NOT_LOADED: [_members_of(row) for row in rows if row.fate == Fate.NOT_LOADED],
            "without_home": dict(self._without_home(kind)),
        }

    def _fates(self, kind: str) -> str:
        counts = Counter(row.fate for row in self.rows if row.kind == kind)
        parts = [f"{counts[fate]} {fate.replace('_', ' ')}" for fate in Fate if counts[fate]]
        reasons = self._without_home(kind).items()
        return ", ".join([*parts, *(f"{count} not loaded ({why})" for why, count in reasons)])

    def _without_home(self, kind: str) -> Counter[str]:
        if kind in records.KINDS:
            return Counter()
        return Counter(_reason(kind, record) for record in self.plan_file.raw[kind])

    def _of(self, fate: Fate) -> Iterator[Row]:
        return (row for row in self.rows if row.fate == fate)

    def _count(self, fate: Fate) -> int:
        return sum(1 for _ in self._of(fate))

    def _named_in_several(self) -> Iterator[str]:
        for kind in records.KINDS:
            rows = [row for row in self.rows if row.kind == kind and row.partnership]
            places = Counter(row.record for row in rows)
            several = sorted(record for record, count in places.items() if count > 1)
            if several:
                yield (
                    f"{kind}: {len(places)} records are {len(rows)} rows, because documents of "
                    f"more than one partnership name {len(several)}: {', '.join(several)}"
                )

    def _seats_of_members(self) -> Iterator[str]:
        named = {one.id for one in self.plan_file.all(records.BoardSeat)}
        listed = Counter(one.board for one in self.plan_file.seats if one.id not in named)
        for board, count in listed.items():
            yield (
                f"board_seats: {count} more, because boards[{board}] lists so many member "
                "organisations without a seat of their own"
            )

    def _boards_by_their_documents(self) -> Iterator[str]:
        unstated = {one.id for one in self.plan_file.all(records.Board) if not one.partnership}
        for row in self.rows:
            if row.kind == "boards" and row.partnership and row.record in unstated:
                yield (
                    f"boards[{row.record}] states no partnership: it stands in {row.partnership}, "
                    "whose documents name it"
                )

    def _kinds_that_became_other(self) -> Iterator[str]:
        types = Counter(
            one.type
            for one in self.plan_file.all(records.Organisation)
            if one.type not in ORGANISATION_KINDS
        )
        if types:
            listed = ", ".join(f"{count} {kind}" for kind, count in sorted(types.items()))
            yield f"organisations: {types.total()} are of the kind other: {listed}"
        for board in self.plan_file.all(records.Board):
            if board.kind not in ForumKind.values:
                yield f"boards[{board.id}] is of the kind {ForumKind.FORUM}: {board.kind} is none"

    def _actions_without_priority(self) -> Iterator[str]:
        bare = [one for one in self.plan_file.all(records.Action) if one.priority is None]
        if bare:
            yield (
                f"actions: {len(bare)} have no priority in the documents and stand in their plan "
                "without one"
            )

    def _hedged_amounts(self) -> Iterator[str]:
        for fund in self.plan_file.all(records.Fund):
            if fund.qualifier not in ("exact", "over"):
                hedge = fund.qualifier.replace("_", " ")
                yield f"funds[{fund.id}]: its documents say {hedge}; the figure alone is kept"

    def _members_left(self) -> Iterator[str]:
        for kind in records.KINDS:
            left = self.plan_file.members_left(kind)
            if left:
                yield f"{kind}: left in the file, having no home yet: {', '.join(left)}"

    def _counts_of_no_kind(self) -> Iterator[str]:
        others = sorted(self.plan_file.counts.keys() - self.plan_file.raw.keys())
        if others:
            yield f"meta.counts: not compared, being no kind of record: {', '.join(others)}"


def _reason(kind: str, record: Raw) -> str:
    if record.get("confidence") == "doubtful":
        return DOUBTFUL
    return HOMELESS.get(kind, NO_HOME)


def _members_of(row: Row) -> dict[str, str | None]:
    return {"id": row.record, "partnership": row.partnership, "why": row.why}
