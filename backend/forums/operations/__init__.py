from backend.forums.operations.agenda import (
    add_agenda_item,
    admit_urgent_item,
    publish_agenda,
    withdraw_agenda_item,
)
from backend.forums.operations.convening import MovedMeeting
from backend.forums.operations.forums import add_forum, revise_forum
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
    "add_agenda_item",
    "add_forum",
    "admit_urgent_item",
    "cancel_meeting",
    "close_meeting",
    "move_meeting",
    "open_meeting",
    "publish_agenda",
    "revise_forum",
    "schedule_meeting",
    "withdraw_agenda_item",
]
