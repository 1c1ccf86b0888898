from backend.forums.operations.agenda import (
    add_agenda_item,
    admit_urgent_item,
    publish_agenda,
    withdraw_agenda_item,
)
from backend.forums.operations.answering import (
    refer_by_decision,
    resolve_by_decision,
    resolve_escalation,
)
from backend.forums.operations.convening import MovedMeeting
from backend.forums.operations.escalation_rounds import run_escalation_round
from backend.forums.operations.escalations import (
    acknowledge_escalation,
    refer_escalation,
    resubmit_escalation,
    return_escalation,
    withdraw_escalation,
)
from backend.forums.operations.forums import add_forum, revise_forum
from backend.forums.operations.raising import raise_escalation
from backend.forums.operations.scheduling import (
    Repeat,
    cancel_meeting,
    move_meeting,
    schedule_meeting,
)
from backend.forums.operations.sessions import close_meeting, open_meeting

__all__ = [
    "MovedMeeting",
    "Repeat",
    "acknowledge_escalation",
    "add_agenda_item",
    "add_forum",
    "admit_urgent_item",
    "cancel_meeting",
    "close_meeting",
    "move_meeting",
    "open_meeting",
    "publish_agenda",
    "raise_escalation",
    "refer_by_decision",
    "refer_escalation",
    "resolve_by_decision",
    "resolve_escalation",
    "resubmit_escalation",
    "return_escalation",
    "revise_forum",
    "run_escalation_round",
    "schedule_meeting",
    "withdraw_agenda_item",
    "withdraw_escalation",
]
