"""A forum at the desk: meetings, decisions, escalations and assurances, ready for one operation.

The principal keeps, chairs and is the only member of two forums, one of them the Board:
whoever they find there counts, and what one forum cannot resolve the other can.
"""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from functools import cache
from typing import Any, Final  # Any: bodies are JSON

from backend.audit.days import midnight, today
from tests.contract.deal_desk import rows
from tests.contract.desk import Desk, Made

# Ahead when it is scheduled, and of today when it is opened.
SOON: Final = timedelta(minutes=1)
LATER: Final = timedelta(days=30)
LENGTH: Final = timedelta(hours=2)


def forum(desk: Desk) -> Made:
    return Made(desk.seat["forum"], None)


def board(desk: Desk) -> Made:
    return Made(desk.seat["board"], None)


def of_its_own(desk: Desk) -> Made:
    """A forum that nobody meets at: what it goes by may change."""
    made = desk.post("/forums", {"name": "Growth forum", "kind": "forum"})
    return Made(made.id, made.tag)


# Seats


def seat(desk: Desk) -> Made:
    body = {"title": "Registered providers", "organisation": desk.seat["organisation"]}
    return desk.post(f"/forums/{of_its_own(desk).id}/seats", body)


# Meetings, in every state


def times(ahead: timedelta) -> dict[str, str]:
    starts_at = datetime.now(UTC) + ahead
    if ahead is SOON:
        # It is opened on its day: a minute before midnight, still today.
        tonight = midnight(today() + timedelta(days=1)) - timedelta(seconds=1)
        starts_at = min(starts_at, tonight.astimezone(UTC))
    return {"starts_at": starts_at.isoformat(), "ends_at": (starts_at + LENGTH).isoformat()}


def scheduled(desk: Desk, at: str | None = None, ahead: timedelta = LATER) -> Made:
    return desk.post(f"/forums/{at or desk.seat['forum']}/meetings", times(ahead))


def published(desk: Desk, at: str | None = None) -> Made:
    return convene(desk, "publish-agenda", scheduled(desk, at, SOON))


def in_session(desk: Desk, at: str | None = None) -> Made:
    return convene(desk, "open", published(desk, at))


def closed(desk: Desk) -> Made:
    meeting = in_session(desk)
    minuted(desk, meeting)
    return convene(desk, "close", meeting)


def circulated(desk: Desk) -> Made:
    return convene(desk, "circulate-minutes", closed(desk))


def approved(desk: Desk) -> Made:
    return convene(desk, "approve-minutes", circulated(desk), procedure="Agreed by e-mail of all.")


def convene(desk: Desk, name: str, meeting: Made, **body: Any) -> Made:
    return desk.post(f"/meetings/{meeting.id}/{name}", body, meeting.tag)


# What belongs to a meeting


def item(desk: Desk, meeting: Made | None = None) -> Made:
    """On an agenda that is not published yet."""
    body = {"kind": "decision", "title": "Open the Huyton hub"}
    return desk.post(f"/meetings/{(meeting or scheduled(desk)).id}/agenda-items", body)


def published_item(desk: Desk) -> Made:
    meeting = scheduled(desk, ahead=SOON)
    made = item(desk, meeting)
    convene(desk, "publish-agenda", meeting)
    return made


def item_in_session(desk: Desk, at: str | None = None) -> tuple[Made, Made]:
    """With its meeting, at which the principal is there."""
    meeting = scheduled(desk, at, SOON)
    made = item(desk, meeting)
    meeting = convene(desk, "open", convene(desk, "publish-agenda", meeting))
    attended(desk, meeting)
    return made, meeting


def attended(desk: Desk, meeting: Made) -> Made:
    body = {"member": desk.seat["actor"], "presence": "present"}
    return desk.post(f"/meetings/{meeting.id}/attendances", body)


def declared(desk: Desk, item_id: str) -> Made:
    body = {"nature": "Is a trustee of the landlord.", "disqualifies": False}
    return desk.post(f"/agenda-items/{item_id}/interests", body)


def minuted(desk: Desk, meeting: Made) -> Made:
    return desk.post(f"/meetings/{meeting.id}/minutes", {"text": "The Board agreed the lease."})


def minutes(desk: Desk) -> Made:
    """Approved: from now on they are only corrected."""
    return Made(rows(desk, f"/meetings/{approved(desk).id}/minutes")[0]["id"], None)


