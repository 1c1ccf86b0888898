"""A forum to test with: the Board and who sits on it, and meetings in every state.

Sara is its secretary and Tom chairs; Mel, Nia, Olu and Pia are its members. Below it is the Growth
forum: Gus is its secretary, Gail chairs, Ivy and Jon are its members. Everything is made by the
operations themselves.
"""

from collections.abc import Callable
from datetime import timedelta
from typing import Any, Final  # the same for operations of many shapes
from uuid import UUID

from backend.audit.source import now
from backend.forums import operations as forums
from backend.forums.models import AgendaItem, Attendance, Forum, Meeting
from backend.people import operations as people
from tests.borough import Borough

MEMBERS: Final = {"Nia": "housing", "Olu": "housing", "Pia": "council"}
AT_GROWTH: Final = {"Gus": "secretary", "Gail": "chair", "Ivy": "member", "Jon": "member"}
A_WEEK: Final = timedelta(days=7)
TWO_HOURS: Final = timedelta(hours=2)
# So little that the day is still the same when it is opened.
AT_ONCE: Final = timedelta(seconds=2)

Makes = Callable[..., Meeting]


def newcomer(borough: Borough, name: str, organisation_id: UUID) -> UUID:
    """Known to the borough by that name from now on; the actor's id."""
    if name not in borough.profiles:
        borough.profiles[name] = borough.act(
            "Ada",
            people.add_person,
            kind="person",
            name=name,
            email=f"{name.lower()}@knowsley.test",
            organisation_id=organisation_id,
        )
    return borough.actor_id(name)


def appointed(borough: Borough, name: str, role: str, forum: Forum, **given: Any) -> Any:
    return borough.act(
        "Ada",
        people.appoint,
        actor_id=borough.actor_id(name),
        role=role,
        on_id=forum.id,
        **given,
    )


def seated(borough: Borough) -> Borough:
    """With all four members of the Board; made once in a borough."""
    for name, organisation in MEMBERS.items():
        if name not in borough.profiles:
            newcomer(borough, name, getattr(borough, organisation).id)
            appointed(borough, name, "member", borough.board)
    return borough


def growth_forum(borough: Borough) -> Forum:
    """Below the Board; made once in a borough."""
    known = Forum.objects.filter(partnership=borough.partnership, code="GRO").first()
    if known is not None:
        return known
    growth: Forum = borough.act(
        "Ada",
        forums.add_forum,
        name="Growth forum",
        kind="forum",
        parent_id=borough.board.id,
        code="GRO",
    )
    for name, role in AT_GROWTH.items():
        newcomer(borough, name, borough.council.id)
        appointed(borough, name, role, growth)
    return growth


def secretary_of(borough: Borough, forum_id: UUID) -> str:
    return "Sara" if forum_id == borough.board.id else "Gus"


def chair_of(borough: Borough, forum_id: UUID) -> str:
    return "Tom" if forum_id == borough.board.id else "Gail"


def fresh(meeting: Meeting) -> Meeting:
    return Meeting.objects.select_related("forum").get(id=meeting.id)


def moved(borough: Borough, meeting: Meeting, operation: Any, /, **given: Any) -> Meeting:
    """One move by the secretary, of the version on record."""
    borough.act(
        secretary_of(borough, meeting.forum_id),
        operation,
        meeting_id=meeting.id,
        version=fresh(meeting).version,
        **given,
    )
    return fresh(meeting)


def scheduled(borough: Borough, forum: Forum | None = None, **given: Any) -> Meeting:
    """Of the Board and in a week, unless said; for two hours."""
    seated(borough)
    forum_id = (forum or borough.board).id
    starts_at = given.pop("starts_at", None) or now() + A_WEEK
    made: Meeting = borough.act(
        secretary_of(borough, forum_id),
        forums.schedule_meeting,
        forum_id=forum_id,
        **{"starts_at": starts_at, "ends_at": starts_at + TWO_HOURS, **given},
    )
    return fresh(made)


def published(borough: Borough, forum: Forum | None = None, **given: Any) -> Meeting:
    return moved(borough, scheduled(borough, forum, **given), forums.publish_agenda)


def in_session(borough: Borough, forum: Forum | None = None, **given: Any) -> Meeting:
    """It was to start just now, and was opened."""
    given = {"starts_at": now() + AT_ONCE, **given}
    return moved(borough, published(borough, forum, **given), forums.open_meeting)


def closed(borough: Borough, forum: Forum | None = None, **given: Any) -> Meeting:
    return moved(borough, in_session(borough, forum, **given), forums.close_meeting)


def cancelled(borough: Borough, forum: Forum | None = None, **given: Any) -> Meeting:
    made = scheduled(borough, forum, **given)
    return moved(borough, made, forums.cancel_meeting, reason="Too few can come.")


def attend(borough: Borough, meeting: Meeting, *names: str, **given: Any) -> list[Attendance]:
    """Present, and from now on, unless said."""
    return [
        borough.act(
            secretary_of(borough, meeting.forum_id),
            forums.record_attendance,
            meeting_id=meeting.id,
            member_id=borough.actor_id(name),
            **{"presence": "present", **given},
        )
        for name in names
    ]


def standing_in(borough: Borough, name: str, member: str, forum: Forum | None = None) -> Any:
    """As a substitute, for a month."""
    return appointed(
        borough,
        name,
        "substitute",
        forum or borough.board,
        ends_on=(now() + timedelta(days=30)).date(),
        reason="They cannot always come.",
        deputy_for=borough.actor_id(member),
    )


def minuted(borough: Borough, meeting: Meeting, text: str = "1. All agreed.", **given: Any) -> Any:
    """One part of its minutes is written."""
    return borough.act(
        secretary_of(borough, meeting.forum_id),
        forums.write_minutes,
        meeting_id=meeting.id,
        text=text,
        **given,
    )


def circulated(borough: Borough, forum: Forum | None = None, **given: Any) -> Meeting:
    meeting = closed(borough, forum, **given)
    minuted(borough, meeting)
    return moved(borough, meeting, forums.circulate_minutes)


def approved(borough: Borough, forum: Forum | None = None, **given: Any) -> Meeting:
    """In writing."""
    meeting = circulated(borough, forum, **given)
    borough.act(
        chair_of(borough, meeting.forum_id),
        forums.approve_minutes,
        meeting_id=meeting.id,
        version=meeting.version,
        procedure="All members agreed by e-mail.",
    )
    return fresh(meeting)


MEETING_IN: Final[dict[str, Makes]] = {
    "scheduled": scheduled,
    "agenda_published": published,
    "in_session": in_session,
    "closed": closed,
    "minutes_circulated": circulated,
    "minutes_approved": approved,
    "cancelled": cancelled,
}


def item_on(borough: Borough, meeting: Meeting, **given: Any) -> AgendaItem:
    """Added by the secretary while that can be, and admitted by the chair after."""
    by: str = secretary_of(borough, meeting.forum_id)
    operation: Any = forums.add_agenda_item
    given = {"kind": "decision", "title": "Open the Huyton hub", **given}
    if fresh(meeting).state != "scheduled":
        by, operation = chair_of(borough, meeting.forum_id), forums.admit_urgent_item
        given = {"urgency": "The lease ends on Friday.", **given}
    made: AgendaItem = borough.act(by, operation, meeting_id=meeting.id, **given)
    return AgendaItem.objects.select_related("meeting__forum").get(id=made.id)


def restricted_item_on(borough: Borough, meeting: Meeting, **given: Any) -> AgendaItem:
    return item_on(
        borough, meeting, **{"title": "Buy the site in Prescot", "restricted": True, **given}
    )
