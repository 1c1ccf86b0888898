"""Who may do what to an action: one table, and where on an action each role is held.

Enforcement, `GET …/transitions`, the documents and the matrix test read the same rows.
"""

from typing import Final
from uuid import UUID

from backend.actions.askable import askable_named
from backend.actions.models import Action
from backend.actions.roles import RoleName
from backend.api.actor import Actor
from backend.errors import NotAllowed
from backend.people.policy import ANYONE, Standing
from backend.people.roles import RoleName as PeopleRole

ADMINISTRATOR: Final = PeopleRole.ADMINISTRATOR.value
REPRESENTATIVE: Final = PeopleRole.REPRESENTATIVE.value
SYSTEM: Final = PeopleRole.SYSTEM.value
SPONSOR: Final = RoleName.SPONSOR.value
DEPUTY: Final = RoleName.DEPUTY.value

BY_THE_SPONSOR: Final = (SPONSOR, DEPUTY)
BY_THE_LEAD: Final = (REPRESENTATIVE, SYSTEM)

MAY: Final[dict[str, tuple[str, ...]]] = {
    "add_plan": (ADMINISTRATOR,),
    "add_priority": (ADMINISTRATOR,),
    "revise_priority": (ADMINISTRATOR,),
    "add_outcome": (ADMINISTRATOR,),
    "link_outcome": (ADMINISTRATOR,),
    "add_principle": (ADMINISTRATOR,),
    "add_success_measure": (ADMINISTRATOR,),
    "add_dated_event": (ADMINISTRATOR,),
    "propose_action": (SPONSOR, DEPUTY, REPRESENTATIVE, ADMINISTRATOR),
    "start_action": (*BY_THE_SPONSOR, RoleName.START_DELEGATE.value),
    "flag_action_at_risk": (*BY_THE_SPONSOR, *BY_THE_LEAD),
    "recover_action": (*BY_THE_SPONSOR, RoleName.RECOVER_DELEGATE.value),
    "complete_action": (*BY_THE_SPONSOR, RoleName.COMPLETE_DELEGATE.value),
    "withdraw_action": BY_THE_SPONSOR,
    "reopen_action": BY_THE_SPONSOR,
    "reinstate_action": BY_THE_SPONSOR,
    "revise_action": BY_THE_SPONSOR,
    "update_action": BY_THE_LEAD,
    "issue_update_link": (REPRESENTATIVE,),
    # Whoever bears the link, for the representative who issued it.
    "report_by_link": (REPRESENTATIVE,),
    "claim_action_complete": BY_THE_LEAD,
    "decline_action_claim": BY_THE_SPONSOR,
    "reschedule_action": (*BY_THE_SPONSOR, REPRESENTATIVE),
    "add_milestone": (*BY_THE_SPONSOR, REPRESENTATIVE),
    "complete_milestone": (*BY_THE_SPONSOR, REPRESENTATIVE),
    "waive_milestone": BY_THE_SPONSOR,
    "add_evidence": (*BY_THE_SPONSOR, *BY_THE_LEAD),
    "assign_lead": BY_THE_SPONSOR,
    "add_contributor": BY_THE_SPONSOR,
    "remove_contributor": BY_THE_SPONSOR,
    "add_dependency": BY_THE_SPONSOR,
    "remove_dependency": BY_THE_SPONSOR,
    "transfer_action": BY_THE_SPONSOR,
    "set_action_priority": (ADMINISTRATOR,),
    "carry_action_forward": (*BY_THE_SPONSOR, ADMINISTRATOR),
    "merge_action": BY_THE_SPONSOR,
    "roll_over_plan": (ADMINISTRATOR,),
    # Each item by the right to its own move.
    "transition_actions": ANYONE,
    # Whoever lacks the right; `answers_of` says who has it.
    "ask_for_transition": ANYONE,
    "accept_request": ANYONE,
    "decline_request": ANYONE,
    "withdraw_request": ANYONE,
}

# What is done by way of another operation takes the right to that one as well.
BY_WAY_OF: Final[dict[str, str]] = {"merge_action": "withdraw_action"}

# Completes "You cannot …": what a refusal calls each operation on an action.
DEEDS: Final[dict[str, str]] = {
    "start_action": "start this action",
    "flag_action_at_risk": "flag this action as at risk",
    "recover_action": "bring this action back on track",
    "complete_action": "complete this action",
    "withdraw_action": "withdraw this action",
    "reopen_action": "reopen this action",
    "reinstate_action": "propose this action again",
    "revise_action": "revise this action",
    "update_action": "report on this action",
    "issue_update_link": "issue a link to report on this action",
    "report_by_link": "report on this action",
    "claim_action_complete": "claim that this action is complete",
    "decline_action_claim": "decline the claim on this action",
    "reschedule_action": "change the due date of this action",
    "add_milestone": "add a milestone to this action",
    "complete_milestone": "complete a milestone of this action",
    "waive_milestone": "waive a milestone of this action",
    "add_evidence": "add evidence to this action",
    "assign_lead": "name the lead of this action",
    "add_contributor": "add a contributor to this action",
    "remove_contributor": "end a contribution to this action",
    "add_dependency": "make this action depend on another",
    "remove_dependency": "end a dependency of this action",
    "transfer_action": "transfer this action",
    "set_action_priority": "set the priority of this action",
    "carry_action_forward": "carry this action forward",
    "merge_action": "merge this action into another",
}

