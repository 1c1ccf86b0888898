"""Whatever is added, removed and rescheduled: nothing waits in a circle, each refusal shows a real
one, and an action is marked exactly while it is endangered.
"""

from collections.abc import Iterator
from datetime import date, timedelta
from graphlib import CycleError, TopologicalSorter
from itertools import pairwise
from typing import Final
from uuid import UUID

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from backend.actions import operations
from backend.actions.models import Action, Dependency
from backend.actions.operations.dependencies import DependencyCycle
from backend.errors import Refused
from tests.actions.undoing import undone
from tests.borough import Borough, proposed_action

EXAMPLES: Final = 300 if settings.get_current_profile_name() == "ci" else 40
SIZE: Final = 5
FIRST_DAY: Final = date(2027, 1, 1)

Edge = tuple[UUID, UUID]
Step = tuple[str, int, int]

PLACES = st.integers(0, SIZE - 1)
STEPS = st.lists(
    st.tuples(st.sampled_from(["add", "add", "add", "remove", "reschedule"]), PLACES, PLACES),
    max_size=20,
)


@pytest.fixture(scope="module")
def actions(founded: Borough) -> Iterator[list[UUID]]:
    with undone():
        due_dates = [FIRST_DAY + timedelta(days=place) for place in range(SIZE)]
        yield [proposed_action(founded, due_on=due_on).id for due_on in due_dates]


def live() -> set[Edge]:
    return set(
        Dependency.objects.filter(ended_at=None).values_list("predecessor_id", "successor_id")
    )


def is_circular(edges: set[Edge]) -> bool:
    graph: TopologicalSorter[UUID] = TopologicalSorter()
    for before, after in edges:
        graph.add(after, before)
    try:
        graph.prepare()
    except CycleError:
        return True
    return False


def tried(borough: Borough, step: Step, actions: list[UUID]) -> Refused | None:
    try:
        TRIES[step[0]](borough, actions[step[1]], step, actions)
    except Refused as refused:
        return refused
    return None


def _add(borough: Borough, action_id: UUID, step: Step, actions: list[UUID]) -> None:
    other = actions[step[2]]
    borough.act("Priya", operations.add_dependency, action_id=action_id, predecessor_id=other)


def _remove(borough: Borough, action_id: UUID, step: Step, actions: list[UUID]) -> None:
    for kept in Dependency.objects.filter(successor_id=action_id, ended_at=None)[:1]:
        borough.act(
            "Priya",
            operations.remove_dependency,
            dependency_id=kept.id,
            version=kept.version,
            reason="It is not needed.",
        )


def _reschedule(borough: Borough, action_id: UUID, step: Step, actions: list[UUID]) -> None:
    borough.act(
        "Priya",
        operations.reschedule_action,
        action_id=action_id,
        version=Action.objects.get(id=action_id).version,
        due_on=FIRST_DAY + timedelta(days=step[2]),
        reason="It takes longer.",
    )


TRIES: Final = {"add": _add, "remove": _remove, "reschedule": _reschedule}


def check_refusal(refused: Refused | None, before: set[Edge], wanted: Edge | None) -> None:
    """A cycle is refused exactly where one would be, and its path is real."""
    circular = isinstance(refused, DependencyCycle)
    is_new = wanted is not None and wanted not in before and wanted[0] != wanted[1]
    assert circular == (is_new and is_circular(before | {wanted} if wanted else before))
    if isinstance(refused, DependencyCycle) and wanted is not None:
        path = [UUID(str(one["id"])) for one in refused.extensions["path"]]  # type: ignore[attr-defined]
        assert path[0] == path[-1] == wanted[1]
        assert set(pairwise(path)) <= before | {wanted}
        assert (path[-2], path[-1]) == wanted


def check_threats(actions: list[UUID], edges: set[Edge]) -> None:
    rows = Action.objects.in_bulk(actions)
    endangered = {
        after
        for before, after in edges
        if (late := rows[before].due_on) and (start := rows[after].due_on) and late > start
    }
    assert {one for one, row in rows.items() if row.threatened_at} == endangered


@settings(
    max_examples=EXAMPLES,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(steps=STEPS)
def test_it_never_waits_in_a_circle(
    founded: Borough, actions: list[UUID], db: None, steps: list[Step]
) -> None:
    with undone():
        for step in steps:
            before = live()
            refused = tried(founded, step, actions)
            wanted = (actions[step[2]], actions[step[1]]) if step[0] == "add" else None
            check_refusal(refused, before, wanted)
            assert not is_circular(live())
            check_threats(actions, live())
