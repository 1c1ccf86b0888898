import re
from collections.abc import Mapping, Sequence
from typing import Any  # rows and answers have members of many types
from uuid import UUID

from django.db.models import QuerySet

from backend.actions.models import Priority
from backend.actions.serializers.actions import ChangedOut
from backend.audit.checkpoints import size_within
from backend.audit.days import today
from backend.audit.edge import Write
from backend.audit.source import now
from backend.errors import Conflict, NotVisible
from backend.forums import operations
from backend.forums.filters import AssuranceFilters, AssuranceStatusFilters
from backend.forums.models import PERIOD, Assurance, Forum
from backend.forums.moves.assurances import Sitting, explain_moves
from backend.forums.operations.assurances import AssuranceMoved
from backend.forums.owed import owed, owing, with_assurances
from backend.forums.periods import Quarter, last_ended
from backend.forums.policy import require_for, require_on_assurance
from backend.forums.serializers import assurances
from backend.forums.views.base import Read
from backend.people.moves import Explained
from backend.people.rows import Adding, PartsOf, Row, Rows, one_seen, seen
from backend.people.scopes import Scope
from backend.people.transitions import Transitions


class NotABoard(Conflict):
    """Sponsors assure the Board, the forum that has none above it."""

    code = "not_a_board"


class ListAssurances(Rows, Read):
    operation_id = "list_assurances"
    summary = "List what sponsors assured the Board of, newest first"
    model = Assurance
    answers = assurances.AssuranceOut
    filters = AssuranceFilters
    orderings = ("-submitted_at", "period")


class GetAssurance(Row, Read):
    operation_id = "get_assurance"
    summary = "Read one assurance"
    model = Assurance
    answers = assurances.AssuranceOut


class ListPriorityAssurances(PartsOf, Read):
    operation_id = "list_priority_assurances"
    summary = "List the assurances of one priority, newest first"
    model = Assurance
    answers = assurances.AssuranceOut
    orderings = ("-submitted_at", "period")
    whole = Priority
    belongs_by = "priority_id"


class SubmitAssurance(Adding):
    operation = operations.submit_assurance
    operation_id = "submit_assurance"
    summary = "Tell the Board whether a priority needs it, for a quarter of the year"
    description = "Once for each priority and quarter; it carries the log's size and root."
    tag = "forums"
    scope = Scope.FORUMS_WRITE
    accepts = assurances.SubmitAssuranceIn
    answers = assurances.AssuranceOut
    address = "/api/v1/assurances"

    def find(self) -> Priority:
        found: Priority = one_seen(Priority, self.actor, self.kwargs["id"])
        return found

    def permit(self, subject: Priority) -> None:
        require_for(self.actor, self.operation_id, subject)


class ListAssuranceTransitions(Transitions, Read):
    operation_id = "list_assurance_transitions"
    summary = "List what you can do with an assurance, and why not the rest"
    answers = assurances.AllAssurancesExplainedOut
    inputs = {"receive_assurance": assurances.ReceiveAssuranceIn}
    address = "/api/v1/assurances"

    def find(self) -> Assurance:
        found: Assurance = one_seen(Assurance, self.actor, self.kwargs["id"])
        return found

    def explain(self, row: Assurance) -> list[Explained[Assurance, Sitting]]:
        return explain_moves(row, self.actor)


class ReceiveAssurance(Write):
    operation = operations.receive_assurance
    operation_id = "receive_assurance"
    summary = "Record that the Board received an assurance at a meeting"
    tag = "forums"
    scope = Scope.FORUMS_TRANSITION
    accepts = assurances.ReceiveAssuranceIn
    answers = assurances.AssuranceOut
    adds = ChangedOut
    requires_if_match = True
    rehearses = True

    def find(self) -> Assurance:
        found: Assurance = one_seen(Assurance, self.actor, self.kwargs["id"])
        return found

    def permit(self, subject: Assurance) -> None:
        require_on_assurance(self.actor, self.operation_id, subject)

    def present(self, result: AssuranceMoved) -> tuple[Assurance, Mapping[str, Any]]:
        return result.assurance, {"changed": result.changed}


class ListAssuranceStatus(Rows, Read):
    """Of every priority, whatever plan it is of: missing ones are what the Board looks for."""

    operation_id = "list_assurance_status"
    summary = "List for the Board which priorities it has an assurance of, and which it misses"
    refusals = (409,)
    model = Priority
    answers = assurances.AssuranceStatusOut
    filters = AssuranceStatusFilters
    orderings = ("position", "title")
    # The working days its Board leaves sponsors after a quarter.
    days: int

    def position(self) -> int:
        """Asked in one statement with whether the forum is there to be seen, and is a Board."""
        forum: Any = (
            seen(Forum, self.actor)
            .filter(id=self._forum_id())
            .values("parent_id", "assurance_days", size=size_within("partnership_id"))
            .first()
        )
        if forum is None:
            raise NotVisible
        if forum["parent_id"] is not None:
            raise NotABoard("Sponsors assure the Board. Ask for the forum that has none above it.")
        self.days = forum["assurance_days"]
        size: int = forum["size"]
        return size

    def rows(self) -> QuerySet[Any]:
        return with_assurances(
            owing(self.actor), actor=self.actor, period=str(self._quarter()), at=now()
        )

    def represent(self, rows: Sequence[Any], names: Sequence[str]) -> list[Any]:
        self.note(rows, names)
        told = owed(rows, quarter=self._quarter(), days=self.days, on=today())
        return [self._shape(self.answers).to_representation(one) for one in told]

    def _forum_id(self) -> UUID:
        found: UUID = self.kwargs["id"]
        return found

    def _quarter(self) -> Quarter:
        sent = self.request.GET.get("period", "")
        # Asked before the filters are: what is no quarter is refused by then.
        asked = re.fullmatch(PERIOD, sent, re.ASCII)
        return Quarter.named(sent) if asked else last_ended(today())