ON_THE_PRIORITY: Final = frozenset({SPONSOR, DEPUTY, *(name.value for name in RoleName)})
ON_THE_LEAD: Final = frozenset(BY_THE_LEAD)


def roles_for(operation: str) -> tuple[str, ...]:
    """Also for what may be asked for here and is done in a room above."""
    above = askable_named(operation)
    return above.answered_by if above else MAY[operation]


def deed(operation: str) -> str:
    above = askable_named(operation)
    return above.deed if above else DEEDS[operation]


def held_on(role: str, action: Action) -> UUID | None:
    """The object on which `role` must be held to count for this action; None: nobody can."""
    if role in ON_THE_PRIORITY:
        return action.priority_id
    if role in ON_THE_LEAD:
        return action.lead_id
    return action.partnership_id


def standing(actor: Actor, operation: str, action: Action) -> Standing | None:
    """The first of the operation's roles the actor holds for this action."""
    other = BY_WAY_OF.get(operation)
    if other is not None and standing(actor, other, action) is None:
        return None
    return _standing_in(actor, operation, roles_for(operation), action)


def _standing_in(
    actor: Actor, operation: str, roles: tuple[str, ...], action: Action
) -> Standing | None:
    for role in roles:
        on = held_on(role, action)
        if on is not None and actor.holds_for(operation, role, on):
            return _standing(actor, role, on)
    return None


def _standing(actor: Actor, role: str, on: UUID) -> Standing:
    organisation = on if role in ON_THE_LEAD else actor.organisation_id
    sponsor = actor.deputises.get(on) if role == DEPUTY else None
    return Standing(role, organisation, sponsor)


def require_standing(actor: Actor, operation: str, action: Action) -> Standing:
    """Raises NotAllowed with the sentence that says who could."""
    found = standing(actor, operation, action)
    if found is None:
        raise NotAllowed(who_could(operation, action), who=list(MAY[operation]))
    return found


def answers_of(operation: str) -> tuple[str, ...]:
    """The roles that may accept or decline a request for it: those that may do it themselves.

    A lead may reschedule only so far; beyond, it asks the sponsor.
    """
    return BY_THE_SPONSOR if operation == "reschedule_action" else roles_for(operation)


def require_answerer(actor: Actor, operation: str, action: Action) -> Standing:
    """Raises NotAllowed."""
    roles = answers_of(operation)
    found = _standing_in(actor, operation, roles, action)
    if found is None:
        holders = " or ".join(_HOLDERS[role] for role in roles if role in _HOLDERS)
        raise NotAllowed(
            f"This request is answered by {holders.format(of=_of(action))}.", who=list(roles)
        )
    return found


def refuse_auditor(actor: Actor) -> None:
    """Raises NotAllowed: who examines the record adds nothing to it."""
    if actor.holds(PeopleRole.AUDITOR, actor.partnership_id):
        raise NotAllowed("An auditor reads and moves nothing. Ask someone else to.")


def who_could(operation: str, action: Action) -> str:
    roles = MAY[operation]
    deed = DEEDS[operation]
    if action.priority_id is None and ON_THE_PRIORITY.issuperset(roles):
        return (
            f"Nobody can {deed} yet: it has no priority, so it has no Executive Sponsor. "
            "Ask an administrator to set its priority."
        )
    holders = [_HOLDERS[role] for role in roles if role in _HOLDERS]
    return f"You cannot {deed}. Ask {' or '.join(holders).format(of=_of(action))}."


def _of(action: Action) -> str:
    return f" of {action.priority}" if action.priority else ""


_HOLDERS: Final = {
    SPONSOR: "the Executive Sponsor{of}",
    REPRESENTATIVE: "a representative of the lead organisation",
    ADMINISTRATOR: "an administrator",
}


def require_proposer(actor: Actor, *, priorities: list[UUID], lead_id: UUID | None) -> Standing:
    """Sponsors propose under their priority, representatives for their own organisation.

    `priorities`: the one named, or all of the plan when none is.
    """
    for on in priorities:
        for role in BY_THE_SPONSOR:
            if actor.holds_for("propose_action", role, on):
                return _standing(actor, role, on)
    if lead_id is None:
        own = actor.objects_held(REPRESENTATIVE)
        if own:
            return Standing(REPRESENTATIVE, min(own))
    elif actor.holds(REPRESENTATIVE, lead_id):
        return Standing(REPRESENTATIVE, lead_id)
    if actor.holds(ADMINISTRATOR, actor.partnership_id):
        return Standing(ADMINISTRATOR, actor.organisation_id)
    raise _cannot_propose()


def require_any_proposer(actor: Actor) -> None:
    """Before the body is read: whoever could propose nothing at all. Raises NotAllowed."""
    if not any(
        actor.holds_for("propose_action", role, on)
        for role in MAY["propose_action"]
        for on in actor.objects_held(role)
    ):
        raise _cannot_propose()


def _cannot_propose() -> NotAllowed:
    return NotAllowed(
        "You cannot propose this action. The Executive Sponsor of its priority, a representative "
        "of its lead organisation or an administrator can.",
        who=list(MAY["propose_action"]),
    )
