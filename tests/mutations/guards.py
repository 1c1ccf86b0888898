"""Each guard of the actions domain, and the edit that takes it away."""

from dataclasses import dataclass
from typing import Final

MOVES: Final = "backend/actions/moves.py"
OPENING: Final = "backend/actions/operations/opening.py"
OPERATIONS: Final = "backend/actions/operations/{}.py"


@dataclass(frozen=True)
class Mutation:
    guard: str
    path: str
    old: str
    new: str
    # The file that is to notice, of the tests of that room.
    watched_by: str
    room: str = "actions"


MUTATIONS: Final = (
    Mutation(
        "start: priority",
        MOVES,
        "(priority_missing, lead_missing,",
        "(lead_missing,",
        "list_action_transitions",
    ),
    Mutation(
        "start: lead",
        MOVES,
        "(priority_missing, lead_missing,",
        "(priority_missing,",
        "start_action",
    ),
    Mutation(
        "start: due date",
        MOVES,
        "lead_succeeded, due_date_missing)",
        "lead_succeeded)",
        "start_action",
    ),
    Mutation(
        "recover: escalation",
        MOVES,
        '"recover", (open_escalation,)',
        '"recover", ()',
        "recover_action",
    ),
    Mutation(
        "complete: milestones", MOVES, "(open_milestone, open_esc", "(open_esc", "complete_action"
    ),
    Mutation(
        "complete: escalation",
        MOVES,
        "open_milestone, open_escalation, ",
        "open_milestone, ",
        "complete_action",
    ),
    Mutation(
        "complete: children", MOVES, "open_child_actions, four_eyes", "four_eyes", "complete_action"
    ),
    Mutation(
        "complete: four eyes",
        MOVES,
        "open_child_actions, four_eyes",
        "open_child_actions",
        "complete_action",
    ),
    Mutation(
        "complete: evidence",
        MOVES,
        'frozenset({"complete_action"})',
        "frozenset()",
        "complete_action",
    ),
    Mutation(
        "withdraw: escalation",
        MOVES,
        '"withdraw", (open_escalation, open_child_actions)',
        '"withdraw", (open_child_actions,)',
        "withdraw_action",
    ),
    Mutation(
        "withdraw: children",
        MOVES,
        '"withdraw", (open_escalation, open_child_actions)',
        '"withdraw", (open_escalation,)',
        "withdraw_action",
    ),
    Mutation(
        "every move: the state",
        OPERATIONS.format("moves"),
        "    ACTION_MOVES.refuse_wrong_state(action, move)\n",
        "",
        "table",
    ),
    Mutation(
        "every move: nothing to do",
        OPERATIONS.format("moves"),
        "if ACTION_MOVES.is_settled(action, move):",
        "if False:",
        "table",
    ),
    Mutation(
        "every operation: the version",
        OPENING,
        "if version is not None and action.version != version:",
        "if False:",
        "start_action",
    ),
    Mutation(
        "every operation: the role",
        OPENING,
        "standing = require_standing(unit.by, operation, action)",
        'standing = Standing("", None)',
        "opening",
    ),
    Mutation(
        "every operation: sight",
        OPENING,
        " if row.audience in unit.by.audiences}",
        "}",
        "opening",
    ),
    Mutation(
        "reschedule: closed",
        OPERATIONS.format("dates"),
        '    refuse_closed(action, "change its due date")\n',
        "",
        "reschedule_action",
    ),
    Mutation(
        "revise: closed",
        OPERATIONS.format("actions"),
        '    refuse_closed(action, "revise it")\n',
        "",
        "revise_action",
    ),
    Mutation(
        "assign lead: closed",
        OPERATIONS.format("actions"),
        '    refuse_closed(action, "change its lead")\n',
        "",
        "assign_lead",
    ),
    Mutation(
        "nest: parent closed",
        OPERATIONS.format("actions"),
        '    refuse_closed(parent, "nest an action in it")\n',
        "",
        "propose_action",
    ),
    Mutation(
        "set priority: the state",
        OPERATIONS.format("actions"),
        "if action.state != ActionState.PROPOSED:",
        "if False:",
        "set_action_priority",
    ),
    Mutation(
        "set priority: already set",
        OPERATIONS.format("actions"),
        "if action.priority_id is not None:",
        "if False:",
        "set_action_priority",
    ),
    Mutation(
        "report: live",
        OPERATIONS.format("reports"),
        "if action.state not in LIVE:",
        "if False:",
        "update_action",
    ),
    Mutation(
        "report: justification",
        OPERATIONS.format("reports"),
        "    if not justification:\n",
        "    if False:\n",
        "update_action",
    ),
    Mutation(
        "report: the report itself is fresh",
        OPERATIONS.format("reports"),
        "replace(facts_of(action, on=unit.on), reported_on=unit.on)",
        "replace(facts_of(action, on=unit.on))",
        "update_action",
    ),
    Mutation(
        "evidence: expires after its date",
        OPERATIONS.format("reports"),
        "        *_expiry_faults(dated_on, expires_on),\n",
        "",
        "add_evidence",
    ),
    Mutation(
        "evidence: the hash of a statement",
        OPERATIONS.format("reports"),
        "        *_hash_faults(words, sha256),\n",
        "",
        "add_evidence",
    ),
    Mutation(
        "claim: one at a time",
        OPERATIONS.format("reports"),
        "if action.claimed_at is not None:",
        "if False:",
        "claim_action_complete",
    ),
    Mutation(
        "decline: a claim is open",
        OPERATIONS.format("reports"),
        "if action.claimed_by_id is None:",
        "if False:",
        "decline_action_claim",
    ),
    Mutation(
        "milestone: open",
        OPERATIONS.format("milestones"),
        "if milestone.state != MilestoneState.OPEN:",
        "if False:",
        "complete_milestone",
    ),
    Mutation(
        "milestone: closed action",
        OPERATIONS.format("milestones"),
        '    refuse_closed(action, "add a milestone to it")\n',
        "",
        "add_milestone",
    ),
    Mutation(
        "contributor: once",
        OPERATIONS.format("contributors"),
        "    if contributes.exists():",
        "    if False:",
        "add_contributor",
    ),
    Mutation(
        "depend: closed",
        OPERATIONS.format("dependencies"),
        '    refuse_closed(successor, "make it depend on another")\n',
        "",
        "add_dependency",
    ),
    Mutation(
        "depend: on itself",
        OPERATIONS.format("dependencies"),
        "    if predecessor_id == successor.id:",
        "    if False:",
        "add_dependency",
    ),
    Mutation(
        "depend: on one withdrawn",
        OPERATIONS.format("dependencies"),
        "    if predecessor.state == ActionState.WITHDRAWN:",
        "    if False:",
        "add_dependency",
    ),
    Mutation(
        "depend: once",
        OPERATIONS.format("dependencies"),
        "    if live.exists():",
        "    if False:",
        "add_dependency",
    ),
    Mutation(
        "depend: in no circle",
        OPERATIONS.format("dependencies"),
        "    _refuse_cycle(unit, successor, predecessor)\n",
        "",
        "add_dependency",
    ),
    Mutation(
        "end a dependency: closed",
        OPERATIONS.format("dependencies"),
        '    refuse_closed(successor, "change what it depends on")\n',
        "",
        "remove_dependency",
    ),
    Mutation(
        "end a dependency: once",
        OPERATIONS.format("dependencies"),
        "    if dependency.ended_at is not None:",
        "    if False:",
        "remove_dependency",
    ),
    Mutation(
        "threat: closed",
        OPERATIONS.format("dependencies"),
        "if one.id in by and not one.is_closed]",
        "if one.id in by]",
        "threat",
    ),
    Mutation(
        "transfer: closed",
        OPERATIONS.format("actions"),
        '    refuse_closed(action, "transfer it")\n',
        "",
        "transfer_action",
    ),
    Mutation(
        "propose: start and due date",
        OPENING,
        "if starts_on is not None and due_on is not None and starts_on > due_on:",
        "if False:",
        "propose_action",
    ),
    Mutation(
        "start: succeeded lead",
        MOVES,
        "lead_missing, lead_succeeded, ",
        "lead_missing, ",
        "start_action",
    ),
    Mutation(
        "reopen: plan rolled over",
        MOVES,
        '"reopen", (plan_rolled_over,)',
        '"reopen"',
        "reopen_action",
    ),
    Mutation(
        "reinstate: plan rolled over",
        MOVES,
        '"reinstate", (plan_rolled_over,)',
        '"reinstate"',
        "reinstate_action",
    ),
    Mutation(
        "complete: expired evidence",
        "backend/actions/counts.py",
        "(until is not None and on <= until)",
        "until is not None",
        "complete_action",
    ),
    Mutation(
        "complete: the day of the claim",
        MOVES,
        "    if action.claimed_at is not None:\n",
        "    if False:\n",
        "complete_action",
    ),
    Mutation(
        "reschedule: the limit",
        OPERATIONS.format("dates"),
        "standing.role not in BY_THE_SPONSOR and action.needs_approval(due_on)",
        "False",
        "reschedule_action",
    ),
    Mutation(
        "ask: may do it",
        OPERATIONS.format("asking"),
        "if standing(unit.by, operation, action) is not None:",
        "if False:",
        "ask_for_transition",
    ),
    Mutation(
        "ask: once",
        OPERATIONS.format("asking"),
        "if _same(unit, action, operation).exists():",
        "if False:",
        "ask_for_transition",
    ),
    Mutation(
        "accept: stale",
        OPERATIONS.format("requests"),
        "if request.action_version != action.version:",
        "if False:",
        "accept_request",
    ),
    Mutation(
        "answer: once",
        OPERATIONS.format("requests"),
        "if request.state != RequestState.OPEN:",
        "if False:",
        "decline_request",
    ),
    Mutation(
        "bulk: all or nothing",
        OPERATIONS.format("bulk"),
        'if mode == "atomic" and any(verdict.refused for verdict in verdicts):',
        "if False:",
        "transition_actions",
    ),
    Mutation(
        "bulk: what came before",
        OPERATIONS.format("bulk"),
        "    desk.counts.note_move(moved.action, was_closed=was_closed)\n",
        "",
        "transition_actions",
    ),
)
