"""What a body about a forum must say: who counts there, times in order, what waits for it."""

from datetime import UTC, datetime, timedelta
from typing import Any, Final  # Any: bodies are JSON

from tests.contract import forum_desk
from tests.contract.bodies import Body, Fitting, end_after_start, refer
from tests.contract.deal_desk import commitments_of, rows, standing
from tests.contract.desk import TODAY, Desk

SITTING: Final = ("present", "substitute")
VOTES: Final = ("in_favour", "against", "abstained")
SUBJECTS: Final = ("action", "deal", "commitment")
MONTHS: Final = 3
# Of a forum that said nothing of it.
ACKNOWLEDGED_IN: Final = 5
RESOLVED_IN: Final = 20


def _limited(desk: Desk, body: Body, about: str) -> None:
    """It resolves no sooner than it acknowledges."""
    refer(body, parent=desk.seat["board"])
    limits = desk.read("/forums", about) if about else {}
    soonest = body.get("acknowledge_days") or limits.get("acknowledge_days", ACKNOWLEDGED_IN)
    latest = body.get("resolve_days") or limits.get("resolve_days", RESOLVED_IN)
    if latest < soonest:
        body["resolve_days"] = soonest


def _seat_added(desk: Desk, body: Body, about: str) -> None:
    """Of one of both; and of no forum its own."""
    if "body" in body and "organisation" not in body and about != desk.seat["board"]:
        body["body"] = desk.seat["board"]
    else:
        body.pop("body", None)
        body["organisation"] = desk.seat["organisation"]


def _seat_filled(desk: Desk, body: Body, about: str) -> None:
    body["actor"] = desk.people["person"]
    end_after_start(body)


def _scheduled(desk: Desk, body: Body, about: str) -> None:
    body.update(forum_desk.times(forum_desk.SOON))


def _moved(desk: Desk, body: Body, about: str) -> None:
    body.update(forum_desk.times(timedelta(minutes=5)))


def _item_added(desk: Desk, body: Body, about: str) -> None:
    kinds = {"action_review": "action", "deal_endorsement": "deal"}
    named = {name for name in kinds.values() if name in body} | {kinds.get(body["kind"])}
    if "action" in named:
        body["action"] = desk.proposed().id
    if "deal" in named:
        body["deal"] = standing(desk).id


def _attended(desk: Desk, body: Body, about: str) -> None:
    """Nobody sits there twice at once, and only whoever sits there came at a time."""
    body["member"] = desk.seat["actor"]
    body.pop("person", None)
    if desk.read("/meetings", about).get("forum") != desk.seat["forum"]:
        # A link may lead to another forum's, where nobody stands in for the principal.
        body["presence"] = "present"
    if body["presence"] == "substitute":
        body["person"] = desk.seat["substitute"]
    if body["presence"] not in SITTING:
        body.pop("arrived_at", None)
        body.pop("left_at", None)
    elif "arrived_at" in body or "left_at" in body:
        latest = _latest(desk, about)
        if "left_at" in body:
            body["left_at"] = latest
        body["arrived_at"] = latest


def _latest(desk: Desk, meeting_id: str) -> str:
    """When something was last told of who sits there; the times are all written alike."""
    told = [
        one[name]
        for one in rows(desk, f"/meetings/{meeting_id}/attendances")
        for name in ("arrived_at", "left_at")
        if one[name]
    ]
    opened_at = desk.read("/meetings", meeting_id).get("opened_at")
    return str(max([*told, opened_at or datetime.now(UTC).isoformat()]))


def _declared(desk: Desk, body: Body, about: str) -> None:
    refer(body, member=desk.seat["actor"])


def _approved(desk: Desk, body: Body, about: str) -> None:
    """At a meeting or in writing."""
    at = desk.read("/meetings", about).get("forum")
    if "at_meeting" in body and "procedure" not in body and at in _own_forums(desk):
        body["at_meeting"] = forum_desk.sitting(desk, at)
    else:
        body.pop("at_meeting", None)
        body.setdefault("procedure", "Agreed by e-mail of all members.")


def _own_forums(desk: Desk) -> tuple[str, str]:
    return desk.seat["forum"], desk.seat["board"]


# Decisions


def _drafted(desk: Desk, body: Body, about: str) -> None:
    _decide(desk, body, about, {})


def _revised(desk: Desk, body: Body, about: str) -> None:
    decision = desk.read("/decisions", about)
    at = decision.get("forum", "")
    if decision.get("item") and desk.read("/agenda-items", decision["item"]).get("ended_at"):
        # Taken off the agenda meanwhile: nothing is decided there.
        body["item"] = None
    _decide(desk, body, at, decision)
    # A revision of nothing is none.
    body.setdefault("title", "Open the Huyton hub")


