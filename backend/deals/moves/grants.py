"""The moves of a grant, and what stands against each."""

from dataclasses import replace
from typing import Final

from backend.api.actor import Actor
from backend.deals.models import Grant
from backend.deals.money import LEAST, Money, pounds
from backend.deals.policy import DEEDS, FUND_HOLDER, MAY, standing_on_grant, who_could
from backend.errors import Unmet
from backend.people.moves import Explained, Machine, Move, Verdict
from backend.people.scopes import Scope


def fund_exceeded(grant: Grant, actor: Actor, money: Money) -> Unmet | None:
    wanted = LEAST if money.wanted is None else money.wanted
    if wanted <= money.left:
        return None
    return Unmet(
        "fund_exceeded",
        f"Approve no more than what is left of the fund: {pounds(money.left)}."
        if money.left
        else "Refuse it: nothing is left of the fund.",
        (FUND_HOLDER,),
    )


GRANTS: Final = Machine[Grant, Money](
    model=Grant,
    noun="grant",
    moves=(
        Move("approve_grant", "approve", (fund_exceeded,)),
        Move("refuse_grant", "refuse"),
        Move("pay_grant", "pay"),
        Move("account_for_grant", "account_for"),
    ),
    may=MAY,
    deeds=DEEDS,
    scope=Scope.DEALS_TRANSITION,
    standing=standing_on_grant,
    who_could=who_could,
)


def explain_moves(grant: Grant, actor: Actor) -> list[Explained[Grant, Money]]:
    """`grant.fund` is loaded."""
    money = Money.of(grant.fund)
    return [
        replace(one, also_required=_also_required(grant, one, money))
        for one in GRANTS.explain(grant, actor, money)
    ]


def _also_required(
    grant: Grant, explained: Explained[Grant, Money], money: Money
) -> tuple[str, ...]:
    """Where there is enough for a part of it alone, the amount must be said."""
    if explained.move.operation != "approve_grant" or explained.verdict != Verdict.ALLOWED:
        return ()
    return ("amount",) if money.left < grant.applied else ()
