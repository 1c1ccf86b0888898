"""What belongs to a forum of its own, by the noun that stands in its address; and of some nouns a
second one, in another state: `meetings` are over, `sessions` in session, `meetings-ahead` to come.
"""

from datetime import date, timedelta
from typing import Any  # the same for operations of many shapes
from uuid import UUID

from backend.actions import operations as actions
from backend.actions.models import Request
from backend.audit.source import now
from backend.audit.unit import Unit, unit_of_work
from backend.forums import operations as forums
from backend.forums.models import AgendaVersion, DecisionEffect, Escalation, Forum, Hop, Meeting
from backend.forums.periods import last_ended
from backend.people import operations as people
from tests.borough import Borough

Belongings = dict[str, UUID]

SOON = timedelta(minutes=1)
LATER = timedelta(days=30)
LENGTH = timedelta(hours=1)


def of_a_forum(borough: Borough, keeper: str, sponsor: str) -> Belongings:
    """Below the Board; the keeper chairs it too and is its only member."""
    forum = _kept(borough, keeper)
    with unit_of_work(by=borough.who(sponsor), at=now()) as unit:
        escalation, assurance = _raised(unit, borough, forum), _assured(unit, borough)
        redating = _asked(unit, borough)
    with unit_of_work(by=borough.who(keeper), at=now()) as unit:
        ahead = _scheduled(unit, forum, LATER)
        forums.acknowledge_escalation(unit, escalation_id=escalation.id, version=1)
        seat = forums.add_seat(
            unit, forum_id=forum.id, title="The council's", organisation_id=borough.council.id
        )
        owned = _of_a_meeting(unit, borough, _scheduled(unit, forum, SOON))
        session = _opened(unit, _scheduled(unit, forum, SOON))
        feed = forums.issue_calendar_feed(unit, forum_id=forum.id).feed
        pack = forums.freeze_pack(unit, forum_id=forum.id, title="The forum in December")
    return {
        **owned,
        "actors": borough.actor_id(keeper),
        "forums-below": forum.id,
        "seats": seat.id,
        "sessions": session.id,
        "meetings-ahead": ahead.id,
        "escalations": escalation.id,
        "hops": Hop.objects.get(escalation=escalation).id,
        "assurances": assurance.id,
        "redatings": redating.id,
        "calendar-feeds": feed.id,
        "packs": pack.id,
    }


def _kept(borough: Borough, keeper: str) -> Forum:
    with unit_of_work(by=borough.who(keeper), at=now()) as unit:
        forum = forums.add_forum(
            unit, name="Housing forum", kind="forum", code="HOUSING", parent_id=borough.board.id
        )
        for role in ("secretary", "chair", "member"):
            people.appoint(unit, actor_id=unit.by.id, role=role, on_id=forum.id)
    return forum


def _raised(unit: Unit, borough: Borough, forum: Forum) -> Escalation:
    return forums.raise_escalation(
        unit,
        forum_id=forum.id,
        priority_id=borough.youth.id,
        kind="barrier",
        summary="Two partners cannot agree who pays for the caretaker.",
        tried="Three meetings between the two.",
        ask="decide",
        needed_by=date(2027, 12, 31),
    )


def _assured(unit: Unit, borough: Borough) -> Any:
    return forums.submit_assurance(
        unit,
        priority_id=borough.youth.id,
        period=str(last_ended(unit.on)),
        level="assure",
        statement="Four of five are open.",
    )


def _asked(unit: Unit, borough: Borough) -> Request:
    """For another date of an action."""
    action = actions.propose_action(
        unit,
        plan_id=borough.plan.id,
        title="Sign the lease",
        priority_id=borough.youth.id,
        lead_id=borough.council.id,
        due_on=date(2027, 3, 31),
    )
    asked = Request(
        partnership=borough.partnership,
        action=action,
        action_version=action.version,
        operation="reschedule_action",
        inputs={"due_on": "2027-06-30", "reason": "The builder is late."},
        note="The builder is late.",
        asked_by_id=unit.by.id,
        asked_at=unit.at,
    )
    return unit.record("request.made", asked)


def _scheduled(unit: Unit, forum: Forum, ahead: timedelta) -> Meeting:
    starts_at = unit.at + ahead
    return forums.schedule_meeting(
        unit, forum_id=forum.id, starts_at=starts_at, ends_at=starts_at + LENGTH
    )


def _opened(unit: Unit, meeting: Meeting) -> Meeting:
    on: dict[str, Any] = {"meeting_id": meeting.id}
    meeting = forums.publish_agenda(unit, **on, version=meeting.version).meeting
    return forums.open_meeting(unit, **on, version=meeting.version).meeting


def _of_a_meeting(unit: Unit, borough: Borough, meeting: Meeting) -> Belongings:
    """From its agenda to the correction of its minutes."""
    on: dict[str, Any] = {"meeting_id": meeting.id}
    item = forums.add_agenda_item(unit, **on, kind="decision", title="Open the Huyton hub")
    meeting = _opened(unit, meeting)
    attendance = forums.record_attendance(unit, **on, member_id=unit.by.id, presence="present")
    interest = forums.declare_interest(
        unit, agenda_item_id=item.id, nature="Lives next door.", disqualifies=False
    )
    decision = _decided(unit, borough, meeting, item.id)
    minutes = forums.write_minutes(unit, **on, text="The hub opens in March.")
    meeting = forums.close_meeting(unit, **on, version=meeting.version).meeting
    meeting = forums.circulate_minutes(unit, **on, version=meeting.version).meeting
    forums.approve_minutes(unit, **on, version=meeting.version, procedure="Agreed by all.")
    correction = forums.correct_minutes(
        unit, minutes_id=minutes.id, text="It opens in April.", capacity="Chair"
    )
    return {
        "meetings": meeting.id,
        "agenda-items": item.id,
        "agenda-versions": AgendaVersion.objects.get(meeting=meeting).id,
        "attendances": attendance.id,
        "interests": interest.id,
        "minutes": minutes.id,
        "minutes-corrections": correction.id,
        "decisions": decision,
        "decision-effects": DecisionEffect.objects.get(decision=decision).id,
    }


def _decided(unit: Unit, borough: Borough, meeting: Meeting, item_id: UUID) -> UUID:
    """And something is to be done about it."""
    decision = forums.draft_decision(
        unit,
        forum_id=meeting.forum_id,
        title="Open the Huyton hub",
        text="The hub opens in March.",
        item_id=item_id,
        effects={"propose_actions": [{"plan": str(borough.plan.id), "title": "Fit it out"}]},
    )
    forums.record_decision(
        unit, decision_id=decision.id, version=decision.version, in_favour=[unit.by.id]
    )
    return decision.id
