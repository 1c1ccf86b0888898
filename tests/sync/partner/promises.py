"""What must hold of a run that has settled."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from typing import Any, Final  # bodies are JSON

from django.db.models import Q

from backend.api.cursors import read_position_cursor
from backend.audit.models import Entry
from tests.sync.partner.books import Books
from tests.sync.partner.network import Arrival
from tests.sync.partner.run import Run
from tests.sync.partner.system import HEARD, word_of
from tests.sync.sending import TRACKER

Held = dict[str, Any]
# The entry that a change of the partner leaves, by the field it changed.
VERBS: Final = {
    "title": "action.revised",
    "due_on": "action.rescheduled",
    "report": "action.updated",
}


def assert_kept(run: Run) -> None:
    assert_both_hold_the_same(run)
    assert_one_action_for_each_id(run)
    assert_it_heard_by_its_own_order(run)
    assert_each_change_counts_once(run)
    assert_the_log_tells_each_once(run)
    assert_it_was_told_each_in_turn(run)
    assert_nothing_echoes(run)


def assert_both_hold_the_same(run: Run) -> None:
    ours, theirs = _held_by_the_partner(run), _held_by_accord(run)
    differing = [
        (ours.get(one), theirs.get(one))
        for one in ours | theirs
        if ours.get(one) != theirs.get(one)
    ]
    assert not differing, differing


def assert_one_action_for_each_id(run: Run) -> None:
    known = _listed(run, f"/sources/{TRACKER}/references?limit=200")
    led = _listed(run, f"/actions?lead={run.borough.council.id}&limit=200")
    works = run.books.works

    assert {one["external_id"]: one["action"] for one in known} == {
        one.external_id: one.action for one in works.values()
    }
    assert sorted(one["id"] for one in led) == sorted(one.action for one in works.values())


def assert_it_heard_by_its_own_order(run: Run) -> None:
    """What it said before something it said since, and only that, changed nothing any more."""
    for place, arrival in enumerate(run.network.arrivals):
        for field, outcome in arrival.outcomes.items():
            is_late = _was_overtaken(run.network.arrivals[:place], arrival, field)
            assert is_late or outcome != "stale_ignored", (field, arrival)
            assert not is_late or outcome != "updated" or field in ("title", "status"), arrival


def assert_each_change_counts_once(run: Run) -> None:
    """A report is one more update, once; a title stands, is contested, or came too late."""
    for outcomes in _by_value(run, "report"):
        assert outcomes["updated"] == 1 or set(outcomes) == {"stale_ignored"}, outcomes
    for outcomes in _by_value(run, "title"):
        assert outcomes["updated"] <= 1, outcomes
        assert not outcomes["requested"], outcomes


def assert_the_log_tells_each_once(run: Run) -> None:
    own = Entry.objects.filter(log=run.borough.partnership.id, origin_client=TRACKER)
    told = Counter(own.values_list("verb", flat=True))
    done = Counter(
        field
        for arrival in run.network.arrivals
        for field, outcome in arrival.outcomes.items()
        # What it had when it was proposed is told by that.
        if outcome == "updated" and not arrival.is_first
    )
    begun = [one for one in run.books.works if one.startswith("W")]

    assert {verb: told[verb] for verb in VERBS.values()} == {
        verb: done[field] for field, verb in VERBS.items()
    }
    assert told["action.proposed"] == len(begun)


def assert_it_was_told_each_in_turn(run: Run) -> None:
    """All that the log has, wherever it followed it: also what it heard of again later, or would
    have found when it read everything anew. That it may do when what it may see has changed.
    """
    followed, sights = run.books.followed, run.borough.who("Tracker").audiences.names
    entries = Entry.objects.filter(
        Q(audience__in=sights) | Q(was__in=sights),
        log=run.borough.partnership.id,
        subject_type__in=HEARD,
    )
    log = [
        (index, str(name), verb)
        for index, name, verb in entries.order_by("index").values_list("index", "id", "verb")
    ]

    assert len(followed) <= 1 + run.people.changed_sight
    assert _place(run, followed[-1].until) == run.entries
    for stretch in followed:
        since, until = _place(run, stretch.since), _place(run, stretch.until)
        assert stretch.told == [one for one in log if since <= one[0] < until]


def _place(run: Run, cursor: str) -> int:
    return read_position_cursor(cursor, run.borough.partnership.id).position


def assert_nothing_echoes(run: Run) -> None:
    """Nobody has news, so that whatever is said now is an echo."""
    said, entries, books = len(run.network.arrivals), run.entries, _but_cursor(run.books)
    for anew in (False, True):
        run.restart(anew=anew)
        run.round()
        run.round()

    assert len(run.network.arrivals) == said
    assert run.entries == entries
    assert _but_cursor(run.books) == books


def _held_by_the_partner(run: Run) -> dict[str, Held]:
    return {
        one.action: {
            "title": one.title,
            "summary": one.summary,
            "due_on": one.due_on,
            "status": one.status,
            "report": one.report and one.report["narrative"],
            "heard": one.heard,
        }
        for one in run.books.works.values()
    }


def _held_by_accord(run: Run) -> dict[str, Held]:
    led = _listed(run, f"/actions?lead={run.borough.council.id}&limit=200")
    return {one["id"]: _held(run, one) for one in led}


def _held(run: Run, shown: Held) -> Held:
    reports = _listed(run, f"/actions/{shown['id']}/updates?limit=200")
    tracker = str(run.borough.actor_id("Tracker"))
    own = [one for one in reports if one["author"] == tracker]
    last = max(own, key=lambda one: (one["reported_at"], one["id"]), default=None)
    return {
        "title": shown["title"],
        "summary": shown["summary"],
        "due_on": shown["due_on"],
        "status": word_of(shown),
        "report": last and last["narrative"],
        "heard": {one["id"]: one["narrative"] for one in reports if one["author"] != tracker},
    }


def _listed(run: Run, path: str) -> list[Held]:
    answer = run.borough.as_("Pat").get(path)
    assert answer.status_code == 200, answer.json()
    assert answer.json()["next_cursor"] is None
    results: list[Held] = answer.json()["results"]
    return results


def _was_overtaken(before: list[Arrival], arrival: Arrival, field: str) -> bool:
    of_it = (one.sent for one in before if one.sent.external_id == arrival.sent.external_id)
    return any(one.order > arrival.sent.order and field in one.body for one in of_it)


def _by_value(run: Run, field: str) -> Iterator[Counter[str]]:
    """What became of each value of it, in all the messages that said it."""
    found: dict[tuple[str, str], Counter[str]] = {}
    for arrival in run.network.arrivals:
        if field in arrival.sent.body:
            said = (arrival.sent.external_id, str(arrival.sent.body[field]))
            found.setdefault(said, Counter()).update([arrival.outcomes[field]])
    yield from found.values()


def _but_cursor(books: Books) -> Books:
    return replace(books, cursor="", followed=[])
