"""What waits at a forum for its secretary, and with a question for whoever sponsors it."""

from datetime import date
from typing import Final

from django.db.models import QuerySet

from backend.forums.models import Escalation, EscalationState
from backend.forums.policy import BY_THE_SPONSOR, SECRETARY
from backend.people.identity import Identity
from backend.people.waiting import AT_MOST, Waiting

LONGEST_TITLE: Final = 300


def waiting_escalations(identity: Identity, on: date) -> list[Waiting]:
    """One statement for each of the two, and none for whoever is neither."""
    forums = identity.objects_held(SECRETARY)
    priorities = {
        one
        for role in BY_THE_SPONSOR
        for one in identity.objects_held(role)
        if identity.holds_for("resubmit_escalation", role, one)
    }
    seen = Escalation.objects.visible_to(identity)
    found: list[Waiting] = []
    if forums:
        found += _held(seen.filter(forum__in=forums))
    if priorities:
        returned = seen.filter(priority__in=priorities, state=EscalationState.RETURNED)
        found += [_told("escalation_returned", one, one.needed_by) for one in _first(returned)]
    return found


def _held(rows: QuerySet[Escalation]) -> list[Waiting]:
    held = _first(rows.filter(state__in=(EscalationState.RAISED, EscalationState.ACKNOWLEDGED)))
    return [
        _told("escalation_to_acknowledge", one, one.acknowledge_by)
        if one.state == EscalationState.RAISED
        else _told("escalation_to_resolve", one, one.resolve_by)
        for one in held
    ]


def _first(rows: QuerySet[Escalation]) -> list[Escalation]:
    return list(rows.order_by("resolve_by", "raised_at", "id")[:AT_MOST])


def _told(kind: str, one: Escalation, due_on: date | None) -> Waiting:
    title = " ".join(one.summary.split())[:LONGEST_TITLE]
    since = one.acknowledged_at or one.raised_at
    return Waiting(kind, Escalation.subject_type, one.id, title, since, due_on)
