"""Escalations on a real server: a meeting answers one, though it lacks a quorum until a substitute
arrives; and where a forum is silent the clock carries one up to the Board. The sponsor hears the
answer on a socket of their own, an auditor hears every step with the index it has in the log, and
the log holds.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final  # Any: bodies are JSON

import pytest

from tests.borough import Borough
from tests.end_to_end.forum_room import (
    ANSWER,
    NEWCOMERS,
    OF_OLD,
    ForumWalk,
    id_in,
    with_newcomers,
)
from tests.end_to_end.walking import Ear, verified, walking

pytestmark = pytest.mark.django_db(transaction=True)

# What is heard of the escalation, and of the meeting that answers it.
NOUNS: Final = ("meeting", "escalation", "hop", "agenda_item", "interest", "decision", "minutes")
ANSWERED: Final = [
    "meeting.scheduled",
    "escalation.raised",
    "hop.begun",
    "escalation.acknowledged",
    "hop.acknowledged",
    "agenda_item.placed",
    "meeting.agenda_published",
    "meeting.opened",
    "interest.declared",
    "decision.drafted",
    "decision.recorded",
    "hop.ended",
    "escalation.resolved",
    "decision.ratified",
    "meeting.closed",
    "minutes.written",
    "meeting.minutes_circulated",
    "minutes.circulated",
    "meeting.minutes_approved",
]
# What is heard of one that nobody acknowledges in time.
CARRIED_UP: Final = [
    "escalation.raised",
    "escalation.referred",
    "escalation.marked_overdue",
    "escalation.acknowledged",
    "escalation.resolved",
]
# What is heard of the action, in either case.
HELD_UP: Final = [
    "action.proposed",
    "action.started",
    "action.flagged_at_risk",
    "action.escalated",
    "action.escalation_answered",
    "action.recovered",
    "action.completed",
]
CONCERNED: Final = ("Priya", "Rhea", "Gus", "Gail", "Sara", "Tom")

RECOVERED: Final = {"what_changed": "The council pays until March."}
COMPLETED: Final = {"statement": "All five centres are open."}
EVIDENCE: Final = {
    "kind": "link",
    "title": "Opening report",
    "content": "https://example.org/report",
    "dated_on": "2026-01-31",
}
MINUTED: Final = f"1. {ANSWER}"


@pytest.fixture
def walk(knowsley: Borough, tmp_path: Path) -> Iterator[ForumWalk]:
    names = (*OF_OLD, *NEWCOMERS)
    with walking(ForumWalk, with_newcomers(knowsley), names, tmp_path / "forward") as walk:
        yield walk


@pytest.fixture
def sponsor(walk: ForumWalk) -> Ear:
    """Priya listens, too."""
    return walk.ear("Priya")


def held_up(walk: ForumWalk, action: str) -> None:
    """While its escalation is open it neither recovers nor ends, whatever else is in place."""
    walk.made("Rhea", f"{action}/evidence", **EVIDENCE)
    assert list(walk.unmet("Priya", f"{action}/recover", **RECOVERED)) == ["open_escalation"]
    assert list(walk.unmet("Priya", f"{action}/complete", **COMPLETED)) == ["open_escalation"]


def brought_to_its_end(walk: ForumWalk, action: str) -> None:
    """Nothing keeps its sponsor from it any more."""
    assert walk.done("Priya", f"{action}/recover", **RECOVERED)["state"] == "in_progress"
    assert walk.done("Priya", f"{action}/complete", **COMPLETED)["state"] == "done"


def convened(walk: ForumWalk, by: str, meeting: str, days: int) -> None:
    """Its agenda is published, and on its day, not before, it is opened."""
    walk.done(by, f"{meeting}/publish-agenda")
    assert list(walk.unmet(by, f"{meeting}/open")) == ["not_its_day"]
    walk.clock.put_forward(days)
    assert walk.done(by, f"{meeting}/open")["state"] == "in_session"


def minuted(walk: ForumWalk, meeting: str) -> None:
    """Closed, and its minutes written, circulated and approved without another meeting."""
    walk.done("Gus", f"{meeting}/close")
    assert list(walk.unmet("Gus", f"{meeting}/circulate-minutes")) == ["minutes_missing"]
    assert walk.ask("Gus", "POST", f"{meeting}/minutes", {"text": MINUTED}).status_code == 200
    assert walk.listed("Rhea", f"{meeting}/minutes") == []
    walk.done("Gus", f"{meeting}/circulate-minutes")
    assert [one["text"] for one in walk.listed("Rhea", f"{meeting}/minutes")] == [MINUTED]
    procedure = "All members agreed by e-mail."
    approved = walk.done("Gail", f"{meeting}/approve-minutes", procedure=procedure)
    assert (approved["state"], approved["approval_procedure"]) == ("minutes_approved", procedure)


def rungs(escalation: dict[str, Any]) -> list[tuple[object, ...]]:
    """Which forum held it, how that ended, and after how many days."""
    return [
        (f"/forums/{one['forum']}", one["end"], one["by_the_clock"], one["days"])
        for one in escalation["rungs"]
    ]


def test_a_meeting_answers_it(walk: ForumWalk, sponsor: Ear) -> None:
    # Half of its three members, which is two.
    walk.found_growth(quorum_percent=50)
    walk.appoint_substitute("Lou", "Kay")
    meeting = walk.scheduled("Gus", walk.growth, days=2)
    action = walk.at_risk()
    escalation = walk.escalated(action)
    held_up(walk, action)

    # Acknowledged, it stands on the next agenda, which is published with it.
    walk.done("Gus", f"{escalation}/acknowledge")
    placed = walk.read("Rhea", escalation)
    item = placed["item"]
    assert placed["meeting"] == id_in(meeting)
    convened(walk, "Gus", meeting, days=2)
    (published,) = walk.listed("Rhea", f"{meeting}/agenda-versions")
    assert [one["item"] for one in published["items"]] == [item]

    # Two of the three are there, but one of them does not count for this item.
    walk.attends("Gus", meeting, "Ivy")
    walk.attends("Gus", meeting, "Jon")
    walk.made("Jon", f"/agenda-items/{item}/interests", nature="His firm sends the caretaker.")
    answers = [{"escalation": id_in(escalation), "answer": ANSWER}]
    effects = {"resolve_escalations": answers, "propose_actions": [walk.follow_up()]}
    decision = walk.drafted("Gus", walk.growth, item, **effects)
    ivy, jon, kay = (walk.id_of(name) for name in ("Ivy", "Jon", "Kay"))
    unmet = walk.unmet("Gus", f"{decision}/record", in_favour=[ivy])
    assert list(unmet) == ["inquorate"]
    assert unmet["inquorate"].startswith("Members who count for this item: 1; needed: 2.")

    # The substitute of the third arrives, and it is decided.
    walk.attends("Gus", meeting, "Kay", presence="substitute", person=walk.id_of("Lou"))
    recorded = walk.done("Gus", f"{decision}/record", in_favour=[ivy, kay])
    assert (recorded["outcome"], recorded["is_quorate"]) == ("carried", True)
    assert recorded["excluded"] == [jon]

    # The sponsor hears of it, and reads the answer with the way it came.
    sponsor.hear_until("action.escalation_answered", about=id_in(action))
    assert sponsor.verbs(id_in(decision)) == ["decision.recorded"]
    (answered,) = walk.read("Priya", action)["escalations"]
    assert (answered["state"], answered["answer"], answered["days"]) == ("resolved", ANSWER, 2)
    assert rungs(answered) == [(walk.growth, "resolved", False, 2)]
    assert walk.read("Priya", escalation)["decision"] == id_in(decision)
    follow_up = walk.read("Priya", walk.brought_about(decision, "action_proposed"))
    assert follow_up["source"] == f"Decided by Growth forum: {recorded['reference']}."
    brought_to_its_end(walk, action)

    assert walk.done("Gail", f"{decision}/ratify")["state"] == "ratified"
    minuted(walk, meeting)
    walk.hear_until("meeting.minutes_approved")
    assert walk.heard_of(NOUNS) == ANSWERED
    assert walk.auditor.verbs(id_in(action)) == HELD_UP
    assert "entries, root" in verified()


def test_the_clock_carries_it_up_where_a_forum_is_silent(walk: ForumWalk, sponsor: Ear) -> None:
    walk.found_growth(acknowledge_days=1, resolve_days=2)
    walk.revised("Ada", walk.board, acknowledge_days=1, resolve_days=2)
    action = walk.at_risk()
    escalation = walk.escalated(action)
    held_up(walk, action)

    # Nobody acknowledges it at the first forum.
    below = walk.past_limit(escalation)
    walk.hear_until("escalation.referred")
    at_the_board = walk.read("Priya", escalation)
    assert (at_the_board["forum"], at_the_board["state"]) == (id_in(walk.board), "raised")

    # Nor at the Board, above which there is nobody: everyone concerned is told.
    above = walk.past_limit(escalation)
    walk.hear_until("escalation.marked_overdue")
    told = {tuple(walk.told(name, escalation)[-2:]) for name in CONCERNED}
    assert told == {("escalation.referred", "escalation.marked_overdue")}

    # A later round carries up another escalation, and leaves this one alone.
    other = walk.escalated(walk.at_risk())
    days = walk.days_past(walk.read("Priya", other)["acknowledge_by"])
    meeting = walk.scheduled("Sara", walk.board, days)
    walk.done("Sara", f"{escalation}/acknowledge")
    item = walk.read("Sara", escalation)["item"]
    convened(walk, "Sara", meeting, days)
    walk.hear_until("escalation.referred", about=id_in(other))

    # The Board answers late, and yet it answers.
    walk.attends("Sara", meeting, "Mel")
    decision = walk.drafted("Sara", walk.board, item)
    walk.done("Sara", f"{decision}/record", in_favour=[walk.id_of("Mel")])
    walk.done("Sara", f"{escalation}/resolve", decision=id_in(decision), answer=ANSWER)
    sponsor.hear_until("action.escalation_answered", about=id_in(action))
    (answered,) = walk.read("Priya", action)["escalations"]
    assert (answered["state"], answered["answer"]) == ("resolved", ANSWER)
    assert rungs(answered) == [
        (walk.growth, "referred", True, below),
        (walk.board, "resolved", False, above + days),
    ]
    brought_to_its_end(walk, action)

    walk.hear_until("action.completed", about=id_in(action))
    assert walk.auditor.verbs(id_in(escalation)) == CARRIED_UP
    assert walk.auditor.verbs(id_in(action)) == HELD_UP
    assert "entries, root" in verified()
