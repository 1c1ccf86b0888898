from backend.actions import operations
from backend.actions.filters import DependencyFilters
from backend.actions.models import Action, Dependency
from backend.actions.policy import require_standing
from backend.actions.serializers import actions, parts
from backend.actions.views.base import AddingToAction, Read
from backend.actions.views.parts import OfAction
from backend.audit.edge import Write
from backend.people.rows import Row, Rows, one_seen
from backend.people.scopes import Scope


class ListDependenciesOfAction(OfAction):
    operation_id = "list_action_dependencies"
    summary = "List what an action depends on, or did"
    model = Dependency
    answers = parts.DependencyOut
    belongs_by = "successor_id"


class AddDependency(AddingToAction):
    """The action of the address is the one that waits for the other."""

    operation = operations.add_dependency
    operation_id = "add_dependency"
    summary = "Make an action depend on another"
    accepts = parts.AddDependencyIn
    answers = parts.DependencyOut
    address = "/api/v1/dependencies"


class ListDependencies(Rows, Read):
    operation_id = "list_dependencies"
    summary = "List which action depends on which"
    model = Dependency
    answers = parts.DependencyOut
    filters = DependencyFilters


class GetDependency(Row, Read):
    operation_id = "get_dependency"
    summary = "Read one dependency"
    model = Dependency
    answers = parts.DependencyOut


class RemoveDependency(Write):
    """The role table of the successor decides."""

    operation = operations.remove_dependency
    operation_id = "remove_dependency"
    summary = "End the dependency of an action on another"
    tag = "actions"
    scope = Scope.ACTIONS_WRITE
    requires_if_match = True
    accepts = actions.ReasonIn
    answers = parts.DependencyOut

    def find(self) -> Dependency:
        found: Dependency = one_seen(
            Dependency, self.actor, self.kwargs["id"], "successor__priority"
        )
        return found

    def permit(self, subject: Dependency) -> None:
        successor: Action = subject.successor
        require_standing(self.actor, self.operation_id, successor)
