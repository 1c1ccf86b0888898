from collections.abc import Mapping
from typing import Any  # what an operation gives back is of many types

from backend.actions.serializers.actions import ChangedOut, NothingIn
from backend.audit.days import today
from backend.forums import operations
from backend.forums.facts import MeetingFacts
from backend.forums.filters import ForumMeetingFilters, MeetingFilters
from backend.forums.models import Meeting
from backend.forums.moves.meetings import MEETINGS
from backend.forums.operations import MovedMeeting, Repeat
from backend.forums.serializers import meetings
from backend.forums.serializers.minutes import ApproveMinutesIn
from backend.forums.views.base import AddingToForum, OfForum, OnMeeting, Read, found_meeting
from backend.people.moves import Explained
from backend.people.rows import Row, Rows
from backend.people.scopes import Scope
from backend.people.transitions import Transitions

ORDERINGS = ("starts_at", "id")


class ListMeetings(Rows, Read):
    operation_id = "list_meetings"
    summary = "List the meetings of all forums"
    model = Meeting
    answers = meetings.MeetingOut
    filters = MeetingFilters
    orderings = ORDERINGS


class ListForumMeetings(OfForum):
    operation_id = "list_forum_meetings"
    summary = "List the meetings of a forum"
    model = Meeting
    answers = meetings.MeetingOut
    filters = ForumMeetingFilters
    orderings = ORDERINGS


class GetMeeting(Row, Read):
    operation_id = "get_meeting"
    summary = "Read one meeting"
    model = Meeting
    answers = meetings.MeetingOut


class ScheduleMeeting(AddingToForum):
    operation = operations.schedule_meeting
    operation_id = "schedule_meeting"
    summary = "Schedule a meeting of a forum, or a series of them"
    description = "Of a series the first is answered; `series` finds the others."
    accepts = meetings.ScheduleMeetingIn
    answers = meetings.MeetingOut
    address = "/api/v1/meetings"

    def given(self) -> dict[str, Any]:
        given = super().given()
        repeat = given.pop("repeat", None)
        return {**given, "repeat": Repeat(**repeat) if repeat else None}


class ListMeetingTransitions(Transitions, Read):
    operation_id = "list_meeting_transitions"
    summary = "List what you can do with a meeting, and why not the rest"
    answers = meetings.AllMeetingsExplainedOut
    inputs = {
        "publish_agenda": NothingIn,
        "move_meeting": meetings.MoveMeetingIn,
        "cancel_meeting": meetings.CancelMeetingIn,
        "open_meeting": NothingIn,
        "close_meeting": NothingIn,
        "circulate_minutes": NothingIn,
        "approve_minutes": ApproveMinutesIn,
    }
    address = "/api/v1/meetings"

    def find(self) -> Meeting:
        return found_meeting(self)

    def explain(self, row: Meeting) -> list[Explained[Meeting, MeetingFacts]]:
        return MEETINGS.explain(row, self.actor, MeetingFacts(row, today()))


class MoveOfMeeting(OnMeeting):
    scope = Scope.FORUMS_TRANSITION
    answers = meetings.MeetingOut
    adds = ChangedOut
    requires_if_match = True
    rehearses = True

    def present(self, result: MovedMeeting) -> tuple[Meeting, Mapping[str, Any]]:
        return result.meeting, {"changed": result.changed}


class PublishAgenda(MoveOfMeeting):
    operation = operations.publish_agenda
    operation_id = "publish_agenda"
    summary = "Publish the agenda of a meeting: a version of it is frozen"


class MoveMeeting(MoveOfMeeting):
    operation = operations.move_meeting
    operation_id = "move_meeting"
    summary = "Move a meeting to another time or place"
    accepts = meetings.MoveMeetingIn


class CancelMeeting(MoveOfMeeting):
    operation = operations.cancel_meeting
    operation_id = "cancel_meeting"
    summary = "Cancel a meeting"
    accepts = meetings.CancelMeetingIn


class OpenMeeting(MoveOfMeeting):
    operation = operations.open_meeting
    operation_id = "open_meeting"
    summary = "Open a meeting, on the day it starts or later"


class CloseMeeting(MoveOfMeeting):
    operation = operations.close_meeting
    operation_id = "close_meeting"
    summary = "Close a meeting"
    description = "Escalations it left unanswered come to the next one."
