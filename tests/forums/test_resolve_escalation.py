from datetime import timedelta
from typing import Any

import pytest

from backend.actions.models import Request
from backend.audit.source import now
from backend.forums.models import Escalation
from backend.forums.operations import open_meeting, publish_agenda
from tests.actions.questions import (
    FORBIDDEN,
    GUARDED,
    MALFORMED,
    WRONG_STATE,
    Asked,
    Written,
    read,
)
from tests.borough import Borough, action_at_risk, with_evidence
from tests.deals import round_table
from tests.forums.chamber import growth_forum, moved, scheduled
from tests.forums.rungs import (
    ANSWER,
    DEEDS,
    acknowledged,
    answered,
    decided,
    hops_of,
    raised,
    resolved,
    subject_of,
)
from tests.people.questions import NOWHERE

RESOLVE = DEEDS["resolve_escalation"]


def resolve(borough: Borough, escalation: Escalation, **decision: Any) -> Asked:
    """By a decision of the Growth forum that is as said."""
    made = decided(borough, growth_forum(borough).id, **decision)
    return RESOLVE.ask(borough, on=escalation, decision=str(made.id))


def stuck(borough: Borough) -> Escalation:
    """Of an action at risk."""
    return acknowledged(borough, action_id=action_at_risk(borough).id)


def test_it_comes_back_with_an_answer(ladder: Borough) -> None:
    escalation = acknowledged(ladder)

    asked = RESOLVE.ask(ladder, on=escalation)

    assert (asked.status, asked.body["changed"], asked.body["state"]) == (200, True, "resolved")
    assert (asked.body["answer"], asked.body["resolve_by"]) == (ANSWER, None)
    assert [hop.end for hop in hops_of(escalation)] == ["resolved"]


def test_it_is_recorded_told_and_written_to_the_subject(ladder: Borough) -> None:
    escalation = acknowledged(ladder)

    ended, resolved_it, linked, marked = RESOLVE.ask(ladder, on=escalation).written

    told = ("Dev", "Gail", "Priya", "Rhea")
    assert ended == Written("hop.ended", 3, "Gus")
    assert resolved_it == Written("escalation.resolved", 3, "Gus", told=told)
    assert linked == Written("decision_effect.noted", 1, "Gus")
    assert marked.verb == "action.escalation_answered"
    assert marked.given == {"escalation": str(escalation.id), "answer": ANSWER}


def test_it_answers_whatever_was_escalated(ladder: Borough) -> None:
    table = round_table.active(ladder)
    for_youth: dict[str, Any] = {"priority_id": ladder.youth.id}
    deal = acknowledged(ladder, deal_id=table.deal.id, **for_youth)
    commitment = acknowledged(ladder, commitment_id=table.commitments["Bea"].id, **for_youth)
    priority = acknowledged(ladder, **for_youth)

    verbs = [RESOLVE.ask(ladder, on=one).written[-1].verb for one in (deal, commitment, priority)]

    assert verbs == [
        "deal.escalation_answered",
        "commitment.escalation_answered",
        "priority.escalation_answered",
    ]
    assert (table.fresh().open_escalations, table.commitment("Bea").open_escalations) == (0, 0)


@pytest.mark.parametrize("who", ["Gus", "Pat", "Audrey"])
def test_it_names_the_decision_to_whoever_may_read_it(ladder: Borough, who: str) -> None:
    escalation = acknowledged(ladder)
    decision = decided(ladder, escalation.forum_id)

    RESOLVE.ask(ladder, on=escalation, decision=str(decision.id))

    shown = read(ladder, who, f"/escalations/{escalation.id}")
    assert (shown["decision"], shown["answer"]) == (str(decision.id), ANSWER)


def test_it_gives_the_answer_alone_where_the_decision_is_restricted(ladder: Borough) -> None:
    escalation = acknowledged(ladder)

    resolve(ladder, escalation, restricted=True)

    path = f"/escalations/{escalation.id}"
    outside, inside = read(ladder, "Pat", path), read(ladder, "Ivy", path)
    assert (outside["decision"], outside["answer"]) == (None, ANSWER)
    assert inside["decision"] is not None
    assert {**inside, "decision": None} == outside


@pytest.mark.parametrize(
    ("decision", "unmet"),
    [
        ({"is_indicative": True}, ["decision_indicative"]),
        ({"outcome": "lost"}, ["decision_lost"]),
        (
            {"outcome": "lost", "is_indicative": True},
            ["decision_indicative", "decision_lost"],
        ),
    ],
)
def test_it_takes_a_decision_that_binds(
    ladder: Borough, decision: dict[str, Any], unmet: list[str]
) -> None:
    refused = resolve(ladder, acknowledged(ladder), **decision)

    assert (refused.refusal, refused.unmet) == (GUARDED, unmet)


def test_it_takes_a_ratified_one(ladder: Borough) -> None:
    assert resolve(ladder, acknowledged(ladder), state="ratified").status == 200


