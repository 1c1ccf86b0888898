"""A plan with work in it, the plan that succeeds it, and what is asked of each action."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any  # bodies are JSON

from backend.actions import operations
from backend.actions.models import Action, Plan, Priority
from backend.audit.source import now
from backend.people.operations import appoint
from tests.actions.deeds import DEEDS
from tests.actions.questions import Asked, Body, read
from tests.actions.subjects import priority_in, successor_of
from tests.borough import Borough, action_in_progress, proposed_action

ROLL = DEEDS["roll_over_plan"]


@dataclass(frozen=True)
class Stage:
    borough: Borough
    old: Plan
    youth: Priority
    new: Plan
    after: Priority

    def proposed(self, **given: Any) -> Action:
        return proposed_action(
            self.borough, **{"plan_id": self.old.id, "priority_id": self.youth.id, **given}
        )

    def live(self, **given: Any) -> Action:
        return action_in_progress(
            self.borough, **{"plan_id": self.old.id, "priority_id": self.youth.id, **given}
        )

    def goal(self) -> Action:
        """Of the new plan, for others to be merged into."""
        return proposed_action(self.borough, plan_id=self.new.id, priority_id=self.after.id)

    def carry(self, action: Action, **given: Any) -> Body:
        return item(action, "carry", **{"priority": str(self.after.id), **given})

    def roll(self, *items: Body, who: str = "Ada", version: int | None = None) -> Asked:
        plan = Plan.objects.get(id=self.old.id)
        body = {"to": str(self.new.id), "items": list(items)}
        return ROLL.ask(self.borough, who, on=plan, version=version, body=body)

    def told(self, who: str = "Pat") -> Any:
        return read(self.borough, who, f"/plans/{self.old.id}/rollover")


def item(action: Action, outturn: str, **given: Any) -> Body:
    version = Action.objects.get(id=action.id).version
    return {
        "action": str(action.id),
        "version": version,
        "outturn": outturn,
        "reason": f"To {outturn} it.",
        **given,
    }


def staged(borough: Borough) -> Stage:
    """Priya sponsors the priority of the old plan and that of the new one."""
    old: Plan = borough.act("Ada", operations.add_plan, title="Council Plan 2016")
    youth = priority_in(borough, old)
    new = successor_of(borough, old)
    return Stage(borough, old, youth, new, priority_in(borough, new))


def deputised(stage: Stage, who: str = "Ada") -> None:
    """That one may then do for Priya what an administrator may not: merge and close."""
    stage.borough.act(
        "Priya",
        appoint,
        actor_id=stage.borough.actor_id(who),
        role="deputy",
        on_id=stage.youth.id,
        ends_on=now().date() + timedelta(days=30),
        reason="To roll the plan over.",
        deputy_for=stage.borough.actor_id("Priya"),
    )
