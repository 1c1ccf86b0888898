"""Who may do what at a forum, to an escalation and for an assurance: one table, and where each role
is held.

Enforcement, `GET …/transitions`, the documents and the matrix tests read the same rows.
"""

from typing import Final
from uuid import UUID

from backend.actions.models import Priority
from backend.actions.roles import RoleName as ActionsRole
from backend.api.actor import Actor
from backend.errors import NotAllowed
from backend.forums.models import Assurance, Decision, Escalation, Forum, Meeting
from backend.forums.roles import RoleName
from backend.people.policy import ANYONE, Standing
from backend.people.roles import RoleName as PeopleRole

ADMINISTRATOR: Final = PeopleRole.ADMINISTRATOR.value
SPONSOR: Final = ActionsRole.SPONSOR.value
DEPUTY: Final = ActionsRole.DEPUTY.value
SECRETARY: Final = RoleName.SECRETARY.value
CHAIR: Final = RoleName.CHAIR.value
MEMBER: Final = RoleName.MEMBER.value
SUBSTITUTE: Final = RoleName.SUBSTITUTE.value

BY_THE_SPONSOR: Final = (SPONSOR, DEPUTY)
AT_THE_FORUM: Final = (SECRETARY, CHAIR, MEMBER, SUBSTITUTE)

MAY: Final[dict[str, tuple[str, ...]]] = {
    "add_forum": (ADMINISTRATOR,),
    "revise_forum": (ADMINISTRATOR,),
    "add_seat": (ADMINISTRATOR,),
    "fill_seat": (ADMINISTRATOR,),
    "end_seat": (ADMINISTRATOR,),
    "schedule_meeting": (SECRETARY,),
    "publish_agenda": (SECRETARY,),
    "move_meeting": (SECRETARY,),
    "cancel_meeting": (SECRETARY,),
    "open_meeting": (SECRETARY,),
    "close_meeting": (SECRETARY,),
    "circulate_minutes": (SECRETARY,),
    "approve_minutes": (CHAIR,),
    "add_agenda_item": (SECRETARY,),
    "withdraw_agenda_item": (SECRETARY,),
    "admit_urgent_item": (CHAIR,),
    "record_attendance": (SECRETARY,),
    # For themselves; the secretary for any member.
    "declare_interest": (MEMBER, SUBSTITUTE, SECRETARY),
    "write_minutes": (SECRETARY,),
    "correct_minutes": (CHAIR,),
    "draft_decision": (SECRETARY,),
    "revise_decision": (SECRETARY,),
    # The chair by the urgency procedure alone.
    "record_decision": (SECRETARY, CHAIR),
    "ratify_decision": (CHAIR,),
    "raise_escalation": BY_THE_SPONSOR,
    "acknowledge_escalation": (SECRETARY,),
    "refer_escalation": (SECRETARY,),
    "return_escalation": (SECRETARY,),
    "resubmit_escalation": BY_THE_SPONSOR,
    "resolve_escalation": (SECRETARY,),
    "withdraw_escalation": BY_THE_SPONSOR,
    "freeze_pack": (SECRETARY,),
    "submit_assurance": BY_THE_SPONSOR,
    "receive_assurance": (SECRETARY,),
    # For oneself.
    "issue_calendar_feed": ANYONE,
    "revoke_calendar_feed": ANYONE,
}

# Completes "You cannot …".
DEEDS: Final[dict[str, str]] = {
    "revise_forum": "revise this forum",
    "add_seat": "add a seat to this forum",
    "fill_seat": "fill this seat",
    "end_seat": "end this seat",
    "schedule_meeting": "schedule a meeting of this forum",
    "publish_agenda": "publish the agenda of this meeting",
    "move_meeting": "move this meeting",
    "cancel_meeting": "cancel this meeting",
    "open_meeting": "open this meeting",
    "close_meeting": "close this meeting",
    "circulate_minutes": "circulate the minutes of this meeting",
    "approve_minutes": "approve the minutes of this meeting",
    "add_agenda_item": "add an item to the agenda of this meeting",
    "withdraw_agenda_item": "withdraw this item",
    "admit_urgent_item": "admit an urgent item to this meeting",
    "record_attendance": "record who attends this meeting",
    "declare_interest": "declare an interest in this item",
    "write_minutes": "write the minutes of this meeting",
    "correct_minutes": "correct the minutes of this meeting",
    "draft_decision": "draft a decision of this forum",
    "revise_decision": "revise this decision",
    "record_decision": "record this decision",
    "ratify_decision": "ratify this decision",
    "raise_escalation": "escalate this",
    "acknowledge_escalation": "acknowledge this escalation",
    "refer_escalation": "refer this escalation",
    "return_escalation": "return this escalation",
    "resubmit_escalation": "submit this escalation again",
    "resolve_escalation": "resolve this escalation",
    "withdraw_escalation": "withdraw this escalation",
    "freeze_pack": "freeze a pack for this forum",
    "submit_assurance": "give an assurance for this priority",
    "receive_assurance": "receive this assurance",
}

