"""A forum below the Board, so that something can be escalated to it, and a meeting of each to come.
The documents name no such forum and no meeting, so these are made up, and say so.
"""

from datetime import datetime, time, timedelta
from typing import Final

from backend.audit.days import HOME
from backend.audit.source import now
from backend.audit.unit import Unit, unit_of_work
from backend.forums.models import Forum, ForumKind, Meeting
from backend.forums.operations import add_forum, schedule_meeting
from backend.onboarding.cast import BETTER_TOGETHER, BOARD, EXAMPLE_FORUM, part_of
from backend.onboarding.demonstration import acting_as
from backend.people.operator import operator_in

MADE_UP: Final = "Made up for the demonstration: the documents name no forum below the Board."
NAME: Final = "Demo: fairness forum"
TITLE: Final = "Demo: monthly meeting"
PLACE: Final = "Made up for the demonstration"
KEEPERS: Final = {EXAMPLE_FORUM: "forum_secretary", BOARD: "secretary"}
# The forum meets before the Board, so that there is time to refer something.
DAYS_AHEAD: Final = {EXAMPLE_FORUM: 14, BOARD: 28}
HOURS: Final = timedelta(hours=2)
AT: Final = time(14)


def add_the_example_forum() -> None:
    """Before anyone is appointed to it; once, as all of this."""
    if _known(EXAMPLE_FORUM) is not None:
        return
    at = now()
    with unit_of_work(by=operator_in(BETTER_TOGETHER, at), at=at) as unit:
        board = _known(BOARD)
        add_forum(
            unit,
            name=NAME,
            kind=ForumKind.FORUM,
            parent_id=board.id if board else None,
            reference=EXAMPLE_FORUM,
            source=MADE_UP,
        )


def schedule_the_example_meetings() -> None:
    """By the secretary of each."""
    for reference, keeper in KEEPERS.items():
        forum = _known(reference)
        if forum is not None and not Meeting.objects.filter(forum=forum).exists():
            acting_as(part_of(keeper), _schedule, forum=forum)


def _schedule(unit: Unit, forum: Forum) -> Meeting:
    day = unit.on + timedelta(days=DAYS_AHEAD[str(forum.reference)])
    starts_at = datetime.combine(day, AT, tzinfo=HOME)
    return schedule_meeting(
        unit,
        forum_id=forum.id,
        starts_at=starts_at,
        ends_at=starts_at + HOURS,
        title=TITLE,
        place=PLACE,
    )


def _known(reference: str) -> Forum | None:
    forums = Forum.objects.filter(partnership__slug=BETTER_TOGETHER, reference=reference)
    return forums.first()
