from backend.api import fields
from backend.api.serializers import In, Out


class IssueCalendarFeedIn(In):
    forum = fields.UUID(
        source="forum_id",
        required=False,
        help_text="Its meetings; without it those of every forum in which you hold a role.",
    )


class CalendarFeedOut(Out):
    id = fields.UUID()
    forum = fields.UUID(source="forum_id", allow_null=True)
    created_at = fields.Instant()
    revoked_at = fields.Instant(allow_null=True)


class CalendarAddressOut(Out):
    """`address` opens the calendar to whoever knows it: shown in this answer and never again."""

    address = fields.Char(
        max_length=400, sample="https://accord.example.org/api/v1/calendars/acf_….ics"
    )
