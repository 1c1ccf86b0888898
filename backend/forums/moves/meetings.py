"""The moves of a meeting, and what stands against each."""

from typing import Final

from backend.api.actor import Actor
from backend.errors import Unmet
from backend.forums.facts import MeetingFacts
from backend.forums.models import Meeting
from backend.forums.policy import DEEDS, MAY, SECRETARY, standing_on_meeting, who_could
from backend.people.moves import Machine, Move
from backend.people.scopes import Scope


def not_its_day(meeting: Meeting, actor: Actor, facts: MeetingFacts) -> Unmet | None:
    if facts.on >= facts.meets_on:
        return None
    return Unmet(
        "not_its_day",
        f"It meets on {facts.meets_on}: open it on that day, or move it first. "
        "A meeting whose agenda is published can still be moved.",
        (SECRETARY,),
    )


def minutes_missing(meeting: Meeting, actor: Actor, facts: MeetingFacts) -> Unmet | None:
    if facts.has_minutes:
        return None
    return Unmet("minutes_missing", "Nothing is minuted yet: write the minutes.", (SECRETARY,))


MEETINGS: Final = Machine[Meeting, MeetingFacts](
    model=Meeting,
    noun="meeting",
    moves=(
        Move("publish_agenda", "publish_agenda"),
        Move("move_meeting", "move"),
        Move("cancel_meeting", "cancel"),
        Move("open_meeting", "open", (not_its_day,)),
        Move("close_meeting", "close"),
        Move("circulate_minutes", "circulate_minutes", (minutes_missing,)),
        Move("approve_minutes", "approve_minutes"),
    ),
    may=MAY,
    deeds=DEEDS,
    scope=Scope.FORUMS_TRANSITION,
    standing=standing_on_meeting,
    who_could=who_could,
)
