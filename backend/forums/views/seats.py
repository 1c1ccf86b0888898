from collections.abc import Mapping
from typing import Any  # rows with who sits there

from django.db.models import QuerySet

from backend.api.base import ApiView
from backend.audit.source import now
from backend.errors import NotVisible
from backend.forums import operations
from backend.forums.filters import SeatFilters
from backend.forums.models import Seat
from backend.forums.serializers import forums
from backend.forums.sitting import with_sitters
from backend.forums.views.base import AddingToForum, AtForum, OfForum, Read
from backend.people.rows import Row, seen


class ListForumSeats(OfForum):
    operation_id = "list_forum_seats"
    summary = "List the seats at a forum, and who sits there now"
    model = Seat
    answers = forums.SeatOut
    filters = SeatFilters
    orderings = ("title",)

    def rows(self) -> QuerySet[Any]:
        return with_sitters(super().rows(), at=now())


class GetSeat(Row, Read):
    operation_id = "get_seat"
    summary = "Read one seat at a forum, and who sits there now"
    model = Seat
    answers = forums.SeatOut

    def one(self) -> Seat:
        return found_seat(self)


def found_seat(view: ApiView) -> Seat:
    """Raises NotVisible."""
    rows = with_sitters(seen(Seat, view.actor), at=now())
    found: Seat | None = rows.filter(id=view.kwargs["id"]).first()
    if found is None:
        raise NotVisible
    return found


def with_its_sitter(seat: Seat) -> tuple[Any, Mapping[str, Any]]:
    return with_sitters(Seat.objects.all(), at=now()).get(id=seat.id), {}


class AddSeat(AddingToForum):
    operation = operations.add_seat
    operation_id = "add_seat"
    summary = "Add a seat at a forum"
    accepts = forums.AddSeatIn
    answers = forums.SeatOut
    address = "/api/v1/seats"

    def present(self, result: Seat) -> tuple[Any, Mapping[str, Any]]:
        return with_its_sitter(result)


class OnSeat(AtForum):
    answers = forums.SeatOut
    requires_if_match = True
    rehearses = True

    def find(self) -> Seat:
        return found_seat(self)

    def forum_of(self, subject: object) -> Any:
        assert isinstance(subject, Seat)
        return subject.forum_id

    def present(self, result: Seat) -> tuple[Any, Mapping[str, Any]]:
        return with_its_sitter(result)


class FillSeat(OnSeat):
    operation = operations.fill_seat
    operation_id = "fill_seat"
    summary = "Appoint whoever sits there, as a member of the forum"
    accepts = forums.FillSeatIn


class EndSeat(OnSeat):
    operation = operations.end_seat
    operation_id = "end_seat"
    summary = "End a seat, and the membership of whoever sits there"
    accepts = forums.EndSeatIn
