"""What makes a live action do less well than it could."""

from datetime import date, timedelta

from backend.actions.models import Action, Priority
from backend.audit.source import now
from backend.audit.unit import unit_of_work
from tests.actions.subjects import milestone_of
from tests.borough import Borough, action_in_progress


def late_milestone(borough: Borough, action: Action, days: int) -> date:
    due_on = now().date() - timedelta(days=days)
    milestone_of(borough, action, due_on=due_on)
    return due_on


def rhythm(borough: Borough, days: int) -> None:
    """The priority then wants a report at least so often."""
    youth = Priority.objects.get(id=borough.youth.id)
    youth.update_every_days = days
    with unit_of_work(by=borough.who("Ada"), at=now()) as unit:
        unit.record("priority.revised", youth)


def threatened(borough: Borough) -> Action:
    """As the slip of an action it depends on leaves it."""
    action = Action.objects.get(id=action_in_progress(borough).id)
    action.threatened_at = now()
    with unit_of_work(by=borough.who("Ada"), at=now()) as unit:
        return unit.record("action.threatened", action)
