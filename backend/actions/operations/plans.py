from collections.abc import Collection, Mapping
from typing import TypedDict, TypeVar, Unpack, cast
from uuid import UUID

from django.db.models import QuerySet

from backend.actions.models import (
    Outcome,
    OutcomeLink,
    Plan,
    Principle,
    Priority,
    SuccessMeasure,
)
from backend.audit.unit import Unit
from backend.errors import Conflict, Fault, InputRefused, NotVisible, Stale
from backend.people.models import Belonging, Organisation
from backend.people.operations.organisations import refuse_succeeded, refuse_taken_reference
from backend.people.policy import require_administrator

BelongingT = TypeVar("BelongingT", bound=Belonging)


class AlreadyLinked(Conflict):
    """The two are linked already."""

    code = "already_linked"


class PlanRolledOver(Conflict):
    """Another plan took this one's place, and its open work went there."""

    code = "plan_rolled_over"


def refuse_rolled_over(plan: Plan) -> None:
    """Raises PlanRolledOver; the plan is locked."""
    if plan.rolled_over_at is not None:
        raise PlanRolledOver(
            "This plan was rolled over, so it takes on no more work. Use the plan that succeeds it."
        )


def named(
    unit: Unit, *, model: type[BelongingT], row_id: UUID, pointer: str, **among: UUID | None
) -> BelongingT:
    """The row an input names, locked; one the caller cannot see is an unknown one (400)."""
    rows = rows_named(unit, model=model, row_ids=[row_id], **among)
    place = " in this plan" if among else ""
    row = named_among(rows, row_id, model=model, pointer=pointer, place=place)
    if isinstance(row, Organisation):
        refuse_succeeded(row, pointer=pointer)
    return row


def named_among(
    rows: Mapping[UUID, BelongingT],
    row_id: UUID,
    *,
    model: type[BelongingT],
    pointer: str,
    place: str = "",
) -> BelongingT:
    """Raises InputRefused."""
    row = rows.get(row_id)
    if row is None:
        noun = model.subject_type.replace("_", " ")
        raise InputRefused(
            [Fault("unknown_reference", f"No {noun}{place} has this id. Check it.", pointer)]
        )
    return row


def rows_named(
    unit: Unit, *, model: type[BelongingT], row_ids: Collection[UUID], **among: UUID | None
) -> dict[UUID, BelongingT]:
    """Those the caller can see, locked."""
    if not row_ids:
        return {}
    # No key of theirs changes, so that a row which only refers to them need not wait.
    locked = model._default_manager.select_for_update(of=("self",), no_key=True)
    rows = cast("QuerySet[BelongingT]", locked).filter(
        id__in=row_ids, partnership_id=unit.by.partnership_id, **among
    )
    return {one.id: one for one in rows.order_by("id") if one.audience in unit.by.audiences}


def add_plan(
    unit: Unit,
    *,
    title: str,
    vision: str = "",
    starts: str = "",
    ends: str = "",
    part_of_id: UUID | None = None,
    succeeds_id: UUID | None = None,
    reference: str | None = None,
    source: str = "",
) -> Plan:
    standing = require_administrator(unit.by, "add a plan")
    refuse_taken_reference(unit, model=Plan, reference=reference)
    if starts and ends and ends[: len(starts)] < starts[: len(ends)]:
        raise InputRefused(
            [Fault("ends_before_start", "The plan must end after it starts.", "#/ends")]
        )
    plan = Plan(
        partnership_id=unit.by.partnership_id,
        title=title,
        vision=vision,
        starts=starts,
        ends=ends,
        part_of=None
        if part_of_id is None
        else named(unit, model=Plan, row_id=part_of_id, pointer="#/part_of"),
        succeeds=None
        if succeeds_id is None
        else named(unit, model=Plan, row_id=succeeds_id, pointer="#/succeeds"),
        reference=reference,
        source=source,
    )
    return unit.record("plan.added", plan, org=standing.org)


def add_priority(
    unit: Unit,
    *,
    plan_id: UUID,
    title: str,
    summary: str = "",
    position: int = 0,
    four_eyes: bool = False,
    approval_beyond_days: int | None = None,
    update_every_days: int | None = None,
    update_grace_days: int = 5,
    reference: str | None = None,
    source: str = "",
) -> Priority:
    standing = require_administrator(unit.by, "add a priority")
    refuse_taken_reference(unit, model=Priority, reference=reference)
    priority = Priority(
        partnership_id=unit.by.partnership_id,
        plan=named(unit, model=Plan, row_id=plan_id, pointer="#/plan"),
        title=title,
        summary=summary,
        position=position,
        four_eyes=four_eyes,
        approval_beyond_days=approval_beyond_days,
        update_every_days=update_every_days,
        update_grace_days=update_grace_days,
        reference=reference,
        source=source,
    )
    return unit.record("priority.added", priority, org=standing.org)


