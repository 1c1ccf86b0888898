"""What people change in Accord while a partner changes the same, chosen by chance."""

from collections.abc import Callable
from datetime import date, timedelta
from random import Random
from typing import Any, Final  # operations are of many shapes
from uuid import UUID

from backend.actions import operations as actions
from backend.actions.models import Action, Confidence, RiskCause
from backend.audit.source import now
from backend.audit.unit import unit_of_work
from backend.deals.operations import draft_deal
from backend.errors import Refused
from backend.people.identity import Identity
from backend.sync.models import ConflictState, FieldConflict, Resolution
from backend.sync.operations import resolve_conflict
from tests.borough import DUE, Borough, proposed_action


class People:
    def __init__(self, borough: Borough, chances: Random) -> None:
        self._borough, self._chances = borough, chances
        self._known: dict[str, Identity] = {}
        self.changes = 0
        self.changed_sight = 0
        # Early, since whoever reads all anew then has also what they failed to hear before.
        self._sight_changes_after = chances.randint(10, 60)

    def act(self) -> None:
        """One change to one action, or to what the partner may see."""
        led = Action.objects.filter(lead=self._borough.council).order_by("id")
        known = list(led.values_list("id", flat=True))
        if not known or self._chances.randrange(60) == 0:
            self.propose()
        elif not self.changed_sight and self.changes >= self._sight_changes_after:
            self.change_sight()
        elif self._chances.randrange(8) == 0:
            self.resolve_one()
        else:
            deed, chosen = self._chances.choice(_DEEDS), self._chances.choice(known)
            deed(self, Action.objects.get(id=chosen))

    def propose(self) -> None:
        proposed_action(self._borough, title=self._words("Proposed"))
        self.changes += 1

    def revise(self, action: Action) -> None:
        title, summary = self._words("Title"), self._words("Summary")
        self._do("Priya", actions.revise_action, action, title=title, summary=summary)

    def summarise(self, action: Action) -> None:
        self._do("Priya", actions.revise_action, action, summary=self._words("Summary"))

    def reschedule(self, action: Action) -> None:
        due_on = DUE - timedelta(days=self.changes + 1)
        self._do("Priya", actions.reschedule_action, action, due_on=due_on, reason="The hall.")

    def move(self, action: Action) -> None:
        if action.state == "proposed":
            self._do("Priya", actions.start_action, action)
        elif action.state == "in_progress":
            self._do("Rhea", actions.flag_action_at_risk, action, **_RISK)
        else:
            self._do("Priya", actions.recover_action, action, what_changed="Both are filled.")

    def report(self, action: Action) -> None:
        if action.state == "proposed":
            return self.summarise(action)
        self._act(
            "Rhea",
            actions.update_action,
            action_id=action.id,
            narrative=self._words("Report"),
            percent_complete=self._chances.randint(0, 100),
            confidence=Confidence.AMBER,
            justification="The rest are promised.",
        )
        self.changes += 1
        return None

    def change_sight(self) -> None:
        """The partner's organisation sits at one more table, where others see nothing yet."""
        self._act(
            "Rhea",
            draft_deal,
            title=f"Deal {self.changed_sight}",
            goal="Court Hey Park is safe and used by all ages.",
            starts_on=DUE,
            ends_on=DUE + timedelta(days=365),
        )
        self.changed_sight += 1
        self._known.clear()

    def resolve_one(self) -> None:
        found = FieldConflict.objects.filter(state=ConflictState.OPEN).order_by("id").first()
        if found is not None:
            self._resolve(found.id, found.version)

    def resolve_all(self) -> None:
        while FieldConflict.objects.filter(state=ConflictState.OPEN).exists():
            self.resolve_one()

    def _resolve(self, conflict_id: UUID, version: int) -> None:
        given = {"conflict_id": conflict_id, "version": version}
        taking = self._chances.choice([Resolution.TAKE_SOURCE, Resolution.KEEP_ACCORD])
        try:
            self._act("Priya", resolve_conflict, **given, resolution=taking)
        except Refused:
            # Overtaken here since, or nothing yet shows that it is done.
            keeping = Resolution.KEEP_ACCORD
            self._act("Priya", resolve_conflict, **given, resolution=keeping)

    def _do(self, who: str, operation: Any, action: Action, **given: Any) -> None:
        self._act(who, operation, action_id=action.id, version=action.version, **given)
        self.changes += max(1, len(given.keys() & {"title", "summary", "due_on"}))

    def _act(self, who: str, operation: Any, **given: Any) -> None:
        """In a unit of its own, by what they hold, which is looked up once."""
        if who not in self._known:
            self._known[who] = self._borough.who(who)
        with unit_of_work(by=self._known[who], at=now()) as unit:
            operation(unit, **given)

    def _words(self, what: str) -> str:
        """Never the same twice."""
        return f"{what} {self.changes} by the sponsor"


_RISK: Final = {
    "cause": RiskCause.FUNDING,
    "explanation": "The grant for the second year is not confirmed.",
    "mitigation": "A bid to the other fund.",
    "recovery_expected_on": date(2027, 2, 15),
}
_DEEDS: Final[tuple[Callable[[People, Action], None], ...]] = (
    People.revise,
    People.summarise,
    People.reschedule,
    People.move,
    People.report,
)
