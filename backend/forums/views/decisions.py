from collections.abc import Mapping
from typing import Any  # inputs and answers have members of many types
from uuid import UUID

from backend.actions.serializers.actions import ChangedOut, NothingIn
from backend.audit.source import now
from backend.forums import operations
from backend.forums.deciding import DecisionFacts
from backend.forums.filters import DecisionFilters, DecisionsOfForumFilters
from backend.forums.models import Decision, DecisionEffect
from backend.forums.moves.decisions import explain_moves
from backend.forums.operations import DecisionMoved, Urgency
from backend.forums.serializers import decisions
from backend.forums.views.base import AddingToForum, AtForum, OfForum, Read
from backend.people.comparison import Comparing
from backend.people.hindsight import RowOfAnyTime, RowsOfAnyTime
from backend.people.moves import Explained
from backend.people.rows import PartsOf, Row, one_seen
from backend.people.scopes import Scope
from backend.people.transitions import Transitions


class ListDecisions(RowsOfAnyTime, Read):
    operation_id = "list_decisions"
    summary = "List decisions"
    model = Decision
    answers = decisions.DecisionOut
    filters = DecisionFilters
    orderings = ("-id", "recorded_at", "decided_at", "title")


class CompareDecisions(Comparing, Read):
    operation_id = "compare_decisions"
    summary = "List what changed of decisions between two moments"
    model = Decision
    shows = decisions.DecisionOut
    filters = DecisionFilters


class ListForumDecisions(OfForum):
    operation_id = "list_forum_decisions"
    summary = "List the decisions of a forum"
    model = Decision
    answers = decisions.DecisionOut
    filters = DecisionsOfForumFilters
    orderings = ("-id", "recorded_at", "decided_at", "title")


class GetDecision(RowOfAnyTime, Read):
    operation_id = "get_decision"
    summary = "Read one decision"
    model = Decision
    answers = decisions.DecisionOut


class DraftDecision(AddingToForum):
    operation = operations.draft_decision
    operation_id = "draft_decision"
    summary = "Draft a decision of a forum"
    description = (
        "The forum alone reads it until it is recorded, and for ever when it is restricted. What "
        "it is to bring about is checked now and again then."
    )
    accepts = decisions.DraftDecisionIn
    answers = decisions.DecisionOut
    address = "/api/v1/decisions"


class OnDecision(AtForum):
    answers = decisions.DecisionOut
    requires_if_match = True
    rehearses = True

    def find(self) -> Decision:
        found: Decision = one_seen(Decision, self.actor, self.kwargs["id"])
        return found

    def forum_of(self, subject: object) -> UUID:
        assert isinstance(subject, Decision)
        return subject.forum_id


class ReviseDecision(OnDecision):
    method = "PATCH"
    operation = operations.revise_decision
    operation_id = "revise_decision"
    summary = "Revise a decision that is drafted"
    accepts = decisions.ReviseDecisionIn


class ListDecisionTransitions(Transitions, Read):
    operation_id = "list_decision_transitions"
    summary = "List what you can do with a decision, and why not the rest"
    answers = decisions.AllDecisionsExplainedOut
    inputs = {"record_decision": decisions.RecordDecisionIn, "ratify_decision": NothingIn}
    address = "/api/v1/decisions"

    def find(self) -> Decision:
        found: Decision = one_seen(
            Decision, self.actor, self.kwargs["id"], "forum", "item__meeting", "undoes"
        )
        return found

    def explain(self, row: Decision) -> list[Explained[Decision, DecisionFacts]]:
        return explain_moves(row, self.actor, now())


class MoveDecision(OnDecision):
    scope = Scope.FORUMS_TRANSITION
    adds = ChangedOut

    def present(self, result: DecisionMoved) -> tuple[Decision, Mapping[str, Any]]:
        return result.decision, {"changed": result.changed}


class RecordDecision(MoveDecision):
    operation = operations.record_decision
    operation_id = "record_decision"
    summary = "Record a decision, with its count, and bring about what it decides"
    description = (
        "By the secretary while the meeting is in session, or by the chair alone with `urgency`. "
        "What it brings about is done in the same transaction: all of it or nothing."
    )
    accepts = decisions.RecordDecisionIn

    def given(self) -> dict[str, Any]:
        given = super().given()
        urgency = given.pop("urgency", None)
        return {**given, "urgency": Urgency(**urgency) if urgency else None}


class RatifyDecision(MoveDecision):
    operation = operations.ratify_decision
    operation_id = "ratify_decision"
    summary = "Ratify a recorded decision"


class ListDecisionEffects(PartsOf, Read):
    operation_id = "list_decision_effects"
    summary = "List what a decision brought about"
    whole = Decision
    belongs_by = "decision_id"
    model = DecisionEffect
    answers = decisions.DecisionEffectOut
    orderings = ("id",)


class GetDecisionEffect(Row, Read):
    operation_id = "get_decision_effect"
    summary = "Read one thing a decision brought about"
    model = DecisionEffect
    answers = decisions.DecisionEffectOut
