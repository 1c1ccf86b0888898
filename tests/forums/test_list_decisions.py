from typing import Any

import pytest

from backend.audit.source import now
from backend.audit.unit import Unit, unit_of_work
from backend.forums.effects import written
from backend.forums.models import Decision, DecisionEffect
from tests.actions.questions import read
from tests.actions.test_every_list import asked
from tests.forums import chamber, rungs
from tests.forums.consequences import ANSWER, escalation_at_the_board, proposal
from tests.forums.sitting import Sitting
from tests.forums.voting import drafted, ratified, recorded, restricted


def found(sitting: Sitting, query: str, who: str = "Mel", path: str = "/decisions") -> set[str]:
    return {one["id"] for one in read(sitting.borough, who, f"{path}?{query}")["results"]}


def known(*decisions: Decision) -> set[str]:
    return {str(one.id) for one in decisions}


def test_it_finds_by_what_it_is_asked(voting: Sitting) -> None:
    ahead = chamber.item_on(voting.borough, chamber.scheduled(voting.borough))
    draft = drafted(voting, title="A hub for Prescot", item_id=ahead.id)
    first, second = recorded(voting), ratified(voting, title="Close the old depot")

    assert found(voting, "state=drafted") == known(draft)
    assert found(voting, "state=recorded,ratified") == known(first, second)
    assert found(voting, f"item={voting.item.id}") == known(first, second)
    assert found(voting, f"meeting={ahead.meeting_id}") == known(draft)
    assert found(voting, f"forum={voting.borough.board.id}") == known(draft, first, second)
    assert found(voting, f"year={first.year}") == known(first, second)
    assert found(voting, f"reference={second.reference}") == known(second)
    assert found(voting, "q=depot") == known(second)
    assert found(voting, "q=HUB") == known(draft, first, second)


def test_it_lists_those_of_a_forum(voting: Sitting) -> None:
    first = recorded(voting)
    growth = chamber.growth_forum(voting.borough)

    path = "/forums/{}/decisions"
    assert found(voting, "q=hub", path=path.format(voting.borough.board.id)) == known(first)
    assert found(voting, "q=hub", path=path.format(growth.id)) == set()


def test_it_finds_those_about_an_action(voting: Sitting) -> None:
    escalation = escalation_at_the_board(voting)
    proposing = recorded(voting, effects={"propose_actions": [proposal(voting)]})
    answer = {"escalation": str(escalation.id), "answer": ANSWER}
    answering = recorded(voting, effects={"resolve_escalations": [answer]})
    proposed = DecisionEffect.objects.get(decision=proposing).on_id

    assert found(voting, f"action={proposed}") == known(proposing)
    assert found(voting, f"action={rungs.subject_of(escalation).id}") == known(answering)


@pytest.mark.parametrize("query", ["year=26", "year=twenty", "state=done", "item=7"])
def test_it_refuses_a_query_it_does_not_know(voting: Sitting, query: str) -> None:
    assert voting.borough.as_("Pat").get(f"/decisions?{query}").status_code == 400


def test_it_hides_drafts_and_what_is_restricted(voting: Sitting) -> None:
    draft, hidden, public = drafted(voting), restricted(voting), recorded(voting)

    assert found(voting, "limit=50", "Pat") == known(public)
    assert found(voting, "limit=50", "Tom") == known(draft, hidden, public)
    assert found(voting, "limit=50", "Audrey") == known(draft, hidden, public)
    assert public.number == 1


def add(sitting: Sitting, adds: Any, count: int, decision: Decision) -> None:
    with unit_of_work(by=sitting.borough.who("Sara"), at=now()) as unit:
        for place in range(count):
            adds(unit, decision, place)


def decisions(unit: Unit, decision: Decision, place: int) -> Any:
    another = Decision(
        partnership_id=decision.partnership_id,
        forum_id=decision.forum_id,
        title=f"Decision {place:03}",
        text="Do it.",
        effects=written({}),
    )
    return unit.record("decision.drafted", another)


def effects(unit: Unit, decision: Decision, place: int) -> Any:
    effect = DecisionEffect(
        partnership_id=decision.partnership_id,
        decision=decision,
        kind="deal_endorsed",
        on_type="deal",
        on_id=decision.id,
    )
    return unit.record("decision_effect.noted", effect)


@pytest.mark.parametrize(
    ("path", "adds"),
    [
        ("/decisions", decisions),
        ("/forums/{forum}/decisions", decisions),
        ("/decisions/{id}/effects", effects),
    ],
)
@pytest.mark.parametrize("who", ["Pat", "Mel"])
def test_it_lists_in_as_many_queries_however_many_rows(
    voting: Sitting, path: str, adds: Any, who: str
) -> None:
    decision = recorded(voting)
    address = f"{path.format(id=decision.id, forum=decision.forum_id)}?limit=200"
    add(voting, adds, 1, decision)
    # That a token is used is noted now and then.
    asked(voting.borough, who, address)
    queries, few = asked(voting.borough, who, address)
    add(voting, adds, 200 - few, decision)

    assert queries <= 4
    assert asked(voting.borough, who, address) == (queries, 200)