def sitting(desk: Desk, at: str) -> str:
    """A meeting of that forum that is in session still, unless the run itself closed it."""
    known = _sittings(desk)
    if at not in known or desk.read("/meetings", known[at]).get("state") != "in_session":
        known[at] = in_session(desk, at).id
    return known[at]


@cache
def _sittings(desk: Desk) -> dict[str, str]:
    return {}


# Decisions


def drafted(desk: Desk, at: str | None = None, **given: Any) -> Made:
    words = {"title": "Open the Huyton hub", "text": "The hub opens in March."}
    return desk.post(f"/forums/{at or desk.seat['forum']}/decisions", {**words, **given})


def decidable(desk: Desk, at: str | None = None, **given: Any) -> Made:
    """On an item of a meeting in session, with enough members there to decide it."""
    made, _ = item_in_session(desk, at)
    return drafted(desk, at, item=made.id, **given)


def recorded(desk: Desk, at: str | None = None, **given: Any) -> Made:
    decision = decidable(desk, at, **given)
    body = {"in_favour": [desk.seat["actor"]]}
    return desk.post(f"/decisions/{decision.id}/record", body, decision.tag)


def binding(desk: Desk, at: str) -> str:
    """A decision of that forum that stands still, unless the run itself undid it."""
    known = _binding(desk)
    standing = ("recorded", "ratified")
    if at not in known or desk.read("/decisions", known[at]).get("state") not in standing:
        known[at] = recorded(desk, at).id
    return known[at]


@cache
def _binding(desk: Desk) -> dict[str, str]:
    return {}


def effect(desk: Desk) -> Made:
    action = {"plan": desk.seat["plan"], "title": "Fit out the Huyton hub"}
    decision = recorded(desk, effects={"propose_actions": [action]})
    return Made(rows(desk, f"/decisions/{decision.id}/effects")[0]["id"], None)


@cache
def redating(desk: Desk) -> str:
    """A request for another date, which a forum may approve."""
    action = desk.proposed(priority=desk.elsewhere, lead=desk.organisation().id)
    asked = {"due_on": "2027-06-30", "reason": "The builder is late."}
    body = {"transition": {"operation": "reschedule_action", "inputs": asked}, "note": "Late."}
    return desk.post(f"/actions/{action.id}/requests", body, action.tag).id


# Escalations, in every state


def raised(desk: Desk, **given: Any) -> Made:
    """To the forum below the Board."""
    body = {
        "priority": desk.seat["priority"],
        "forum": desk.seat["forum"],
        "kind": "barrier",
        "summary": "Two partners cannot agree who pays for the caretaker.",
        "tried": "Three meetings between the two.",
        "ask": "decide",
        "needed_by": "2027-12-31",
    }
    return desk.post("/escalations", {**body, **given})


def about_an_action(desk: Desk) -> Made:
    return raised(desk, action=desk.proposed().id)


def acknowledged(desk: Desk) -> Made:
    return carry(desk, "acknowledge", raised(desk))


def returned(desk: Desk) -> Made:
    return carry(desk, "return", raised(desk), question="Who owns the building?")


def carry(desk: Desk, name: str, escalation: Made, **body: Any) -> Made:
    return desk.post(f"/escalations/{escalation.id}/{name}", body, escalation.tag)


def hop(desk: Desk) -> Made:
    return Made(rows(desk, f"/escalations/{raised(desk).id}/hops")[0]["id"], None)


# Assurances: one for each priority and quarter


def sponsored(desk: Desk) -> Made:
    """A priority of which nothing was said to the Board yet."""
    priority = desk.priority()
    body = {"actor": desk.seat["actor"], "role": "sponsor", "on": priority.id}
    desk.post("/appointments", body)
    return priority


def assurance(desk: Desk) -> Made:
    body = {"period": "2026-Q1", "level": "assure", "statement": "Four of five are open."}
    return desk.post(f"/priorities/{sponsored(desk).id}/assurances", body)


# Calendars: the address is told once


def feed(desk: Desk) -> Made:
    return desk.post("/calendar-feeds", {"forum": desk.seat["forum"]})


@cache
def calendar_secret(desk: Desk) -> str:
    answer = desk.client.post("/calendar-feeds", json={}).json()
    # The run is not to revoke what it reads by.
    desk.seat["protected"].append(answer["id"])
    return str(answer["address"].rpartition("/")[2].removesuffix(".ics"))


