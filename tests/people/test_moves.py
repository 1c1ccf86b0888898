"""What a state machine may be beside an action's, which tests/actions knows move by move."""

from types import SimpleNamespace
from typing import Any, Final, cast

import pytest
from django_fsm import RETURN_VALUE, transition

from backend.api.actor import Actor
from backend.errors import Unmet, WrongState
from backend.people.moves import Explained, Machine, Move, Verdict
from backend.people.policy import Standing
from backend.people.scopes import Scope


class Pact:
    """Signed by one party after the other: the last signature makes it active."""

    def __init__(self, state: str) -> None:
        self.state = state

    @transition(field="state", source="open", target="signing")
    def call_for_signatures(self) -> None: ...

    @transition(field="state", source="signing", target=RETURN_VALUE("signing", "active"))
    def sign(self) -> None: ...

    @transition(field="state", source="open", target=None)
    @transition(field="state", source="signing", target=None)
    def rename(self) -> None: ...

    @transition(field="state", source=["signing", "active"], target=RETURN_VALUE())
    def lose(self) -> None: ...


def party_missing(pact: Any, actor: Actor, facts: None) -> Unmet:
    return Unmet("party_missing", "Add a second party first.", ("facilitator",))


CALL: Final = Move[Any, None]("call_for_signatures", "call_for_signatures", (party_missing,))
SIGN: Final = Move[Any, None]("sign_pact", "sign")
RENAME: Final = Move[Any, None]("rename_pact", "rename")
SIGNER: Final = cast("Actor", SimpleNamespace(scopes=frozenset({Scope.ACTIONS_TRANSITION})))


def machine(*moves: Move[Any, None], standing: Standing | None = None) -> Machine[Any, None]:
    return Machine(
        model=cast("Any", Pact),
        noun="pact",
        moves=moves,
        may={move.operation: ("signatory",) for move in moves},
        deeds={move.operation: f"{move.transition} this pact" for move in moves},
        scope=Scope.ACTIONS_TRANSITION,
        standing=lambda actor, operation, pact: standing,
        who_could=lambda operation, pact: "You cannot. Ask a signatory.",
    )


PACTS: Final = machine(CALL, SIGN, RENAME, standing=Standing("signatory", None))


def explained(pact: Pact, machine: Machine[Any, None] = PACTS) -> dict[str, Explained[Any, None]]:
    return {one.move.operation: one for one in machine.explain(pact, SIGNER, None)}


def test_it_leads_to_any_of_several_states() -> None:
    assert PACTS.targets(SIGN) == ("signing", "active")
    assert explained(Pact("signing"))["sign_pact"].to == "signing"


def test_it_is_settled_in_the_one_state_a_move_leads_to() -> None:
    assert PACTS.is_settled(Pact("signing"), CALL)


@pytest.mark.parametrize("state", ["signing", "active"])
def test_it_is_never_settled_where_a_move_may_lead_elsewhere(state: str) -> None:
    assert not PACTS.is_settled(Pact(state), SIGN)


@pytest.mark.parametrize("state", ["open", "signing"])
def test_it_stays_where_a_move_leaves_the_state_as_it_is(state: str) -> None:
    found = explained(Pact(state))["rename_pact"]

    assert (found.to, found.verdict) == (state, Verdict.ALLOWED)


def test_it_names_each_possible_move_once_when_the_state_is_wrong() -> None:
    with pytest.raises(WrongState) as refused:
        PACTS.refuse_wrong_state(Pact("signing"), CALL)

    assert refused.value.extensions["allowed_transitions"] == [
        {"operation": "sign_pact", "to": "signing"},
        {"operation": "rename_pact", "to": "signing"},
    ]


def test_it_calls_the_row_by_its_noun() -> None:
    with pytest.raises(WrongState, match="This pact is active, so you cannot sign this pact"):
        PACTS.refuse_wrong_state(Pact("active"), SIGN)


def test_it_tells_what_its_guards_would_refuse() -> None:
    found = explained(Pact("open"))["call_for_signatures"]

    assert found.code == "transition_guard_failed"
    assert list(found.reasons) == PACTS.unmet(Pact("open"), CALL, SIGNER, None)


def test_it_asks_no_guard_from_a_state_that_is_wrong() -> None:
    found = explained(Pact("active"))["call_for_signatures"]

    assert [one.code for one in found.reasons] == ["transition_not_allowed"]


def test_it_says_who_could_where_the_caller_cannot() -> None:
    found = explained(Pact("signing"), machine(SIGN))["sign_pact"]

    assert (found.code, found.reasons[0].who) == ("permission_denied", ("signatory",))


def test_it_takes_no_move_that_may_lead_anywhere() -> None:
    with pytest.raises(AssertionError, match="names no state it leads to"):
        machine(Move[Any, None]("lose_pact", "lose"))
