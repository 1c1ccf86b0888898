"""What a decision brings about: in its own unit, or not at all."""

import json
from typing import Any

import pytest

from backend.actions.models import Action
from backend.audit.models import Entry
from backend.deals.models import Deal
from backend.forums import operations as forums
from backend.forums.models import Decision, DecisionEffect, Escalation
from tests.actions.questions import GUARDED, Asked, read
from tests.actions.rolling import staged
from tests.borough import DUE
from tests.forums import chamber, rungs
from tests.forums.consequences import (
    ANSWER,
    LATER,
    asked_by_pat,
    asked_for_later,
    deal_to_endorse,
    declined,
    ended,
    escalation_at_the_board,
    everything,
    proposal,
    withdrawn,
)
from tests.forums.sitting import Sitting
from tests.forums.voting import RECORD, drafted, fresh


def verbs(asked: Asked) -> list[str]:
    return [one.verb for one in asked.written]


def decided(sitting: Sitting, effects: Any, **given: Any) -> Asked:
    return RECORD.ask(sitting, on=drafted(sitting, effects=effects, **given))


def links(sitting: Sitting, who: str, asked: Asked) -> list[tuple[str, str, str]]:
    shown = read(sitting.borough, who, f"/decisions/{asked.body['id']}/effects")["results"]
    return [(one["kind"], one["on_type"], one["on_id"]) for one in shown]


def test_it_proposes_actions(voting: Sitting) -> None:
    asked = decided(voting, {"propose_actions": [proposal(voting)]})

    assert verbs(asked) == ["decision.recorded", "action.proposed", "decision_effect.noted"]
    assert asked.written[1].told == ("Dev", "Priya")
    action = Action.objects.get(title="Fit out the Huyton hub")
    shown = read(voting.borough, "Pat", f"/actions/{action.id}")
    assert (shown["state"], shown["original_due_on"]) == ("proposed", LATER.isoformat())
    assert shown["source"] == (f"Decided by Better Together Board: {asked.body['reference']}.")
    assert links(voting, "Pat", asked) == [("action_proposed", "action", str(action.id))]


def test_it_answers_an_escalation(voting: Sitting) -> None:
    escalation = escalation_at_the_board(voting)

    asked = decided(
        voting, {"resolve_escalations": [{"escalation": str(escalation.id), "answer": ANSWER}]}
    )

    assert (asked.status, verbs(asked)[0]) == (200, "decision.recorded")
    shown = read(voting.borough, "Pat", f"/escalations/{escalation.id}")
    assert (shown["state"], shown["answer"]) == ("resolved", ANSWER)
    assert rungs.subject_of(escalation).open_escalations == 0
    assert links(voting, "Pat", asked) == [
        ("escalation_resolved", "escalation", str(escalation.id))
    ]


def test_it_agrees_to_another_date(voting: Sitting) -> None:
    request = asked_for_later(voting)

    asked = decided(voting, {"approve_redatings": [str(request.id)]})

    assert verbs(asked) == [
        "decision.recorded",
        "action.rescheduled",
        "date_change.made",
        "request.accepted",
        "decision_effect.noted",
    ]
    assert asked.written[1].told == ("Dev", "Priya", "Rhea")
    shown = read(voting.borough, "Pat", f"/actions/{request.action_id}")
    assert (shown["due_on"], shown["agreed_due_on"]) == (LATER.isoformat(), LATER.isoformat())
    assert (shown["original_due_on"], shown["slip_count"]) == (DUE.isoformat(), 1)
    answered = read(voting.borough, "Pat", f"/requests/{request.id}")
    assert (answered["state"], answered["answered_by"]) == ("accepted", voting.id_of("Sara"))


@pytest.mark.parametrize("state", ["signing", "active"])
def test_it_endorses_a_deal(voting: Sitting, state: str) -> None:
    deal = deal_to_endorse(voting, state)

    asked = decided(voting, {"endorse_deals": [str(deal.id)]})

    assert verbs(asked) == ["decision.recorded", "deal.endorsed", "decision_effect.noted"]
    assert "Rhea" in asked.written[1].told
    shown = read(voting.borough, "Pat", f"/deals/{deal.id}")
    assert (shown["endorsed_at"], shown["state"]) == (asked.body["recorded_at"], state)


def test_it_refers_an_escalation_upward(voting: Sitting) -> None:
    borough = voting.borough
    growth = chamber.growth_forum(borough)
    escalation = rungs.acknowledged(borough)
    meeting = chamber.in_session(borough, growth)
    ivy = borough.actor_id("Ivy")
    borough.act(
        "Gus",
        forums.record_attendance,
        meeting_id=meeting.id,
        member_id=ivy,
        presence="present",
    )
    decision: Decision = borough.act(
        "Gus",
        forums.draft_decision,
        forum_id=growth.id,
        title="Ask the Board",
        text="The Board decides who pays.",
        item_id=chamber.item_on(borough, meeting).id,
        effects={"refer_escalations": [{"escalation": str(escalation.id), "reason": "Money."}]},
    )

    asked = RECORD.ask(voting, "Gus", on=decision, in_favour=[str(ivy)])

    assert (asked.status, asked.body["reference"][:4]) == (200, "GRO-")
    shown = read(borough, "Pat", f"/escalations/{escalation.id}")
    assert (shown["state"], shown["forum"]) == ("raised", str(borough.board.id))


def test_it_does_all_of_it_in_one_unit(voting: Sitting) -> None:
    asked = decided(voting, everything(voting))

    assert asked.status == 200
    assert sorted(kind for kind, _, _ in links(voting, "Pat", asked)) == [
        "action_proposed",
        "deal_endorsed",
        "escalation_resolved",
        "redating_approved",
    ]
    assert (
        len(set(Entry.objects.order_by("-index")[: len(asked.written)].values_list("cause"))) == 1
    )


