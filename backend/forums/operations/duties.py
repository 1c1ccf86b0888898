"""What an organisation owes in this room, moved to whoever takes its place: its seats at forums.

Whoever sits there stays a member. What a meeting was held, decided and minuted under stays as it
was.
"""

from backend.audit.unit import Unit
from backend.forums.models import Seat
from backend.forums.operations.convening import everyone_at_forum
from backend.people.duties import Handover, Moved


def move_forum_seats(unit: Unit, *, handover: Handover) -> list[Moved]:
    """Internal: part of merging and splitting an organisation, which has locked it. A seat goes
    where the person on it goes.
    """
    seats = Seat.objects.select_for_update(of=("self",)).filter(
        organisation=handover.predecessor, ended_at=None
    )
    moved = []
    for seat in seats.select_related("appointment").order_by("id"):
        name = seat.appointment.actor_id if seat.appointment else seat.id
        taker = handover.taker_of(name)
        told = handover.told(taker, *everyone_at_forum(unit, forum_id=seat.forum_id))
        seat.organisation_id = taker
        unit.record(
            "seat.succeeded",
            seat,
            org=handover.org,
            told=told - {unit.by.id},
            reason=handover.reason,
        )
        moved.append(Moved("forum_seat", name, taker))
    return moved
