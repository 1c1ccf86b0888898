"""What is restricted leaves no mark on what anyone outside the forum is shown: one course of events
is lived twice, with it and without, and every answer is the same.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any, Final  # bodies are JSON
from uuid import UUID

import pytest
import time_machine
from django.db import transaction
from pytest_django import DjangoDbBlocker

from backend.forums.models import DecisionEffect
from tests.actions.questions import read
from tests.actions.undoing import forget_what_was_signed, undone
from tests.borough import Answer, Borough
from tests.deals.kept import known
from tests.forums.chamber import growth_forum
from tests.forums.exempt import HIDDEN_WORDS, READERS, Beginning, Course, begin
from tests.forums.meeting_deeds import MONDAY
from tests.forums.onlooker import Onlooker, Seen, ids_in, levelled, told
from tests.people.questions import NOWHERE
from tests.people.routes import WITH_ID, Route, each

LAST: Final = "is_approved"
STAGES: Final = ("is_scheduled", "is_held", "is_closed", LAST)
# Pat looks at every turn, all look at the end.
LOOKS: Final = [*(("Pat", stage) for stage in STAGES), ("Gus", LAST), ("Priya", LAST)]
# Where to begin, to find all that may change.
AT_THE_BOARD: Final = ("forums", "logs")
HIDDEN_NOUNS: Final = (
    "agenda-items",
    "agenda-versions",
    "interests",
    "minutes",
    "minutes-corrections",
    "decisions",
)
OF_HIDDEN: Final = [one for one in WITH_ID if one.noun in HIDDEN_NOUNS]


@dataclass(frozen=True)
class Twice:
    """What was seen without it and with it, by reader and stage; the latter is what stands."""

    start: Beginning
    # Ids that were known before the courses parted.
    beginning: set[str]
    without: dict[tuple[str, str], Seen]
    beside: dict[tuple[str, str], Seen]
    course: Course

    def hidden(self, noun: str) -> list[UUID]:
        return [row_id for name, row_id in self.course.hidden if name == noun]


@pytest.fixture(scope="module")
def twice(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[Twice]:
    with (
        django_db_blocker.unblock(),
        undone(),
        time_machine.travel(MONDAY, tick=False) as traveller,
    ):
        start = begin(known())
        traveller.shift(timedelta(hours=1))
        beginning = ids_in(look(start, "Pat", everywhere=True))
        point = transaction.savepoint()
        without = live(Course(start, traveller, with_restricted=False))
        transaction.savepoint_rollback(point)
        forget_what_was_signed()
        traveller.move_to(MONDAY + timedelta(hours=1))
        course = Course(start, traveller, with_restricted=True)
        yield Twice(start, beginning, without, live(course), course)


def live(course: Course) -> dict[tuple[str, str], Seen]:
    return {
        (name, stage): look(course.start, name, everywhere=(name, stage) == ("Pat", LAST))
        for stage in course.stages()
        for name, when in LOOKS
        if when == stage
    }


def look(start: Beginning, name: str, *, everywhere: bool = False) -> Seen:
    """At the Board; or everywhere, and thoroughly."""
    nouns = start.known if everywhere else AT_THE_BOARD
    return Onlooker(
        start.borough,
        name,
        {noun: start.known[noun] for noun in nouns},
        start.feeds[name],
        start.log_size,
        HIDDEN_WORDS,
        thoroughly=everywhere,
    ).looks()


@pytest.mark.parametrize(("reader", "stage"), LOOKS)
def test_it_changes_no_answer(twice: Twice, db: None, reader: str, stage: str) -> None:
    without, beside = twice.without[reader, stage], twice.beside[reader, stage]

    assert levelled(beside, twice.beginning) == levelled(without, twice.beginning)


@pytest.mark.parametrize(("reader", "stage"), LOOKS)
def test_it_is_named_nowhere(twice: Twice, db: None, reader: str, stage: str) -> None:
    assert named(twice.course, twice.beside[reader, stage]) == []


def named(course: Course, seen: Seen) -> list[str]:
    """What of the hidden somebody was told."""
    hidden = [*(str(row_id) for _, row_id in course.hidden), *HIDDEN_WORDS, "2026-R0"]
    return [one for one in hidden if any(one in text for text in seen.values())]


def test_it_is_there_for_the_forum(twice: Twice, db: None) -> None:
    """Or nothing above would have been tried."""
    seen = look(twice.start, "Mel")

    assert {noun for noun, _ in twice.course.hidden} == set(HIDDEN_NOUNS)
    assert set(named(twice.course, seen)) >= {str(row_id) for _, row_id in twice.course.hidden}


@each(OF_HIDDEN)
@pytest.mark.parametrize("reader", READERS)
def test_it_answers_as_what_there_is_not(twice: Twice, db: None, reader: str, route: Route) -> None:
    caller = twice.start.borough.as_(reader)

    missing = route.ask(caller, NOWHERE)
    hidden = [route.ask(caller, row_id) for row_id in twice.hidden(route.noun)]

    assert missing.status_code in (403, 404)
    assert {(one.status_code, told(one)) for one in hidden} == {
        (missing.status_code, told(missing))
    }


@pytest.mark.parametrize(
    ("member", "noun", "rest"),
    [("item", "agenda-items", {}), ("undoes", "decisions", {"undoing": "rescinds"})],
)
def test_it_is_no_reference_elsewhere(
    twice: Twice, db: None, member: str, noun: str, rest: dict[str, Any]
) -> None:
    """Gus keeps the Growth forum, where he may draft."""
    ids = [*twice.hidden(noun), NOWHERE]

    answers = [draft_at_growth(twice.start.borough, {member: str(one), **rest}) for one in ids]

    assert {one.status_code for one in answers} == {400}
    assert len({told(one) for one in answers}) == 1


def draft_at_growth(borough: Borough, body: dict[str, Any]) -> Answer:
    path = f"/forums/{growth_forum(borough).id}/decisions"
    return borough.as_("Gus").post(path, {"title": "Mend", "text": "It is mended.", **body})


@pytest.mark.parametrize("path", ["/decisions", "/forums/{board}/decisions"])
def test_it_is_found_by_no_filter(twice: Twice, db: None, path: str) -> None:
    board, pat = twice.start.borough.board.id, twice.start.borough.as_("Pat")
    ids = [*twice.hidden("agenda-items"), NOWHERE]

    answers = [pat.get(f"{path.format(board=board)}?item={one}") for one in ids]

    assert {len(one.json()["results"]) for one in answers} == {0}
    assert len({told(one) for one in answers}) == 1


@pytest.mark.parametrize("noun", HIDDEN_NOUNS)
def test_it_has_no_history(twice: Twice, db: None, noun: str) -> None:
    pat, mel = (twice.start.borough.as_(name) for name in ("Pat", "Mel"))
    hidden = twice.hidden(noun)

    answers = [pat.get(f"/history?subject={one}") for one in (*hidden, NOWHERE)]

    assert [one.json()["results"] for one in answers] == [[]] * len(answers)
    assert len({told(one) for one in answers}) == 1
    assert all(mel.get(f"/history?subject={one}").json()["results"] for one in hidden)


def test_it_takes_no_number_of_what_is_open(twice: Twice, db: None) -> None:
    board, meeting, later = (
        one.id for one in (twice.start.borough.board, twice.start.meeting, twice.start.next)
    )

    def shown(path: str, member: str) -> list[Any]:
        rows = read(twice.start.borough, "Pat", path)["results"]
        return [one[member] for one in rows]

    assert shown(f"/forums/{board}/decisions?ordering=id", "reference") == [
        "BTB-2026-001",
        "BTB-2026-002",
        "BTB-2026-003",
    ]
    assert shown(f"/meetings/{meeting}/agenda-items", "position") == [1, 2, 3, 4]
    assert shown(f"/meetings/{meeting}/agenda-versions", "number") == [1, 2]
    assert shown(f"/meetings/{later}/agenda-items", "position") == [1, 2, 3]


@pytest.mark.parametrize("reader", READERS)
def test_it_is_not_named_by_what_it_brings_about(twice: Twice, db: None, reader: str) -> None:
    """The answer is for all who read the subject, the decision is not."""
    start = twice.start
    answer = "The council pays until March."
    effects = {
        "resolve_escalations": [{"escalation": str(start.escalation.id), "answer": answer}],
        "propose_actions": [{"plan": str(start.borough.plan.id), "title": "Clear the yard"}],
    }
    course = replace(twice.course, hidden=list(twice.course.hidden))
    decision = course.decides_secretly_alone(effects=effects)

    seen = look(start, reader)

    told_of = "\n".join(seen.values())
    links = DecisionEffect.objects.filter(decision=decision).values_list("id", flat=True)
    assert len(links) == 2
    assert answer in told_of
    assert "Clear the yard" in told_of
    assert [one for one in links if str(one) in told_of] == []
    assert named(course, seen) == []
