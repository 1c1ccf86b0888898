from typing import Any

import pytest

from backend.actions.models import Action
from backend.deals.models import Commitment, Deal
from tests.actions.questions import FORBIDDEN, MALFORMED, WRONG_STATE, Written, read
from tests.borough import (
    ACTION_IN,
    Borough,
    action_in_progress,
    bare_action,
    delegated,
    proposed_action,
)
from tests.deals import round_table
from tests.forums.chamber import growth_forum
from tests.forums.rungs import DEEDS, NEEDED, ONLY_THE_BOARD, SAID, fresh, hops_of, raised
from tests.people.questions import NOWHERE

RAISE = DEEDS["raise_escalation"]


def of(borough: Borough, **subject: object) -> dict[str, Any]:
    """What is sent of another subject, for Priya's priority."""
    said = {**SAID, "needed_by": NEEDED.isoformat(), "priority": str(borough.youth.id)}
    return {**said, "forum": str(growth_forum(borough).id), **subject}


def test_it_carries_an_action_to_a_forum(ladder: Borough) -> None:
    action, growth = action_in_progress(ladder), growth_forum(ladder)

    asked = RAISE.ask(ladder, action=str(action.id))

    assert asked.status == 201
    assert asked.body == read(ladder, "Pat", f"/escalations/{asked.body['id']}")
    assert asked.body["subject"] == {"type": "action", "id": str(action.id)}
    assert (asked.body["state"], asked.body["forum"]) == ("raised", str(growth.id))
    assert asked.headers["Location"].endswith(f"/api/v1/escalations/{asked.body['id']}")


def test_it_is_recorded_with_its_first_rung_and_its_subject(ladder: Borough) -> None:
    asked = RAISE.ask(ladder)

    raised_it, began, marked = asked.written
    assert raised_it == Written(
        "escalation.raised", 1, "Priya", told=("Dev", "Gail", "Gus", "Rhea")
    )
    assert began == Written("hop.begun", 1, "Priya")
    assert (marked.verb, marked.given) == ("action.escalated", {"escalation": asked.body["id"]})


def test_it_marks_the_action(ladder: Borough) -> None:
    action = action_in_progress(ladder)

    RAISE.ask(ladder, action=str(action.id))

    shown = read(ladder, "Pat", f"/actions/{action.id}")
    assert (shown["open_escalations"], shown["escalation_count"]) == (1, 1)
    assert shown["version"] == action.version + 1


def test_it_freezes_the_ladder_up_to_the_board(ladder: Borough) -> None:
    escalation = raised(ladder)

    forums = [rung["forum"] for rung in escalation.ladder]
    assert forums == [str(growth_forum(ladder).id), str(ladder.board.id)]
    (hop,) = hops_of(escalation)
    assert (hop.level, hop.acknowledge_by) == (0, escalation.acknowledge_by)


def test_it_says_on_whose_behalf_a_deputy_acts(ladder: Borough) -> None:
    asked = RAISE.ask(ladder, "Dev")

    written = asked.written[0]
    assert (written.by, written.on_behalf_of) == ("Dev", "Priya")
    assert written.told == ("Gail", "Gus", "Priya", "Rhea")


@pytest.mark.parametrize("who", ["Omar", "Rhea", "Ada", "Pat", "Sara", "Gus", "Audrey", "Robot"])
def test_it_is_the_sponsors_to_do(ladder: Borough, who: str) -> None:
    delegated(ladder, "recover_delegate")

    assert RAISE.ask(ladder, who).refusal == FORBIDDEN


def test_it_hides_a_forum_and_an_action_of_another_partnership(ladder: Borough) -> None:
    hidden = RAISE.ask(ladder, "Olga")

    missing = RAISE.ask(ladder, action=str(NOWHERE))
    assert (hidden.refusal, hidden.pointers) == (MALFORMED, ["#/action"])
    assert hidden.body["errors"] == missing.body["errors"]
    assert RAISE.ask(ladder, forum=str(NOWHERE)).pointers == ["#/forum"]


def test_it_asks_why_only_the_board_can_resolve_it(ladder: Borough) -> None:
    refused = RAISE.ask(ladder, forum=str(ladder.board.id))
    accepted = RAISE.ask(ladder, forum=str(ladder.board.id), why_only_the_board=ONLY_THE_BOARD)

    assert (refused.refusal, refused.pointers) == (MALFORMED, ["#/why_only_the_board"])
    assert [one["code"] for one in refused.body["errors"]] == ["required"]
    assert (accepted.status, accepted.body["why_only_the_board"]) == (201, ONLY_THE_BOARD)
    assert [rung["forum"] for rung in accepted.body["ladder"]] == [str(ladder.board.id)]


def test_it_tells_all_that_is_wrong_with_the_record_at_once(ladder: Borough) -> None:
    asked = RAISE.ask(ladder, forum=str(ladder.board.id), needed_by="2020-01-31")

    assert asked.refusal == MALFORMED
    assert asked.pointers == ["#/needed_by", "#/why_only_the_board"]


