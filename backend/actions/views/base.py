from typing import ClassVar

from backend.actions.models import Action
from backend.actions.policy import MAY, require_standing
from backend.actions.serializers.actions import ActionOut
from backend.api.base import ApiView
from backend.audit.edge import Write
from backend.people.policy import require_administrator
from backend.people.rows import Adding, one_seen
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


class OnAction(Write):
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
        return found_action(self)

    def permit(self, subject: Action) -> None:
        require_standing(self.actor, self.operation_id, subject)


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
    found: Action = one_seen(Action, view.actor, view.kwargs["id"], "priority")
    return found
