"""What waits for the chair of a forum: decisions that bind and are not ratified."""

from datetime import date

from backend.forums.models import Decision, DecisionState, Outcome
from backend.forums.policy import CHAIR
from backend.people.identity import Identity
from backend.people.waiting import AT_MOST, Waiting


def waiting_decisions(identity: Identity, on: date) -> list[Waiting]:
    """One statement, and none for whoever chairs nothing."""
    chaired = identity.objects_held(CHAIR)
    if not chaired:
        return []
    rows = Decision.objects.visible_to(identity).filter(
        forum__in=chaired,
        state=DecisionState.RECORDED,
        outcome=Outcome.CARRIED,
        is_indicative=False,
    )
    return [
        Waiting("decision_to_ratify", Decision.subject_type, one.id, one.title, one.recorded_at)
        for one in rows.order_by("recorded_at", "id")[:AT_MOST]
    ]
