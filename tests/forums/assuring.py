"""Assurances, in the first days of 2027. Sara keeps the Board; Sid keeps the Growth forum below it,
and is told nothing of what the Board is told.
"""

from datetime import UTC, date, datetime, timedelta
from typing import Any, Final  # operations are of many shapes

from backend.audit.source import now
from backend.audit.unit import unit_of_work
from backend.forums.models import Assurance, Forum, Meeting
from backend.forums.operations import add_forum, receive_assurance, submit_assurance
from backend.people.operations import add_person, appoint
from tests.actions.questions import Body, Deed
from tests.borough import Borough

NEW_YEAR: Final = datetime(2027, 1, 5, 12, tzinfo=UTC)
ENDED: Final = "2026-Q4"
# The tenth working day after New Year's Eve.
DUE_ON: Final = date(2027, 1, 15)
REPORT: Final = {"title": "Opening report", "address": "https://example.org/report"}


def with_a_forum_below(borough: Borough) -> None:
    with unit_of_work(by=borough.who("Ada"), at=now()) as unit:
        growth = add_forum(
            unit, name="Growth forum", kind="forum", reference="growth", parent_id=borough.board.id
        )
        borough.profiles["Sid"] = add_person(
            unit, kind="person", name="Sid", email="sid@knowsley.test"
        )
        appoint(unit, actor_id=borough.actor_id("Sid"), role="secretary", on_id=growth.id)


def forum_below(borough: Borough) -> Forum:
    return Forum.objects.get(partnership=borough.partnership, reference="growth")


def meeting(borough: Borough, state: str = "in_session", forum: Forum | None = None) -> Meeting:
    forum = forum or borough.board
    with unit_of_work(by=borough.who("Sara"), at=now()) as unit:
        made = Meeting(
            partnership_id=forum.partnership_id,
            forum=forum,
            title="Quarterly meeting",
            starts_at=unit.at,
            ends_at=unit.at + timedelta(hours=2),
            papers_due_on=unit.on,
            state=state,
        )
        return unit.record("meeting.scheduled", made)


def statement(_borough: Borough) -> Body:
    return {
        "period": ENDED,
        "level": "advise",
        "statement": "Four of five youth centres are open.",
        "evidence": [REPORT],
    }


def submitted(borough: Borough, by: str = "Priya", **given: Any) -> Assurance:
    words = {"period": ENDED, "level": "assure", "statement": "All is in hand.", **given}
    priority = words.pop("priority", borough.youth)
    assurance: Assurance = borough.act(by, submit_assurance, priority_id=priority.id, **words)
    return assurance


def received(borough: Borough, **given: Any) -> Assurance:
    one = submitted(borough, **given)
    moved = borough.act(
        "Sara",
        receive_assurance,
        assurance_id=one.id,
        version=one.version,
        meeting_id=meeting(borough).id,
    )
    result: Assurance = moved.assurance
    return result


ASSURANCE_IN: Final = {"submitted": submitted, "received": received}

SUBMIT: Final = Deed(
    "submit_assurance",
    "/priorities/{id}/assurances",
    "Priya",
    lambda borough: borough.youth,
    statement,
    if_match=False,
)
RECEIVE: Final = Deed(
    "receive_assurance",
    "/assurances/{id}/receive",
    "Sara",
    submitted,
    lambda borough: {"meeting": str(meeting(borough).id)},
)
