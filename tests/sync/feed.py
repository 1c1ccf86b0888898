"""The changes as a reader asks for them, and what is done for there to be some."""

from collections.abc import Sequence
from typing import Any  # bodies are JSON
from urllib.parse import urlencode
from uuid import UUID

from backend.actions.models import Action
from backend.api.cursors import position_cursor
from backend.audit.checkpoints import size_of
from backend.audit.source import now
from backend.audit.unit import unit_of_work
from backend.people.models import Appointment
from backend.people.operations import add_organisation, appoint, end_appointment
from tests.borough import Answer, Borough

Told = dict[str, Any]


def ask(borough: Borough, who: str, cursor: str, **query: object) -> Answer:
    return borough.as_(who).get(f"/changes?{urlencode({'cursor': cursor, **query})}")


def wait(borough: Borough, who: str, cursor: str, prefer: str = "wait=25") -> Answer:
    return borough.as_(who).get(f"/changes?{urlencode({'cursor': cursor})}", prefer=prefer)


def page(borough: Borough, who: str, cursor: str, **query: object) -> Told:
    answer = ask(borough, who, cursor, **query)
    assert answer.status_code == 200, answer.content
    body: Told = answer.json()
    return body


def told(borough: Borough, who: str, cursor: str, **query: object) -> list[Told]:
    """All there is after the cursor, page by page."""
    found: list[Told] = []
    while True:
        body = page(borough, who, cursor, **query)
        found += body["results"]
        cursor = body["next_cursor"]
        if not body["has_more"]:
            return found


def latest(borough: Borough, who: str) -> str:
    return str(page(borough, who, "latest")["next_cursor"])


def beginning(borough: Borough) -> str:
    """Of the log; no reader is held to what they could see."""
    return position_cursor(borough.partnership.id, 0)


def here(borough: Borough) -> str:
    return position_cursor(borough.partnership.id, size_of(borough.partnership.id))


def add_organisations(borough: Borough, *names: str) -> None:
    for name in names:
        borough.act("Ada", add_organisation, name=name, kind="other")


def restrict(borough: Borough, action_id: UUID, audience: str) -> None:
    """As an operation would that moves something into or out of sight."""
    action = Action.objects.get(id=action_id)
    action.audience = audience
    with unit_of_work(by=borough.who("Priya"), at=now()) as unit:
        unit.record("action.revised", action)


def members_only(borough: Borough) -> str:
    return f"forum:{borough.board.id}"


def join_board(borough: Borough, name: str, **given: Any) -> None:
    actor_id, board_id = borough.actor_id(name), borough.board.id
    borough.act("Ada", appoint, actor_id=actor_id, role="member", on_id=board_id, **given)


def leave_board(borough: Borough, name: str) -> None:
    held = Appointment.objects.get(actor_id=borough.actor_id(name), on_id=borough.board.id)
    ending = {"appointment_id": held.id, "version": held.version}
    borough.act("Ada", end_appointment, **ending, reason="A new one was elected.")


def verbs(changes: Sequence[Told]) -> list[str]:
    return [one["type"] for one in changes]
