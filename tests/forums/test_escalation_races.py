"""Two who move one escalation at once: one does, and the other is told."""

from collections import Counter
from datetime import timedelta
from functools import partial
from typing import Any  # what is done at once answers in many ways

import pytest
import time_machine

from backend.audit.source import now
from backend.forums.models import Escalation
from tests.actions.test_races import at_once, issue_tokens
from tests.borough import Answer, Borough, tag
from tests.forums.chamber import appointed, growth_forum, newcomer
from tests.forums.rungs import DEEDS, clock_round, fresh, hops_of, raised

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]

ROUNDS = 20
# Past the first limit of the Growth forum.
LATE = timedelta(days=20)


@pytest.fixture
def two_secretaries(knowsley: Borough) -> Borough:
    newcomer(knowsley, "Gwen", knowsley.council.id)
    appointed(knowsley, "Gwen", "secretary", growth_forum(knowsley))
    return knowsley


def move(borough: Borough, operation: str, escalation: Escalation, who: str) -> Answer:
    deed = DEEDS[operation]
    given = deed.given(borough)
    return borough.as_(who).post(deed.path(escalation), given, if_match=tag(escalation.version))


def outcomes(rounds: list[list[Answer]]) -> Counter[tuple[int, ...]]:
    return Counter(tuple(sorted(one.status_code for one in answers)) for answers in rounds)


def test_it_lets_one_of_two_secretaries_refer_it(two_secretaries: Borough) -> None:
    borough = two_secretaries
    escalations = [raised(borough) for _ in range(ROUNDS)]
    issue_tokens(borough, ["Gus", "Gwen"])

    rounds = [
        at_once([partial(move, borough, "refer_escalation", one, who) for who in ("Gus", "Gwen")])
        for one in escalations
    ]

    # Whoever comes second finds it with another forum, whose secretary they are not.
    assert outcomes(rounds) == {(200, 403): ROUNDS}
    assert [len(hops_of(one)) for one in escalations] == [2] * ROUNDS


def test_it_lets_one_of_two_return_it_or_acknowledge_it(two_secretaries: Borough) -> None:
    borough = two_secretaries
    escalations = [raised(borough) for _ in range(ROUNDS)]
    issue_tokens(borough, ["Gus", "Gwen"])

    rounds = [
        at_once(
            [
                partial(move, borough, "return_escalation", one, "Gus"),
                partial(move, borough, "acknowledge_escalation", one, "Gwen"),
            ]
        )
        for one in escalations
    ]

    assert outcomes(rounds) == {(200, 412): ROUNDS}
    assert [fresh(one).version for one in escalations] == [2] * ROUNDS


def clock_against(borough: Borough) -> tuple[int, Escalation]:
    """What the secretary is answered, of an escalation that is due."""
    escalation = raised(borough)
    with time_machine.travel(now() + LATE):
        refer = partial(move, borough, "refer_escalation", escalation, "Gus")
        answers: list[Any] = at_once([refer, partial(clock_round, borough)])  # type: ignore[list-item]  # no request
    return answers[0].status_code, escalation


def test_it_moves_on_once_when_the_clock_and_a_secretary_meet(two_secretaries: Borough) -> None:
    issue_tokens(two_secretaries, ["Gus"])

    met = [clock_against(two_secretaries) for _ in range(ROUNDS)]

    assert {status for status, _ in met} <= {200, 403}
    assert [len(hops_of(one)) for _, one in met] == [2] * ROUNDS
    assert {fresh(one).forum_id for _, one in met} == {two_secretaries.board.id}
