from collections.abc import Mapping
from typing import Any  # what `adds` holds is of many types

from backend.audit.edge import Write
from backend.people import operations, serializers
from backend.people.models import Profile
from backend.people.operations.erasure import Erased
from backend.people.policy import require_administrator
from backend.people.rows import one_seen
from backend.people.scopes import Scope


class ErasePerson(Write):
    operation = operations.erase_person
    operation_id = "erase_person"
    summary = "Erase a person's name and address, and let them in no more"
    description = (
        "For good. Their appointments end, what they did stays, and the log goes on verifying: "
        "it commits to what was erased and can no longer show it. Texts that others wrote about "
        "them are not found by this."
    )
    tag = "people"
    scope = Scope.PEOPLE_WRITE
    accepts = serializers.ErasePersonIn
    answers = serializers.PersonOut
    adds = serializers.ErasedOut
    requires_if_match = True

    def find(self) -> Profile:
        found: Profile = one_seen(Profile, self.actor, self.kwargs["id"], "actor")
        return found

    def permit(self, subject: Profile) -> None:
        require_administrator(self.actor, "erase a person")

    def present(self, result: Erased) -> tuple[Profile, Mapping[str, Any]]:
        return result.profile, {"changed": result.changed}
