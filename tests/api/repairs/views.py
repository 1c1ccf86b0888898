from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID, uuid4

from django.db.models import QuerySet
from rest_framework.authentication import BaseAuthentication
from rest_framework.exceptions import AuthenticationFailed
from rest_framework.request import Request

from backend.api import fields, filters
from backend.api.actor import Audiences
from backend.api.reads import Detail, Listing
from backend.api.serializers import In, Out, OutModel, PatchIn
from backend.api.writes import Write
from backend.errors import NotAllowed, NotVisible
from tests.api.repairs import operations
from tests.api.repairs.models import Crew, Repair

PARTNERSHIP = UUID("0190b5c2-0000-7000-8000-000000000001")
ALL = frozenset({"repairs:read", "repairs:write"})


@dataclass(frozen=True)
class Person:
    id: UUID = field(default_factory=uuid4)
    scopes: frozenset[str] = ALL
    kind: str = "person"
    partnership_id: UUID = PARTNERSHIP
    organisation_id: UUID | None = None
    credential_id: UUID | None = None
    client_id: str = ""
    audiences: Audiences = field(default_factory=lambda: Audiences(frozenset({"partnership"})))
    is_outside: bool = False

    @property
    def deputises(self) -> dict[UUID, UUID]:
        return {}

    def holds(self, role: str, on: UUID) -> bool:
        return not self.is_outside

    def holds_for(self, operation: str, role: str, on: UUID) -> bool:
        return self.holds(role, on)

    def objects_held(self, role: str) -> frozenset[UUID]:
        return frozenset()


PEOPLE = {
    "priya": Person(id=UUID(int=1)),
    "tom": Person(id=UUID(int=2), scopes=frozenset({"repairs:read"})),
    "sam": Person(id=UUID(int=3), is_outside=True),
}


class Bearer(BaseAuthentication):
    def authenticate(self, request: Request) -> tuple[Any, str] | None:
        sent = request.META.get("HTTP_AUTHORIZATION", "")
        if not sent:
            return None
        name = sent.removeprefix("Bearer ")
        if name not in PEOPLE:
            raise AuthenticationFailed
        return PEOPLE[name], name

    def authenticate_header(self, request: Request) -> str:
        return 'Bearer realm="accord"'


class CrewOut(OutModel):
    class Meta:
        model = Crew
        fields = ("id", "name")


class RepairOut(OutModel):
    class Meta:
        model = Repair
        fields = (
            "id",
            "version",
            "title",
            "state",
            "is_urgent",
            "due_on",
            "cost",
            "updated_at",
            "lead",
        )


class ReportRepairIn(In):
    title = fields.Char(max_length=80)
    due_on = fields.Date(required=False, allow_null=True)
    is_urgent = fields.Boolean(required=False)


class PhotoIn(In):
    name = fields.Char(max_length=40)
    taken_at = fields.Instant(required=False)


class CloseRepairIn(In):
    statement = fields.Char(max_length=500, multiline=True, ask="Enter what was done")
    cost = fields.Integer(min_value=0, max_value=1_000_000, required=False, allow_null=True)


class AmendRepairIn(PatchIn):
    title = fields.Char(max_length=80)
    due_on = fields.Date(allow_null=True)


class ChangedOut(Out):
    changed = fields.Boolean()


class RepairFilters(filters.StrictFilterSet):
    state = filters.ChoicesFilter(choices=("open", "closed"))
    is_urgent = filters.BooleanFilter()
    lead = filters.UUIDFilter()
    q = filters.SearchFilter("title")
    dates = ("due_on",)
    instants = ("updated_at",)


class ListRepairs(Listing):
    operation_id, summary, tag = "list_repairs", "Repairs", "repairs"
    scope = "repairs:read"
    authentication_classes = (Bearer,)
    answers = RepairOut
    filters = RepairFilters
    orderings = ("due_on,title", "title", "cost", "is_urgent", "-updated_at")
    expands = {"lead": ("lead", CrewOut)}

    def rows(self) -> QuerySet[Repair]:
        return Repair.objects.all()

    def position(self) -> int:
        return 40 + Repair.objects.count()


class _One:
    kwargs: dict[str, Any]

    def find(self) -> Repair:
        found = Repair.objects.filter(pk=self.kwargs["repair_id"]).first()
        if found is None:
            raise NotVisible
        return found


class GetRepair(_One, Detail):
    operation_id, summary, tag = "get_repair", "One repair", "repairs"
    scope = "repairs:read"
    authentication_classes = (Bearer,)
    answers = RepairOut
    expands = {"lead": ("lead", CrewOut)}

    def one(self) -> Repair:
        return self.find()


class _Writing(Write):
    tag = "repairs"
    scope = "repairs:write"
    authentication_classes = (Bearer,)

    def open_unit(self) -> AbstractContextManager[operations.Unit]:
        return operations.a_unit()

    def permit(self, subject: Repair | None) -> None:
        if not self.actor.holds("lead", PARTNERSHIP):
            raise NotAllowed("Only the lead can do this.")


class ReportRepair(_Writing):
    operation_id, summary = "report_repair", "Report a repair"
    operation = operations.report_repair
    accepts, answers, success = ReportRepairIn, RepairOut, 201

    def location(self, subject: Repair) -> str:
        return f"/api/v1/repairs/{subject.pk}"


class CloseRepair(_One, _Writing):
    operation_id, summary = "close_repair", "Close a repair"
    operation = operations.close_repair
    accepts, answers, adds = CloseRepairIn, RepairOut, ChangedOut
    requires_if_match = True

    def present(self, result: Repair) -> tuple[Repair, dict[str, Any]]:
        return result, {"changed": True}


class AmendRepair(_One, _Writing):
    operation_id, summary, method = "amend_repair", "Amend a repair", "PATCH"
    operation = operations.amend_repair
    accepts, answers = AmendRepairIn, RepairOut
    requires_if_match = True


class DropRepair(_One, _Writing):
    operation_id, summary, method = "drop_repair", "Drop a repair", "DELETE"
    operation = operations.drop_repair
    requires_if_match = True
