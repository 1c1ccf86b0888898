"""docs/confidence.md, made from the rules themselves so that it cannot say anything else."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, timedelta
from textwrap import fill
from typing import Final

from backend.actions.confidence import (
    RULES,
    VERSION,
    VERY_LATE_DAYS,
    Facts,
    Rule,
    computed,
)
from backend.actions.models import ActionState

TODAY: Final = date(2026, 11, 20)
WELL: Final = Facts(
    on=TODAY,
    state=ActionState.IN_PROGRESS,
    due_on=date(2027, 3, 31),
    milestone_due_on=date(2027, 1, 15),
    started_on=date(2026, 9, 1),
    reported_on=date(2026, 11, 13),
    update_every_days=28,
)

LINE: Final = 100
LOOKED_AT: Final = {
    "on": "today's date",
    "state": "the state of the action",
    "due_on": "its due date",
    "milestone_due_on": "the earliest due date of its open mandatory milestones",
    "started_on": "the day it started",
    "reported_on": "the day of the last report",
    "update_every_days": "how many days its priority allows between two reports",
    "open_escalations": "how many escalations are open on it",
    "threatened": "whether an action it depends on endangers it",
}


@dataclass(frozen=True)
class Example:
    told: str
    facts: Facts


def _days_ago(days: int) -> date:
    return TODAY - timedelta(days=days)


EXAMPLES: Final = (
    Example("All goes as planned: it is due in March and was reported on last week.", WELL),
    Example(
        "As before, and one escalation waits for the Board.", replace(WELL, open_escalations=1)
    ),
    Example("It is flagged as at risk.", replace(WELL, state=ActionState.AT_RISK)),
    Example("It is due today.", replace(WELL, due_on=TODAY)),
    Example("It was due yesterday.", replace(WELL, due_on=_days_ago(1))),
    Example(
        f"A mandatory milestone was due {VERY_LATE_DAYS} days ago and is open.",
        replace(WELL, milestone_due_on=_days_ago(VERY_LATE_DAYS)),
    ),
    Example(
        f"A mandatory milestone was due {VERY_LATE_DAYS + 1} days ago and is open.",
        replace(WELL, milestone_due_on=_days_ago(VERY_LATE_DAYS + 1)),
    ),
    Example(
        "Its priority asks for a report every 28 days; the last is 28 days old.",
        replace(WELL, reported_on=_days_ago(28)),
    ),
    Example(
        "Its priority asks for a report every 28 days; the last is 29 days old.",
        replace(WELL, reported_on=_days_ago(29)),
    ),
    Example(
        "Nobody has reported yet, and it started 29 days ago.",
        replace(WELL, reported_on=None, started_on=_days_ago(29)),
    ),
    Example(
        "The last report is a year old, and its priority sets no rhythm.",
        replace(WELL, reported_on=_days_ago(365), update_every_days=None),
    ),
    Example(
        "An action it depends on is due only after this one should start.",
        replace(WELL, threatened=True),
    ),
    Example(
        "A mandatory milestone is a week late and an escalation is open: the first rule decides.",
        replace(WELL, milestone_due_on=_days_ago(7), open_escalations=1),
    ),
    Example("It is done.", replace(WELL, state=ActionState.DONE)),
)

HEAD: Final = f"""\
# How confident are we? The rules behind red, amber and green

<!-- Made from backend/actions/confidence.py by `make schema`. Change the rules, not this page. -->

Each action that is in progress or at risk is rated red, amber or green. Nobody chooses the colour:
it follows from what is on record, by the rules below. Actions that are proposed, done or withdrawn
have none.

The rules are asked in the order of their numbers. **The first that applies decides**, and the
answer names it, with what it looked at. The same facts always give the same colour. A day ends at
midnight in London.

This is version {VERSION} of the rules. Whenever they change, the number goes up.
"""

BESIDE: Final = """\
## What the lead says

With each report the lead declares a colour of its own. It stands beside the computed one and never
replaces it. To declare an action better than the rules say it is, the lead must write down why; the
report itself counts as fresh, so that nobody has to explain a silence they are just ending. Such an
action is listed as divergent until a report or the record brings the two together.

In the API: `rag` and `rag_rule` are computed, `declared_rag` and `declared_at` are the lead's, and
`rag_divergence` says whether the lead is the more confident. `GET /api/v1/actions` takes
`rag=red,amber` and `rag_divergence=true`.
"""


def rendered() -> str:
    parts = (
        HEAD,
        "## The rules in order\n\n" + _overview(),
        *(_section(rule) for rule in RULES),
        f"## Examples\n\nToday is {_written(TODAY)}.\n\n" + _examples(),
        BESIDE,
    )
    return "\n".join(parts)


def _overview() -> str:
    rows = ((str(rule.number), str(rule.rag), rule.title) for rule in RULES)
    return _table(("rule", "colour", "when"), rows)


def _section(rule: Rule) -> str:
    if rule.looks_at == tuple(LOOKED_AT):
        looked_at = "- everything the other rules look at"
    else:
        looked_at = "\n".join(f"- {LOOKED_AT[name]} (`{name}`)" for name in rule.looks_at)
    return (
        f"### Rule {rule.number}: {rule.title.lower()} ({rule.rag})\n\n"
        f"{fill(rule.sentence, LINE)}\n\n"
        f"Its code is `{rule.code}`. It looks at:\n\n{looked_at}\n"
    )


def _examples() -> str:
    rows = ((one.told, *_answer(one.facts)) for one in EXAMPLES)
    return _table(("what is on record", "colour", "rule"), rows)


def _answer(facts: Facts) -> tuple[str, str]:
    found = computed(facts)
    return ("none", "none") if found is None else (str(found.rag), f"{found.number} {found.code}")


def _table(head: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> str:
    lines = (head, tuple("---" for _ in head), *rows)
    return "".join(f"| {' | '.join(cells)} |\n" for cells in lines)


def _written(day: date) -> str:
    return f"{day.day} {day:%B %Y}"
