"""A board whose document lists its member organisations has a seat for each of them."""

from collections.abc import Iterable, Iterator

from backend.onboarding.members import LONGEST_SLUG
from backend.onboarding.records import Board, BoardSeat, Organisation


def seats_of_members(
    boards: Iterable[Board], seats: Iterable[BoardSeat], organisations: Iterable[Organisation]
) -> Iterator[BoardSeat]:
    """Beside those that the document names one by one: an organisation with one of these gets no
    second.
    """
    titles = {one.id: one.title for one in organisations}
    named = {(one.board, one.organisation) for one in seats}
    for board in boards:
        for organisation in board.member_organisations:
            # That it is in the file at all is looked at when everything is read.
            if organisation in titles and (board.id, organisation) not in named:
                yield _seat(board, organisation, titles[organisation])


def _seat(board: Board, organisation: str, title: str) -> BoardSeat:
    return BoardSeat(
        id=f"seat-{board.id}-{organisation}"[:LONGEST_SLUG],
        title=title[:200],
        source=board.source,
        more_sources=board.more_sources,
        confidence=board.confidence,
        basis=board.basis,
        board=board.id,
        organisation=organisation,
    )