# One of each with all that it can have, for those who only read


@cache
def standing_item(desk: Desk) -> Made:
    """Decided at a meeting that is in session, in which an interest was declared."""
    made, meeting = item_in_session(desk)
    declared(desk, made.id)
    minuted(desk, meeting)
    return made


def standing_meeting(desk: Desk) -> Made:
    return Made(desk.read("/agenda-items", standing_item(desk).id)["meeting"], None)


@cache
def standing_decision(desk: Desk) -> Made:
    return recorded(desk)


@cache
def standing_escalation(desk: Desk) -> Made:
    return about_an_action(desk)


@cache
def standing_assurance(desk: Desk) -> Made:
    return assurance(desk)


@cache
def standing_minutes(desk: Desk) -> Made:
    made = minutes(desk)
    correction(desk, made)
    return made


def correction(desk: Desk, of: Made | None = None) -> Made:
    body = {"text": "Item 2: the lease runs for ten years.", "capacity": "Chair"}
    return desk.post(f"/minutes/{(of or standing_minutes(desk)).id}/corrections", body)


def _part(noun: str) -> Callable[[Desk], Made]:
    def first(desk: Desk) -> Made:
        return Made(rows(desk, f"/meetings/{standing_meeting(desk).id}/{noun}")[0]["id"], None)

    return first


def interest(desk: Desk) -> Made:
    path = f"/agenda-items/{standing_item(desk).id}/interests"
    return Made(rows(desk, path)[0]["id"], None)


@cache
def pack(desk: Desk) -> Made:
    return desk.post(f"/forums/{desk.seat['forum']}/packs", {"title": "The Board in December"})


def assured_priority(desk: Desk) -> Made:
    return Made(desk.read("/assurances", standing_assurance(desk).id)["priority"], None)


SUITABLE: Final[dict[str, Callable[[Desk], Made]]] = {
    "revise_forum": of_its_own,
    "list_forum_seats": forum,
    "list_forum_packs": forum,
    "freeze_pack": forum,
    "get_pack": pack,
    "get_pack_content": pack,
    "list_changes_since_pack": pack,
    "add_seat": forum,
    "get_seat": seat,
    "fill_seat": seat,
    "end_seat": seat,
    "list_forum_meetings": forum,
    "schedule_meeting": forum,
    "get_meeting": scheduled,
    "list_meeting_transitions": scheduled,
    "publish_agenda": scheduled,
    "move_meeting": scheduled,
    "cancel_meeting": scheduled,
    "open_meeting": published,
    "close_meeting": in_session,
    "circulate_minutes": closed,
    "approve_minutes": circulated,
    "list_agenda_items": standing_meeting,
    "add_agenda_item": scheduled,
    "admit_urgent_item": published,
    "withdraw_agenda_item": item,
    "get_agenda_item": standing_item,
    "list_agenda_versions": standing_meeting,
    "get_agenda_version": _part("agenda-versions"),
    "list_attendances": standing_meeting,
    "record_attendance": in_session,
    "get_attendance": _part("attendances"),
    "list_attendance_rates": forum,
    "list_interests": standing_item,
    "declare_interest": published_item,
    "get_interest": interest,
    "list_minutes": standing_meeting,
    "write_minutes": in_session,
    "get_minutes": standing_minutes,
    "list_minutes_corrections": standing_minutes,
    "correct_minutes": minutes,
    "get_minutes_correction": correction,
    "list_forum_decisions": forum,
    "draft_decision": forum,
    "revise_decision": drafted,
    "record_decision": decidable,
    "ratify_decision": recorded,
    "get_decision": standing_decision,
    "list_decision_transitions": standing_decision,
    "list_decision_effects": standing_decision,
    "get_decision_effect": effect,
    "get_escalation": standing_escalation,
    "list_escalation_transitions": standing_escalation,
    "list_escalation_hops": standing_escalation,
    "get_hop": hop,
    "acknowledge_escalation": raised,
    "refer_escalation": raised,
    "return_escalation": raised,
    "resubmit_escalation": returned,
    "resolve_escalation": acknowledged,
    "withdraw_escalation": raised,
    "list_assurance_status": board,
    "list_priority_assurances": assured_priority,
    "submit_assurance": sponsored,
    "get_assurance": standing_assurance,
    "list_assurance_transitions": standing_assurance,
    "receive_assurance": assurance,
    "revoke_calendar_feed": feed,
}
