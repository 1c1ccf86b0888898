"""From the forum an escalation is raised to, rung by rung up to the Board: frozen when it is
raised, so that what a forum is given more or less time for later changes nothing of what runs.
"""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any, Final  # a rung is kept as JSON
from uuid import UUID

from django.db.models import Q

from backend.actions.escalated import Ladder, Rung
from backend.actions.models import Action
from backend.api.actor import Actor
from backend.audit.past import Past
from backend.clock.working_days import working_days_after
from backend.forums.models import HELD_BY_A_FORUM, Escalation, EscalationState, Forum, Hop

# A ladder of frozen rungs ends, whatever a mistake made of the forums' parents.
MOST_RUNGS: Final = 20


def frozen_ladder(forum: Forum) -> list[dict[str, Any]]:
    """One statement for each forum above."""
    rungs: list[Forum] = []
    above: Forum | None = forum
    while above is not None and above not in rungs and len(rungs) < MOST_RUNGS:
        rungs.append(above)
        above = above.parent
    return [
        {
            "forum": str(one.id),
            "acknowledge_days": one.acknowledge_days,
            "resolve_days": one.resolve_days,
        }
        for one in rungs
    ]


def limits(ladder: Sequence[dict[str, Any]], level: int, *, on: date) -> dict[str, date]:
    """Until when the forum on that rung may acknowledge and resolve what comes to it that day."""
    rung = ladder[level]
    return {
        "acknowledge_by": working_days_after(on, rung["acknowledge_days"]),
        "resolve_by": working_days_after(on, rung["resolve_days"]),
    }


def out_of_time(on: date) -> Q:
    """Of those a forum holds: it let a limit pass, and goes on holding it."""
    return Q(state__in=HELD_BY_A_FORUM) & (
        Q(resolve_by__lt=on) | Q(state=EscalationState.RAISED, acknowledge_by__lt=on)
    )


def is_out_of_time(escalation: Escalation, *, on: date) -> bool:
    """The same of one row."""
    late = (escalation.resolve_by, escalation.acknowledge_by)
    return any(by is not None and by < on for by in late)


def escalations_of(
    actor: Actor, actions: Sequence[Action], at: datetime
) -> dict[UUID, list[Ladder]]:
    """Of each action, by its id: every escalation the actor may see, with how long each forum held
    it. Two statements.
    """
    keys = [one.id for one in actions]
    escalations = list(Escalation.objects.visible_to(actor).filter(action__in=keys))
    hops = Hop.objects.visible_to(actor).filter(escalation__in=[one.id for one in escalations])
    return _ladders(escalations, list(hops), at)


def past_escalations_of(
    actor: Actor, actions: Sequence[Action], past: Past
) -> dict[UUID, list[Ladder]]:
    """The same as it stood then, with the days reckoned to that instant."""
    keys = [one.id for one in actions]
    escalations = [
        one
        for one in past.rows(Escalation.objects.filter(action__in=keys))
        if one.audience in actor.audiences
    ]
    theirs = Hop.objects.filter(escalation__in=[one.id for one in escalations])
    hops = [hop for hop in past.rows(theirs) if hop.audience in actor.audiences]
    return _ladders(escalations, hops, past.at)


def _ladders(
    escalations: list[Escalation], hops: list[Hop], at: datetime
) -> dict[UUID, list[Ladder]]:
    rungs: dict[UUID, list[Rung]] = {one.id: [] for one in escalations}
    for hop in sorted(hops, key=lambda one: (one.began_at, one.id)):
        rungs[hop.escalation_id].append(_rung(hop, at))
    found: dict[UUID, list[Ladder]] = {}
    for one in sorted(escalations, key=lambda one: (one.raised_at, one.id)):
        assert one.action_id is not None
        found.setdefault(one.action_id, []).append(_ladder(one, rungs[one.id], at))
    return found


def _ladder(one: Escalation, rungs: list[Rung], at: datetime) -> Ladder:
    return Ladder(
        id=one.id,
        kind=one.kind,
        state=one.state,
        raised_at=one.raised_at,
        answer=one.answer,
        closed_at=one.closed_at,
        days=whole_days(one.raised_at, one.closed_at or at),
        rungs=rungs,
    )


def _rung(hop: Hop, at: datetime) -> Rung:
    return Rung(
        forum=hop.forum_id,
        level=hop.level,
        began_at=hop.began_at,
        acknowledged_at=hop.acknowledged_at,
        ended_at=hop.ended_at,
        end=hop.end or None,
        by_the_clock=hop.by_the_clock,
        days=whole_days(hop.began_at, hop.ended_at or at),
    )


def whole_days(since: datetime, until: datetime) -> int:
    return max((until - since).days, 0)
