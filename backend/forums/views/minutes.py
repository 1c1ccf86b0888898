from uuid import UUID

from backend.forums import operations
from backend.forums.filters import MinutesCorrectionFilters, MinutesFilters
from backend.forums.models import Minutes, MinutesCorrection
from backend.forums.serializers import minutes
from backend.forums.views.base import AtForum, OfMeeting, OnMeeting, Read
from backend.forums.views.meetings import MoveOfMeeting
from backend.people.rows import Adding, PartsOf, Row, one_seen


class ListMinutes(OfMeeting):
    operation_id = "list_minutes"
    summary = "List the parts of the minutes of a meeting that you may read"
    description = (
        "The part for all is the forum's alone until it is circulated. Once they are approved "
        "their text stays as it is."
    )
    model = Minutes
    answers = minutes.MinutesOut
    filters = MinutesFilters


class GetMinutes(Row, Read):
    operation_id = "get_minutes"
    summary = "Read one part of the minutes of a meeting"
    model = Minutes
    answers = minutes.MinutesOut


class WriteMinutes(OnMeeting):
    operation = operations.write_minutes
    operation_id = "write_minutes"
    summary = "Write one part of the minutes of a meeting, or write it anew"
    accepts = minutes.WriteMinutesIn
    answers = minutes.MinutesOut


class CirculateMinutes(MoveOfMeeting):
    operation = operations.circulate_minutes
    operation_id = "circulate_minutes"
    summary = "Circulate the minutes of a meeting: all may read the part that is for all"


class ApproveMinutes(MoveOfMeeting):
    operation = operations.approve_minutes
    operation_id = "approve_minutes"
    summary = "Approve the minutes of a meeting, at a later one or in writing"
    description = "Afterwards their text stays as it is; a correction stands beside it."
    accepts = minutes.ApproveMinutesIn


class ListMinutesCorrections(PartsOf, Read):
    operation_id = "list_minutes_corrections"
    summary = "List the corrections of approved minutes"
    whole = Minutes
    belongs_by = "minutes_id"
    model = MinutesCorrection
    answers = minutes.MinutesCorrectionOut
    filters = MinutesCorrectionFilters
    orderings = ("signed_at",)


class GetMinutesCorrection(Row, Read):
    operation_id = "get_minutes_correction"
    summary = "Read one correction of approved minutes"
    model = MinutesCorrection
    answers = minutes.MinutesCorrectionOut


class CorrectMinutes(AtForum, Adding):
    operation = operations.correct_minutes
    operation_id = "correct_minutes"
    summary = "Correct approved minutes by a signed note beside them"
    accepts = minutes.CorrectMinutesIn
    answers = minutes.MinutesCorrectionOut
    address = "/api/v1/minutes-corrections"

    def find(self) -> Minutes:
        found: Minutes = one_seen(Minutes, self.actor, self.kwargs["id"], "meeting")
        return found

    def forum_of(self, subject: object) -> UUID:
        assert isinstance(subject, Minutes)
        return subject.meeting.forum_id
