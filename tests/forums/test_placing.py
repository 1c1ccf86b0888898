"""Where an escalation stands on an agenda, whatever becomes of the meetings."""

from datetime import timedelta

from backend.audit.source import now
from backend.forums.models import AgendaItem, Escalation, Meeting
from backend.forums.operations import (
    cancel_meeting,
    close_meeting,
    move_meeting,
    open_meeting,
    publish_agenda,
)
from tests.borough import Borough
from tests.forums.chamber import TWO_HOURS, growth_forum, item_on, moved, published, scheduled
from tests.forums.rungs import acknowledged, answered, raised_to_the_board

DAYS = timedelta(days=1)


def meeting_in(borough: Borough, days: int) -> Meeting:
    return scheduled(borough, growth_forum(borough), starts_at=now() + days * DAYS)


def moved_to(borough: Borough, meeting: Meeting, days: int) -> Meeting:
    starts_at = now() + days * DAYS
    return moved(
        borough,
        meeting,
        move_meeting,
        starts_at=starts_at,
        ends_at=starts_at + TWO_HOURS,
        reason="The hall is taken.",
    )


def items_of(escalation: Escalation) -> list[AgendaItem]:
    return list(AgendaItem.objects.filter(escalation=escalation).order_by("id"))


def places_of(escalation: Escalation) -> list[tuple[object, bool]]:
    """The meetings it was ever placed on, and whether it is there still."""
    return [(item.meeting_id, item.ended_at is None) for item in items_of(escalation)]


def test_it_takes_the_first_of_the_meetings_to_come(ladder: Borough) -> None:
    later, sooner = meeting_in(ladder, 20), meeting_in(ladder, 10)

    escalation = acknowledged(ladder)

    assert places_of(escalation) == [(sooner.id, True)]
    assert later.id != sooner.id


def test_it_passes_over_an_agenda_that_is_published(ladder: Borough) -> None:
    growth = growth_forum(ladder)
    published(ladder, growth, starts_at=now() + 5 * DAYS)
    open_one = meeting_in(ladder, 10)

    assert places_of(acknowledged(ladder)) == [(open_one.id, True)]


def test_it_is_no_concern_of_another_forums_meeting(ladder: Borough) -> None:
    scheduled(ladder, ladder.board)

    assert places_of(acknowledged(ladder)) == []


def test_it_stands_after_what_is_there_already(ladder: Borough) -> None:
    meeting = meeting_in(ladder, 10)
    item_on(ladder, meeting)

    first, second = acknowledged(ladder), acknowledged(ladder)

    (one,), (other,) = items_of(first), items_of(second)
    assert (one.position, other.position) == (2, 3)
    assert one.title == "Two partners cannot agree who pays for the caretaker."


def test_it_is_placed_when_a_meeting_is_made(ladder: Borough) -> None:
    first, second = acknowledged(ladder), acknowledged(ladder)

    meeting = meeting_in(ladder, 10)

    assert places_of(first) == places_of(second) == [(meeting.id, True)]
    assert items_of(first)[0].position < items_of(second)[0].position


def test_it_goes_to_the_next_when_its_meeting_is_cancelled(ladder: Borough) -> None:
    sooner, later = meeting_in(ladder, 10), meeting_in(ladder, 20)
    escalation = acknowledged(ladder)

    moved(ladder, sooner, cancel_meeting, reason="Too few can come.")

    before, after = items_of(escalation)
    assert places_of(escalation) == [(sooner.id, False), (later.id, True)]
    assert after.placed_from_id == before.id


def test_it_is_unplaced_when_no_meeting_is_left(ladder: Borough) -> None:
    only = meeting_in(ladder, 10)
    escalation = acknowledged(ladder)

    moved(ladder, only, cancel_meeting, reason="Too few can come.")
    before = places_of(escalation)
    made = meeting_in(ladder, 30)

    assert before == [(only.id, False)]
    assert places_of(escalation) == [(only.id, False), (made.id, True)]


def test_it_goes_where_the_forum_meets_next_when_its_meeting_is_moved(ladder: Borough) -> None:
    sooner, later = meeting_in(ladder, 10), meeting_in(ladder, 20)
    escalation = acknowledged(ladder)

    moved_to(ladder, sooner, 30)

    assert places_of(escalation) == [(sooner.id, False), (later.id, True)]


def test_it_stays_where_its_meeting_is_still_the_next(ladder: Borough) -> None:
    sooner = meeting_in(ladder, 10)
    meeting_in(ladder, 20)
    escalation = acknowledged(ladder)

    moved_to(ladder, sooner, 15)

    assert places_of(escalation) == [(sooner.id, True)]


def test_it_stays_on_an_agenda_that_was_published_with_it(ladder: Borough) -> None:
    sooner = meeting_in(ladder, 10)
    meeting_in(ladder, 20)
    escalation = acknowledged(ladder)
    moved(ladder, sooner, publish_agenda)

    before = places_of(escalation)
    moved_to(ladder, sooner, 15)

    assert before == places_of(escalation) == [(sooner.id, True)]


def test_it_goes_on_to_the_next_when_its_meeting_closes_without_an_answer(ladder: Borough) -> None:
    held = scheduled(ladder, growth_forum(ladder), starts_at=now() + timedelta(seconds=2))
    left, settled = acknowledged(ladder), acknowledged(ladder)
    moved(ladder, moved(ladder, held, publish_agenda), open_meeting)
    following = meeting_in(ladder, 20)
    answered(ladder, settled)

    moved(ladder, held, close_meeting)

    assert places_of(left) == [(held.id, False), (following.id, True)]
    assert places_of(settled) == [(held.id, True)]


def test_it_waits_at_the_board_until_it_is_acknowledged_there(ladder: Borough) -> None:
    scheduled(ladder, ladder.board)

    assert places_of(raised_to_the_board(ladder)) == []
