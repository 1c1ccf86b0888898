"""Escalations to test with, in every state, at the Growth forum below the Board.

Priya raises them of an action she sponsors; Gus is the secretary there and Sara at the Board.
Everything is made by the operations themselves, but for decisions, which are put on record as
recording leaves them.
"""

from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any, Final  # the same for operations of many shapes
from uuid import UUID

from backend.actions.models import Action
from backend.audit.source import now
from backend.audit.unit import Unit, unit_of_work
from backend.clock.identity import clock_in
from backend.forums import operations as forums
from backend.forums.models import Decision, Escalation, Forum, Hop
from tests.actions.questions import Body, Deed
from tests.borough import Borough, action_in_progress
from tests.forums.chamber import growth_forum, secretary_of

# Never past, whenever a test is run.
NEEDED: Final = date(2040, 3, 30)
# A Tuesday in spring. There is one bank holiday in the four weeks after it: the 31st.
SPRING: Final = datetime(2027, 5, 4, 10, tzinfo=UTC)
ONLY_THE_BOARD: Final = "It touches the budgets of three partners."
ANSWER: Final = "The council pays until March; from April both share the cost."
SAID: Final[Body] = {
    "kind": "barrier",
    "summary": "Two partners cannot agree who pays for the caretaker.",
    "tried": "Three meetings between the two.",
    "ask": "decide",
    "needed_by": NEEDED,
}

Makes = Callable[..., Escalation]


def fresh(escalation: Escalation) -> Escalation:
    return Escalation.objects.get(id=escalation.id)


def raised(
    borough: Borough, *, by: str = "Priya", forum: Forum | None = None, **given: Any
) -> Escalation:
    """Of an action in progress and to the Growth forum, unless said."""
    if not {"action_id", "deal_id", "commitment_id", "priority_id"} & given.keys():
        given["action_id"] = action_in_progress(borough).id
    made: Escalation = borough.act(
        by,
        forums.raise_escalation,
        forum_id=(forum or growth_forum(borough)).id,
        **{**SAID, **given},
    )
    return fresh(made)


def raised_to_the_board(borough: Borough, **given: Any) -> Escalation:
    return raised(borough, forum=borough.board, why_only_the_board=ONLY_THE_BOARD, **given)


def moved(
    borough: Borough, escalation: Escalation, operation: Any, /, by: str = "", **given: Any
) -> Escalation:
    """By the secretary of the forum that holds it, unless said; of the version on record."""
    borough.act(
        by or secretary_of(borough, fresh(escalation).forum_id),
        operation,
        escalation_id=escalation.id,
        version=fresh(escalation).version,
        **given,
    )
    return fresh(escalation)


def acknowledged(borough: Borough, **given: Any) -> Escalation:
    return moved(borough, raised(borough, **given), forums.acknowledge_escalation)


def returned(borough: Borough, **given: Any) -> Escalation:
    return moved(
        borough, raised(borough, **given), forums.return_escalation, question="What does it cost?"
    )


def referred(borough: Borough, **given: Any) -> Escalation:
    """At the Board by now."""
    made = raised(borough, **given)
    return moved(borough, made, forums.refer_escalation, reason="It is the Board's money.")


def resolved(borough: Borough, **given: Any) -> Escalation:
    return answered(borough, acknowledged(borough, **given))


def answered(borough: Borough, escalation: Escalation, answer: str = ANSWER) -> Escalation:
    decision = decided(borough, escalation.forum_id)
    return moved(
        borough,
        escalation,
        forums.resolve_escalation,
        decision_id=decision.id,
        answer=answer,
    )


def withdrawn(borough: Borough, **given: Any) -> Escalation:
    made = raised(borough, **given)
    return moved(borough, made, forums.withdraw_escalation, by="Priya", reason="It is settled.")


ESCALATION_IN: Final[dict[str, Makes]] = {
    "raised": raised,
    "acknowledged": acknowledged,
    "returned": returned,
    "resolved": resolved,
    "withdrawn": withdrawn,
}


def decided(borough: Borough, forum_id: UUID, *, state: str = "recorded", **given: Any) -> Decision:
    """As recording leaves it: carried by a quorate meeting, unless said."""
    with unit_of_work(by=borough.who(secretary_of(borough, forum_id)), at=now()) as unit:
        return unit.record("decision.recorded", _decision(unit, forum_id, state, given))


def _decision(unit: Unit, forum_id: UUID, state: str, given: Body) -> Decision:
    forum = Forum.objects.get(id=forum_id)
    number = 1 + Decision.objects.filter(forum=forum).count()
    decision = Decision(
        partnership_id=forum.partnership_id,
        forum=forum,
        state=state,
        **{
            "title": "Who pays for the caretaker",
            "text": ANSWER,
            "rule": "simple",
            "outcome": "carried",
            "is_quorate": True,
            "reference": f"{forum.code}-2026-{number:03}",
            "year": 2026,
            "number": number,
            "recorded_at": unit.at,
            "decided_at": unit.at,
            **given,
        },
    )
    decision.audience = decision.audience_in
    return decision


def hops_of(escalation: Escalation) -> list[Hop]:
    return list(Hop.objects.filter(escalation=escalation).order_by("began_at", "id"))


def subject_of(escalation: Escalation) -> Action:
    assert escalation.action_id is not None
    return Action.objects.get(id=escalation.action_id)


def clock_round(borough: Borough) -> bool:
    """One round of the clock, now."""
    with unit_of_work(by=clock_in(borough.partnership.id, now()), at=now()) as unit:
        return forums.run_escalation_round(unit)


def resolution(borough: Borough) -> Body:
    decision = decided(borough, growth_forum(borough).id)
    return {"decision": str(decision.id), "answer": ANSWER}


def raising(borough: Borough) -> Body:
    """Of an action in progress, to the Growth forum."""
    return {
        **SAID,
        "needed_by": NEEDED.isoformat(),
        "action": str(action_in_progress(borough).id),
        "forum": str(growth_forum(borough).id),
    }


def _move(verb: str, by: str, on: Makes, given: Callable[[Borough], Body]) -> Deed:
    return Deed(f"{verb}_escalation", f"/escalations/{{id}}/{verb}", by, on, given)


DEEDS: Final = {
    deed.operation: deed
    for deed in (
        Deed(
            "raise_escalation",
            "/escalations",
            "Priya",
            lambda _: None,
            raising,
            if_match=False,
        ),
        _move("acknowledge", "Gus", raised, lambda _: {}),
        _move("refer", "Gus", raised, lambda _: {"reason": "It is the Board's money."}),
        _move("return", "Gus", raised, lambda _: {"question": "What does it cost?"}),
        _move("resubmit", "Priya", returned, lambda _: {"reply": "Forty thousand a year."}),
        _move("resolve", "Gus", acknowledged, resolution),
        _move("withdraw", "Priya", raised, lambda _: {"reason": "It is settled."}),
    )
}