def _decide(desk: Desk, body: Body, at: str, before: dict[str, Any]) -> None:
    if body.get("item"):
        if at == desk.seat["forum"]:
            body["item"] = forum_desk.standing_item(desk).id
        else:
            body.pop("item")
    _undo(desk, body, at, before)
    if "effects" in body:
        body["effects"] = _effects(desk, body["effects"])


def _undo(desk: Desk, body: Body, at: str, before: dict[str, Any]) -> None:
    """What is open undoes what is open; which, and how, is said together or not at all."""
    restricted = body.get("restricted") or before.get("restricted")
    if body.get("undoes") and not restricted and at in _own_forums(desk):
        body["undoes"] = forum_desk.binding(desk, at)
        body.setdefault("undoing", "rescinds")
        return
    body.pop("undoing", None)
    body.pop("undoes", None)
    if before.get("undoes"):
        body["undoes"] = None


def _effects(desk: Desk, effects: Body) -> Body:
    """Each thing once."""
    named = dict(effects)
    for one in named.get("propose_actions", ()):
        refer(
            one,
            plan=desk.seat["plan"],
            priority=desk.seat["priority"],
            lead=desk.seat["organisation"],
        )
    for kind in ("resolve_escalations", "refer_escalations"):
        if named.get(kind):
            named[kind] = [{**named[kind][0], "escalation": forum_desk.acknowledged(desk).id}]
    if named.get("approve_redatings"):
        named["approve_redatings"] = [forum_desk.redating(desk)]
    if named.get("endorse_deals"):
        named["endorse_deals"] = [standing(desk).id]
    return named


def _recorded(desk: Desk, body: Body, about: str) -> None:
    """By whoever counts; or by the chair alone, and then nobody votes."""
    if "urgency" in body:
        for name in (*VOTES, "decided_at", "is_indicative"):
            body.pop(name, None)
        return
    if "decided_at" in body:
        body["decided_at"] = datetime.now(UTC).isoformat()
    voter = _voter(desk, about)
    for name in VOTES:
        if body.get(name):
            body[name] = [voter] if voter else []
            # Each member votes once.
            voter = None


def _voter(desk: Desk, decision_id: str) -> str | None:
    """The principal, where they sit at the meeting and have no interest in the item."""
    item_id = desk.read("/decisions", decision_id).get("item")
    if item_id is None:
        return None
    meeting = desk.read("/agenda-items", item_id).get("meeting", "")
    sits = any(
        one["member"] == desk.seat["actor"] and one["arrived_at"] and not one["left_at"]
        for one in rows(desk, f"/meetings/{meeting}/attendances")
    )
    interests = rows(desk, f"/agenda-items/{item_id}/interests")
    counts = sits and not any(one["disqualifies"] for one in interests)
    return str(desk.seat["actor"]) if counts else None


# Escalations


def _raised(desk: Desk, body: Body, about: str) -> None:
    """Of one subject, or else of the priority itself."""
    body["needed_by"] = max(body["needed_by"], TODAY.isoformat())
    body["forum"] = desk.seat["board" if "why_only_the_board" in body else "forum"]
    named = [name for name in SUBJECTS if name in body][:1]
    for name in SUBJECTS:
        body.pop(name, None)
    if named != ["action"] or "priority" in body:
        body["priority"] = desk.seat["priority"]
    for name in named:
        body[name] = _subject(desk, name)


def _subject(desk: Desk, name: str) -> str:
    if name == "action":
        return desk.proposed().id
    return standing(desk).id if name == "deal" else commitments_of(desk, standing(desk))[0].id


def _resolved(desk: Desk, body: Body, about: str) -> None:
    at = desk.read("/escalations", about).get("forum")
    if at in _own_forums(desk):
        body["decision"] = forum_desk.binding(desk, at)


# Assurances and calendars


def _assured(desk: Desk, body: Body, about: str) -> None:
    this = f"{TODAY.year}-Q{(TODAY.month - 1) // MONTHS + 1}"
    body["period"] = min(body["period"], this)


def _received(desk: Desk, body: Body, about: str) -> None:
    body["meeting"] = forum_desk.sitting(desk, desk.seat["board"])


def _issued(desk: Desk, body: Body, about: str) -> None:
    refer(body, forum=desk.seat["forum"])


FITTING: Final[dict[str, Fitting]] = {
    "add_forum": _limited,
    "revise_forum": _limited,
    "add_seat": _seat_added,
    "fill_seat": _seat_filled,
    "schedule_meeting": _scheduled,
    "move_meeting": _moved,
    "add_agenda_item": _item_added,
    "admit_urgent_item": _item_added,
    "record_attendance": _attended,
    "declare_interest": _declared,
    "approve_minutes": _approved,
    "draft_decision": _drafted,
    "revise_decision": _revised,
    "record_decision": _recorded,
    "raise_escalation": _raised,
    "resolve_escalation": _resolved,
    "submit_assurance": _assured,
    "receive_assurance": _received,
    "issue_calendar_feed": _issued,
}