_WHO: Final = {
    ADMINISTRATOR: "an administrator",
    SPONSOR: "the Executive Sponsor of the priority",
    SECRETARY: "the secretary of the forum",
    CHAIR: "the chair of the forum",
    MEMBER: "a member of the forum",
}
# Where a role is held at another forum than its name above says.
_WHO_OF: Final = {("receive_assurance", SECRETARY): "the secretary of the Board"}


def standing_at(actor: Actor, operation: str, forum_id: UUID) -> Standing | None:
    """The first of the operation's roles the actor holds at this forum."""
    for role in MAY[operation]:
        on = actor.partnership_id if role == ADMINISTRATOR else forum_id
        if actor.holds_for(operation, role, on):
            stands_in = actor.deputises.get(on) if role == SUBSTITUTE else None
            return Standing(role, actor.organisation_id, stands_in)
    return None


def standing_for(actor: Actor, operation: str, priority_id: UUID) -> Standing | None:
    """The first of the operation's roles the actor holds for this priority."""
    for role in MAY[operation]:
        if actor.holds_for(operation, role, priority_id):
            sponsor = actor.deputises.get(priority_id) if role == DEPUTY else None
            return Standing(role, actor.organisation_id, sponsor)
    return None


def standing_on_meeting(actor: Actor, operation: str, meeting: Meeting) -> Standing | None:
    return standing_at(actor, operation, meeting.forum_id)


def standing_on_decision(actor: Actor, operation: str, decision: Decision) -> Standing | None:
    return standing_at(actor, operation, decision.forum_id)


def standing_on_escalation(actor: Actor, operation: str, escalation: Escalation) -> Standing | None:
    """Of the forum that holds it now, or of the priority it was raised for."""
    if MAY[operation] == BY_THE_SPONSOR:
        return standing_for(actor, operation, escalation.priority_id)
    return standing_at(actor, operation, escalation.forum_id)


def standing_on_assurance(actor: Actor, operation: str, assurance: Assurance) -> Standing | None:
    """Of a Board: whoever keeps no more than a forum below it receives nothing."""
    kept = [
        on
        for role in MAY[operation]
        for on in actor.objects_held(role)
        if actor.holds_for(operation, role, on)
    ]
    boards = Forum.objects.visible_to(actor).filter(id__in=kept, parent=None)
    if not kept or not boards.exists():
        return None
    return Standing(SECRETARY, actor.organisation_id)


def require_at(actor: Actor, operation: str, forum_id: UUID) -> Standing:
    """Raises NotAllowed with the sentence that says who could; so do the others."""
    return _required(standing_at(actor, operation, forum_id), operation)


def require_recorder(actor: Actor, decision: Decision, *, urgent: bool) -> Standing:
    """The chair alone where it could not wait for a meeting, and the secretary where it did."""
    role = CHAIR if urgent else SECRETARY
    if actor.holds_for("record_decision", role, decision.forum_id):
        return Standing(role, actor.organisation_id)
    how = "by the urgency procedure" if urgent else "of a meeting"
    raise NotAllowed(f"You cannot {DEEDS['record_decision']} {how}. Ask {_WHO[role]}.", who=[role])


def require_for(actor: Actor, operation: str, priority: Priority) -> Standing:
    return _required(standing_for(actor, operation, priority.id), operation)


def require_on_escalation(actor: Actor, operation: str, escalation: Escalation) -> Standing:
    return _required(standing_on_escalation(actor, operation, escalation), operation)


def require_on_assurance(actor: Actor, operation: str, assurance: Assurance) -> Standing:
    return _required(standing_on_assurance(actor, operation, assurance), operation)


def require_any(actor: Actor, operation: str) -> None:
    """Before the body is read: whoever holds none of its roles anywhere. Raises NotAllowed."""
    if not any(actor.objects_held(role) for role in MAY[operation]):
        raise NotAllowed(who_could(operation), who=list(MAY[operation]))


def refuse_examiners(actor: Actor, deed: str) -> None:
    """Of what anyone else may do for themselves. Raises NotAllowed; `deed` completes "cannot …"."""
    if actor.audiences.everything:
        raise NotAllowed(
            f"Whoever examines the record adds nothing, so you cannot {deed}. "
            "Read the meetings under /api/v1/meetings instead."
        )


def _required(found: Standing | None, operation: str) -> Standing:
    if found is None:
        raise NotAllowed(who_could(operation), who=list(MAY[operation]))
    return found


def who_could(operation: str, row: object = None) -> str:
    """The same whatever row it is about: nobody is named."""
    holders = [
        _WHO_OF.get((operation, role), _WHO[role]) for role in MAY[operation] if role in _WHO
    ]
    return f"You cannot {DEEDS[operation]}. Ask {' or '.join(holders)}."
