"""Whatever happens: asked of the past, every list answers what it answered then."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final  # answers are JSON
from uuid import UUID

import pytest
import time_machine
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from backend.actions.models import Action
from backend.audit.checkpoints import size_of
from backend.audit.models import Disclosure, Entry
from backend.audit.source import now
from backend.deals.models import Deal
from backend.forums.models import Decision, Escalation, Forum
from tests.actions.undoing import undone
from tests.borough import Borough
from tests.deals.round_table import people_at_the_table
from tests.forums.chamber import growth_forum
from tests.forums.wandering import Wanderer

LISTS: Final = {
    "/actions": Action,
    "/deals": Deal,
    "/forums": Forum,
    "/decisions": Decision,
    "/escalations": Escalation,
}
FILTERED: Final = (
    "/actions?state=in_progress,at_risk&ordering=-title",
    "/actions?rag=red,amber",
    "/actions?overdue=true",
    "/actions?rag_divergence=true",
    "/actions?q=hub",
    "/deals?state=draft",
    "/decisions?state=drafted",
    "/escalations?overdue=true",
    "/escalations?unplaced=true",
)
# Pat is of no forum, Gus is the secretary of one, Audrey reads everything.
READERS: Final = ("Pat", "Gus", "Audrey")
EXAMPLES: Final = 4
A_MOMENT: Final = timedelta(seconds=1)
COURSES: Final = st.lists(
    st.lists(st.integers(0, 2**60), min_size=4, max_size=9), min_size=2, max_size=4
)

of_chance = settings(
    max_examples=EXAMPLES,
    deadline=None,
    # A course is long: made shorter, it would be lived anew each time.
    phases=[Phase.explicit, Phase.reuse, Phase.generate],
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)


@dataclass(frozen=True)
class Photo:
    at: datetime
    shown: dict[tuple[str, str], Any]


def address(path: str, moment: object = None) -> str:
    joint = "&" if "?" in path else "?"
    asked = "" if moment is None else f"&as_of={moment}"
    return f"{path}{joint}limit=200{asked}"


def shown(borough: Borough, who: str, path: str, moment: object = None) -> Any:
    answer = borough.as_(who).get(address(path, moment))
    assert answer.status_code == 200, answer.content
    return answer.json()


def photograph(borough: Borough) -> Photo:
    asked = [(who, path) for who in READERS for path in LISTS]
    asked += [("Pat", path) for path in FILTERED]
    everything = {(who, path): shown(borough, who, path) for who, path in asked}
    return Photo(now(), everything)


@pytest.fixture
def wanderer(borough: Borough) -> Iterator[Wanderer]:
    with time_machine.travel(now(), tick=False) as clock:
        growth_forum(borough)
        people_at_the_table(borough)
        yield Wanderer(borough, clock, now())


@of_chance
@given(courses=COURSES)
def test_it_answers_what_it_answered_then(wanderer: Wanderer, courses: list[list[int]]) -> None:
    with undone(), wanderer.from_the_start():
        photos = [photographed_after(wanderer, course) for course in courses]
        wanderer.wait(timedelta(days=3))

        for photo in photos:
            instant = photo.at.isoformat().replace("+00:00", "Z")
            assert differing(wanderer.borough, photo, instant) == []


def photographed_after(wanderer: Wanderer, course: list[int]) -> Photo:
    for number in course:
        wanderer.step(number)
    # What is logged in one instant of a clock that stands still is a little ahead of it.
    wanderer.wait(A_MOMENT)
    return photograph(wanderer.borough)


def differing(borough: Borough, photo: Photo, moment: object) -> list[tuple[object, ...]]:
    """Who, where, and what of which thing is otherwise: the then of then, and the then of now."""
    found: list[tuple[object, ...]] = []
    for (who, path), then in photo.shown.items():
        again = shown(borough, who, path, moment)
        if then != again:
            named = {one["id"]: one for one in again["results"]}
            found += [
                (who, path, name, was, named.get(one["id"], {}).get(name))
                for one in then["results"]
                for name, was in one.items()
                if named.get(one["id"], {}).get(name) != was
            ] or [(who, path, then, again)]
    return found


@of_chance
@given(course=st.lists(st.integers(0, 2**60), min_size=8, max_size=25), part=st.integers(0, 999))
def test_it_is_the_log_replayed(wanderer: Wanderer, course: list[int], part: int) -> None:
    """By hand here, entry by entry: the last version of everything, whatever it is called."""
    with undone(), wanderer.from_the_start():
        for number in course:
            wanderer.step(number)
        log_id = wanderer.borough.partnership.id
        index = size_of(log_id) * part // 1000

        for path, model in LISTS.items():
            found = shown(wanderer.borough, "Audrey", path, index)["results"]
            assert {one["id"]: one["version"] for one in found} == {
                key: leaf["obj"]["ver"]
                for key, leaf in replayed(log_id, index, model.subject_type).items()
            }


def replayed(log_id: UUID, index: int, subject_type: str) -> dict[str, Any]:
    entries = Entry.objects.filter(log_id=log_id, index__lte=index).order_by("index")
    leaves = (json.loads(bytes(leaf)) for leaf in entries.values_list("leaf", flat=True))
    return {leaf["obj"]["id"]: leaf for leaf in leaves if leaf["obj"]["type"] == subject_type}


def test_what_is_erased_now_is_not_shown_as_it_was(wanderer: Wanderer) -> None:
    for number in range(40):
        wanderer.step(number * 7919)
    index = size_of(wanderer.borough.partnership.id) - 1
    Disclosure.objects.filter(subject_type="action", field="title").update(value=None)

    found = shown(wanderer.borough, "Pat", "/actions", index)["results"]

    assert found
    assert {one["title"] for one in found} == {""}
