"""What an organisation owes in this room, moved to whoever takes its place: the lead of every
action not closed, and its live contributions. What is closed stays as it was signed.
"""

from collections import defaultdict
from collections.abc import Collection
from uuid import UUID

from django.db.models import Q

from backend.actions.models import Action, Contribution
from backend.actions.operations.telling import Holders
from backend.audit.unit import Unit
from backend.people.duties import Handover, Moved

Contributors = dict[UUID, dict[UUID, Contribution]]


def move_work(unit: Unit, *, handover: Handover) -> list[Moved]:
    """Internal: part of merging and splitting an organisation, which has locked it."""
    actions = _owing(handover)
    led = [one for one in actions.values() if one.lead_id == handover.predecessor.id]
    contributing = _contributions_to(actions, handover)
    contributors = _contributors_to(actions)
    sponsors = Holders.around(led, at=unit.at)
    return [
        *move_leads(unit, led=led, contributors=contributors, sponsors=sponsors, handover=handover),
        *move_contributions(
            unit, contributing=contributing, contributors=contributors, handover=handover
        ),
    ]


def move_leads(
    unit: Unit,
    *,
    led: list[Action],
    contributors: Contributors,
    sponsors: Holders,
    handover: Handover,
) -> list[Moved]:
    """A new lead that contributed to the action does so no more."""
    moved = []
    for action in led:
        taker = handover.taker_of(action.id)
        action.lead_id = taker
        unit.record(
            "action.lead_succeeded",
            action,
            org=handover.org,
            told=handover.told(taker, *sponsors.sponsors_of(action.priority_id)),
            reason=handover.reason,
        )
        known = contributors[action.id].pop(taker, None)
        if known is not None:
            end_contribution(unit, contribution=known, taker=taker, handover=handover)
        moved.append(Moved("lead", action.id, taker))
    return moved


def move_contributions(
    unit: Unit,
    *,
    contributing: list[Contribution],
    contributors: Contributors,
    handover: Handover,
) -> list[Moved]:
    """Ended, and made again for the taker unless it leads the action or contributes already."""
    moved = []
    for contribution in contributing:
        action = contribution.action
        taker = handover.taker_of(action.id)
        end_contribution(unit, contribution=contribution, taker=taker, handover=handover)
        is_there = taker == action.lead_id or taker in contributors[action.id]
        if not is_there:
            inherit_contribution(unit, contribution=contribution, taker=taker, handover=handover)
        moved.append(Moved("contribution_ended" if is_there else "contribution", action.id, taker))
    return moved


def end_contribution(
    unit: Unit, *, contribution: Contribution, taker: UUID, handover: Handover
) -> Contribution:
    contribution.ended_at = unit.at
    return unit.record(
        "action.contribution_ended",
        contribution,
        org=handover.org,
        told=handover.told(taker),
        reason=handover.reason,
    )


def inherit_contribution(
    unit: Unit, *, contribution: Contribution, taker: UUID, handover: Handover
) -> Contribution:
    inherited = Contribution(
        partnership_id=contribution.partnership_id,
        audience=contribution.audience,
        action_id=contribution.action_id,
        organisation_id=taker,
        part=contribution.part,
    )
    return unit.record(
        "action.contribution_inherited",
        inherited,
        org=handover.org,
        told=handover.told(taker),
        reason=handover.reason,
    )


def _owing(handover: Handover) -> dict[UUID, Action]:
    """Every open action it leads or contributes to, locked in one order; also what is hidden from
    the administrator, for a duty they cannot see is a duty all the same.
    """
    contributed = Contribution.objects.filter(organisation=handover.predecessor, ended_at=None)
    rows = (
        Action.objects.open()
        .select_for_update(of=("self",))
        .filter(Q(lead=handover.predecessor) | Q(id__in=contributed.values("action_id")))
        .order_by("id")
    )
    return {one.id: one for one in rows}


def _contributions_to(actions: dict[UUID, Action], handover: Handover) -> list[Contribution]:
    found = list(
        Contribution.objects.select_for_update(of=("self",))
        .filter(action__in=actions, organisation=handover.predecessor, ended_at=None)
        .order_by("id")
    )
    for contribution in found:
        contribution.action = actions[contribution.action_id]
    return found


def _contributors_to(actions: Collection[UUID]) -> Contributors:
    """Of each action, who contributes by now."""
    found: Contributors = defaultdict(dict)
    for one in Contribution.objects.filter(action__in=actions, ended_at=None):
        found[one.action_id][one.organisation_id] = one
    return found
