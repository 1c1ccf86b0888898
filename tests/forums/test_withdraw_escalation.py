from typing import Any

from tests.actions.questions import FORBIDDEN, MALFORMED, WRONG_STATE, Written, read
from tests.borough import Borough
from tests.deals import round_table
from tests.forums.chamber import growth_forum, scheduled
from tests.forums.rungs import (
    DEEDS,
    acknowledged,
    hops_of,
    raised,
    referred,
    resolved,
    returned,
    subject_of,
    withdrawn,
)

WITHDRAW = DEEDS["withdraw_escalation"]


def test_it_is_over_and_unanswered(ladder: Borough) -> None:
    escalation = raised(ladder)

    asked = WITHDRAW.ask(ladder, on=escalation)

    assert (asked.status, asked.body["changed"], asked.body["state"]) == (200, True, "withdrawn")
    assert (asked.body["answer"], asked.body["resolve_by"]) == ("", None)
    assert [hop.end for hop in hops_of(escalation)] == ["withdrawn"]


def test_it_is_recorded_and_told_to_every_forum_that_held_it(ladder: Borough) -> None:
    escalation = referred(ladder)

    ended, over, marked = WITHDRAW.ask(ladder, on=escalation).written

    told = ("Dev", "Gail", "Gus", "Rhea", "Sara", "Tom")
    reason = {"reason": "It is settled."}
    assert ended == Written("hop.ended", 2, "Priya")
    assert over == Written("escalation.withdrawn", 3, "Priya", told=told, given=reason)
    assert (marked.verb, marked.given) == (
        "action.escalation_withdrawn",
        {"escalation": str(escalation.id)},
    )


def test_it_frees_the_action(ladder: Borough) -> None:
    escalation = raised(ladder)

    WITHDRAW.ask(ladder, on=escalation)

    action = subject_of(escalation)
    assert (action.open_escalations, action.escalation_count) == (0, 1)


def test_it_frees_whatever_else_was_escalated(ladder: Borough) -> None:
    table = round_table.active(ladder)
    for_youth: dict[str, Any] = {"priority_id": ladder.youth.id}
    deal = raised(ladder, deal_id=table.deal.id, **for_youth)
    commitment = raised(ladder, commitment_id=table.commitments["Bea"].id, **for_youth)
    priority = raised(ladder, **for_youth)

    verbs = [WITHDRAW.ask(ladder, on=one).written[-1].verb for one in (deal, commitment, priority)]

    assert verbs == [
        "deal.escalation_withdrawn",
        "commitment.escalation_withdrawn",
        "priority.escalation_withdrawn",
    ]
    assert table.fresh().open_escalations == 0
    assert table.commitment("Bea").open_escalations == 0
    assert read(ladder, "Pat", f"/priorities/{ladder.youth.id}")["open_escalations"] == 0


def test_it_can_be_withdrawn_while_it_waits_for_a_reply(ladder: Borough) -> None:
    asked = WITHDRAW.ask(ladder, on=returned(ladder))

    assert [one.verb for one in asked.written] == [
        "escalation.withdrawn",
        "action.escalation_withdrawn",
    ]


def test_it_leaves_the_agenda(ladder: Borough) -> None:
    scheduled(ladder, growth_forum(ladder))

    asked = WITHDRAW.ask(ladder, on=acknowledged(ladder))

    assert (asked.body["item"], asked.body["meeting"]) == (None, None)


def test_it_has_nothing_to_do_twice(ladder: Borough) -> None:
    asked = WITHDRAW.ask(ladder, on=withdrawn(ladder))

    assert (asked.status, asked.body["changed"], asked.trace) == (200, False, 0)


def test_it_refuses_one_that_has_its_answer(ladder: Borough) -> None:
    assert WITHDRAW.ask(ladder, on=resolved(ladder)).refusal == WRONG_STATE


def test_it_gives_a_reason(ladder: Borough) -> None:
    asked = WITHDRAW.ask(ladder, body={})

    assert (asked.refusal, asked.pointers) == (MALFORMED, ["#/reason"])


def test_it_is_the_sponsors_to_do(ladder: Borough) -> None:
    assert WITHDRAW.ask(ladder, "Gus", on=raised(ladder)).refusal == FORBIDDEN
