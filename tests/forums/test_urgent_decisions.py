"""What the chair decides alone, and that it is reported to the next meeting."""

from typing import Any

import pytest

from backend.forums import operations as forums
from backend.forums.models import AgendaItem, Decision
from tests.actions.questions import FORBIDDEN, MALFORMED, read
from tests.forums import chamber
from tests.forums.consequences import proposal
from tests.forums.sitting import Sitting
from tests.forums.voting import (
    DECIDE_ALONE,
    RECORD,
    URGENCY,
    drafted,
    fresh,
    ids,
    interested,
    ruled,
    soon,
    urgent,
)


def reports(decision: Decision) -> list[AgendaItem]:
    return list(AgendaItem.objects.filter(reports=decision).order_by("id"))


def test_it_is_carried_by_the_chair_alone(voting: Sitting) -> None:
    ruled(voting, quorum=4)

    asked = DECIDE_ALONE.ask(voting)

    body = asked.body
    assert (asked.status, body["state"], body["outcome"]) == (200, "recorded", "carried")
    assert (body["is_quorate"], body["quorum_needed"]) == (None, 4)
    assert (body["urgency"], body["consulted"]) == (URGENCY["reason"], URGENCY["consulted"])
    assert body["eligible"] == ids(voting, "Mel", "Nia", "Olu", "Pia")
    assert (body["present"], body["in_favour"]) == ([], [])
    assert [one.verb for one in asked.written] == ["decision.recorded"]
    assert asked.written[0].told == ("Mel", "Nia", "Olu", "Pia", "Sara", "Sue")


def test_it_needs_no_meeting(voting: Sitting) -> None:
    interested(voting, "Mel")
    chamber.moved(voting.borough, voting.meeting, forums.close_meeting)

    asked = DECIDE_ALONE.ask(voting, on=drafted(voting))

    assert (asked.status, asked.body["item"], asked.body["excluded"]) == (200, None, [])


def test_it_brings_about_what_it_is_to(voting: Sitting) -> None:
    decision = drafted(voting, item_id=None, effects={"propose_actions": [proposal(voting)]})

    asked = DECIDE_ALONE.ask(voting, on=decision)

    assert "action.proposed" in [one.verb for one in asked.written]
    assert asked.written[1].by == "Tom"


def test_it_is_for_the_chair_alone(voting: Sitting) -> None:
    asked = DECIDE_ALONE.ask(voting, "Sara")

    assert asked.refusal == FORBIDDEN
    assert asked.body["detail"] == (
        "You cannot record this decision by the urgency procedure. Ask the chair of the forum."
    )


def test_it_is_all_the_chair_may_record(voting: Sitting) -> None:
    asked = RECORD.ask(voting, "Tom")

    assert asked.refusal == FORBIDDEN
    assert asked.body["detail"] == (
        "You cannot record this decision of a meeting. Ask the secretary of the forum."
    )


@pytest.mark.parametrize(
    "beside", [{"in_favour": []}, {"is_indicative": True}, {"decided_at": "2026-06-04T09:30:00Z"}]
)
def test_it_takes_no_vote(voting: Sitting, beside: dict[str, Any]) -> None:
    asked = DECIDE_ALONE.ask(voting, body={"urgency": URGENCY, **beside})

    assert (asked.refusal, asked.pointers) == (MALFORMED, [f"#/{name}" for name in beside])
    assert asked.body["errors"][0]["code"] == "not_with_urgency"


@pytest.mark.parametrize("missing", ["reason", "consulted"])
def test_it_says_why_and_whom_the_chair_consulted(voting: Sitting, missing: str) -> None:
    told = {name: value for name, value in URGENCY.items() if name != missing}

    asked = DECIDE_ALONE.ask(voting, body={"urgency": told})

    assert (asked.refusal, asked.pointers) == (MALFORMED, [f"#/urgency/{missing}"])


def test_it_is_reported_to_the_next_meeting(voting: Sitting) -> None:
    meeting = soon(voting)

    decision = urgent(voting)

    (item,) = reports(decision)
    shown = read(voting.borough, "Pat", f"/agenda-items/{item.id}")
    assert (item.meeting_id, shown["kind"], shown["title"]) == (
        meeting.id,
        "report",
        decision.title,
    )
    assert (item.restricted, item.audience) == (False, "partnership")


def test_it_waits_for_a_meeting_to_be_scheduled(voting: Sitting) -> None:
    decision = urgent(voting)
    before = reports(decision)

    meeting = soon(voting)

    assert before == []
    assert [one.meeting_id for one in reports(decision)] == [meeting.id]


def test_it_is_reported_once(voting: Sitting) -> None:
    decision = urgent(voting)

    soon(voting)
    soon(voting)

    assert len(reports(decision)) == 1


def test_it_comes_to_another_when_that_is_cancelled(voting: Sitting) -> None:
    first = soon(voting)
    decision = urgent(voting)
    second = chamber.scheduled(voting.borough)

    chamber.moved(voting.borough, first, forums.cancel_meeting, reason="Too few can come.")

    before, after = reports(decision)
    assert (before.meeting_id, after.meeting_id) == (first.id, second.id)
    assert after.placed_from_id == before.id


def test_it_is_reported_apart_when_it_is_restricted(voting: Sitting) -> None:
    meeting = soon(voting)

    decision = urgent(voting, restricted=True)

    (item,) = reports(decision)
    assert (item.restricted, item.position) == (True, 1)
    assert item.audience == f"forum:{voting.borough.board.id}"
    assert voting.borough.as_("Pat").get(f"/agenda-items/{item.id}").status_code == 404
    assert chamber.fresh(meeting).version == meeting.version
    assert fresh(decision).reference == f"BTB-{decision.year}-R001"
