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
from backend.forums.operations.assurances import receive_assurance, submit_assurance
from backend.forums.operations.attendance import record_attendance
from backend.forums.operations.calendars import issue_calendar_feed, revoke_calendar_feed
from backend.forums.operations.convening import MovedMeeting
from backend.forums.operations.drafting import draft_decision, revise_decision
from backend.forums.operations.escalation_rounds import run_escalation_round
from backend.forums.operations.escalations import (
    acknowledge_escalation,
    refer_escalation,
    resubmit_escalation,
    return_escalation,
    withdraw_escalation,
)
from backend.forums.operations.forums import add_forum, revise_forum
from backend.forums.operations.interests import declare_interest
from backend.forums.operations.minutes import (
    approve_minutes,
    circulate_minutes,
    correct_minutes,
    write_minutes,
)
from backend.forums.operations.packs import freeze_pack
from backend.forums.operations.raising import raise_escalation
from backend.forums.operations.recording import (
    DecisionMoved,
    Urgency,
    ratify_decision,
    record_decision,
)
from backend.forums.operations.scheduling import (
    Repeat,
    cancel_meeting,
    move_meeting,
    schedule_meeting,
)
from backend.forums.operations.seats import add_seat, end_seat, fill_seat
from backend.forums.operations.sessions import close_meeting, open_meeting

__all__ = [
    "DecisionMoved",
    "MovedMeeting",
    "Repeat",
    "Urgency",
    "acknowledge_escalation",
    "add_agenda_item",
    "add_forum",
    "add_seat",
    "admit_urgent_item",
    "approve_minutes",
    "cancel_meeting",
    "circulate_minutes",
    "close_meeting",
    "correct_minutes",
    "declare_interest",
    "draft_decision",
    "end_seat",
    "fill_seat",
    "freeze_pack",
    "issue_calendar_feed",
    "move_meeting",
    "open_meeting",
    "publish_agenda",
    "raise_escalation",
    "ratify_decision",
    "receive_assurance",
    "record_attendance",
    "record_decision",
    "refer_by_decision",
    "refer_escalation",
    "resolve_by_decision",
    "resolve_escalation",
    "resubmit_escalation",
    "return_escalation",
    "revise_decision",
    "revise_forum",
    "revoke_calendar_feed",
    "run_escalation_round",
    "schedule_meeting",
    "submit_assurance",
    "withdraw_agenda_item",
    "withdraw_escalation",
    "write_minutes",
]
