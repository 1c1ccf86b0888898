from typing import Any, Final

from backend.actions.serializers.actions import Words
from backend.api import fields
from backend.api.serializers import In, Out
from backend.forums.models import MeetingState
from backend.people.serializers import RecordedOut
from backend.people.transitions import Explanation

NUMBER: Final = {"min_value": 0, "max_value": 2**31 - 1}
MOST_WEEKS: Final = 26
MOST_MEETINGS: Final = 26
LINK: Final = r"^https://[!-~]+$"


class Place(fields.Char):
    def __init__(self, **kwargs: Any) -> None:  # Any: DRF's own
        super().__init__(max_length=300, **kwargs)


class Link(fields.Char):
    """Where those meet who are not there in person."""

    def __init__(self, **kwargs: Any) -> None:  # Any: DRF's own
        super().__init__(
            max_length=500,
            pattern=LINK,
            form="an address that begins with https://",
            sample="https://meet.example.org/board",
            **kwargs,
        )


class RepeatIn(In):
    every_weeks = fields.Integer(min_value=1, max_value=MOST_WEEKS)
    count = fields.Integer(min_value=2, max_value=MOST_MEETINGS, help_text="With the first.")


class ScheduleMeetingIn(In):
    title = fields.Char(
        max_length=200, required=False, help_text="The name of the forum, unless said."
    )
    starts_at = fields.Instant()
    ends_at = fields.Instant()
    place = Place(required=False)
    link = Link(required=False)
    repeat = RepeatIn(required=False, help_text="At the same time of day, in summer and in winter.")

    example = {
        "starts_at": "2030-03-12T14:00:00Z",
        "ends_at": "2030-03-12T16:00:00Z",
        "place": "Huyton Civic Suite",
        "repeat": {"every_weeks": 6, "count": 8},
    }


class MoveMeetingIn(In):
    starts_at = fields.Instant()
    ends_at = fields.Instant()
    place = Place(required=False, allow_blank=True, help_text="As it was, unless said.")
    link = Link(required=False, allow_blank=True, help_text="As it was, unless said.")
    reason = Words(ask="Enter why the meeting moves")

    example = {
        "starts_at": "2030-03-19T14:00:00Z",
        "ends_at": "2030-03-19T16:00:00Z",
        "reason": "The chair is at the health board that day.",
    }


class CancelMeetingIn(In):
    reason = Words(ask="Enter why the meeting is cancelled")


class MeetingOut(RecordedOut):
    forum = fields.UUID(source="forum_id")
    series = fields.UUID(allow_null=True, help_text="Shared by those scheduled together.")
    title = fields.Char(max_length=200)
    starts_at = fields.Instant()
    ends_at = fields.Instant()
    place = Place(allow_blank=True)
    link = Link(allow_blank=True)
    papers_due_on = fields.Date()
    state = fields.Choice(choices=MeetingState.choices)
    agenda_number = fields.Integer(
        **NUMBER, help_text="Of the agenda last published; 0: none was yet."
    )
    sequence = fields.Integer(**NUMBER, help_text="How often it was moved or cancelled.")
    opened_at = fields.Instant(allow_null=True)
    closed_at = fields.Instant(allow_null=True)
    cancelled_at = fields.Instant(allow_null=True)
    cancel_reason = Words(allow_blank=True)
    circulated_at = fields.Instant(allow_null=True)
    approved_at = fields.Instant(allow_null=True)
    approved_at_meeting = fields.UUID(source="approved_at_meeting_id", allow_null=True)
    approval_procedure = Words(allow_blank=True)


class MeetingExplainedOut(Explanation):
    states = MeetingState.choices


class AllMeetingsExplainedOut(Out):
    results = fields.List(child=MeetingExplainedOut(), max_length=20)
