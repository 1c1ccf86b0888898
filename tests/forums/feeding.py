"""Calendars as a program reads them: by an address, and without a header."""

from typing import Any, Final, cast  # what a calendar holds is of many types

from django.test import Client
from icalendar import Calendar

from tests.actions.questions import Body, Deed
from tests.borough import Answer, Borough

# That of the settings the tests run with, before the path.
HOST: Final = "localhost"


def issued(borough: Borough, who: str = "Mel", body: Body | None = None) -> str:
    """The path at which their calendar is read."""
    answer: Any = borough.as_(who).post("/calendar-feeds", body or {}).json()
    address: str = answer["address"]
    return address[address.index("/api/v1/") :]


def fetched(path: str, **headers: str) -> Answer:
    client = Client(headers={"Host": HOST})
    return cast("Answer", client.get(path, headers=headers))


def read_back(path: str) -> Calendar:
    return Calendar.from_ical(fetched(path).content)


def events(path: str) -> list[Any]:
    return list(read_back(path).events)


ISSUE: Final = Deed(
    "issue_calendar_feed",
    "/calendar-feeds",
    "Mel",
    lambda _: None,
    lambda borough: {"forum": str(borough.board.id)},
    if_match=False,
)
