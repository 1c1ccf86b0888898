"""What a calendar's address opens: meetings as everyone of the partnership may see them."""

from datetime import datetime, timedelta
from typing import Any, Final  # rows carry what they are annotated with
from uuid import UUID

from django.db.models import F, QuerySet

from backend.audit.days import day_of, midnight
from backend.errors import NotVisible
from backend.forums.models import CalendarFeed, Meeting
from backend.forums.policy import AT_THE_FORUM
from backend.people.identity import PARTNERSHIP_AUDIENCE
from backend.people.models import Appointment
from backend.people.operations.credentials import digest_of

DAYS_BACK: Final = 365


def feed_opened_by(secret: str) -> CalendarFeed:
    """Raises NotVisible, whatever the reason: which of them it was is not its bearer's to know."""
    feed = (
        CalendarFeed.objects.select_related("profile__partnership__kept_in", "forum")
        .filter(
            digest=digest_of(secret),
            revoked_at=None,
            profile__ended_at=None,
            profile__actor__is_active=True,
        )
        .first()
    )
    if feed is None:
        raise NotVisible
    return feed


def name_of(feed: CalendarFeed) -> str:
    return feed.forum.name if feed.forum else feed.profile.partnership.name


def meetings_of(feed: CalendarFeed, at: datetime) -> QuerySet[Any]:
    """From a year ago on; whoever holds the feed sees in it no more than anyone would."""
    rows = Meeting.objects.filter(
        partnership_id=feed.profile.partnership_id,
        audience=PARTNERSHIP_AUDIENCE,
        forum_id__in=_forums_of(feed, at),
        starts_at__gte=midnight(day_of(at) - timedelta(days=DAYS_BACK)),
    )
    told = rows.select_related("forum").annotate(changed_at=F("entry__at"))
    return told.order_by("starts_at", "id")


def _forums_of(feed: CalendarFeed, at: datetime) -> list[UUID] | QuerySet[Any]:
    if feed.forum_id is not None:
        return [feed.forum_id]
    held = Appointment.objects.in_force(at).filter(
        partnership_id=feed.profile.partnership_id,
        actor_id=feed.profile.actor_id,
        role__in=AT_THE_FORUM,
    )
    return held.order_by().values("on_id")
