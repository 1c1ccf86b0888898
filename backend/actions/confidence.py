"""How a live action is doing, by numbered rules: same facts, same answer.

No database and no clock here: `ratings` fetches the facts. Each rule is said twice, in Python for
one action and in SQL for the lists that filter on it, and a test holds the two to each other.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final

from django.db.models import F, Q

from backend.actions.models import LIVE, ActionState, Confidence

# Goes up with every change to what the rules say: an answer kept names the rules of its day.
VERSION: Final = 1
VERY_LATE_DAYS: Final = 28

EPOCH: Final = date(1970, 1, 1)


@dataclass(frozen=True)
class Facts:
    """All that any rule looks at. Days are those of the partnership's home."""

    on: date
    state: str
    due_on: date | None = None
    # The earliest of the mandatory milestones still open.
    milestone_due_on: date | None = None
    started_on: date | None = None
    # When the lead last reported.
    reported_on: date | None = None
    # The rhythm of the action's priority.
    update_every_days: int | None = None
    open_escalations: int = 0
    # By an action it depends on.
    threatened: bool = False


@dataclass(frozen=True)
class Rule:
    """`fires` on facts and `where` on rows are the same condition of a live action."""

    number: int
    code: str
    rag: Confidence
    title: str
    sentence: str
    # The facts it looks at, which its answer names.
    looks_at: tuple[str, ...]
    fires: Callable[[Facts], bool]
    where: Callable[[date], Q]


@dataclass(frozen=True)
class Computed:
    """What the rules say of one action, and why."""

    rule: Rule
    facts: Facts

    @property
    def rag(self) -> Confidence:
        return self.rule.rag

    @property
    def number(self) -> int:
        return self.rule.number

    @property
    def code(self) -> str:
        return self.rule.code

    @property
    def version(self) -> int:
        return VERSION

    @property
    def inputs(self) -> dict[str, object]:
        """Exactly the facts the rule looked at."""
        return {name: getattr(self.facts, name) for name in self.rule.looks_at}


@dataclass(frozen=True)
class Rating:
    """What the rules say, and beside it what the lead declared last."""

    computed: Computed | None
    declared: Confidence | None = None
    declared_at: datetime | None = None

    @property
    def rag(self) -> Confidence | None:
        return self.computed.rag if self.computed else None

    @property
    def is_divergent(self) -> bool:
        return is_more_optimistic(self.declared, self.rag)


def is_more_optimistic(declared: Confidence | None, computed: Confidence | None) -> bool:
    if declared is None or computed is None:
        return False
    return _FROM_THE_WORST.index(declared) > _FROM_THE_WORST.index(computed)


def worse_than(rag: Confidence) -> tuple[Confidence, ...]:
    return _FROM_THE_WORST[: _FROM_THE_WORST.index(rag)]


def computed(facts: Facts) -> Computed | None:
    """The first rule that fires decides; an action that is not live has no rating."""
    if facts.state not in LIVE:
        return None
    return Computed(next(rule for rule in RULES if rule.fires(facts)), facts)


def numbers_of(rags: tuple[Confidence, ...]) -> list[int]:
    """Of the rules that answer with any of these."""
    return [rule.number for rule in RULES if rule.rag in rags]


def day_number(day: date) -> int:
    """Days can be counted and compared alike in every database once they are numbers."""
    return (day - EPOCH).days


def _days_late(facts: Facts) -> int:
    return (facts.on - (facts.milestone_due_on or facts.on)).days


def _is_unheard_of(facts: Facts) -> bool:
    heard_on = facts.reported_on or facts.started_on
    if heard_on is None or facts.update_every_days is None:
        return False
    return (facts.on - heard_on).days > facts.update_every_days


_FROM_THE_WORST: Final = (Confidence.RED, Confidence.AMBER, Confidence.GREEN)

# By name, because whoever leads what it finds is asked for the update.
UPDATE_MISSED: Final = Rule(
    6,
    "update_missed",
    Confidence.AMBER,
    "Nobody has reported for longer than agreed",
    "More days have gone by since the last report than its priority allows between two. "
    "Without any report they are counted from the day it started; where the priority sets "
    "no rhythm, this rule does not apply.",
    ("on", "reported_on", "started_on", "update_every_days"),
    _is_unheard_of,
    lambda on: Q(heard_day__lt=day_number(on) - F("rhythm_days")),
)

# In order of severity. `where` speaks of an action's columns and of what `ratings` annotates.
RULES: Final = (
    Rule(
        1,
        "open_escalation",
        Confidence.RED,
        "An escalation is open",
        "A barrier or a risk was carried upwards and is not answered yet.",
        ("open_escalations",),
        lambda facts: facts.open_escalations > 0,
        lambda on: Q(open_escalations__gt=0),
    ),
    Rule(
        2,
        "flagged_at_risk",
        Confidence.RED,
        "It is flagged as at risk",
        "Its lead or its sponsor has said that it is at risk, and it has not recovered.",
        ("state",),
        lambda facts: facts.state == ActionState.AT_RISK,
        lambda on: Q(state=ActionState.AT_RISK),
    ),
    Rule(
        3,
        "past_due",
        Confidence.RED,
        "It is past its due date",
        "Its due date has gone by. On the day itself it is still in time.",
        ("on", "due_on"),
        lambda facts: facts.due_on is not None and facts.due_on < facts.on,
        lambda on: Q(due_on__lt=on),
    ),
    Rule(
        4,
        "milestone_very_late",
        Confidence.RED,
        f"A mandatory milestone is more than {VERY_LATE_DAYS} days late",
        "Of the mandatory milestones still open, the one due first was due more than "
        f"{VERY_LATE_DAYS} days ago.",
        ("on", "milestone_due_on"),
        lambda facts: _days_late(facts) > VERY_LATE_DAYS,
        lambda on: Q(first_milestone_due_on__lt=on - timedelta(days=VERY_LATE_DAYS)),
    ),
    Rule(
        5,
        "milestone_late",
        Confidence.AMBER,
        "A mandatory milestone is late",
        "Of the mandatory milestones still open, the one due first has gone past its date.",
        ("on", "milestone_due_on"),
        lambda facts: _days_late(facts) > 0,
        lambda on: Q(first_milestone_due_on__lt=on),
    ),
    UPDATE_MISSED,
    Rule(
        7,
        "threatened",
        Confidence.AMBER,
        "An action it depends on endangers it",
        "An action that must be done first was withdrawn, or is due only after the day this one "
        "should start.",
        ("threatened",),
        lambda facts: facts.threatened,
        lambda on: Q(threatened_at__isnull=False),
    ),
    Rule(
        8,
        "on_track",
        Confidence.GREEN,
        "None of the others applies",
        "It is live, and nothing on record speaks against it.",
        tuple(Facts.__dataclass_fields__),
        lambda facts: True,
        lambda on: Q(state__in=LIVE),
    ),
)
