"""A random course of a partnership's year: actions, deals, escalations, forums and decisions.

Each step is one operation on something there is, picked by chance; what the rules refuse is left
out, as it would be in life. Between two steps goes an odd number of minutes, so that no two things
ever happen a whole number of days apart.
"""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any, Final  # operations are of many shapes

from time_machine import Traveller

from backend.actions import operations as actions
from backend.actions.models import Action, Milestone, Priority
from backend.audit.models import Recorded
from backend.audit.source import now
from backend.deals import operations as deals
from backend.deals.models import Deal
from backend.errors import Refused
from backend.forums import operations as forums
from backend.forums.models import Decision, Escalation
from tests.borough import Borough, proposed_action
from tests.deals.round_table import drafted
from tests.forums.chamber import growth_forum, scheduled, secretary_of
from tests.forums.rungs import SAID

AN_ODD_WHILE: Final = timedelta(minutes=37)
WORDS: Final = ("Open the hub", "Fit the lights", "Clear the park", "Ring the bells")
WHY: Final = "The funding it depended on was not granted this year."


@dataclass
class Chance:
    """What is left of the numbers drawn for one step."""

    number: int

    def among(self, count: int) -> int:
        self.number, drawn = divmod(self.number, count)
        return drawn

    def one_of(self, model: type[Recorded]) -> Any:
        rows = model._default_manager.order_by("id")
        return rows[self.among(rows.count())] if rows.exists() else None

    def words(self) -> str:
        return WORDS[self.among(len(WORDS))]

    def day(self) -> date:
        return (now() + timedelta(days=self.among(90) - 20)).date()


@dataclass
class Wanderer:
    borough: Borough
    clock: Traveller
    at: datetime
    done: list[str] = field(default_factory=list)

    def step(self, number: int) -> None:
        chance = Chance(number)
        name = list(STEPS)[chance.among(len(STEPS))]
        self.wait(AN_ODD_WHILE + timedelta(days=chance.among(12)))
        try:
            STEPS[name](self.borough, chance)
        except Refused:
            return
        self.done.append(name)

    @contextmanager
    def from_the_start(self) -> Iterator[None]:
        """As if nothing of it had happened, afterwards."""
        began = self.at
        try:
            yield
        finally:
            self.at = began
            self.clock.move_to(began, tick=False)
            self.borough.tokens.clear()

    def wait(self, how_long: timedelta) -> None:
        self.at += how_long
        # They end after a month; whoever asks gets another.
        self.borough.tokens.clear()
        self.clock.move_to(self.at, tick=False)


def on_action(operation: Any, **given: Any) -> Callable[[Borough, Chance], None]:
    def step(borough: Borough, chance: Chance) -> None:
        if action := chance.one_of(Action):
            said = {
                name: value(chance) if callable(value) else value for name, value in given.items()
            }
            borough.act("Priya", operation, action_id=action.id, version=action.version, **said)

    return step


def propose(borough: Borough, chance: Chance) -> None:
    proposed_action(borough, title=chance.words(), due_on=chance.day())


def add_milestone(borough: Borough, chance: Chance) -> None:
    if action := chance.one_of(Action):
        borough.act(
            "Priya",
            actions.add_milestone,
            action_id=action.id,
            title=chance.words(),
            due_on=chance.day(),
        )


def complete_milestone(borough: Borough, chance: Chance) -> None:
    if milestone := chance.one_of(Milestone):
        borough.act(
            "Priya",
            actions.complete_milestone,
            milestone_id=milestone.id,
            version=milestone.version,
            completed_on=now().date(),
        )


def report(borough: Borough, chance: Chance) -> None:
    if action := chance.one_of(Action):
        borough.act(
            "Rhea",
            actions.update_action,
            action_id=action.id,
            narrative=chance.words(),
            percent_complete=chance.among(101),
            confidence=("green", "amber", "red")[chance.among(3)],
            justification=WHY,
        )


def change_rhythm(borough: Borough, chance: Chance) -> None:
    if priority := chance.one_of(Priority):
        borough.act(
            "Ada",
            actions.revise_priority,
            priority_id=priority.id,
            version=priority.version,
            update_every_days=7 + chance.among(40),
        )


def draft_deal(borough: Borough, chance: Chance) -> None:
    drafted(borough)


def revise_deal(borough: Borough, chance: Chance) -> None:
    if deal := chance.one_of(Deal):
        borough.act(
            "Rhea",
            deals.revise_deal,
            deal_id=deal.id,
            version=deal.version,
            title=chance.words(),
        )


