"""Many at once on actions that wait for each other: no circle, no deadlock, no mark too few."""

from collections import Counter
from collections.abc import Callable
from datetime import date, timedelta
from functools import partial
from itertools import count
from typing import Final

import pytest

from backend.actions.models import Action, Dependency
from backend.audit.models import Entry
from tests.actions.deeds import DEEDS
from tests.actions.subjects import dependency_on
from tests.actions.test_dependencies import check_threats, is_circular, live
from tests.actions.test_races import at_once, issue_tokens
from tests.borough import DUE, Answer, Borough, proposed_action, tag

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]

ROUNDS: Final = 20
CROSSINGS: Final = 12
SPONSORS: Final = ["Priya", "Dev"]
Call = Callable[[], Answer]


def add(borough: Borough, who: str, before: Action, after: Action) -> Answer:
    body = {"predecessor": str(before.id)}
    return borough.as_(who).post(f"/actions/{after.id}/dependencies", body)


def reschedule(borough: Borough, who: str, action: Action, due_on: date) -> Answer:
    """Whatever its version is now."""
    caller = borough.as_(who)
    version = caller.get(f"/actions/{action.id}").json()["version"]
    body = {"due_on": due_on.isoformat(), "reason": "The builder is late."}
    return caller.post(f"/actions/{action.id}/reschedule", body, if_match=tag(version))


def remove(borough: Borough, who: str, dependency: Dependency) -> Answer:
    deed = DEEDS["remove_dependency"]
    return borough.as_(who).post(
        deed.path(dependency), deed.given(borough), if_match=tag(dependency.version)
    )


def pair(borough: Borough) -> tuple[Action, Action]:
    return proposed_action(borough), proposed_action(borough)


def test_it_lets_one_of_two_close_a_circle(knowsley: Borough) -> None:
    pairs = [pair(knowsley) for _ in range(CROSSINGS)]
    issue_tokens(knowsley, SPONSORS)

    rounds = [
        at_once(
            [partial(add, knowsley, "Priya", one, two), partial(add, knowsley, "Dev", two, one)]
        )
        for one, two in pairs
    ]

    assert [sorted(one.status_code for one in answers) for answers in rounds] == [
        [201, 409]
    ] * CROSSINGS
    codes = {one.json()["code"] for answers in rounds for one in answers if one.status_code == 409}
    assert codes == {"dependency_cycle"}
    assert Dependency.objects.count() == CROSSINGS


def test_it_lets_one_of_two_add_the_same(knowsley: Borough) -> None:
    one, two = pair(knowsley)
    issue_tokens(knowsley, SPONSORS)

    answers = at_once([partial(add, knowsley, who, one, two) for who in SPONSORS])

    told = sorted((answer.status_code, answer.json().get("code")) for answer in answers)
    assert told[0][0] == 201
    assert told[1] == (409, "already_depends")


def test_it_closes_no_circle_of_many_at_once(knowsley: Borough) -> None:
    ring = [proposed_action(knowsley) for _ in range(6)]
    issue_tokens(knowsley, SPONSORS)
    pairs = zip(ring, [*ring[1:], ring[0]], strict=True)

    answers = at_once([partial(add, knowsley, "Priya", one, two) for one, two in pairs])

    assert sorted(answer.status_code for answer in answers) == [201] * 5 + [409]
    assert not is_circular(live())


def diamond(borough: Borough) -> list[Action]:
    """A before B and C, C before B; the ids run against the waiting, so that order matters."""
    b, c, a = (proposed_action(borough) for _ in range(3))
    for before, after in ((a, b), (a, c), (c, b)):
        dependency_on(borough, before, after)
    return [a, b, c]


def test_it_reschedules_a_diamond_without_a_deadlock(knowsley: Borough) -> None:
    actions, days = diamond(knowsley), count(1)
    issue_tokens(knowsley, SPONSORS)

    told: Counter[int] = Counter()
    for _ in range(ROUNDS):
        calls: list[Call] = [
            partial(reschedule, knowsley, who, action, DUE + timedelta(days=next(days) * 7 % 50))
            for action in actions
            for who in SPONSORS
        ]
        told.update(answer.status_code for answer in at_once(calls))
        check_threats([action.id for action in actions], live())

    # 400: the date it has already. 412: another, or its own mark, came first.
    assert set(told) <= {200, 400, 412}
    assert told[200] >= ROUNDS
    assert Entry.objects.filter(verb="action.threatened").exists()


def test_it_misses_no_slip_while_it_is_added(knowsley: Borough) -> None:
    """Of a slip and a new dependency, whichever comes second sees the first."""
    pairs = [pair(knowsley) for _ in range(ROUNDS)]
    issue_tokens(knowsley, SPONSORS)

    rounds = [
        at_once(
            [
                partial(add, knowsley, "Priya", before, after),
                partial(reschedule, knowsley, "Dev", before, DUE + timedelta(days=1)),
            ]
        )
        for before, after in pairs
    ]

    assert {tuple(one.status_code for one in answers) for answers in rounds} == {(201, 200)}
    check_threats([action.id for both in pairs for action in both], live())


def test_it_keeps_the_marks_true_in_a_crowd(knowsley: Borough) -> None:
    """Dependencies come and go while everything is rescheduled: refused or done, never stuck."""
    actions, late = diamond(knowsley), proposed_action(knowsley, due_on=DUE + timedelta(days=9))
    issue_tokens(knowsley, SPONSORS)
    everything = [*actions, late]

    answers = [
        answer
        for turn in range(ROUNDS)
        for answer in at_once(
            [
                *_comings_and_goings(knowsley, late, actions),
                *(
                    partial(reschedule, knowsley, "Priya", one, DUE + timedelta(days=turn * 7 % 11))
                    for one in everything
                ),
            ]
        )
    ]

    codes = Counter(answer.json().get("code") for answer in answers)
    assert set(codes) <= {None, *EXPECTED}
    assert codes[None] >= ROUNDS
    check_threats([one.id for one in everything], live())


EXPECTED: Final = {
    "already_depends",
    "dependency_ended",
    "dependencies_changed",
    "precondition_failed",
    "validation_error",
}


def _comings_and_goings(borough: Borough, late: Action, actions: list[Action]) -> list[Call]:
    live_ones = Dependency.objects.filter(predecessor=late, ended_at=None)
    return [
        *(partial(add, borough, "Dev", late, one) for one in actions),
        *(partial(remove, borough, "Dev", one) for one in live_ones),
    ]
