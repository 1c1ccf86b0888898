from calendar import monthrange
from datetime import date
from uuid import UUID

from backend.actions.models import Action, Milestone, MilestoneState
from backend.actions.operations.opening import opened, refuse_closed, refuse_future
from backend.audit.unit import Unit
from backend.errors import NotVisible, Stale, WrongState
from backend.people.operations.organisations import refuse_taken_reference
from backend.people.policy import Standing, require_administrator


def last_day(due: str) -> date:
    """Of a date as exact as it was given: 2016, 2018-09 or 2022-07-01."""
    year, *rest = (int(part) for part in due.split("-"))
    month = rest[0] if rest else 12
    day = rest[1] if len(rest) == 2 else monthrange(year, month)[1]
    return date(year, month, day)


def add_milestone(
    unit: Unit, *, action_id: UUID, title: str, due_on: date, mandatory: bool = True
) -> Milestone:
    action, standing = opened(unit, operation="add_milestone", action_id=action_id, version=None)
    refuse_closed(action, "add a milestone to it")
    milestone = Milestone(
        partnership_id=action.partnership_id,
        audience=action.audience,
        action=action,
        title=title,
        due=due_on.isoformat(),
        due_on=due_on,
        mandatory=mandatory,
    )
    return unit.record(
        "milestone.added", milestone, org=standing.org, on_behalf_of=standing.on_behalf_of
    )


def add_dated_event(
    unit: Unit, *, title: str, due: str, reference: str | None = None, source: str = ""
) -> Milestone:
    """A milestone of the partnership itself, as exact as its documents date it."""
    standing = require_administrator(unit.by, "add a milestone of the partnership")
    refuse_taken_reference(unit, model=Milestone, reference=reference)
    milestone = Milestone(
        partnership_id=unit.by.partnership_id,
        title=title,
        due=due,
        due_on=last_day(due),
        mandatory=False,
        reference=reference,
        source=source,
    )
    return unit.record("milestone.dated", milestone, org=standing.org)


def complete_milestone(
    unit: Unit, *, milestone_id: UUID, version: int, completed_on: date
) -> Milestone:
    milestone, standing = _opened(unit, "complete_milestone", milestone_id, version)
    refuse_future(unit, day=completed_on, pointer="#/completed_on")
    milestone.complete(completed_on=completed_on)
    return unit.record(
        "milestone.completed",
        milestone,
        org=standing.org,
        on_behalf_of=standing.on_behalf_of,
    )


def waive_milestone(unit: Unit, *, milestone_id: UUID, version: int, reason: str) -> Milestone:
    milestone, standing = _opened(unit, "waive_milestone", milestone_id, version)
    milestone.waive(reason=reason)
    return unit.record(
        "milestone.waived", milestone, org=standing.org, on_behalf_of=standing.on_behalf_of
    )


def _opened(
    unit: Unit, operation: str, milestone_id: UUID, version: int
) -> tuple[Milestone, Standing]:
    """The action is locked first, then its milestone: completing the action looks at both."""
    found = (
        Milestone.objects.visible_to(unit.by)
        .filter(id=milestone_id, action__isnull=False)
        .values_list("action_id", flat=True)
        .first()
    )
    if found is None:
        raise NotVisible
    action, standing = opened(unit, operation=operation, action_id=found, version=None)
    milestone = Milestone.objects.select_for_update(of=("self",)).get(id=milestone_id)
    if milestone.version != version:
        raise Stale(milestone.version)
    _refuse_settled(action, milestone)
    return milestone, standing


def _refuse_settled(action: Action, milestone: Milestone) -> None:
    refuse_closed(action, "change its milestones")
    if milestone.state != MilestoneState.OPEN:
        raise WrongState(
            f"This milestone is already {milestone.state}, so it cannot change.",
            current_state=milestone.state,
        )
