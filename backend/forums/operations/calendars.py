"""Addresses at which a calendar can be read: like tokens they are no part of the record."""

import secrets
from dataclasses import dataclass
from typing import Final
from uuid import UUID

from backend.audit.unit import Unit
from backend.errors import Conflict, Fault, InputRefused, NotVisible
from backend.forums.models import CalendarFeed, Forum
from backend.forums.policy import refuse_examiners
from backend.people.models import Profile
from backend.people.operations.credentials import digest_of
from backend.people.policy import refuse_clients

# What every address of a calendar holds, so that leaks are found.
CALENDAR_PREFIX: Final = "acf_"


class CalendarFeedRevoked(Conflict):
    """The address of the calendar opens nothing any more."""

    code = "calendar_feed_revoked"


@dataclass(frozen=True)
class IssuedFeed:
    """A feed and its secret, which is shown now and never again."""

    feed: CalendarFeed
    secret: str


def issue_calendar_feed(unit: Unit, *, forum_id: UUID | None = None) -> IssuedFeed:
    """For oneself: of one forum, or of all in which one holds a role whenever it is read."""
    refuse_examiners(unit.by, "issue the address of a calendar")
    refuse_clients(unit.by, "issue the address of a calendar")
    secret = CALENDAR_PREFIX + secrets.token_urlsafe(32)
    feed = CalendarFeed.objects.create(
        id=unit.new_id(),
        profile=Profile.objects.get(
            partnership_id=unit.by.partnership_id, actor_id=unit.by.id, ended_at=None
        ),
        forum=None if forum_id is None else _forum(unit, forum_id),
        digest=digest_of(secret),
        created_at=unit.at,
    )
    return IssuedFeed(feed, secret)


def _forum(unit: Unit, forum_id: UUID) -> Forum:
    forum = Forum.objects.visible_to(unit.by).filter(id=forum_id).first()
    if forum is None:
        sentence = "No forum has this id. Check it."
        raise InputRefused([Fault("unknown_reference", sentence, "#/forum")])
    return forum


def revoke_calendar_feed(unit: Unit, *, calendar_feed_id: UUID) -> CalendarFeed:
    """At once, and one's own alone: of those of others nobody learns that they exist."""
    feed = (
        CalendarFeed.objects.select_for_update(of=("self",))
        .filter(
            id=calendar_feed_id,
            profile__partnership_id=unit.by.partnership_id,
            profile__actor_id=unit.by.id,
        )
        .first()
    )
    if feed is None:
        raise NotVisible
    if feed.revoked_at is not None:
        raise CalendarFeedRevoked("The address of this calendar is already revoked.")
    feed.revoked_at = unit.at
    feed.save(update_fields=["revoked_at"])
    return feed
