"""What actions are proposed under: plans, priorities and leads, held and read for all at once."""

from collections.abc import Collection
from functools import cached_property
from uuid import UUID

from backend.actions.models import Plan, Priority
from backend.actions.operations.opening import hold_plans
from backend.actions.operations.plans import named_among, refuse_rolled_over, rows_named
from backend.actions.operations.telling import Holders
from backend.audit.unit import Unit
from backend.people.models import Organisation
from backend.people.operations.organisations import hold_organisation, refuse_succeeded


class Grounds:
    """Held as soon as it is made, so before any action is locked."""

    def __init__(
        self,
        unit: Unit,
        *,
        plan_ids: Collection[UUID],
        priority_ids: Collection[UUID] = (),
        lead_id: UUID | None = None,
    ) -> None:
        self._unit = unit
        self._plan_ids, self._priority_ids, self._lead_id = plan_ids, priority_ids, lead_id
        if lead_id is not None:
            hold_organisation(unit, organisation_id=lead_id)
        hold_plans(unit, plan_ids=plan_ids)

    def plan(self, plan_id: UUID) -> Plan:
        """One that takes on work. Raises InputRefused and PlanRolledOver."""
        plan = named_among(self._plans, plan_id, model=Plan, pointer="#/plan")
        refuse_rolled_over(plan)
        return plan

    def priority(self, plan: Plan, priority_id: UUID | None) -> Priority | None:
        """Raises InputRefused."""
        if priority_id is None:
            return None
        of_plan = {key: one for key, one in self._priorities.items() if one.plan_id == plan.id}
        return named_among(
            of_plan, priority_id, model=Priority, pointer="#/priority", place=" in this plan"
        )

    @cached_property
    def lead(self) -> Organisation | None:
        """Raises InputRefused."""
        if self._lead_id is None:
            return None
        found = rows_named(self._unit, model=Organisation, row_ids=[self._lead_id])
        lead = named_among(found, self._lead_id, model=Organisation, pointer="#/lead")
        refuse_succeeded(lead, pointer="#/lead")
        return lead

    @cached_property
    def holders(self) -> Holders:
        return Holders(self._priority_ids, at=self._unit.at)

    @cached_property
    def _plans(self) -> dict[UUID, Plan]:
        return rows_named(self._unit, model=Plan, row_ids=self._plan_ids)

    @cached_property
    def _priorities(self) -> dict[UUID, Priority]:
        return rows_named(self._unit, model=Priority, row_ids=self._priority_ids)
