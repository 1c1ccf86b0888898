"""What a decision does to an escalation in the very unit that records it."""

from typing import Any

import pytest

from backend.errors import GuardFailed
from backend.forums.models import Decision, DecisionEffect, Escalation
from backend.forums.operations import refer_by_decision, resolve_by_decision
from tests.actions.questions import read
from tests.borough import Borough
from tests.forums.rungs import (
    ANSWER,
    acknowledged,
    decided,
    fresh,
    hops_of,
    raised,
    raised_to_the_board,
    referred,
    returned,
    subject_of,
)
from tests.people.questions import no_trace


def by_decision(borough: Borough, operation: Any, escalation: Escalation, **given: Any) -> Decision:
    """Of the forum that held it when it was built."""
    decision = decided(borough, hops_of(escalation)[0].forum_id)
    borough.act(
        "Gus",
        operation,
        decision=decision,
        escalation_id=escalation.id,
        org=borough.council.id,
        **given,
    )
    return decision


def unmet_of(borough: Borough, operation: Any, escalation: Escalation, **given: Any) -> list[str]:
    decision = decided(borough, hops_of(escalation)[0].forum_id)
    named = {"decision": decision, "escalation_id": escalation.id, "org": None}
    with no_trace(), pytest.raises(GuardFailed) as refused:
        borough.act("Gus", operation, **named, **given)
    return [one.code for one in refused.value.unmet]


def effects() -> list[tuple[Any, ...]]:
    return list(DecisionEffect.objects.values_list("decision", "kind", "on_id"))


def test_it_answers_and_links_both(ladder: Borough) -> None:
    escalation = acknowledged(ladder)

    decision = by_decision(ladder, resolve_by_decision, escalation, answer=ANSWER)

    assert effects() == [(decision.id, "escalation_resolved", escalation.id)]
    assert fresh(escalation).answer == ANSWER
    assert subject_of(escalation).open_escalations == 0
    shown = read(ladder, "Pat", f"/escalations/{escalation.id}")
    assert shown["decision"] == str(decision.id)


def test_it_refers_and_links_both(ladder: Borough) -> None:
    escalation = raised(ladder)

    decision = by_decision(ladder, refer_by_decision, escalation, reason="It is too dear.")

    assert effects() == [(decision.id, "escalation_referred", escalation.id)]
    assert fresh(escalation).forum_id == ladder.board.id
    assert [hop.reason for hop in hops_of(escalation)] == ["It is too dear.", ""]


@pytest.mark.parametrize("make", [raised, returned, referred])
def test_it_answers_what_was_acknowledged_by_its_forum_alone(ladder: Borough, make: Any) -> None:
    found = unmet_of(ladder, resolve_by_decision, make(ladder), answer=ANSWER)

    assert found == ["escalation_not_held"]


@pytest.mark.parametrize("make", [returned, referred])
def test_it_refers_what_its_forum_holds_alone(ladder: Borough, make: Any) -> None:
    found = unmet_of(ladder, refer_by_decision, make(ladder), reason="It is too dear.")

    assert found == ["escalation_not_held"]


def test_it_refers_nothing_from_the_board(ladder: Borough) -> None:
    escalation = raised_to_the_board(ladder)

    assert unmet_of(ladder, refer_by_decision, escalation, reason="Up.") == ["no_parent_forum"]
