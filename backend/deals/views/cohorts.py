from contextlib import AbstractContextManager

from backend.audit.source import now
from backend.audit.unit import Unit, unit_of_work
from backend.deals import operations
from backend.deals.models import Commitment
from backend.deals.policy import require_on_commitment
from backend.deals.serializers import cohorts
from backend.people.identity import resident
from backend.people.rows import Secret, one_seen
from backend.people.scopes import Scope


class IssueCohortTokens(Secret):
    operation = operations.issue_cohort_tokens
    operation_id = "issue_cohort_tokens"
    summary = "Issue tokens with which residents join a commitment"
    description = "Each lets one resident join, once. Accord keeps nothing that tells them apart."
    tag = "deals"
    scope = Scope.DEALS_WRITE
    accepts = cohorts.IssueCohortTokensIn
    answers = cohorts.CohortTokensOut

    def find(self) -> Commitment:
        related = ("deal", "party", "counterparty")
        found: Commitment = one_seen(Commitment, self.actor, self.kwargs["id"], *related)
        return found

    def permit(self, subject: Commitment) -> None:
        require_on_commitment(self.actor, self.operation_id, subject)


class OfAResident(Secret):
    """Neither a token of an account nor a session is looked at, and no request is remembered."""

    tag = "deals"
    public = True
    authentication_classes = ()

    def open_unit(self) -> AbstractContextManager[Unit]:
        return unit_of_work(by=resident(), at=now())


class JoinCohort(OfAResident):
    operation = operations.join_cohort
    operation_id = "join_cohort"
    summary = "Join a commitment as a resident, with a token instead of a name"
    accepts = cohorts.JoinCohortIn
    answers = cohorts.JoinedCohortOut


class LeaveCohort(OfAResident):
    operation = operations.leave_cohort
    operation_id = "leave_cohort"
    summary = "Leave a commitment with the code that was shown on joining"
    success = 204
    accepts = cohorts.LeaveCohortIn