@pytest.mark.parametrize("state", ["drafted", "superseded", "rescinded"])
def test_it_takes_no_decision_that_does_not_stand(ladder: Borough, state: str) -> None:
    refused = resolve(ladder, acknowledged(ladder), state=state)

    assert (refused.refusal, refused.pointers) == (MALFORMED, ["#/decision"])


def test_it_takes_no_decision_of_another_forum(ladder: Borough) -> None:
    escalation, of_the_board = acknowledged(ladder), decided(ladder, ladder.board.id)

    other = RESOLVE.ask(ladder, on=escalation, decision=str(of_the_board.id))
    missing = RESOLVE.ask(ladder, on=escalation, decision=str(NOWHERE))

    assert (other.refusal, other.pointers) == (MALFORMED, ["#/decision"])
    assert other.body["errors"] == missing.body["errors"]


def test_it_is_acknowledged_first(ladder: Borough) -> None:
    assert RESOLVE.ask(ladder, on=raised(ladder)).refusal == WRONG_STATE


def test_it_has_nothing_to_do_twice(ladder: Borough) -> None:
    asked = RESOLVE.ask(ladder, on=resolved(ladder))

    assert (asked.status, asked.body["changed"], asked.trace) == (200, False, 0)


@pytest.mark.parametrize("who", ["Priya", "Gail", "Sara", "Pat"])
def test_it_is_the_secretarys_to_do(ladder: Borough, who: str) -> None:
    assert RESOLVE.ask(ladder, who, on=acknowledged(ladder)).refusal == FORBIDDEN


def test_it_needs_an_answer(ladder: Borough) -> None:
    asked = RESOLVE.ask(ladder, answer="")

    assert (asked.refusal, asked.pointers) == (MALFORMED, ["#/answer"])


def test_it_leaves_an_agenda_still_to_come(ladder: Borough) -> None:
    scheduled(ladder, growth_forum(ladder))

    asked = RESOLVE.ask(ladder, on=acknowledged(ladder))

    assert (asked.body["item"], asked.body["meeting"]) == (None, None)


def test_it_stays_on_the_agenda_of_the_meeting_that_answered_it(ladder: Borough) -> None:
    meeting = scheduled(ladder, growth_forum(ladder), starts_at=now() + timedelta(seconds=2))
    escalation = acknowledged(ladder)
    moved(ladder, moved(ladder, meeting, publish_agenda), open_meeting)

    asked = RESOLVE.ask(ladder, on=escalation)

    assert asked.body["meeting"] == str(meeting.id)


def test_it_proposes_to_recover_the_action(ladder: Borough) -> None:
    escalation = stuck(ladder)

    asked = RESOLVE.ask(ladder, on=escalation)

    action, request = subject_of(escalation), Request.objects.get()
    assert (asked.written[-1].verb, asked.written[-1].told) == ("request.made", ("Dev", "Priya"))
    assert (action.state, request.action_version) == ("at_risk", action.version)
    assert (request.operation, request.inputs) == ("recover_action", {"what_changed": ANSWER})
    assert request.asked_by_id == ladder.actor_id("Gus")


def test_it_is_the_sponsors_to_accept(ladder: Borough) -> None:
    escalation = answered(ladder, stuck(ladder))
    request = Request.objects.get()

    accepted = ladder.as_("Priya").post(f"/requests/{request.id}/accept", {}, if_match='"1"')

    assert accepted.status_code == 200
    assert subject_of(escalation).state == "in_progress"


def test_it_proposes_nothing_while_another_escalation_is_open(ladder: Borough) -> None:
    escalation = stuck(ladder)
    raised(ladder, action_id=escalation.action_id)

    RESOLVE.ask(ladder, on=escalation)

    assert not Request.objects.exists()
    assert subject_of(escalation).open_escalations == 1


def test_it_proposes_nothing_of_an_action_that_is_on_track(ladder: Borough) -> None:
    RESOLVE.ask(ladder)

    assert not Request.objects.exists()


def blocked(borough: Borough, escalation: Escalation, move: str, **given: str) -> Any:
    action = subject_of(escalation)
    path = f"/actions/{action.id}/{move}"
    return borough.as_("Priya").post(path, given, if_match=f'"{action.version}"')


@pytest.mark.parametrize(
    ("move", "given", "state"),
    [
        ("recover", {"what_changed": "The money is there."}, "in_progress"),
        ("complete", {"statement": "All five are open."}, "done"),
        ("withdraw", {"reason": "Not needed any more."}, "withdrawn"),
    ],
)
def test_it_frees_what_an_open_escalation_held_back(
    ladder: Borough, move: str, given: dict[str, str], state: str
) -> None:
    action = action_at_risk(ladder)
    with_evidence(ladder, action)
    escalation = acknowledged(ladder, action_id=action.id)

    before = blocked(ladder, escalation, move, **given)
    answered(ladder, escalation)
    after = blocked(ladder, escalation, move, **given)

    assert [one["code"] for one in before.json()["unmet"]] == ["open_escalation"]
    assert (after.status_code, after.json()["state"]) == (200, state)