def test_it_agrees_to_a_date_and_answers_of_the_same_action(voting: Sitting) -> None:
    """Either moves the action on, which must not make the other stale."""
    escalation = escalation_at_the_board(voting)
    request = asked_for_later(voting, rungs.subject_of(escalation))

    asked = decided(
        voting,
        {
            "resolve_escalations": [{"escalation": str(escalation.id), "answer": ANSWER}],
            "approve_redatings": [str(request.id)],
        },
    )

    assert asked.status == 200


@pytest.mark.parametrize(
    "how", [{"in_favour": []}, {"is_indicative": True}], ids=["lost", "indicative"]
)
def test_it_brings_about_nothing_unless_it_binds(voting: Sitting, how: dict[str, Any]) -> None:
    decision = drafted(voting, effects=everything(voting))

    asked = RECORD.ask(voting, on=decision, **how)

    assert (asked.status, verbs(asked)) == (200, ["decision.recorded"])


def test_it_tells_all_that_stands_against_it_and_leaves_no_trace(voting: Sitting) -> None:
    effects = everything(voting)
    raised = rungs.raised_to_the_board(voting.borough)
    effects["resolve_escalations"].append({"escalation": str(raised.id), "answer": ANSWER})
    top = escalation_at_the_board(voting)
    effects["refer_escalations"] = [{"escalation": str(top.id), "reason": "Not ours."}]
    elsewhere = rungs.acknowledged(voting.borough)
    effects["resolve_escalations"].append({"escalation": str(elsewhere.id), "answer": ANSWER})
    decision = drafted(voting, effects=effects)
    withdrawn(voting, effects["resolve_escalations"][0]["escalation"])
    declined(voting, effects["approve_redatings"][0])
    ended(voting, effects["endorse_deals"][0])

    asked = RECORD.ask(voting, on=decision)

    assert asked.refusal == GUARDED
    assert [one["detail"] for one in asked.body["unmet"]] == [
        "Escalation 1 cannot be resolved: it is withdrawn.",
        "Escalation 2 cannot be resolved: acknowledge it first.",
        "Escalation 3 cannot be resolved: another forum holds it.",
        "Escalation 1 cannot be referred: no forum is left to refer it to.",
        "Request 1 for another date cannot be approved: it was declined already.",
        "Deal 1 cannot be endorsed: it is ended.",
    ]
    assert set(asked.unmet) == {"effect_not_possible"}


def test_it_proposes_nothing_in_a_plan_that_was_rolled_over(voting: Sitting) -> None:
    stage = staged(voting.borough)
    one = proposal(voting, plan=str(stage.old.id), priority=str(stage.youth.id))
    decision = drafted(voting, effects={"propose_actions": [one]})
    stage.roll()

    asked = RECORD.ask(voting, on=decision)

    assert asked.refusal == GUARDED
    assert "Action 1 cannot be proposed: its plan was rolled over." in asked.body["detail"]


def test_it_agrees_to_one_date_of_an_action_alone(voting: Sitting) -> None:
    first = asked_for_later(voting)
    second = asked_by_pat(voting, first.action)

    asked = decided(voting, {"approve_redatings": [str(first.id), str(second.id)]})

    assert asked.refusal == GUARDED
    assert "another request for the same action" in asked.body["detail"]


def test_it_says_when_the_action_has_changed_since(voting: Sitting) -> None:
    request = asked_for_later(voting)
    decision = drafted(voting, effects={"approve_redatings": [str(request.id)]})
    rungs.raised(voting.borough, action_id=request.action_id)

    asked = RECORD.ask(voting, on=decision)

    assert asked.refusal == GUARDED
    assert "the action has changed since it was made" in asked.body["detail"]


def test_it_is_foretold(voting: Sitting) -> None:
    deal = deal_to_endorse(voting)
    decision = drafted(voting, effects={"endorse_deals": [str(deal.id)]})
    path = f"/decisions/{decision.id}/transitions"

    before = read(voting.borough, "Sara", path)["results"][0]
    ended(voting, str(deal.id))
    after = read(voting.borough, "Sara", path)["results"][0]

    assert (before["operation"], before["verdict"]) == ("record_decision", "allowed")
    assert (after["verdict"], after["code"]) == ("blocked", "transition_guard_failed")
    assert [one["code"] for one in after["reasons"]] == ["effect_not_possible"]


def test_it_says_nothing_of_a_restricted_decision_on_what_it_touched(voting: Sitting) -> None:
    effects = everything(voting)
    decision = drafted(voting, effects=effects, item_id=voting.hidden.id)

    asked = RECORD.ask(voting, on=decision)

    hidden = {str(decision.id), str(fresh(decision).reference)}
    open_entries = [
        bytes(entry.leaf).decode()
        for entry in Entry.objects.order_by("-index")[: len(asked.written)]
        if entry.audience == "partnership"
    ]
    own = Entry.objects.filter(subject_id=decision.id).latest("index")
    assert asked.status == 200
    assert len(open_entries) == 8
    assert not [text for text in open_entries if any(one in text for one in hidden)]
    assert {json.loads(text)["cause"] for text in open_entries} & {str(own.id)} == set()
    assert Action.objects.get(title="Fit out the Huyton hub").source == ""
    assert links(voting, "Mel", asked) != []
    assert voting.borough.as_("Pat").get(f"/decisions/{decision.id}/effects").status_code == 404
    assert {one.audience for one in DecisionEffect.objects.filter(decision=decision)} == {
        f"forum:{voting.borough.board.id}"
    }
    assert Escalation.objects.filter(answer=ANSWER).exists()
    assert Deal.objects.get(id=effects["endorse_deals"][0]).endorsed_at is not None
