from collections.abc import Mapping, Sequence
from datetime import date
from functools import cached_property
from typing import Any  # results of operations are of many types

from django.db.models import QuerySet

from backend.actions.serializers.actions import ReasonIn
from backend.api.base import ApiView
from backend.audit.days import today
from backend.audit.edge import Write
from backend.audit.past import Past
from backend.errors import NotVisible
from backend.forums import operations
from backend.forums.filters import EscalationFilters
from backend.forums.models import Escalation, Hop
from backend.forums.moves.escalations import ESCALATIONS, Named
from backend.forums.operations.escalations import EscalationMoved
from backend.forums.policy import require_any, require_on_escalation
from backend.forums.serializers import escalations
from backend.forums.showing import placed, recall_placed, with_decisions
from backend.people.comparison import Comparing
from backend.people.hindsight import RowOfAnyTime, RowsOfAnyTime
from backend.people.moves import Explained
from backend.people.readings import note_rows
from backend.people.rows import Adding, PartsOf, Row, seen
from backend.people.scopes import Scope
from backend.people.transitions import Transitions


class EscalationRead(ApiView):
    tag = "escalations"
    scope = Scope.ESCALATIONS_READ


class ShowsEscalations(ApiView):
    """Whatever answers with EscalationOut says where it is placed, all as of one day."""

    @cached_property
    def today(self) -> date:
        return today()

    def show(self, rows: Sequence[Escalation]) -> None:
        note_rows(self.actor, with_decisions(self.actor, rows, on=self.today))

    def recall(self, past: Past, rows: Sequence[Escalation]) -> None:
        note_rows(self.actor, recall_placed(self.actor, rows, past))

    def found_escalation(self) -> Escalation:
        """Raises NotVisible."""
        found = placed(seen(Escalation, self.actor)).filter(id=self.kwargs["id"]).first()
        if found is None:
            raise NotVisible
        self.show([found])
        return found

    def again(self, escalation: Escalation) -> Escalation:
        """As it stands on the agendas now."""
        fresh = placed(Escalation.objects.filter(id=escalation.id)).get()
        self.show([fresh])
        return fresh


class ListEscalations(ShowsEscalations, RowsOfAnyTime, EscalationRead):
    operation_id = "list_escalations"
    summary = "List escalations"
    model = Escalation
    answers = escalations.EscalationOut
    filters = EscalationFilters
    orderings = ("id", "needed_by", "raised_at")

    def rows(self) -> QuerySet[Escalation]:
        return placed(super().rows())

    def represent(self, rows: Sequence[Escalation], names: Sequence[str]) -> list[Any]:
        self.show(rows)
        return super().represent(rows, names)


class CompareEscalations(Comparing, EscalationRead):
    operation_id = "compare_escalations"
    summary = "List what changed of escalations between two moments"
    model = Escalation
    shows = escalations.EscalationOut
    filters = EscalationFilters


class GetEscalation(ShowsEscalations, RowOfAnyTime, EscalationRead):
    operation_id = "get_escalation"
    summary = "Read one escalation"
    model = Escalation
    answers = escalations.EscalationOut

    def one(self) -> Escalation:
        return self.found_escalation()


class ListEscalationHops(PartsOf, EscalationRead):
    operation_id = "list_escalation_hops"
    summary = "List how long each forum held an escalation"
    whole = Escalation
    belongs_by = "escalation_id"
    model = Hop
    answers = escalations.HopOut
    orderings = ("id",)


class GetHop(Row, EscalationRead):
    operation_id = "get_hop"
    summary = "Read how long one forum held an escalation"
    model = Hop
    answers = escalations.HopOut


class ListEscalationTransitions(ShowsEscalations, Transitions, EscalationRead):
    operation_id = "list_escalation_transitions"
    summary = "List what you can do with an escalation, and why not the rest"
    answers = escalations.EscalationExplainedAllOut
    inputs = escalations.ESCALATION_INPUTS
    address = "/api/v1/escalations"

    def find(self) -> Escalation:
        return self.found_escalation()

    def explain(self, row: Escalation) -> list[Explained[Escalation, Named]]:
        return ESCALATIONS.explain(row, self.actor, None)


class RaiseEscalation(ShowsEscalations, Adding):
    """Who may raise this one depends on what stands in the body: the operation asks."""

    operation = operations.raise_escalation
    operation_id = "raise_escalation"
    summary = "Raise a barrier or risk to a forum"
    description = (
        "Of an action, a deal, a commitment, or of a priority itself. Straight to the Board only "
        "with the statement why nobody else can resolve it."
    )
    tag = "escalations"
    scope = Scope.ESCALATIONS_WRITE
    accepts = escalations.RaiseEscalationIn
    answers = escalations.EscalationOut
    address = "/api/v1/escalations"
    rehearses = True

    def permit(self, subject: None) -> None:
        require_any(self.actor, "raise_escalation")

    def present(self, result: Escalation) -> tuple[Escalation, Mapping[str, Any]]:
        return self.again(result), {}


class MoveEscalation(ShowsEscalations, Write):
    """404, then 403 by the app's role table."""

    tag = "escalations"
    scope = Scope.ESCALATIONS_TRANSITION
    answers = escalations.EscalationOut
    adds = escalations.EscalationChangedOut
    requires_if_match = True
    rehearses = True
    subject_name = "escalation"

    def find(self) -> Escalation:
        return self.found_escalation()

    def permit(self, subject: Escalation) -> None:
        require_on_escalation(self.actor, self.operation_id, subject)

    def present(self, result: EscalationMoved) -> tuple[Escalation, Mapping[str, Any]]:
        return self.again(result.escalation), {"changed": result.changed}


class AcknowledgeEscalation(MoveEscalation):
    operation = operations.acknowledge_escalation
    operation_id = "acknowledge_escalation"
    summary = "Acknowledge an escalation, which puts it on the next agenda"


class ReferEscalation(MoveEscalation):
    operation = operations.refer_escalation
    operation_id = "refer_escalation"
    summary = "Refer an escalation to the forum above"
    accepts = escalations.ReferEscalationIn


class ReturnEscalation(MoveEscalation):
    operation = operations.return_escalation
    operation_id = "return_escalation"
    summary = "Return an escalation to its sponsor with a question"
    accepts = escalations.ReturnEscalationIn


class ResubmitEscalation(MoveEscalation):
    operation = operations.resubmit_escalation
    operation_id = "resubmit_escalation"
    summary = "Submit a returned escalation again"
    accepts = escalations.ResubmitEscalationIn


class ResolveEscalation(MoveEscalation):
    operation = operations.resolve_escalation
    operation_id = "resolve_escalation"
    summary = "Resolve an escalation by a decision of the forum that holds it"
    description = (
        "The answer is written to the subject at once. An action at risk stays as it is: its "
        "sponsor is asked to bring it back on track."
    )
    accepts = escalations.ResolveEscalationIn


class WithdrawEscalation(MoveEscalation):
    operation = operations.withdraw_escalation
    operation_id = "withdraw_escalation"
    summary = "Withdraw an escalation"
    accepts = ReasonIn