def add_party(borough: Borough, chance: Chance) -> None:
    if deal := chance.one_of(Deal):
        borough.act("Rhea", deals.add_party, deal_id=deal.id, organisation_id=borough.housing.id)


def open_deal(borough: Borough, chance: Chance) -> None:
    if deal := chance.one_of(Deal):
        borough.act("Rhea", deals.open_deal, deal_id=deal.id, version=deal.version)


def end_deal(borough: Borough, chance: Chance) -> None:
    if deal := chance.one_of(Deal):
        borough.act("Rhea", deals.end_deal, deal_id=deal.id, version=deal.version, reason=WHY)


def escalate(borough: Borough, chance: Chance) -> None:
    if action := chance.one_of(Action):
        borough.act(
            "Priya",
            forums.raise_escalation,
            forum_id=growth_forum(borough).id,
            action_id=action.id,
            **SAID,
        )


def on_escalation(operation: Any, by: str = "", **given: Any) -> Callable[[Borough, Chance], None]:
    def step(borough: Borough, chance: Chance) -> None:
        if one := chance.one_of(Escalation):
            borough.act(
                by or secretary_of(borough, one.forum_id),
                operation,
                escalation_id=one.id,
                version=one.version,
                **given,
            )

    return step


def schedule(borough: Borough, chance: Chance) -> None:
    scheduled(borough, growth_forum(borough), starts_at=now() + timedelta(days=3 + chance.among(9)))


def revise_forum(borough: Borough, chance: Chance) -> None:
    forum = growth_forum(borough)
    borough.act(
        "Ada",
        forums.revise_forum,
        forum_id=forum.id,
        version=forum.version,
        name=f"Growth forum {chance.among(4)}",
    )


def draft_decision(borough: Borough, chance: Chance) -> None:
    borough.act(
        "Gus",
        forums.draft_decision,
        forum_id=growth_forum(borough).id,
        title=chance.words(),
        text=WHY,
    )


def decide_urgently(borough: Borough, chance: Chance) -> None:
    if decision := chance.one_of(Decision):
        borough.act(
            "Gail",
            forums.record_decision,
            decision_id=decision.id,
            version=decision.version,
            urgency=forums.Urgency(reason=WHY, consulted="The vice chair"),
        )


def ratify(borough: Borough, chance: Chance) -> None:
    if decision := chance.one_of(Decision):
        borough.act(
            "Gail",
            forums.ratify_decision,
            decision_id=decision.id,
            version=decision.version,
        )


STEPS: Final[Mapping[str, Callable[[Borough, Chance], None]]] = {
    "propose": propose,
    "start": on_action(actions.start_action),
    "start another": on_action(actions.start_action),
    "flag": on_action(
        actions.flag_action_at_risk,
        cause="capacity",
        explanation=WHY,
        mitigation="Agency staff.",
        recovery_expected_on=Chance.day,
    ),
    "recover": on_action(actions.recover_action, what_changed=WHY),
    "complete": on_action(actions.complete_action, statement=WHY, evidence_waiver=WHY),
    "withdraw": on_action(actions.withdraw_action, reason=WHY),
    "reopen": on_action(actions.reopen_action, reason=WHY),
    "reinstate": on_action(actions.reinstate_action, reason=WHY),
    "reschedule": on_action(actions.reschedule_action, reason=WHY, due_on=Chance.day),
    "revise": on_action(actions.revise_action, title=Chance.words),
    "add milestone": add_milestone,
    "complete milestone": complete_milestone,
    "report": report,
    "change rhythm": change_rhythm,
    "draft deal": draft_deal,
    "revise deal": revise_deal,
    "add party": add_party,
    "open deal": open_deal,
    "end deal": end_deal,
    "escalate": escalate,
    "acknowledge": on_escalation(forums.acknowledge_escalation),
    "return": on_escalation(forums.return_escalation, question="Who pays?"),
    "resubmit": on_escalation(forums.resubmit_escalation, by="Priya", reply="The council."),
    "refer": on_escalation(forums.refer_escalation, reason=WHY),
    "give up": on_escalation(forums.withdraw_escalation, by="Priya", reason=WHY),
    "schedule": schedule,
    "revise forum": revise_forum,
    "draft decision": draft_decision,
    "decide": decide_urgently,
    "ratify": ratify,
}
