from typing import Any  # inputs are JSON

from django.db.models import QuerySet

from backend.actions import operations
from backend.actions.filters import RequestFilters
from backend.actions.models import Action, DateChange, Request
from backend.actions.operations.requests import refuse_others
from backend.actions.policy import refuse_auditor, require_answerer
from backend.actions.serializers import requests
from backend.actions.serializers.actions import ActionOut
from backend.actions.views.base import AddingToAction, Read, ShowsActions
from backend.actions.views.parts import OfAction
from backend.audit.edge import Write
from backend.people.rows import Row, Rows, one_seen
from backend.people.scopes import Scope


class AskForTransition(ShowsActions, AddingToAction):
    """With If-Match, since a request speaks of one version of the action."""

    operation = operations.ask_for_transition
    operation_id = "ask_for_transition"
    summary = "Ask whoever has the right to it to move or to escalate an action"
    accepts = requests.AskForTransitionIn
    answers = requests.RequestOut
    shows = ActionOut
    address = "/api/v1/requests"
    requires_if_match = True

    def find(self) -> Action:
        return self.found_rated()

    def permit(self, subject: Action) -> None:
        refuse_auditor(self.actor)

    def given(self) -> dict[str, Any]:
        given = super().given()
        asked = given.pop("transition")
        return {**given, "operation": asked["operation"], "inputs": asked["sent"]}


class ListRequests(Rows, Read):
    operation_id = "list_requests"
    summary = "List what people ask of whoever has the right to it"
    model = Request
    answers = requests.RequestOut
    filters = RequestFilters
    orderings = ("-asked_at",)

    def rows(self) -> QuerySet[Any]:
        return super().rows().select_related("action")


class ListRequestsOfAction(OfAction):
    operation_id = "list_action_requests"
    summary = "List what people asked of an action"
    model = Request
    answers = requests.RequestOut
    orderings = ("-asked_at",)

    def rows(self) -> QuerySet[Any]:
        return super().rows().select_related("action")


class GetRequest(Row, Read):
    operation_id = "get_request"
    summary = "Read one request"
    model = Request
    answers = requests.RequestOut
    related = ("action",)


class OnRequest(Write):
    tag = "actions"
    scope = Scope.ACTIONS_TRANSITION
    answers = requests.RequestOut
    requires_if_match = True

    def find(self) -> Request:
        found: Request = one_seen(Request, self.actor, self.kwargs["id"], "action__priority")
        return found

    def permit(self, subject: Request) -> None:
        require_answerer(self.actor, subject.operation, subject.action)


class AcceptRequest(OnRequest):
    operation = operations.accept_request
    operation_id = "accept_request"
    summary = "Do what a request asks for"
    accepts = requests.AcceptRequestIn
    rehearses = True


class DeclineRequest(OnRequest):
    operation = operations.decline_request
    operation_id = "decline_request"
    summary = "Decline a request"
    accepts = requests.DeclineRequestIn


class WithdrawRequest(OnRequest):
    operation = operations.withdraw_request
    operation_id = "withdraw_request"
    summary = "Take back a request you made"
    scope = Scope.ACTIONS_WRITE
    accepts = requests.AcceptRequestIn

    def permit(self, subject: Request) -> None:
        refuse_others(self.actor.id, subject)


class ListDateChanges(OfAction):
    operation_id = "list_action_date_changes"
    summary = "List how the due date of an action changed"
    model = DateChange
    answers = requests.DateChangeOut
    orderings = ("id",)


class GetDateChange(Row, Read):
    operation_id = "get_date_change"
    summary = "Read one change of a due date"
    model = DateChange
    answers = requests.DateChangeOut
