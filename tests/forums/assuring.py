"""Assurances, in the first days of 2027. Sara keeps the Board, and Gus the forum below it."""

from datetime import UTC, date, datetime
from typing import Any, Final  # operations are of many shapes

from backend.forums.models import Assurance
from backend.forums.operations import receive_assurance, submit_assurance
from tests.actions.questions import Body, Deed
from tests.borough import Borough
from tests.forums.chamber import in_session

NEW_YEAR: Final = datetime(2027, 1, 5, 12, tzinfo=UTC)
ENDED: Final = "2026-Q4"
# The tenth working day after New Year's Eve.
DUE_ON: Final = date(2027, 1, 15)
REPORT: Final = {"title": "Opening report", "address": "https://example.org/report"}


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
        meeting_id=in_session(borough).id,
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
    lambda borough: {"meeting": str(in_session(borough).id)},
)
