"""Where each kind of record lives in Accord: the operation that adds it, and what it is given.

What an operation takes has the name of the field it ends in, so that the same words are given to
the operation and compared with the row that is already there.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Final  # Any: the members of a record, each of its own type
from uuid import UUID

from backend.actions.models import (
    Action,
    Milestone,
    Outcome,
    OutcomeLink,
    Plan,
    Principle,
    Priority,
    SuccessMeasure,
)
from backend.actions.operations import (
    add_dated_event,
    add_outcome,
    add_plan,
    add_principle,
    add_priority,
    add_success_measure,
    link_outcome,
    propose_action,
)
from backend.deals.models import Fund, SupportedProject
from backend.deals.operations.funds import add_fund, add_supported_project
from backend.forums.models import Forum, ForumKind, Seat
from backend.forums.operations import add_forum, add_seat
from backend.onboarding import records
from backend.people.models import Documented, Organisation, OrganisationKind
from backend.people.operations import add_organisation

Facts = dict[str, Any]

ORGANISATION_KINDS: Final = {
    "local_authority": OrganisationKind.COUNCIL,
    "nhs": OrganisationKind.HEALTH,
    "police": OrganisationKind.POLICE,
    "police_governance": OrganisationKind.POLICE,
    "housing_provider": OrganisationKind.HOUSING,
    "voluntary_sector": OrganisationKind.VOLUNTARY_SECTOR,
    "business": OrganisationKind.BUSINESS,
    "business_body": OrganisationKind.BUSINESS,
    "community_group": OrganisationKind.COMMUNITY_GROUP,
}
# To the pound.
PENCE: Final = 100


class NotThere(Exception):
    """The record names one that is not in Accord."""


@dataclass
class Known:
    """The rows a partnership has, by the model and the reference its documents give them."""

    rows: dict[type[Documented], dict[str, Documented]] = field(default_factory=dict)

    def id_of(self, model: type[Documented], reference: str) -> UUID:
        row = self.rows.get(model, {}).get(reference)
        if row is None:
            raise NotThere(f"it names {reference}, which is not loaded")
        row_id: UUID = row.pk
        return row_id


@dataclass(frozen=True)
class Home:
    kind: str
    model: type[Documented]
    add: Callable[..., Documented]
    facts: Callable[[Any, Known], Facts]
    # The member naming another record of the same kind, which must be loaded before it.
    within: str = "nothing"


def _board(board: records.Board, known: Known) -> Facts:
    return {"name": board.title, "kind": forum_kind(board)}


def forum_kind(board: records.Board) -> str:
    return board.kind if board.kind in ForumKind.values else ForumKind.FORUM


def _organisation(organisation: records.Organisation, known: Known) -> Facts:
    return {"name": organisation.title, "kind": organisation_kind(organisation)}


def organisation_kind(organisation: records.Organisation) -> str:
    return ORGANISATION_KINDS.get(organisation.type, OrganisationKind.OTHER)


def _seat(seat: records.BoardSeat, known: Known) -> Facts:
    """Nobody sits on it: no document says who does."""
    return {
        "forum_id": known.id_of(Forum, seat.board),
        "title": seat.title,
        "organisation_id": seat.organisation and known.id_of(Organisation, seat.organisation),
        "body_id": seat.body and known.id_of(Forum, seat.body),
    }


def _plan(plan: records.Plan, known: Known) -> Facts:
    return {
        "title": plan.title,
        "vision": plan.vision,
        "starts": plan.starts,
        "ends": plan.ends,
        "part_of_id": plan.part_of and known.id_of(Plan, plan.part_of),
    }


def _part(part: records.PartOfPlan, known: Known) -> Facts:
    return {
        "plan_id": known.id_of(Plan, part.plan),
        "title": part.title,
        "position": part.order,
    }


def _priority(priority: records.Priority, known: Known) -> Facts:
    return {**_part(priority, known), "summary": priority.summary}


def _link(link: records.OutcomeLink, known: Known) -> Facts:
    return {
        "priority_id": known.id_of(Priority, link.priority),
        "outcome_id": known.id_of(Outcome, link.outcome),
        "basis": link.basis,
    }


def _principle(principle: records.Principle, known: Known) -> Facts:
    return {**_part(principle, known), "series": principle.set, "summary": principle.summary}


def _action(action: records.Action, known: Known) -> Facts:
    """No state, lead or date: the documents give none, so every action arrives as proposed."""
    return {
        **_part(action, known),
        "summary": action.summary,
        "priority_id": action.priority and known.id_of(Priority, action.priority),
        "parent_id": action.parent and known.id_of(Action, action.parent),
    }


def _measure(measure: records.SuccessMeasure, known: Known) -> Facts:
    return {
        "priority_id": known.id_of(Priority, measure.priority),
        "title": measure.title,
        "position": measure.order,
        "direction": measure.direction,
        "by_year": measure.by_year,
    }


def _dated_event(event: records.DatedEvent, known: Known) -> Facts:
    return {"title": event.title, "due": event.date}


def _fund(fund: records.Fund, known: Known) -> Facts:
    return {
        "title": fund.title,
        "kind": fund.kind,
        "amount": fund.amount_gbp * PENCE,
        "is_at_least": fund.qualifier == "over",
        "organisation_id": fund.organisation and known.id_of(Organisation, fund.organisation),
    }


def _project(project: records.FundedProject, known: Known) -> Facts:
    return {"fund_id": known.id_of(Fund, project.fund), "title": project.title}


# In the order of loading: what a record names has its home above it.
HOMES: Final = (
    Home("boards", Forum, add_forum, _board),
    Home("organisations", Organisation, add_organisation, _organisation),
    Home("board_seats", Seat, add_seat, _seat),
    Home("plans", Plan, add_plan, _plan, within="part_of"),
    Home("priorities", Priority, add_priority, _priority),
    Home("outcomes", Outcome, add_outcome, _part),
    Home("priority_outcome_links", OutcomeLink, link_outcome, _link),
    Home("principles", Principle, add_principle, _principle),
    Home("actions", Action, propose_action, _action, within="parent"),
    Home("success_measures", SuccessMeasure, add_success_measure, _measure),
    Home("milestones", Milestone, add_dated_event, _dated_event),
    Home("funds", Fund, add_fund, _fund),
    Home("funded_projects", SupportedProject, add_supported_project, _project),
)
