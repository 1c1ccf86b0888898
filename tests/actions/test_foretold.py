"""What the list of transitions foretells is what comes, for anyone and in any circumstances."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import product
from typing import Any
from uuid import UUID

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from backend.actions.models import Action, ActionState
from backend.people.scopes import EVERY_SCOPE, Scope
from tests.actions.circumstances import CIRCUMSTANCES, Circumstances, action_in, money_of
from tests.actions.deeds import DEEDS
from tests.actions.undoing import undone
from tests.borough import Answer, Borough, Caller, delegated, tag

EXAMPLES = 500 if settings.get_current_profile_name() == "ci" else 60
PEOPLE = [
    "Ada",
    "Audrey",
    "Dev",
    "Mirror",
    "Omar",
    "Pat",
    "Priya",
    "Rhea",
    "Rob",
    "Robot",
    "Sara",
    "Tracker",
]
ANYTHING: dict[str, object] = {"evidence_waiver": "The report comes in spring."}
SCOPES = {"every": EVERY_SCOPE, "no transition": EVERY_SCOPE - {Scope.ACTIONS_TRANSITION}}
STATUS = {
    "insufficient_scope": 403,
    "permission_denied": 403,
    "transition_not_allowed": 409,
    "transition_guard_failed": 409,
}

FOUR_EYES = Circumstances(ActionState.IN_PROGRESS, "money", "council", evidence="lasting")


@dataclass(frozen=True)
class Outcome:
    status: int
    changed: bool | None = None
    code: str | None = None
    unmet: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Stage:
    borough: Borough
    callers: dict[tuple[str, str], Caller]
    money: UUID


@pytest.fixture(scope="module")
def stage(founded: Borough) -> Iterator[Stage]:
    with undone():
        borough = replace(founded, tokens={})
        for role in ("start_delegate", "recover_delegate", "complete_delegate"):
            delegated(borough, role)
        callers = {
            (name, scopes): Caller(borough.token(name, SCOPES[scopes]))
            for name, scopes in product(PEOPLE, SCOPES)
        }
        yield Stage(borough, callers, money_of(borough))


def foretold(explained: dict[str, Any]) -> Outcome:
    code = explained["code"]
    if explained["verdict"] == "blocked":
        failed = code == "transition_guard_failed"
        reasons = frozenset(one["code"] for one in explained["reasons"])
        return Outcome(STATUS[code], None, code, reasons if failed else frozenset())
    assert (code, explained["reasons"]) == (None, [])
    return Outcome(200, explained["verdict"] == "allowed")


def came(answer: Answer) -> Outcome:
    body = answer.json()
    unmet = frozenset(one["code"] for one in body.get("unmet", []))
    return Outcome(answer.status_code, body.get("changed"), body.get("code"), unmet)


def tried(stage: Stage, caller: Caller, action: Action, explained: dict[str, Any]) -> Outcome:
    deed = DEEDS[explained["operation"]]
    possible = {**ANYTHING, **deed.given(stage.borough)}
    body = {name: possible[name] for name in explained["required_inputs"]}
    with undone():
        path = explained["href"].removeprefix("/api/v1")
        return came(caller.post(path, body, if_match=tag(action.version)))


@settings(
    max_examples=EXAMPLES,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
# Rare among all there can be: whoever acts for the lead, where four eyes are asked for.
@example(who="Rhea", scopes="every", told=FOUR_EYES)
@example(who="Tracker", scopes="every", told=FOUR_EYES)
@given(
    who=st.sampled_from(PEOPLE),
    scopes=st.sampled_from(["every", "every", "every", "no transition"]),
    told=CIRCUMSTANCES,
)
def test_it_foretells_what_comes(
    stage: Stage, db: None, who: str, scopes: str, told: Circumstances
) -> None:
    with undone():
        action, caller = action_in(stage.borough, stage.money, told), stage.callers[who, scopes]
        moves = caller.get(f"/actions/{action.id}/transitions").json()["results"]

        outcomes = {move["operation"]: tried(stage, caller, action, move) for move in moves}

    assert outcomes == {move["operation"]: foretold(move) for move in moves}
