"""An escalation on a real server: a forum answers it in a meeting that lacks a quorum until a
substitute arrives; and where its secretary is silent, the clock carries it up to the Board. The
sponsor hears the answer on a socket of their own, an auditor hears every step with the index it has
in the log, and the log holds.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import Final

import pytest

from tests.borough import Borough
from tests.end_to_end.forum_room import (
    ANSWER,
    DECIDED,
    NEWCOMERS,
    OF_OLD,
    STUCK,
    ForumWalk,
    with_newcomers,
)
from tests.end_to_end.walking import Ear, verified, walking

pytestmark = pytest.mark.django_db(transaction=True)

# Of all that is heard, what becomes of the escalation and of the meeting that answers it.
ANSWERED: Final = (
    "meeting.scheduled",
    "escalation.raised",
    "hop.begun",
    "action.escalated",
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
    "action.escalation_answered",
    "decision.ratified",
    "meeting.closed",
    "minutes.written",
    "meeting.minutes_circulated",
    "minutes.circulated",
    "meeting.minutes_approved",
)
CARRIED_UP: Final = [
    "escalation.raised",
    "escalation.referred",
    "escalation.marked_overdue",
    "escalation.acknowledged",
    "escalation.resolved",
]
RECOVERED: Final = {"what_changed": "The forum answered: the council pays until March."}
COMPLETED: Final = {"statement": "All five centres are open."}
EVIDENCE: Final = {
    "kind": "link",
    "title": "Opening report",
    "content": "https://example.org/report",
    "dated_on": "2026-01-31",
}


@pytest.fixture
def walk(knowsley: Borough, tmp_path: Path) -> Iterator[ForumWalk]:
    borough, names = with_newcomers(knowsley), (*OF_OLD, *NEWCOMERS)
    with walking(ForumWalk, borough, names, tmp_path / "forward") as walk:
        yield walk


@pytest.fixture
def sponsor(walk: ForumWalk) -> Ear:
    """Priya, who listens."""
    return walk.ear("Priya")


def test_it_answers_an_escalation_in_a_meeting(walk: ForumWalk, sponsor: Ear) -> None:
    # Half of three members, rounded up.
    walk.found_growth(quorum=1, quorum_percent=50)
    walk.appointed(
        "Gus",
        "Lou",
        "substitute",
        walk.growth,
        deputy_for=walk.id_of("Kay"),
        ends_on=walk.in_days(30).isoformat(),
        reason="Kay cannot always come.",
    )
    meeting = f"/meetings/{walk.schedule('Gus', walk.growth, days=2)}"
    action = f"/actions/{escalated(walk)}"
    escalation = f"/escalations/{walk.ids['escalation']}"

    # Nothing closes while it is open, whatever else is in place.
    walk.made("Rhea", f"{action}/evidence", **EVIDENCE)
    assert list(walk.unmet("Priya", f"{action}/recover", **RECOVERED)) == ["open_escalation"]
    assert list(walk.unmet("Priya", f"{action}/complete", **COMPLETED)) == ["open_escalation"]

    # Acknowledged, it stands on the next agenda, which is published with it.
    placed = walk.done("Gus", f"{escalation}/acknowledge")
    assert meeting == f"/meetings/{placed['meeting']}"
    walk.done("Gus", f"{meeting}/publish-agenda")
    (version,) = walk.listed("Pat", f"{meeting}/agenda-versions")
    assert [one["item"] for one in version["items"]] == [placed["item"]]
