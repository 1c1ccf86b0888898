"""The tables that plans, actions and what hangs on them are downloaded as."""

from typing import Final

from backend.actions.views import actions, dependencies, parts, plans, reporting, requests
from backend.people.exports import EveryPart, Exporting


class ExportPlans(Exporting, plans.ListPlans):
    table = "plans"


class ExportPriorities(Exporting, plans.ListPriorities):
    table = "priorities"


class ExportOutcomes(Exporting, plans.ListOutcomes):
    table = "outcomes"


class ExportOutcomeLinks(Exporting, plans.ListOutcomeLinks):
    table = "outcome-links"


class ExportPrinciples(Exporting, plans.ListPrinciples):
    table = "principles"


class ExportSuccessMeasures(Exporting, plans.ListSuccessMeasures):
    table = "success-measures"


class ExportActions(Exporting, actions.ListActions):
    table = "actions"


class ExportMilestones(Exporting, parts.ListMilestones):
    table = "milestones"


class ExportUpdates(Exporting, parts.ListUpdates, EveryPart):
    table = "updates"


class ExportEvidence(Exporting, parts.ListEvidence, EveryPart):
    table = "evidence"


class ExportContributors(Exporting, parts.ListContributors, EveryPart):
    table = "contributors"


class ExportDependencies(Exporting, dependencies.ListDependencies):
    table = "dependencies"


class ExportDateChanges(Exporting, requests.ListDateChanges, EveryPart):
    table = "date-changes"


class ExportRequests(Exporting, requests.ListRequests):
    table = "requests"


class ExportUpdateRequests(Exporting, reporting.ListUpdateRequests):
    table = "update-requests"


TABLES: Final[tuple[type[Exporting], ...]] = (
    ExportPlans,
    ExportPriorities,
    ExportOutcomes,
    ExportOutcomeLinks,
    ExportPrinciples,
    ExportSuccessMeasures,
    ExportActions,
    ExportMilestones,
    ExportUpdates,
    ExportEvidence,
    ExportContributors,
    ExportDependencies,
    ExportDateChanges,
    ExportRequests,
    ExportUpdateRequests,
)
