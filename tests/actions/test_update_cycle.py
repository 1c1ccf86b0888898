"""Whatever happens between rounds, and however late they are: one ladder, rung by rung."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import pairwise
from typing import Any  # an update is of any author

import pytest
import time_machine
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pytest_django import DjangoDbBlocker

from backend.actions import operations
from backend.actions.models import LIVE, Action, Confidence, UpdateRequest, UpdateRequestState
from backend.audit.fold import fold
from backend.audit.models import Entry
from backend.clock.working_days import working_days_after
from tests import borough as made
from tests.actions.rounds import EVERY_DAYS, FOUNDED, GRACE, keep_rhythm, on, round_on
from tests.actions.undoing import undone
from tests.borough import Borough, action_in_progress

EXAMPLES = 60 if settings.get_current_profile_name() == "ci" else 15
DEEDS = ("nothing", "nothing", "report", "withdraw", "pause")


@dataclass
class Seen:
    """Of each request: on which day it came to which rung."""

    rungs: dict[Any, list[tuple[int, date]]] = field(default_factory=lambda: defaultdict(list))


@pytest.fixture(scope="module")
def founded(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[Borough]:
    with django_db_blocker.unblock(), undone():
        with time_machine.travel(FOUNDED, tick=False):
            knowsley = made.knowsley()
            keep_rhythm(knowsley)
        yield knowsley


def happens(borough: Borough, action: Action, deed: str, day: date) -> None:
    action.refresh_from_db()
    if action.state not in LIVE:
        return
    with on(day):
        if deed == "report":
            borough.act(
                "Rhea",
                operations.update_action,
                action_id=action.id,
                narrative="Three of five.",
                percent_complete=60,
                confidence=Confidence.AMBER,
            )
        if deed == "withdraw":
            borough.act(
                "Priya",
                operations.withdraw_action,
                action_id=action.id,
                version=action.version,
                reason="Not funded.",
            )


def note(seen: Seen, day: date) -> None:
    for request in UpdateRequest.objects.all():
        known = seen.rungs[request.id]
        if not known or known[-1][0] != request.rung:
            known.append((request.rung, day))


def silent_since(action: Action) -> date:
    last = action.updates.order_by("-reported_at").first()
    since = last.reported_at if last else action.started_at
    assert since is not None
    return since.date()


@settings(
    max_examples=EXAMPLES,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(
    steps=st.lists(
        st.tuples(st.integers(1, 12), st.integers(0, 1), st.sampled_from(DEEDS)),
        min_size=3,
        max_size=12,
    )
)
def test_it_climbs_one_ladder_rung_by_rung(
    borough: Borough, steps: list[tuple[int, int, str]]
) -> None:
    seen, day = Seen(), FOUNDED.date()
    with undone():
        with time_machine.travel(FOUNDED, tick=False):
            actions = [action_in_progress(borough, title=title) for title in ("One", "Two")]
        for days, which, deed in steps:
            day += timedelta(days=days)
            happens(borough, actions[which], deed, day)
            if deed != "pause":
                round_on(borough, day)
                note(seen, day)
                assert_asked_of_the_silent(actions, day)
        assert_told_by_the_log(borough)

    for known in seen.rungs.values():
        assert [rung for rung, _ in known] == list(range(1, len(known) + 1))
        for (_, before), (_, after) in pairwise(known):
            assert after >= working_days_after(before, GRACE)


def assert_asked_of_the_silent(actions: list[Action], day: date) -> None:
    """Right after a round an open request stands for exactly the live ones out of rhythm."""
    for action in actions:
        action.refresh_from_db()
        is_silent = day > silent_since(action) + timedelta(days=EVERY_DAYS)
        open_ones = action.update_requests.filter(state=UpdateRequestState.OPEN).count()
        assert open_ones == (1 if action.state in LIVE and is_silent else 0)


def assert_told_by_the_log(borough: Borough) -> None:
    entries = Entry.objects.filter(log_id=borough.partnership.id).order_by("index")
    told = {
        subject: (fields["state"], fields["rung"])
        for (kind, subject), fields in fold(entries).items()
        if kind == "update_request"
    }
    rows = UpdateRequest.objects.values_list("id", "state", "rung")
    assert {str(key): value for key, value in told.items()} == {
        str(one): (state, rung) for one, state, rung in rows
    }
