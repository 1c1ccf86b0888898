import pytest

from tests.actions.questions import (
    FORBIDDEN,
    HIDDEN,
    MALFORMED,
    STALE,
    UNCONDITIONAL,
    WRONG_STATE,
    Written,
    request,
)
from tests.forums.sitting import Sitting
from tests.forums.voting import DECISION_IN, REVISE, drafted, recorded
from tests.people.questions import NOWHERE


def test_it_revises_a_draft_and_is_recorded(voting: Sitting) -> None:
    asked = REVISE.ask(voting)

    assert (asked.status, asked.body["title"]) == (200, "Open the Huyton hub in April")
    assert asked.written == (Written("decision.revised", 2, "Sara"),)


def test_it_writes_nothing_when_nothing_is_different(voting: Sitting) -> None:
    decision = drafted(voting)

    asked = REVISE.ask(voting, on=decision, body={"title": decision.title})

    assert (asked.status, asked.trace) == (200, 0)


def test_it_names_the_item_later(voting: Sitting) -> None:
    decision = drafted(voting, item_id=None)

    asked = REVISE.ask(voting, on=decision, body={"item": str(voting.hidden.id)})

    assert (asked.body["item"], asked.body["restricted"]) == (str(voting.hidden.id), True)


def test_it_lets_go_of_what_it_was_to_undo(voting: Sitting) -> None:
    earlier = recorded(voting)
    decision = drafted(voting, undoes_id=earlier.id, undoing="rescinds")

    asked = REVISE.ask(voting, on=decision, body={"undoes": None})

    assert (asked.status, asked.body["undoes"], asked.body["undoing"]) == (200, None, "")


def test_it_checks_what_it_names_again(voting: Sitting) -> None:
    asked = REVISE.ask(voting, body={"effects": {"endorse_deals": [str(NOWHERE)]}})

    assert (asked.refusal, asked.pointers) == (MALFORMED, ["#/effects/endorse_deals/0"])


@pytest.mark.parametrize("state", ["recorded", "ratified", "superseded", "rescinded"])
def test_it_is_immutable_once_recorded(voting: Sitting, state: str) -> None:
    decision = DECISION_IN[state](voting)

    asked = REVISE.ask(voting, on=decision, body={"text": "Something else."})

    assert asked.refusal == WRONG_STATE
    assert asked.body["current_state"] == state
    assert "A later decision can supersede or rescind it." in asked.body["detail"]


def test_it_asks_for_the_version_that_was_read(voting: Sitting) -> None:
    decision = drafted(voting)

    bare = request(voting.borough, "Sara", "patch", f"/decisions/{decision.id}", {"title": "Hub"})

    assert bare.refusal == UNCONDITIONAL
    assert REVISE.ask(voting, on=decision, version=7).refusal == STALE


@pytest.mark.parametrize("who", ["Olga", "Pat", "Ada"])
def test_it_hides_a_draft(voting: Sitting, who: str) -> None:
    assert REVISE.ask(voting, who).refusal == HIDDEN


@pytest.mark.parametrize("who", ["Tom", "Mel", "Audrey"])
def test_it_is_the_secretary_s_to_revise(voting: Sitting, who: str) -> None:
    assert REVISE.ask(voting, who).refusal == FORBIDDEN
