"""Many at once on one action: one wins, the rest are told, and the history stays lawful."""

import json
from collections import Counter
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from itertools import pairwise
from random import Random
from threading import Barrier

import pytest
from django.db import connections

from backend.actions.models import Action
from backend.audit.models import Entry
from tests.actions.deeds import DEEDS, MOVES
from tests.actions.subjects import proven_action, requested
from tests.borough import Answer, Borough, proposed_action, tag

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]

ROUNDS = 50
THREADS = 40
WAVES = 5
SEED = 2030
SPONSORS = ["Priya", "Dev"]
# Who takes part, each with what they may try.
CROWD = ["Priya", "Dev", "Rhea", "Priya", "Dev", "Tracker", "Ada"]
# Of each verb: from which states, to which.
LAWFUL = {
    "action.proposed": ({""}, "proposed"),
    "action.started": ({"proposed"}, "in_progress"),
    "action.flagged_at_risk": ({"in_progress"}, "at_risk"),
    "action.recovered": ({"at_risk"}, "in_progress"),
    "action.completed": ({"in_progress", "at_risk"}, "done"),
    "action.withdrawn": ({"proposed", "in_progress", "at_risk"}, "withdrawn"),
    "action.reopened": ({"done"}, "in_progress"),
    "action.reinstated": ({"withdrawn"}, "proposed"),
}
WAIVED = {"evidence_waiver": "The report comes in spring."}


def at_once(calls: Sequence[Callable[[], Answer]]) -> list[Answer]:
    barrier = Barrier(len(calls))
    with ThreadPoolExecutor(len(calls)) as pool:
        return list(pool.map(partial(_after, barrier), calls))


def _after(barrier: Barrier, call: Callable[[], Answer]) -> Answer:
    try:
        barrier.wait(timeout=30)
        return call()
    finally:
        connections.close_all()


def issue_tokens(borough: Borough, people: Sequence[str]) -> None:
    """Before the race, which is not about them."""
    borough.tokens.update({who: borough.token(who) for who in set(people)})


def complete(borough: Borough, who: str, action: Action) -> Answer:
    deed = DEEDS["complete_action"]
    return borough.as_(who).post(
        deed.path(action), deed.given(borough), if_match=tag(action.version)
    )


def history(action: Action) -> list[Entry]:
    return list(Entry.objects.filter(subject_id=action.id).order_by("index"))


def test_it_lets_one_of_two_sponsors_complete(knowsley: Borough) -> None:
    actions = [proven_action(knowsley) for _ in range(ROUNDS)]
    issue_tokens(knowsley, SPONSORS)

    rounds = [
        at_once([partial(complete, knowsley, who, action) for who in SPONSORS])
        for action in actions
    ]

    assert [sorted(one.status_code for one in answers) for answers in rounds] == [
        [200, 412]
    ] * ROUNDS
    entries = [[one.verb for one in history(action)][2:] for action in actions]
    assert entries == [["action.completed"]] * ROUNDS
    assert set(Action.objects.values_list("version", "state")) == {(3, "done")}


def test_it_shows_the_loser_what_is_on_record(knowsley: Borough) -> None:
    action = proven_action(knowsley)
    issue_tokens(knowsley, SPONSORS)

    answers = at_once([partial(complete, knowsley, who, action) for who in SPONSORS])

    won, lost = sorted(answers, key=lambda answer: answer.status_code)
    assert lost.headers["ETag"] == won.headers["ETag"]
    assert {**lost.json()["current"], "changed": True} == won.json()


def tries(borough: Borough, action: Action, who: str, operation: str) -> Answer:
    """Whatever the action is now, and whether or not they may."""
    deed, caller = DEEDS[operation], borough.as_(who)
    version = caller.get(f"/actions/{action.id}").json()["version"]
    body = {**deed.given(borough), **(WAIVED if operation == "complete_action" else {})}
    return caller.post(deed.path(action), body, if_match=tag(version))


def wave(borough: Borough, action: Action, chance: Random) -> list[Answer]:
    moves = [deed.operation for deed in MOVES]
    return at_once(
        [
            partial(tries, borough, action, chance.choice(CROWD), chance.choice(moves))
            for _ in range(THREADS)
        ]
    )


def test_it_keeps_the_history_lawful_in_a_crowd(knowsley: Borough) -> None:
    action, chance = proposed_action(knowsley), Random(SEED)
    issue_tokens(knowsley, CROWD)

    answers = [one for _ in range(WAVES) for one in wave(knowsley, action, chance)]

    told = Counter(answer.status_code for answer in answers)
    moved = [one for one in answers if one.status_code == 200 and one.json()["changed"]]
    entries = history(action)
    assert set(told) <= {200, 403, 409, 412}
    assert [entry.subject_version for entry in entries] == list(range(1, len(entries) + 1))
    assert len(entries) == len(moved) + 1
    assert unlawful(entries) == []
    assert len(moved) >= WAVES


def unlawful(entries: list[Entry]) -> list[tuple[str, str]]:
    """Each verb that did not begin where the state before it was, or led elsewhere than it says."""
    states = ["", *(json.loads(bytes(entry.leaf))["after"]["state"] for entry in entries)]
    steps = zip(pairwise(states), entries, strict=True)
    return [
        (before, entry.verb)
        for (before, after), entry in steps
        if before not in LAWFUL[entry.verb][0] or after != LAWFUL[entry.verb][1]
    ]


def test_it_lets_one_of_two_accept_a_request(knowsley: Borough) -> None:
    """The other is told that it was answered; the action moves once."""
    asked = [requested(knowsley) for _ in range(ROUNDS // 5)]
    issue_tokens(knowsley, SPONSORS)

    rounds = [
        at_once(
            [
                partial(knowsley.as_(who).post, f"/requests/{one.id}/accept", {}, if_match=tag(1))
                for who in SPONSORS
            ]
        )
        for one in asked
    ]

    assert [sorted(one.status_code for one in answers) for answers in rounds] == [[200, 412]] * len(
        asked
    )
    assert [len(history(one.action)) for one in asked] == [3] * len(asked)


def test_it_moves_each_once_between_bulks(knowsley: Borough) -> None:
    """Two bulks of the same actions in opposite order: no deadlock, and each moves once."""
    actions = [proposed_action(knowsley) for _ in range(ROUNDS)]
    issue_tokens(knowsley, SPONSORS)
    items = [{"operation": "start_action", "action": str(one.id), "version": 1} for one in actions]

    answers = at_once(
        [
            partial(knowsley.as_(who).post, "/action-transitions", {"mode": "each", "items": order})
            for who, order in zip(SPONSORS, (items, items[::-1]), strict=True)
        ]
    )

    counts = [answer.json()["counts"] for answer in answers]
    assert sorted(one["changed"] for one in counts) == [0, ROUNDS]
    assert sorted(one["refused"] for one in counts) == [0, ROUNDS]
    assert set(Action.objects.values_list("version", "state")) == {(2, "in_progress")}
