from collections.abc import Mapping
from typing import Any, cast  # what a request gives is of many types

from backend.audit.edge import Write
from backend.people import operations, serializers
from backend.people.filters import SuccessionFilters
from backend.people.models import Organisation, Succession
from backend.people.operations.succession import Share, Succeeded
from backend.people.policy import require_administrator
from backend.people.rows import Rows, one_seen
from backend.people.scopes import Scope
from backend.people.views.people import Read


class ListSuccessions(Rows, Read):
    operation_id = "list_successions"
    summary = "List which organisation took the place of which"
    description = "With `organisation`, both those it came from and those it went into."
    model = Succession
    answers = serializers.SuccessionOut
    filters = SuccessionFilters
    orderings = ("-took_effect_on",)


class OnOrganisation(Write):
    tag = "people"
    scope = Scope.PEOPLE_WRITE
    answers = serializers.OrganisationOut
    requires_if_match = True
    deed = ""

    def find(self) -> Organisation:
        found: Organisation = one_seen(Organisation, self.actor, self.kwargs["id"])
        return found

    def permit(self, subject: Organisation) -> None:
        require_administrator(self.actor, self.deed)


class RenameOrganisation(OnOrganisation):
    operation = operations.rename_organisation
    operation_id = "rename_organisation"
    summary = "Give an organisation another name, from a day on"
    deed = "rename an organisation"
    accepts = serializers.RenameOrganisationIn


class Succeeding(OnOrganisation):
    adds = serializers.MovedOut

    def present(self, result: Succeeded) -> tuple[Organisation, Mapping[str, Any]]:
        return result.organisation, {"moved": result.moved}


class MergeOrganisation(Succeeding):
    operation = operations.merge_organisation
    operation_id = "merge_organisation"
    summary = "Merge an organisation into another, which takes on its open duties"
    deed = "merge organisations"
    accepts = serializers.MergeOrganisationIn


class SplitOrganisation(Succeeding):
    operation = operations.split_organisation
    operation_id = "split_organisation"
    summary = "Split an organisation between others, which take on its open duties"
    deed = "split an organisation"
    accepts = serializers.SplitOrganisationIn

    def given(self) -> dict[str, Any]:
        given = super().given()
        shares = cast("list[dict[str, Any]]", given["into"])
        return {**given, "into": [Share(**share) for share in shares]}