@pytest.mark.parametrize("name", ["forum", "kind", "summary", "tried", "ask", "needed_by"])
def test_it_needs_what_was_tried_and_what_is_asked(ladder: Borough, name: str) -> None:
    said = {one: value for one, value in RAISE.given(ladder).items() if one != name}

    asked = RAISE.ask(ladder, body=said)

    assert (asked.refusal, asked.pointers) == (MALFORMED, [f"#/{name}"])


@pytest.mark.parametrize("state", ["done", "withdrawn"])
def test_it_refuses_an_action_that_is_closed(ladder: Borough, state: str) -> None:
    asked = RAISE.ask(ladder, action=str(ACTION_IN[state](ladder).id))

    assert asked.refusal == WRONG_STATE
    assert asked.body["current_state"] == state


def test_it_takes_one_that_is_proposed(ladder: Borough) -> None:
    assert RAISE.ask(ladder, action=str(proposed_action(ladder).id)).status == 201


def test_it_needs_a_sponsor(ladder: Borough) -> None:
    assert RAISE.ask(ladder, action=str(bare_action(ladder).id)).refusal == FORBIDDEN


def test_it_takes_the_priority_from_the_action(ladder: Borough) -> None:
    same = RAISE.ask(ladder, priority=str(ladder.youth.id))
    other = RAISE.ask(ladder, priority=str(ladder.roads.id))

    assert (same.status, same.body["priority"]) == (201, str(ladder.youth.id))
    assert (other.refusal, other.pointers) == (MALFORMED, ["#/priority"])


def test_it_takes_one_subject_alone(ladder: Borough) -> None:
    two = RAISE.ask(ladder, deal=str(NOWHERE))
    none = RAISE.ask(ladder, body=of(ladder) | {"priority": None})

    assert (two.refusal, two.pointers) == (MALFORMED, ["#/action", "#/deal"])
    assert (none.refusal, none.pointers) == (MALFORMED, ["#/priority"])


def test_it_asks_for_the_priority_of_whatever_is_no_action(ladder: Borough) -> None:
    said = of(ladder, deal=str(NOWHERE))
    said.pop("priority")

    asked = RAISE.ask(ladder, body=said)

    assert (asked.refusal, asked.pointers) == (MALFORMED, ["#/priority"])


def test_it_carries_a_priority_itself(ladder: Borough) -> None:
    asked = RAISE.ask(ladder, body=of(ladder))

    assert asked.body["subject"] == {"type": "priority", "id": str(ladder.youth.id)}
    assert [one.verb for one in asked.written] == [
        "escalation.raised",
        "hop.begun",
        "priority.escalated",
    ]
    assert read(ladder, "Pat", f"/priorities/{ladder.youth.id}")["open_escalations"] == 1


def test_it_carries_a_deal_and_tells_its_parties(ladder: Borough) -> None:
    deal = round_table.active(ladder).deal

    asked = RAISE.ask(ladder, body=of(ladder, deal=str(deal.id)))

    assert asked.body["subject"] == {"type": "deal", "id": str(deal.id)}
    assert {"Bea", "Rhea", "Una", "Remy"} <= {*asked.written[0].told}
    assert asked.written[2].verb == "deal.escalated"
    assert Deal.objects.get(id=deal.id).open_escalations == 1


def test_it_carries_a_commitment_and_tells_its_owner(ladder: Borough) -> None:
    commitment = round_table.active(ladder).commitments["Bea"]

    asked = RAISE.ask(ladder, body=of(ladder, commitment=str(commitment.id)))

    assert asked.body["subject"] == {"type": "commitment", "id": str(commitment.id)}
    assert "Bea" in asked.written[0].told
    assert asked.written[2].verb == "commitment.escalated"
    assert Commitment.objects.get(id=commitment.id).open_escalations == 1


def test_it_hides_a_deal_among_its_parties_alone(ladder: Borough) -> None:
    deal = round_table.gathered(ladder).deal

    hidden = RAISE.ask(ladder, body=of(ladder, deal=str(deal.id)))
    missing = RAISE.ask(ladder, body=of(ladder, deal=str(NOWHERE)))

    assert (hidden.refusal, hidden.pointers) == (MALFORMED, ["#/deal"])
    assert hidden.body["errors"] == missing.body["errors"]


@pytest.mark.parametrize("state", ["fulfilled", "ended"])
def test_it_refuses_a_deal_that_is_over(ladder: Borough, state: str) -> None:
    deal = round_table.TABLE_IN[state](ladder).deal

    assert RAISE.ask(ladder, body=of(ladder, deal=str(deal.id))).refusal == WRONG_STATE


def test_it_only_rehearses_when_asked_to(ladder: Borough) -> None:
    action = action_in_progress(ladder)
    body = {**RAISE.given(ladder), "action": str(action.id)}

    answer = ladder.as_("Priya").post("/escalations?dry_run=true", body)

    assert answer.status_code == 201
    assert read(ladder, "Pat", "/escalations")["results"] == []
    assert Action.objects.get(id=action.id).version == action.version


def test_it_may_be_raised_again_while_another_is_open(ladder: Borough) -> None:
    action = action_in_progress(ladder)
    first = raised(ladder, action_id=action.id)

    asked = RAISE.ask(ladder, action=str(action.id))

    assert asked.status == 201
    assert Action.objects.get(id=action.id).open_escalations == 2
    assert fresh(first).version == 1
