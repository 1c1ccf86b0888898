"""What must hold of a run that has settled."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from typing import Any, Final  # bodies are JSON

from backend.audit.models import Entry
from tests.sync.partner.books import Books
from tests.sync.partner.network import Arrival
from tests.sync.partner.run import Run
from tests.sync.partner.system import word_of
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
    assert_nothing_echoes(run)


def assert_both_hold_the_same(run: Run) -> None:
    assert _held_by_the_partner(run) == _held_by_accord(run)


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
        if outcome == "updated"
    )
    begun = [one for one in run.books.works if one.startswith("W")]

    assert {verb: told[verb] for verb in VERBS.values()} == {
        verb: done[field] for field, verb in VERBS.items()
    }
    assert told["action.proposed"] == len(begun)


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
        "heard": {one["id"] for one in reports if one["author"] != tracker},
    }


def _listed(run: Run, path: str) -> list[Held]:
    answer = run.borough.as_("Pat").get(path)
    assert answer.status_code == 200, answer.json()
    assert answer.json()["next_cursor"] is None
    results: list[Held] = answer.json()["results"]
    return results


def _was_overtaken(before: list[Arrival], arrival: Arrival, field: str) -> bool:
    of_it = (one.sent for one in before if one.sent.path == arrival.sent.path)
    return any(one.order > arrival.sent.order and field in one.body for one in of_it)


def _by_value(run: Run, field: str) -> Iterator[Counter[str]]:
    """What became of each value of it, in all the messages that said it."""
    found: dict[tuple[str, str], Counter[str]] = {}
    for arrival in run.network.arrivals:
        if field in arrival.sent.body:
            said = (arrival.sent.path, str(arrival.sent.body[field]))
            found.setdefault(said, Counter()).update([arrival.outcomes[field]])
    yield from found.values()


def _but_cursor(books: Books) -> Books:
    return replace(books, cursor="")
