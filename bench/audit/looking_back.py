"""Ten thousand objects as they were, in a log of many entries of each."""

from django.db import connection
from django.db.models import QuerySet

from backend.actions.models import Action
from backend.audit.models import Entry
from backend.audit.past import Past, past_through
from bench.measuring import Pairs, in_turns, spread
from bench.table import Line
from tests.borough import Borough

MOST = 0.5
LEAVES = 'SELECT leaf FROM audit_entry WHERE log_id = %s AND "index" = ANY(%s)'


def lines(borough: Borough, size: int, rounds: int) -> list[Line]:
    log_id = borough.partnership.id
    past = past_through(log_id, size * 6 // 10)
    rows = Action.objects.filter(partnership=log_id)
    indexes = _indexes(past, rows)
    caller = borough.as_("Ada")
    page = f"/actions?as_of={past.size - 1}&state=proposed&limit=50"

    def floor() -> None:
        with connection.cursor() as cursor:
            cursor.execute(LEAVES, [log_id, indexes])
            assert len(cursor.fetchall()) == len(indexes)

    def library() -> None:
        assert len(past.held(rows)) == len(indexes)

    def view() -> None:
        answer = caller.get(page)
        assert answer.status_code == 200
        assert len(answer.json()["results"]) == 50

    for work in (floor, library, view):
        work()
    told = f"as of {past.size:,} of {size:,} entries, {len(indexes):,} objects"
    return [
        _line(f"{told}: Past.held", in_turns(floor, library, rounds), "each leaf found and parsed"),
        _line(
            f"{told}: GET /actions",
            in_turns(floor, view, rounds),
            "besides, who asks, one filter, the order, and a page of 50 represented, with ratings",
        ),
    ]


def _line(what: str, pairs: Pairs, note: str) -> Line:
    taken = spread(pairs.ours).middle
    return Line(
        what,
        f"{spread(pairs.floor).middle:.3f} s",
        f"{taken:.3f} s",
        str(pairs.ratio),
        f"≤ {MOST} s",
        taken <= MOST,
        [f"the floor is one statement that fetches the same leaves by their keys; ours: {note}."],
    )


def _indexes(past: Past, rows: QuerySet[Action]) -> list[int]:
    ids = [one.entry_id for one in past.held(rows)]
    found = Entry.objects.filter(id__in=ids).order_by("index")
    return list(found.values_list("index", flat=True))
