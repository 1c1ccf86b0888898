import pytest

from tests.actions.questions import FORBIDDEN, GUARDED, MALFORMED, WRONG_STATE, Written, read
from tests.borough import Borough
from tests.forums.chamber import growth_forum, scheduled
from tests.forums.rungs import (
    DEEDS,
    acknowledged,
    hops_of,
    raised,
    raised_to_the_board,
    referred,
    returned,
)

REFER = DEEDS["refer_escalation"]


def test_it_goes_to_the_forum_above(ladder: Borough) -> None:
    escalation = acknowledged(ladder)

    asked = REFER.ask(ladder, on=escalation)

    assert (asked.status, asked.body["changed"]) == (200, True)
    assert (asked.body["state"], asked.body["level"]) == ("raised", 1)
    assert asked.body["forum"] == str(ladder.board.id)
    assert asked.body["acknowledged_at"] is None


def test_it_is_recorded_with_its_reason_and_told_on_both_rungs(ladder: Borough) -> None:
    growth = growth_forum(ladder)

    asked = REFER.ask(ladder)

    assert asked.written == (
        Written("hop.ended", 2, "Gus"),
        Written(
            "escalation.referred",
            2,
            "Gus",
            told=("Dev", "Gail", "Priya", "Rhea", "Sara", "Tom"),
            given={
                "was_at": str(growth.id),
                "reason": "It is the Board's money.",
                "by_the_clock": False,
            },
        ),
        Written("hop.begun", 1, "Gus"),
    )


def test_it_keeps_each_rung_on_record(ladder: Borough) -> None:
    escalation = referred(ladder)

    hops = read(ladder, "Pat", f"/escalations/{escalation.id}/hops")["results"]

    below, above = hops
    assert (below["end"], below["reason"]) == ("referred", "It is the Board's money.")
    assert (below["level"], above["level"], above["end"]) == (0, 1, None)
    assert below["ended_at"] == above["began_at"]
    assert read(ladder, "Pat", f"/hops/{above['id']}") == above


def test_it_leaves_the_agenda_it_stood_on(ladder: Borough) -> None:
    scheduled(ladder, growth_forum(ladder))
    asked = REFER.ask(ladder, on=acknowledged(ladder))

    assert (asked.body["item"], asked.body["meeting"]) == (None, None)
    assert [one.verb for one in asked.written][:2] == ["hop.ended", "agenda_item.ended"]


def test_it_ends_at_the_board(ladder: Borough) -> None:
    at_once = REFER.ask(ladder, "Sara", on=raised_to_the_board(ladder))
    by_steps = REFER.ask(ladder, "Sara", on=referred(ladder))

    assert (at_once.refusal, at_once.unmet) == (GUARDED, ["no_parent_forum"])
    assert (by_steps.refusal, by_steps.unmet) == (GUARDED, ["no_parent_forum"])


def test_it_is_foretold_at_the_board(ladder: Borough) -> None:
    told = read(ladder, "Sara", f"/escalations/{referred(ladder).id}/transitions")["results"]

    refer = next(one for one in told if one["operation"] == "refer_escalation")
    assert (refer["verdict"], refer["code"]) == ("blocked", "transition_guard_failed")


def test_it_refuses_one_that_waits_for_its_sponsor(ladder: Borough) -> None:
    assert REFER.ask(ladder, on=returned(ladder)).refusal == WRONG_STATE


def test_it_gives_a_reason(ladder: Borough) -> None:
    asked = REFER.ask(ladder, body={})

    assert (asked.refusal, asked.pointers) == (MALFORMED, ["#/reason"])


@pytest.mark.parametrize("who", ["Priya", "Sara", "Gail", "Ivy", "Pat", "Audrey"])
def test_it_is_the_holding_secretarys_to_do(ladder: Borough, who: str) -> None:
    escalation = raised(ladder)

    assert REFER.ask(ladder, who, on=escalation).refusal == FORBIDDEN
    assert len(hops_of(escalation)) == 1
