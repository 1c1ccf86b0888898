import hashlib
from collections.abc import Mapping
from typing import Any, Final  # Any: answers have members of many types

from django.db.models import QuerySet
from django.http import HttpResponse
from rest_framework.renderers import BaseRenderer
from rest_framework.request import Request

from backend.api.base import ApiView
from backend.api.filters import refuse_query
from backend.api.frame import public_url
from backend.api.preconditions import is_unchanged
from backend.api.schema.operations import ApiSchema
from backend.audit.edge import Listing, Write
from backend.audit.source import now
from backend.errors import NotVisible
from backend.forums import operations
from backend.forums.feeds import feed_opened_by, meetings_of, name_of
from backend.forums.ical import Place, calendar_of
from backend.forums.models import CalendarFeed
from backend.forums.operations.calendars import CALENDAR_PREFIX, IssuedFeed
from backend.forums.policy import refuse_examiners
from backend.forums.serializers import calendars
from backend.forums.views.base import Read
from backend.people.rows import Adding, Secret
from backend.people.scopes import Scope

CALENDAR: Final = "text/calendar"
SECRET: Final = {
    "description": "Shown when the address was issued, and never again.",
    "schema": {"type": "string", "pattern": f"^{CALENDAR_PREFIX}[A-Za-z0-9_-]{{43}}$"},
}
SAMPLE: Final = "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//Accord//EN\r\nEND:VCALENDAR\r\n"
HEADERS: Final = {"ETag": "ETag", "X-Request-ID": "RequestId"}


class ListCalendarFeeds(Listing, Read):
    operation_id = "list_calendar_feeds"
    summary = "List the calendars you issued an address for, never the addresses"
    answers = calendars.CalendarFeedOut
    orderings = ("-created_at",)

    def rows(self) -> QuerySet[Any]:
        return CalendarFeed.objects.filter(
            profile__partnership_id=self.actor.partnership_id, profile__actor_id=self.actor.id
        )


class IssueCalendarFeed(Secret, Adding):
    operation = operations.issue_calendar_feed
    operation_id = "issue_calendar_feed"
    summary = "Issue an address at which a calendar program reads meetings, without signing in"
    tag = "forums"
    scope = Scope.FORUMS_READ
    accepts = calendars.IssueCalendarFeedIn
    answers = calendars.CalendarFeedOut
    adds = calendars.CalendarAddressOut
    address = "/api/v1/calendar-feeds"

    def permit(self, subject: None) -> None:
        refuse_examiners(self.actor, "issue the address of a calendar")

    def present(self, result: IssuedFeed) -> tuple[CalendarFeed, Mapping[str, Any]]:
        return result.feed, {"address": public_url(f"/api/v1/calendars/{result.secret}.ics")}

    def location(self, subject: CalendarFeed) -> str:
        return self.address


class RevokeCalendarFeed(Write):
    operation = operations.revoke_calendar_feed
    operation_id = "revoke_calendar_feed"
    summary = "Revoke the address of a calendar at once"
    tag = "forums"
    scope = Scope.FORUMS_READ
    answers = calendars.CalendarFeedOut
    subject_name = "calendar_feed"

    def find(self) -> CalendarFeed:
        # Before any is looked for: they never have one.
        refuse_examiners(self.actor, "revoke the address of a calendar")
        own = CalendarFeed.objects.filter(
            id=self.kwargs["id"],
            profile__partnership_id=self.actor.partnership_id,
            profile__actor_id=self.actor.id,
        )
        feed = own.first()
        if feed is None:
            raise NotVisible
        return feed


class CalendarText(BaseRenderer):
    media_type = CALENDAR
    format = "ics"


class CalendarSchema(ApiSchema):
    """An answer in iCalendar, with a tag."""

    def _get_parameters(self) -> list[dict[str, Any]]:
        found = super()._get_parameters()
        return [one | SECRET if one.get("name") == "secret" else one for one in found]

    def _success(self) -> tuple[int, dict[str, Any]]:
        headers = {name: {"$ref": f"#/components/headers/{ref}"} for name, ref in HEADERS.items()}
        content = {CALENDAR: {"schema": {"type": "string", "example": SAMPLE}}}
        return 200, {"description": self.view.summary, "headers": headers, "content": content}


class ReadCalendar(ApiView):
    """Programs that read calendars send no headers of their own: the address is all they have."""

    operation_id = "read_calendar"
    summary = "Read the meetings a calendar's address opens, as iCalendar"
    description = "Nothing restricted, and nothing of agendas, whoever issued the address."
    tag = "forums"
    public = True
    authentication_classes = ()
    renderer_classes = (CalendarText,)  # type: ignore[assignment]  # every other answer is JSON
    schema = CalendarSchema()

    def get(self, request: Request, **_: object) -> HttpResponse:
        feed = feed_opened_by(self.kwargs["secret"])
        refuse_query(request.GET)
        origin = feed.profile.partnership.kept_in.origin
        place = Place(host=origin.partition("/")[0], base=public_url(""))
        content = calendar_of(name_of(feed), meetings_of(feed, now()), place)
        headers = {"ETag": f'"{hashlib.sha256(content).hexdigest()[:32]}"'}
        if is_unchanged(request._request, headers["ETag"]):
            return HttpResponse(status=304, headers=headers)
        return HttpResponse(content, headers=headers, content_type=f"{CALENDAR}; charset=utf-8")
