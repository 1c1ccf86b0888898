from backend.actions import operations
from backend.actions.filters import MilestoneFilters
from backend.actions.models import Action, Contribution, Evidence, Milestone, Update
from backend.actions.policy import require_standing
from backend.actions.serializers import actions, parts
from backend.actions.views.base import AddingToAction, AddingToPlans, Read
from backend.audit.edge import Write
from backend.errors import NotVisible
from backend.people.rows import PartsOf, Row, Rows, one_seen
from backend.people.scopes import Scope


class OfAction(PartsOf, Read):
    whole = Action
    belongs_by = "action_id"


class ListUpdates(OfAction):
    operation_id = "list_action_updates"
    summary = "List what the lead reported on an action"
    model = Update
    answers = parts.UpdateOut
    orderings = ("-reported_at",)


class UpdateAction(AddingToAction):
    operation = operations.update_action
    operation_id = "update_action"
    summary = "Report on an action"
    accepts = parts.UpdateActionIn
    answers = parts.UpdateOut
    address = "/api/v1/updates"


class GetUpdate(Row, Read):
    operation_id = "get_update"
    summary = "Read one report on an action"
    model = Update
    answers = parts.UpdateOut


class ListEvidence(OfAction):
    operation_id = "list_action_evidence"
    summary = "List the evidence of an action"
    model = Evidence
    answers = parts.EvidenceOut
    orderings = ("-dated_on",)


class AddEvidence(AddingToAction):
    operation = operations.add_evidence
    operation_id = "add_evidence"
    summary = "Add evidence of what was done"
    accepts = parts.AddEvidenceIn
    answers = parts.EvidenceOut
    address = "/api/v1/evidence"


class GetEvidence(Row, Read):
    operation_id = "get_evidence"
    summary = "Read one item of evidence"
    model = Evidence
    answers = parts.EvidenceOut


class ListMilestonesOfAction(OfAction):
    operation_id = "list_action_milestones"
    summary = "List the milestones of an action"
    model = Milestone
    answers = parts.MilestoneOut
    orderings = ("due_on", "title")


class AddMilestone(AddingToAction):
    operation = operations.add_milestone
    operation_id = "add_milestone"
    summary = "Add a milestone to an action"
    accepts = parts.AddMilestoneIn
    answers = parts.MilestoneOut
    address = "/api/v1/milestones"


class ListMilestones(Rows, Read):
    operation_id = "list_milestones"
    summary = "List milestones: of actions, and the dates of the partnership itself"
    model = Milestone
    answers = parts.MilestoneOut
    filters = MilestoneFilters
    orderings = ("due_on", "title")


class GetMilestone(Row, Read):
    operation_id = "get_milestone"
    summary = "Read one milestone"
    model = Milestone
    answers = parts.MilestoneOut


class AddDatedEvent(AddingToPlans):
    operation = operations.add_dated_event
    operation_id = "add_dated_event"
    summary = "Add a dated milestone of the partnership itself"
    deed = "add a milestone of the partnership"
    accepts = parts.AddDatedEventIn
    answers = parts.MilestoneOut
    address = "/api/v1/milestones"


class OnPart(Write):
    """An operation on something of an action: the action's role table decides."""

    tag = "actions"
    scope = Scope.ACTIONS_WRITE
    requires_if_match = True

    def permit(self, subject: Milestone | Contribution) -> None:
        if subject.action is None:
            # A date of the partnership is nobody's to complete: as a milestone it is not there.
            raise NotVisible
        require_standing(self.actor, self.operation_id, subject.action)


class OnMilestone(OnPart):
    answers = parts.MilestoneOut

    def find(self) -> Milestone:
        found: Milestone = one_seen(Milestone, self.actor, self.kwargs["id"], "action__priority")
        return found


class CompleteMilestone(OnMilestone):
    operation = operations.complete_milestone
    operation_id = "complete_milestone"
    summary = "Complete a milestone"
    accepts = parts.CompleteMilestoneIn


class WaiveMilestone(OnMilestone):
    operation = operations.waive_milestone
    operation_id = "waive_milestone"
    summary = "Waive a milestone"
    accepts = actions.ReasonIn


class ListContributors(OfAction):
    operation_id = "list_action_contributors"
    summary = "List the organisations that contribute to an action, or did"
    model = Contribution
    answers = parts.ContributionOut


class AddContributor(AddingToAction):
    operation = operations.add_contributor
    operation_id = "add_contributor"
    summary = "Add a contributing organisation to an action"
    accepts = parts.AddContributorIn
    answers = parts.ContributionOut
    address = "/api/v1/contributors"


class GetContributor(Row, Read):
    operation_id = "get_contributor"
    summary = "Read one organisation's contribution to an action"
    model = Contribution
    answers = parts.ContributionOut


class RemoveContributor(OnPart):
    operation = operations.remove_contributor
    operation_id = "remove_contributor"
    summary = "End an organisation's contribution to an action"
    accepts = actions.ReasonIn
    answers = parts.ContributionOut
    subject_name = "contribution"

    def find(self) -> Contribution:
        found: Contribution = one_seen(
            Contribution, self.actor, self.kwargs["id"], "action__priority"
        )
        return found
