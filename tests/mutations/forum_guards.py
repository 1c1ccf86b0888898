"""Guards of meetings, decisions, escalations and assurances, and the edit that takes each away."""

from typing import Final

from tests.mutations.guards import Mutation

FORUMS: Final = "forums"
FORUM: Final = "backend/forums/{}.py"
FORUM_MOVES: Final = "backend/forums/moves/{}.py"
FORUM_OPERATIONS: Final = "backend/forums/operations/{}.py"

MUTATIONS: Final = (
    Mutation(
        "decision: a quorum",
        FORUM_MOVES.format("decisions"),
        "meeting_not_in_session, inquorate, undone_before",
        "meeting_not_in_session, undone_before",
        "record_decision",
        FORUMS,
    ),
    Mutation(
        "decision: interests take out of the quorum",
        FORUM.format("tally"),
        "return self.present - self.interested",
        "return self.present",
        "tally",
        FORUMS,
    ),
    Mutation(
        "decision: what is indicative binds nobody",
        FORUM.format("deciding"),
        "return self.is_carried and not self.is_indicative",
        "return self.is_carried",
        "record_decision",
        FORUMS,
    ),
    Mutation(
        "decision: urgency is the chair's",
        FORUM.format("policy"),
        'if actor.holds_for("record_decision", role, decision.forum_id):',
        "if any(actor.holds(one, decision.forum_id) for one in (CHAIR, SECRETARY)):",
        "urgent_decisions",
        FORUMS,
    ),
    Mutation(
        "decision: restricted ones are numbered apart",
        FORUM_OPERATIONS.format("recording"),
        "forum=decision.forum_id, restricted=decision.restricted, year=year",
        "forum=decision.forum_id, year=year",
        "record_decision",
        FORUMS,
    ),
    Mutation(
        "decision: whoever was there then",
        FORUM.format("presence"),
        "rows.filter(arrived_at__lte=at)",
        "rows.filter()",
        "record_decision",
        FORUMS,
    ),
    Mutation(
        "agenda: the audience of what is restricted",
        FORUM_OPERATIONS.format("agenda"),
        "audience=forum.restricted_to if restricted else start.meeting.audience",
        "audience=start.meeting.audience",
        "add_agenda_item",
        FORUMS,
    ),
    Mutation(
        "agenda: only while it is open",
        FORUM_OPERATIONS.format("agenda"),
        "    if start.meeting.state != MeetingState.SCHEDULED:\n",
        "    if False:\n",
        "add_agenda_item",
        FORUMS,
    ),
    Mutation(
        "meeting: not before its day",
        FORUM_MOVES.format("meetings"),
        'Move("open_meeting", "open", (not_its_day,))',
        'Move("open_meeting", "open")',
        "open_meeting",
        FORUMS,
    ),
    Mutation(
        "minutes: what was approved stays",
        FORUM_OPERATIONS.format("minutes"),
        "    MeetingState.MINUTES_CIRCULATED,\n)",
        "    MeetingState.MINUTES_CIRCULATED,\n    MeetingState.MINUTES_APPROVED,\n)",
        "write_minutes",
        FORUMS,
    ),
    Mutation(
        "attendance: a substitute of that member",
        FORUM_OPERATIONS.format("attendance"),
        "    elif person_id != member_id and person_id not in substitutes_of(\n",
        "    elif False and person_id not in substitutes_of(\n",
        "record_attendance",
        FORUMS,
    ),
    Mutation(
        "escalation: why only the Board",
        FORUM_OPERATIONS.format("raising"),
        "if forum.is_board and not why_only_the_board:",
        "if False:",
        "raise_escalation",
        FORUMS,
    ),
    Mutation(
        "escalation: the ladder as it was raised",
        FORUM_OPERATIONS.format("escalations"),
        "    until = limits(escalation.ladder, escalation.level + 1, on=unit.on)\n",
        "    names = ('acknowledge_days', 'resolve_days')\n"
        "    days = {name: getattr(above, name) for name in names}\n"
        "    until = limits([days], 0, on=unit.on)\n",
        "escalation_round",
        FORUMS,
    ),
    Mutation(
        "escalation: no forum above",
        FORUM_MOVES.format("escalations"),
        '"refer", (no_parent_forum,)',
        '"refer"',
        "refer_escalation",
        FORUMS,
    ),
    Mutation(
        "escalation: a decision that binds",
        FORUM_MOVES.format("escalations"),
        "(decision_indicative, decision_lost)",
        "(decision_lost,)",
        "resolve_escalation",
        FORUMS,
    ),
    Mutation(
        "escalation: the last day",
        FORUM.format("ladders"),
        "Q(resolve_by__lt=on) | Q(state",
        "Q(resolve_by__lte=on) | Q(state",
        "escalation_round",
        FORUMS,
    ),
    Mutation(
        "escalation: its subject is marked",
        FORUM_OPERATIONS.format("raising"),
        "    mark_subject_escalated(unit, escalation=escalation)\n",
        "",
        "raise_escalation",
        FORUMS,
    ),
    Mutation(
        "assurance: a Board in session",
        FORUM_MOVES.format("assurances"),
        '"receive", (meeting_not_in_session,)',
        '"receive"',
        "receive_assurance",
        FORUMS,
    ),
)
