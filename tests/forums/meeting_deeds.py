"""Every operation on a forum, its seats, its meetings and their agendas, as a request that
succeeds on a Monday in October.
"""

from datetime import UTC, datetime, timedelta
from typing import Any, Final  # what is acted on is of several models

from backend.forums import operations as forums
from backend.forums.models import AgendaItem, Forum, Meeting, Seat
from tests.actions.questions import Body, Deed
from tests.borough import Borough
from tests.forums.chamber import AT_ONCE, in_session, item_on, published, scheduled

FOUNDED: Final = datetime(2026, 10, 4, 9, tzinfo=UTC)
MONDAY: Final = datetime(2026, 10, 5, 9, tzinfo=UTC)
# A week later, at two in the afternoon of those who meet: the clocks go back on the 25th.
STARTS: Final = "2026-10-12T13:00:00Z"
ENDS: Final = "2026-10-12T15:00:00Z"
BOARD_TOLD: Final = ("Mel", "Nia", "Olu", "Pia", "Tom")


def nothing(_borough: Borough) -> Body:
    return {}


def the_board(borough: Borough) -> Forum:
    return Forum.objects.get(id=borough.board.id)


def due_today(borough: Borough) -> Meeting:
    """Its agenda is published."""
    soon = datetime.now(UTC) + AT_ONCE
    return published(borough, starts_at=soon, ends_at=soon + timedelta(hours=1))


def an_item(borough: Borough) -> AgendaItem:
    return item_on(borough, scheduled(borough))


def a_seat(borough: Borough, **given: Any) -> Seat:
    given = {"title": "Housing", "organisation_id": borough.housing.id, **given}
    made: Seat = borough.act("Ada", forums.add_seat, forum_id=borough.board.id, **given)
    return Seat.objects.get(id=made.id)


def filled_seat(borough: Borough, **given: Any) -> Seat:
    """Rob sits there."""
    seat = a_seat(borough)
    given = {"actor_id": borough.actor_id("Rob"), **given}
    borough.act("Ada", forums.fill_seat, seat_id=seat.id, version=seat.version, **given)
    return Seat.objects.get(id=seat.id)


HUB: Final[Body] = {"kind": "decision", "title": "Open the Huyton hub"}
LATER: Final[Body] = {
    "starts_at": "2026-10-19T13:00:00Z",
    "ends_at": "2026-10-19T15:00:00Z",
    "reason": "The chair is away.",
}

DEEDS: Final = {
    deed.operation: deed
    for deed in (
        Deed(
            "revise_forum",
            "/forums/{id}",
            "Ada",
            the_board,
            lambda _: {"quorum": 3, "majority": "two_thirds"},
            method="patch",
        ),
        Deed(
            "add_seat",
            "/forums/{id}/seats",
            "Ada",
            the_board,
            lambda borough: {"title": "Housing", "organisation": str(borough.housing.id)},
            if_match=False,
        ),
        Deed(
            "fill_seat",
            "/seats/{id}/fill",
            "Ada",
            a_seat,
            lambda borough: {"actor": str(borough.actor_id("Rob"))},
        ),
        Deed("end_seat", "/seats/{id}/end", "Ada", a_seat, lambda _: {"reason": "One too many."}),
        Deed(
            "schedule_meeting",
            "/forums/{id}/meetings",
            "Sara",
            the_board,
            lambda _: {"starts_at": STARTS, "ends_at": ENDS, "place": "Huyton Civic Suite"},
            if_match=False,
        ),
        Deed("publish_agenda", "/meetings/{id}/publish-agenda", "Sara", scheduled, nothing),
        Deed("move_meeting", "/meetings/{id}/move", "Sara", scheduled, lambda _: LATER),
        Deed(
            "cancel_meeting",
            "/meetings/{id}/cancel",
            "Sara",
            scheduled,
            lambda _: {"reason": "Too few can come."},
        ),
        Deed("open_meeting", "/meetings/{id}/open", "Sara", due_today, nothing),
        Deed("close_meeting", "/meetings/{id}/close", "Sara", in_session, nothing),
        Deed(
            "add_agenda_item",
            "/meetings/{id}/agenda-items",
            "Sara",
            scheduled,
            lambda _: HUB,
            if_match=False,
        ),
        Deed(
            "admit_urgent_item",
            "/meetings/{id}/urgent-items",
            "Tom",
            published,
            lambda _: {**HUB, "urgency": "The lease ends on Friday."},
            if_match=False,
        ),
        Deed(
            "withdraw_agenda_item",
            "/agenda-items/{id}/withdraw",
            "Sara",
            an_item,
            lambda _: {"reason": "The paper is not ready."},
        ),
    )
}
