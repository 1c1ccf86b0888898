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


MUTATIONS: Final = (
    Mutation("start: priority", MOVES, "(priority_missing, lead_missing,", "(lead_missing,"),
    Mutation("start: lead", MOVES, "(priority_missing, lead_missing,", "(priority_missing,"),
    Mutation("start: due date", MOVES, "lead_missing, due_date_missing)", "lead_missing)"),
    Mutation("recover: escalation", MOVES, '"recover", (open_escalation,)', '"recover", ()'),
    Mutation("complete: milestones", MOVES, "(open_milestone, open_esc", "(open_esc"),
    Mutation(
        "complete: escalation", MOVES, "open_milestone, open_escalation, ", "open_milestone, "
    ),
    Mutation("complete: children", MOVES, "open_child_actions, four_eyes", "four_eyes"),
    Mutation("complete: four eyes", MOVES, "open_child_actions, four_eyes", "open_child_actions"),
    Mutation("complete: evidence", MOVES, "        evidence=True,\n", ""),
    Mutation(
        "withdraw: escalation",
        MOVES,
        '"withdraw", (open_escalation, open_child_actions)',
        '"withdraw", (open_child_actions,)',
    ),
    Mutation(
        "withdraw: children",
        MOVES,
        '"withdraw", (open_escalation, open_child_actions)',
        '"withdraw", (open_escalation,)',
    ),
    Mutation(
        "every move: the state",
        OPERATIONS.format("moves"),
        "    refuse_wrong_state(action, move)\n",
        "",
    ),
    Mutation(
        "every move: nothing to do",
        OPERATIONS.format("moves"),
        "if is_settled(action, move):",
        "if False:",
    ),
    Mutation(
        "every operation: the version",
        OPENING,
        "if version is not None and action.version != version:",
        "if False:",
    ),
    Mutation("every operation: sight", OPENING, "if action is None:", "if False:"),
    Mutation(
        "reschedule: closed",
        OPERATIONS.format("actions"),
        '    refuse_closed(action, "change its due date")\n',
        "",
    ),
    Mutation(
        "revise: closed",
        OPERATIONS.format("actions"),
        '    refuse_closed(action, "revise it")\n',
        "",
    ),
    Mutation(
        "assign lead: closed",
        OPERATIONS.format("actions"),
        '    refuse_closed(action, "change its lead")\n',
        "",
    ),
    Mutation(
        "nest: parent closed",
        OPERATIONS.format("actions"),
        '    refuse_closed(parent, "nest an action in it")\n',
        "",
    ),
    Mutation(
        "set priority: the state",
        OPERATIONS.format("actions"),
        "if action.state != ActionState.PROPOSED:",
        "if False:",
    ),
    Mutation(
        "set priority: already set",
        OPERATIONS.format("actions"),
        "if action.priority_id is not None:",
        "if False:",
    ),
    Mutation(
        "report: live", OPERATIONS.format("reports"), "if action.state not in LIVE:", "if False:"
    ),
    Mutation(
        "claim: one at a time",
        OPERATIONS.format("reports"),
        "if action.claimed_at is not None:",
        "if False:",
    ),
    Mutation(
        "decline: a claim is open",
        OPERATIONS.format("reports"),
        "if action.claimed_by_id is None:",
        "if False:",
    ),
    Mutation(
        "milestone: open",
        OPERATIONS.format("milestones"),
        "if milestone.state != MilestoneState.OPEN:",
        "if False:",
    ),
    Mutation(
        "milestone: closed action",
        OPERATIONS.format("milestones"),
        '    refuse_closed(action, "add a milestone to it")\n',
        "",
    ),
    Mutation(
        "contributor: once",
        OPERATIONS.format("contributors"),
        "    if contributes.exists():",
        "    if False:",
    ),
)
