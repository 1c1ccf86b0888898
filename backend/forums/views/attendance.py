from typing import Any, ClassVar

from django.db.models import QuerySet
from django.http import HttpResponse
from rest_framework.request import Request

from backend.api.encoding import JsonAnswer
from backend.api.filters import query_faults
from backend.audit.source import now
from backend.errors import Fault, InputRefused
from backend.forums import operations
from backend.forums.attending import counted_meetings, rates_of
from backend.forums.filters import AttendanceFilters, AttendanceRateFilters
from backend.forums.models import Attendance, Meeting
from backend.forums.serializers import attendance
from backend.forums.views.base import AddingToMeeting, OfMeeting, Read, found_forum
from backend.people.rows import Row


class ListAttendances(OfMeeting):
    operation_id = "list_attendances"
    summary = "List who attended a meeting, and from when until when"
    description = "Of one member there may be several stays; they never overlap."
    model = Attendance
    answers = attendance.AttendanceOut
    filters = AttendanceFilters
    orderings = ("id", "arrived_at")

    def rows(self) -> QuerySet[Attendance]:
        # A stay without an end ends with the meeting.
        return super().rows().select_related("meeting")


class GetAttendance(Row, Read):
    operation_id = "get_attendance"
    summary = "Read one stay of a member at a meeting, or that they did not come"
    model = Attendance
    answers = attendance.AttendanceOut
    related = ("meeting",)


class RecordAttendance(AddingToMeeting):
    operation = operations.record_attendance
    operation_id = "record_attendance"
    summary = "Record that a member came, left, was replaced or did not come"
    description = (
        "Recording that a substitute sits there ends the member's own stay, and the other way "
        "round. With `left_at` it ends the stay of whoever sits there. Whoever came after all is "
        "no longer missing. The answer is the row that tells of it."
    )
    accepts = attendance.RecordAttendanceIn
    answers = attendance.AttendanceOut
    address = "/api/v1/attendances"


class ListAttendanceRates(Read):
    operation_id = "list_attendance_rates"
    summary = "Read how often each member of a forum attends"
    description = (
        "Of the meetings that were held and closed, by the day they were opened. Meetings that "
        "were cancelled do not count, nor those before someone was a member or after."
    )
    answers = attendance.AttendanceRatesOut
    parameters: ClassVar[tuple[dict[str, object], ...]] = tuple(
        {"name": name, "in": "query", "schema": one.schema(), "description": one.label}
        for name, one in AttendanceRateFilters.base_filters.items()
    )

    def get(self, request: Request, **_: object) -> HttpResponse:
        forum = found_forum(self)
        rates = rates_of(forum, self._within(counted_meetings(forum)), now())
        return JsonAnswer(self.answers().to_representation(rates))

    def _within(self, rows: QuerySet[Meeting]) -> Any:  # Any: django-filter has no types
        query = self.request.GET
        filterset = AttendanceRateFilters(query, rows)
        faults = query_faults(query, AttendanceRateFilters.base_filters) + filterset.faults()
        if not faults and query.get("from", "") > query.get("to", "9999-12-31"):
            sentence = "Enter a last day that does not come before the first"
            faults = [Fault("ends_before_start", sentence, parameter="to")]
        if faults:
            raise InputRefused(faults)
        return filterset.qs
