"""The records a plan's file holds, as far as Accord has a home for them.

A record's slug is its reference in Accord. Members that stand in the file and not here are left
where they are.
"""

from dataclasses import dataclass
from typing import Final

from backend.deals.models import FundKind
from backend.onboarding.members import (
    dated,
    in_pounds,
    one,
    one_of,
    several,
    slug,
    slugs,
    text,
    whole,
)


@dataclass(frozen=True, kw_only=True)
class Passage:
    """Where a document says it."""

    file: str = text(200)
    section: str = text(300)
    lines: str = text(100)


@dataclass(frozen=True, kw_only=True)
class Document:
    id: str = slug()
    file: str = text(200)
    title: str = text()


@dataclass(frozen=True, kw_only=True)
class Record:
    id: str = slug()
    title: str = text(300)
    source: Passage = one(Passage)  # noqa: RUF009 - a field, not a default
    more_sources: tuple[Passage, ...] = several(Passage)
    confidence: str = one_of("stated", "probable", "doubtful", optional=True)
    basis: str = one_of("stated", "inferred", optional=True)

    @property
    def passages(self) -> tuple[Passage, ...]:
        return (self.source, *self.more_sources)

    @property
    def is_doubtful(self) -> bool:
        return self.confidence == "doubtful"


@dataclass(frozen=True, kw_only=True)
class Partnership(Record):
    id: str = slug(60)
    title: str = text(200)


@dataclass(frozen=True, kw_only=True)
class Board(Record):
    title: str = text(200)
    kind: str = text(60)
    partnership: str | None = slug(optional=True)
    member_organisations: tuple[str, ...] = slugs()


@dataclass(frozen=True, kw_only=True)
class Organisation(Record):
    title: str = text(200)
    type: str = text(60)


@dataclass(frozen=True, kw_only=True)
class BoardSeat(Record):
    """Of an organisation, or of the body whose chair or delegate sits there."""

    title: str = text(200)
    board: str = slug()
    organisation: str | None = slug(optional=True)
    body: str | None = slug(optional=True)


@dataclass(frozen=True, kw_only=True)
class Plan(Record):
    title: str = text(200)
    partnership: str = slug()
    part_of: str | None = slug(optional=True)
    vision: str = text(1000, optional=True)
    starts: str = dated(optional=True)
    ends: str = dated(optional=True)


@dataclass(frozen=True, kw_only=True)
class PartOfPlan(Record):
    plan: str = slug()
    order: int = whole()


@dataclass(frozen=True, kw_only=True)
class Priority(PartOfPlan):
    summary: str = text(1000, optional=True)


@dataclass(frozen=True, kw_only=True)
class Outcome(PartOfPlan):
    pass


@dataclass(frozen=True, kw_only=True)
class OutcomeLink(Record):
    priority: str = slug()
    outcome: str = slug()
    basis: str = one_of("stated", "inferred")


@dataclass(frozen=True, kw_only=True)
class Principle(PartOfPlan):
    set: str = text(100)
    summary: str = text(1000, optional=True)


@dataclass(frozen=True, kw_only=True)
class Action(PartOfPlan):
    priority: str | None = slug(optional=True)
    parent: str | None = slug(optional=True)
    summary: str = text(2000, optional=True)


@dataclass(frozen=True, kw_only=True)
class SuccessMeasure(PartOfPlan):
    priority: str = slug()
    direction: str = one_of("up", "down", "achieve", "maintain")
    by_year: int = whole(9999)


@dataclass(frozen=True, kw_only=True)
class DatedEvent(Record):
    date: str = dated()


@dataclass(frozen=True, kw_only=True)
class Fund(Record):
    amount_gbp: int = in_pounds()
    # How the document hedges the figure.
    qualifier: str = one_of("exact", "over", "about", "almost", "up_to")
    kind: str = one_of(*FundKind.values)
    plan: str | None = slug(optional=True)
    organisation: str | None = slug(optional=True)


@dataclass(frozen=True, kw_only=True)
class FundedProject(Record):
    fund: str = slug()


# In the order in which they can be loaded: what a record names comes before it.
KINDS: Final[dict[str, type[Record]]] = {
    "partnerships": Partnership,
    "boards": Board,
    "organisations": Organisation,
    "board_seats": BoardSeat,
    "plans": Plan,
    "priorities": Priority,
    "outcomes": Outcome,
    "priority_outcome_links": OutcomeLink,
    "principles": Principle,
    "actions": Action,
    "success_measures": SuccessMeasure,
    "milestones": DatedEvent,
    "funds": Fund,
    "funded_projects": FundedProject,
}
