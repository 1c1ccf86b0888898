"""State machines: which states each move starts from, where it leads, and what stands against it.

Operations enforce these rules and `explain` tells them, from the same functions in the same order.
Each app above says which moves its rows have.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from typing import Any, Generic, TypeVar  # Any: a target of django_fsm

from django_fsm import State, Transition

from backend.api.actor import Actor
from backend.api.problems import InsufficientScope
from backend.audit.states import Stateful
from backend.errors import GuardFailed, NotAllowed, Unmet, WrongState
from backend.people.policy import Standing
from backend.people.scopes import Scope

RowT = TypeVar("RowT", bound=Stateful)
# What guards ask of the record beside the row; None where they ask nothing.
FactsT = TypeVar("FactsT")


@dataclass(frozen=True)
class Move(Generic[RowT, FactsT]):
    """One operation of a state machine; states come from the model's own transition."""

    operation: str
    transition: str
    guards: tuple[Callable[[RowT, Actor, FactsT], Unmet | None], ...] = ()

    @property
    def address(self) -> str:
        """The last part of its address: `flag-at-risk`. A transition whose name would be a word of
        the language ends in an underscore, which is no part of it.
        """
        return self.transition.rstrip("_").replace("_", "-")


class Verdict(StrEnum):
    ALLOWED = "allowed"
    BLOCKED = "blocked"
    NOOP = "noop"


@dataclass(frozen=True)
class Explained(Generic[RowT, FactsT]):
    """`code` is what the operation would be refused with; `reasons` are all of them at once.

    An input that is missing never blocks a move: it is named, and may be sent.
    """

    move: Move[RowT, FactsT]
    to: str
    verdict: Verdict
    code: str | None
    reasons: tuple[Unmet, ...]
    # Inputs this row needs beyond those the operation always asks for.
    also_required: tuple[str, ...] = ()


@dataclass(frozen=True)
class Machine(Generic[RowT, FactsT]):
    """The moves of one model, in the order in which they are told.

    `may` and `deeds` are the app's role table and what its refusals call each operation.
    """

    model: type[RowT]
    # Completes "This … is done".
    noun: str
    moves: tuple[Move[RowT, FactsT], ...]
    may: Mapping[str, tuple[str, ...]]
    deeds: Mapping[str, str]
    scope: Scope
    standing: Callable[[Actor, str, RowT], Standing | None]
    who_could: Callable[[str, RowT], str]

    def __post_init__(self) -> None:
        for move in self.moves:
            assert move.operation in self.may, move
            assert move.operation in self.deeds, move
            assert all(self._transitions(move).values()), f"{move} names no state it leads to"

    @cached_property
    def named(self) -> Mapping[str, Move[RowT, FactsT]]:
        return {move.operation: move for move in self.moves}

    def sources(self, move: Move[RowT, FactsT]) -> tuple[str, ...]:
        return tuple(self._transitions(move))

    def targets(self, move: Move[RowT, FactsT]) -> tuple[str, ...]:
        """More than one where it depends on the facts, or on where the row starts from."""
        every = self._transitions(move)
        return tuple(dict.fromkeys(target for source in every for target in every[source]))

    def target(self, row: RowT, move: Move[RowT, FactsT]) -> str:
        # Told as `to`, one entry for each move, since clients find a move by its operation. Where
        # the facts decide it is the first its transition names: usual outcomes stand first there.
        return self._transitions(move).get(row.state, self.targets(move))[0]

    def is_settled(self, row: RowT, move: Move[RowT, FactsT]) -> bool:
        """Nothing to do: the row is already where the move leads, and does not start from.

        Never of a move with several targets: the row may be at another than it would lead to.
        """
        return self.targets(move) == (row.state,) and row.state not in self.sources(move)

    def refuse_wrong_state(self, row: RowT, move: Move[RowT, FactsT]) -> None:
        if row.state not in self.sources(move):
            raise WrongState(
                self._wrong_state_sentence(row, move),
                current_state=row.state,
                allowed_transitions=[
                    {"operation": other.operation, "to": self.target(row, other)}
                    for other in self.moves
                    if row.state in self.sources(other)
                ],
            )

    def unmet(
        self, row: RowT, move: Move[RowT, FactsT], actor: Actor, facts: FactsT
    ) -> list[Unmet]:
        """All of them at once."""
        found = (guard(row, actor, facts) for guard in move.guards)
        return [unmet for unmet in found if unmet is not None]

    def explain(self, row: RowT, actor: Actor, facts: FactsT) -> list[Explained[RowT, FactsT]]:
        """For one caller and one row: what each move would answer, and why."""
        return [self._explained(row, actor, move, facts) for move in self.moves]

    def _explained(
        self, row: RowT, actor: Actor, move: Move[RowT, FactsT], facts: FactsT
    ) -> Explained[RowT, FactsT]:
        not_theirs = self._not_theirs(row, actor, move)
        to = self.target(row, move)
        if self.is_settled(row, move):
            verdict = Verdict.BLOCKED if not_theirs else Verdict.NOOP
            return Explained(move, to, verdict, _code(not_theirs, [], []), tuple(not_theirs))
        wrong_state = self._wrong_state(row, move)
        # Of a row from whose state it cannot start, its guards say nothing useful.
        unmet = [] if wrong_state else self.unmet(row, move, actor, facts)
        reasons = (*not_theirs, *wrong_state, *unmet)
        verdict = Verdict.BLOCKED if reasons else Verdict.ALLOWED
        return Explained(move, to, verdict, _code(not_theirs, wrong_state, unmet), reasons)

    def _not_theirs(self, row: RowT, actor: Actor, move: Move[RowT, FactsT]) -> list[Unmet]:
        if self.scope not in actor.scopes:
            refused = InsufficientScope(self.scope)
            return [Unmet(refused.code, refused.detail)]
        if self.standing(actor, move.operation, row) is not None:
            return []
        who = self.may[move.operation]
        return [Unmet(NotAllowed.code, self.who_could(move.operation, row), who)]

    def _wrong_state(self, row: RowT, move: Move[RowT, FactsT]) -> list[Unmet]:
        if row.state in self.sources(move):
            return []
        who = self.may[move.operation]
        return [Unmet(WrongState.code, self._wrong_state_sentence(row, move), who)]

    def _wrong_state_sentence(self, row: RowT, move: Move[RowT, FactsT]) -> str:
        begins = " or ".join(_words(source) for source in self.sources(move))
        deed = self.deeds[move.operation]
        return (
            f"This {self.noun} is {_words(row.state)}, so you cannot {deed}: it must be {begins}."
        )

    def _transitions(self, move: Move[RowT, FactsT]) -> dict[str, tuple[str, ...]]:
        """Of each state it starts from, where it may lead."""
        # What the decorator leaves on the method; django_fsm publishes no other way to read it.
        by_source: dict[object, Transition] = getattr(
            self.model, move.transition
        )._django_fsm.transitions
        return {str(source): _targets(source, found) for source, found in by_source.items()}


def _targets(source: object, transition: Transition) -> tuple[str, ...]:
    target: Any = transition.target
    if isinstance(target, State):
        return tuple(str(one) for one in target.allowed_states)
    # None: the transition leaves the state as it is.
    return (str(source if target is None else target),)


def _code(not_theirs: list[Unmet], wrong_state: list[Unmet], unmet: list[Unmet]) -> str | None:
    """In the order of refusal: 403, 409 state, 409 guards."""
    if not_theirs or wrong_state:
        return (not_theirs or wrong_state)[0].code
    return GuardFailed.code if unmet else None


def _words(name: object) -> str:
    return str(name).replace("_", " ")
