"""What became of the work of a plan that another succeeds, and how an action came where it is."""

import json
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Final
from uuid import UUID

from django.db.models import Count, QuerySet

from backend.actions.models import CLOSED, Action, ActionState, Carriage, Outturn, Plan
from backend.actions.models.action import ActionQuerySet
from backend.api.actor import Actor
from backend.audit.fold import resolve
from backend.audit.leaf import digests_in
from backend.audit.models import Disclosure, Entry

# As far as a reader is led; a chain longer than this is no chain of plans.
FARTHEST: Final = 50
# As many as one answer shows; the totals count all.
SHOWN: Final = 1000
# Whose entries say why an action was closed. A mark of danger that is lifted comes after them.
CLOSING: Final = ("action.completed", "action.withdrawn")


class Fate(StrEnum):
    CARRIED = "carried"
    CLOSED = "closed"
    MERGED = "merged"
    OPEN = "open"


@dataclass(frozen=True)
class Accounted:
    """One action that was open when another plan came to succeed its own."""

    action: Action
    fate: Fate
    reason: str
    to_plan_id: UUID | None = None
    into_id: UUID | None = None


@dataclass(frozen=True)
class Rollover:
    """`items`: those still open, then those accounted for, then those closed; as many as are
    shown. `totals` counts all.
    """

    plan: Plan
    items: list[Accounted]
    totals: dict[str, int]


@dataclass(frozen=True)
class Lineage:
    """`path`: where the action went, and the one that goes on with it; `absorbed`: what came in."""

    action_id: UUID
    path: list[Carriage]
    absorbed: list[Carriage]


def rollover_of(plan: Plan, actor: Actor) -> Rollover:
    """Each action has one fate: what is open again counts as open, whatever was said of it."""
    here = Action.objects.visible_to(actor).filter(plan=plan)
    still = here.open()
    accounted = Carriage.objects.visible_to(actor).filter(from_plan=plan)
    said = accounted.exclude(action__in=still.values("id"))
    unsaid = here.exclude(id__in=accounted.values("action"))
    closed = _closed_since(plan, unsaid, _succeeded_at(plan))
    items = [Accounted(one, Fate.OPEN, "") for one in still.order_by("position", "id")[:SHOWN]]
    rows = said.select_related("action").order_by("id")
    items += [_as_said(one) for one in rows[: SHOWN - len(items)]]
    items += _as_closed(closed, SHOWN - len(items))
    return Rollover(plan, items, _totals(still, said, closed))


def lineage_of(action: Action, actor: Actor) -> Lineage:
    """Level by level: as many statements as the chain is long, however many came together."""
    seen = Carriage.objects.visible_to(actor).select_related("action", "into")
    path: list[Carriage] = []
    at: Action | None = action
    known = {action.id}
    while at is not None and len(known) <= FARTHEST:
        steps = [one for one in seen.filter(action=at).order_by("id") if _stands(one)]
        path += steps
        at = next((one.into for one in steps if one.into and one.into_id not in known), None)
        known |= {at.id} if at else set()
    return Lineage(action.id, path, _absorbed(action, actor))


def _absorbed(action: Action, actor: Actor) -> list[Carriage]:
    seen = Carriage.objects.visible_to(actor).select_related("action", "into")
    found: list[Carriage] = []
    level, known = {action.id}, {action.id}
    for _ in range(FARTHEST):
        rows = [one for one in seen.filter(into__in=level).order_by("id") if _stands(one)]
        level = {one.action_id for one in rows} - known
        if not level:
            break
        known |= level
        found += [one for one in rows if one.action_id in level]
    return found[:SHOWN]


def _stands(carriage: Carriage) -> bool:
    """An action that was merged or closed and proposed again goes its own way."""
    return carriage.outturn == Outturn.CARRIED or carriage.action.state == ActionState.WITHDRAWN


def _as_said(one: Carriage) -> Accounted:
    return Accounted(one.action, Fate(one.outturn), one.reason, one.to_plan_id, one.into_id)


def _succeeded_at(plan: Plan) -> datetime | None:
    """Since when there is a plan that takes its place."""
    successors = Plan.objects.filter(succeeds=plan).values("id")
    first = Entry.objects.filter(
        log_id=plan.partnership_id,
        subject_type=Plan.subject_type,
        subject_id__in=successors,
        subject_version=1,
    )
    return first.order_by("index").values_list("at", flat=True).first()


def _closed_since(plan: Plan, rows: ActionQuerySet, at: datetime | None) -> ActionQuerySet:
    if at is None:
        return rows.none()
    closed = rows.filter(state__in=CLOSED, closed_at__gte=at)
    if plan.rolled_over_at is not None:
        closed = closed.filter(closed_at__lte=plan.rolled_over_at)
    return closed


def _totals(
    still: ActionQuerySet, said: QuerySet[Carriage], closed: ActionQuerySet
) -> dict[str, int]:
    counts = dict.fromkeys((fate.value for fate in Fate), 0)
    counts |= dict(said.order_by().values_list("outturn").annotate(Count("id")))
    counts[Fate.OPEN] += still.count()
    counts[Fate.CLOSED] += closed.count()
    return {"all": sum(counts.values()), **counts}


def _as_closed(closed: ActionQuerySet, most: int) -> list[Accounted]:
    shown = list(closed.order_by("position", "id")[:most])
    reasons = _reasons(shown)
    return [Accounted(one, Fate.CLOSED, reasons[one.id]) for one in shown]


def _reasons(closed: Collection[Action]) -> dict[UUID, str]:
    """Why each was closed, from the log; empty where the words were erased."""
    leaves = {one.subject_id: bytes(one.leaf) for one in _entries_closing(closed)}
    digests = {digest for leaf in leaves.values() for digest in digests_in(leaf)}
    held = dict(Disclosure.objects.filter(digest__in=digests).values_list("digest", "value"))
    given = {one: resolve(json.loads(leaf)["in"], held) for one, leaf in leaves.items()}
    return {
        one.id: one.completion_statement or str(given.get(one.id, {}).get("reason", ""))
        for one in closed
    }


def _entries_closing(closed: Collection[Action]) -> QuerySet[Entry]:
    """Oldest first: of one that was closed more than once the newest is met last."""
    return Entry.objects.filter(
        log_id__in={one.partnership_id for one in closed},
        subject_type=Action.subject_type,
        subject_id__in=[one.id for one in closed],
        verb__in=CLOSING,
    ).order_by("index")
