"""What became of the work of a plan that another succeeds, and how an action came where it is."""

import json
from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Final
from uuid import UUID

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
    plan: Plan
    items: list[Accounted]

    @property
    def totals(self) -> dict[str, int]:
        counts = Counter(str(item.fate) for item in self.items)
        return {"all": len(self.items), **{fate.value: counts[fate.value] for fate in Fate}}


@dataclass(frozen=True)
class Lineage:
    """`path`: where the action went, and the one that goes on with it; `absorbed`: what came in."""

    action_id: UUID
    path: list[Carriage]
    absorbed: list[Carriage]


def rollover_of(plan: Plan, actor: Actor) -> Rollover:
    """Each action has one fate: what is open again counts as open, whatever was said of it."""
    said = {
        one.action_id: one
        for one in Carriage.objects.visible_to(actor)
        .filter(from_plan=plan)
        .select_related("action")
        .order_by("id")
    }
    here = Action.objects.visible_to(actor).filter(plan=plan)
    still = list(here.open().order_by("position", "id"))
    closed = _closed_since(plan, here.exclude(id__in=said), _succeeded_at(plan))
    reasons = _reasons(closed)
    is_open = {one.id for one in still}
    items = [Accounted(one, Fate.OPEN, "") for one in still]
    items += [_as_said(one) for one in said.values() if one.action_id not in is_open]
    items += [Accounted(one, Fate.CLOSED, reasons[one.id]) for one in closed]
    return Rollover(plan, items)


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


def _closed_since(plan: Plan, rows: ActionQuerySet, at: datetime | None) -> list[Action]:
    if at is None:
        return []
    closed = rows.filter(state__in=CLOSED, closed_at__gte=at)
    if plan.rolled_over_at is not None:
        closed = closed.filter(closed_at__lte=plan.rolled_over_at)
    return list(closed.order_by("position", "id"))


def _reasons(closed: Collection[Action]) -> dict[UUID, str]:
    """Why each was closed, from the log; empty where the words were erased."""
    leaves = {
        subject: bytes(leaf)
        for subject, leaf in Entry.objects.filter(
            id__in=[one.entry_id for one in closed]
        ).values_list("subject_id", "leaf")
    }
    digests = {digest for leaf in leaves.values() for digest in digests_in(leaf)}
    held = dict(Disclosure.objects.filter(digest__in=digests).values_list("digest", "value"))
    given = {one: resolve(json.loads(leaf)["in"], held) for one, leaf in leaves.items()}
    return {
        one.id: one.completion_statement or str(given.get(one.id, {}).get("reason", ""))
        for one in closed
    }