class PriorityChanges(TypedDict, total=False):
    """What of a priority can be revised; what is left out stays as it is."""

    title: str
    summary: str
    four_eyes: bool
    approval_beyond_days: int | None
    update_every_days: int | None
    update_grace_days: int


def revise_priority(
    unit: Unit, *, priority_id: UUID, version: int, **changes: Unpack[PriorityChanges]
) -> Priority:
    priority = (
        Priority.objects.visible_to(unit.by)
        .select_for_update(of=("self",))
        .filter(id=priority_id)
        .first()
    )
    if priority is None:
        raise NotVisible
    standing = require_administrator(unit.by, "revise a priority")
    if priority.version != version:
        raise Stale(priority.version)
    before = {name: getattr(priority, name) for name in changes}
    if before == changes:
        return priority
    for name, value in changes.items():
        setattr(priority, name, value)
    return unit.record("priority.revised", priority, org=standing.org)


def add_outcome(
    unit: Unit,
    *,
    plan_id: UUID,
    title: str,
    position: int = 0,
    reference: str | None = None,
    source: str = "",
) -> Outcome:
    standing = require_administrator(unit.by, "add an outcome")
    refuse_taken_reference(unit, model=Outcome, reference=reference)
    outcome = Outcome(
        partnership_id=unit.by.partnership_id,
        plan=named(unit, model=Plan, row_id=plan_id, pointer="#/plan"),
        title=title,
        position=position,
        reference=reference,
        source=source,
    )
    return unit.record("outcome.added", outcome, org=standing.org)


def link_outcome(
    unit: Unit,
    *,
    priority_id: UUID,
    outcome_id: UUID,
    basis: str,
    reference: str | None = None,
    source: str = "",
) -> OutcomeLink:
    standing = require_administrator(unit.by, "link a priority to an outcome")
    refuse_taken_reference(unit, model=OutcomeLink, reference=reference)
    priority = named(unit, model=Priority, row_id=priority_id, pointer="#/priority")
    outcome = named(
        unit, model=Outcome, row_id=outcome_id, pointer="#/outcome", plan_id=priority.plan_id
    )
    if OutcomeLink.objects.filter(priority=priority, outcome=outcome).exists():
        raise AlreadyLinked("This priority is already linked to this outcome.")
    link = OutcomeLink(
        partnership_id=unit.by.partnership_id,
        priority=priority,
        outcome=outcome,
        basis=basis,
        reference=reference,
        source=source,
    )
    return unit.record("priority.outcome_linked", link, org=standing.org)


def add_principle(
    unit: Unit,
    *,
    plan_id: UUID,
    title: str,
    series: str,
    summary: str = "",
    position: int = 0,
    reference: str | None = None,
    source: str = "",
) -> Principle:
    standing = require_administrator(unit.by, "add a principle")
    refuse_taken_reference(unit, model=Principle, reference=reference)
    principle = Principle(
        partnership_id=unit.by.partnership_id,
        plan=named(unit, model=Plan, row_id=plan_id, pointer="#/plan"),
        title=title,
        series=series,
        summary=summary,
        position=position,
        reference=reference,
        source=source,
    )
    return unit.record("principle.added", principle, org=standing.org)


def add_success_measure(
    unit: Unit,
    *,
    priority_id: UUID,
    title: str,
    direction: str,
    by_year: int | None = None,
    position: int = 0,
    reference: str | None = None,
    source: str = "",
) -> SuccessMeasure:
    standing = require_administrator(unit.by, "add a success measure")
    refuse_taken_reference(unit, model=SuccessMeasure, reference=reference)
    priority = named(unit, model=Priority, row_id=priority_id, pointer="#/priority")
    measure = SuccessMeasure(
        partnership_id=unit.by.partnership_id,
        plan_id=priority.plan_id,
        priority=priority,
        title=title,
        by_year=by_year,
        direction=direction,
        position=position,
        reference=reference,
        source=source,
    )
    return unit.record("success_measure.added", measure, org=standing.org)
