from collections.abc import Mapping, Sequence
from datetime import date
from functools import cached_property
from typing import Any, ClassVar  # what an operation gives back is of many types

from backend.actions.escalated import show_escalations, show_past_escalations
from backend.actions.models import Action
from backend.actions.policy import MAY, require_standing
from backend.actions.ratings import rate, rate_in_the_past, with_facts
from backend.actions.serializers.actions import ActionOut
from backend.api.base import ApiView
from backend.audit.days import today
from backend.audit.edge import Write
from backend.audit.past import Past
from backend.audit.source import now
from backend.errors import NotVisible
from backend.people.policy import require_administrator
from backend.people.rows import Adding, one_seen, seen
from backend.people.scopes import Scope


class Read(ApiView):
    tag = "actions"
    scope = Scope.ACTIONS_READ


class PlanRead(ApiView):
    tag = "plans"
    scope = Scope.ACTIONS_READ


class AddingToPlans(Adding):
    """Plans and what they list are the administrator's to write."""

    tag = "plans"
    scope = Scope.ACTIONS_WRITE
    deed: ClassVar[str]

    def permit(self, subject: None) -> None:
        require_administrator(self.actor, self.deed)


class ShowsActions(ApiView):
    """Whatever answers with ActionOut rates the actions first, all as of one day, and adds what was
    escalated of them.
    """

    @cached_property
    def today(self) -> date:
        return today()

    def rated(self, action: Action) -> Action:
        self.rate_all([action])
        return action

    def rate_all(self, actions: Sequence[Action]) -> None:
        rate(actions, on=self.today)
        show_escalations(self.actor, actions, at=now())

    def recall(self, past: Past, rows: Sequence[Action]) -> None:
        rate_in_the_past(rows, past)
        show_past_escalations(self.actor, rows, past)

    def found_rated(self) -> Action:
        """The action of the address with its facts, in one statement. Raises NotVisible."""
        rows = with_facts(seen(Action, self.actor).select_related("priority"))
        action = rows.filter(id=self.kwargs["id"]).first()
        if action is None:
            raise NotVisible
        return self.rated(action)


class OnAction(ShowsActions, Write):
    """An operation on the action of the address: 404, then 403 by the app's role table."""

    tag = "actions"
    scope = Scope.ACTIONS_WRITE
    answers = ActionOut
    requires_if_match = True
    rehearses = True
    subject_name = "action"

    def __init_subclass__(cls, **kwargs: object) -> None:
        super().__init_subclass__(**kwargs)
        assert not cls.operation_id or cls.operation_id in MAY

    def find(self) -> Action:
        # Rated, since whoever reads an older version is shown the action as it is.
        return self.found_rated()

    def permit(self, subject: Action) -> None:
        require_standing(self.actor, self.operation_id, subject)

    def present(self, result: Any) -> tuple[Action, Mapping[str, Any]]:
        return self.rated(result), {}


class AddingToAction(Adding):
    """Something new on the action of the address; the action itself does not change."""

    tag = "actions"
    scope = Scope.ACTIONS_WRITE
    subject_name = "action"

    def find(self) -> Action:
        return found_action(self)

    def permit(self, subject: Action) -> None:
        require_standing(self.actor, self.operation_id, subject)


def found_action(view: ApiView) -> Action:
    """With the priority, whose sponsor a refusal names. Raises NotVisible."""
    found: Action = one_seen(Action, view.actor, view.kwargs["id"], "plan", "priority", "lead")
    return found
