"""The clock's daily round of the escalations: what a forum let pass goes to the one above; at the
top that is said, once. Forums are locked before escalations.
"""

from typing import Final
from uuid import UUID

from backend.audit.unit import Unit
from backend.forums.ladders import out_of_time
from backend.forums.models import Escalation
from backend.forums.operations.concerned import everyone_concerned
from backend.forums.operations.escalations import send_up
from backend.forums.operations.opening import held_forums

# So that one round is one transaction of some seconds, however long the clock stood still.
MOST_AT_ONCE: Final = 200
TIME_IS_UP: Final = "Its time at this forum had run out."


def run_escalation_round(unit: Unit) -> bool:
    """True when there is more to do at once.

    Whatever it does makes a row not due any more, so that no rung is taken twice: referred it has
    new limits, and at the top it is marked.
    """
    due = Escalation.objects.filter(
        out_of_time(unit.on), partnership_id=unit.by.partnership_id, overdue_at=None
    )
    found = dict(due.order_by("id").values_list("id", "ladder")[:MOST_AT_ONCE])
    forums = {UUID(rung["forum"]) for ladder in found.values() for rung in ladder}
    held_forums(unit, forum_ids=forums)
    # Asked again under lock: meanwhile somebody may have acted after all.
    for escalation in due.filter(id__in=found).select_for_update(of=("self",)).order_by("id"):
        move_on(unit, escalation=escalation)
    return len(found) == MOST_AT_ONCE


def move_on(unit: Unit, *, escalation: Escalation) -> None:
    """Internal: one whose limit has passed; it is locked."""
    if escalation.is_at_the_top:
        mark_overdue(unit, escalation=escalation)
    else:
        send_up(unit, escalation=escalation, reason=TIME_IS_UP, org=None, by_the_clock=True)


def mark_overdue(unit: Unit, *, escalation: Escalation) -> None:
    """Internal: nobody is left to refer it to."""
    escalation.overdue_at = unit.at
    told = everyone_concerned(unit, escalation=escalation)
    unit.record("escalation.marked_overdue", escalation, org=None, told=told)
