"""Every operation on a deal itself as a request that succeeds, at a table of the right state."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final  # what is acted on is of several models

from backend.actions import operations as actions
from backend.actions.models import Action, Principle
from backend.deals import operations as deals
from backend.deals.models import (
    ActionLink,
    Deal,
    DealContribution,
    DealVersion,
    Party,
    PrincipleLink,
)
from tests.actions.questions import Asked, Body, request
from tests.borough import proposed_action, tag
from tests.deals.round_table import RoundTable


def nothing(_table: RoundTable) -> Body:
    return {}


def the_deal(table: RoundTable) -> Deal:
    return table.fresh()


@dataclass(frozen=True)
class DealDeed:
    """As `tests.actions.questions.Deed`, at a table. `on` is what the address names."""

    operation: str
    address: str
    by: str
    given: Callable[[RoundTable], Body] = nothing
    on: Callable[[RoundTable], Any] = the_deal
    method: str = "post"
    if_match: bool = True

    def ask(
        self,
        table: RoundTable,
        who: str | None = None,
        *,
        on: Any = None,
        version: int | None = None,
        body: object = None,
        **changed: object,
    ) -> Asked:
        """By default what succeeds. `body` replaces the input, `changed` some members of it."""
        subject = self.on(table) if on is None else on
        sent = {**self.given(table), **changed} if body is None else body
        headers = {"if_match": tag(version or subject.version)} if self.if_match else {}
        path = self.address.format(id=subject.id)
        return request(table.borough, who or self.by, self.method, path, sent, **headers)


def for_bea(table: RoundTable) -> Body:
    return {"party": str(table.seats["Bea"].id)}


def digest(table: RoundTable) -> str:
    """Of the last version there is; of none, any."""
    last = DealVersion.objects.filter(deal=table.deal).order_by("number").last()
    return last.digest if last else "0" * 64


def signature(table: RoundTable) -> Body:
    return {**for_bea(table), "digest": digest(table), "capacity": "Owner"}


def amendment(table: RoundTable) -> Body:
    """Bea promises the same, by a later day."""
    later = {"commitment": str(table.commitments["Bea"].id), "due_on": "2027-09-30"}
    return {"reason": "The oven comes late.", "objection_days": 14, "change": [later]}


def principle(table: RoundTable) -> Principle:
    plan_id = table.borough.plan.id
    found: Principle = table.act(
        "Ada", actions.add_principle, plan_id=plan_id, series="co-operative", title="Together"
    )
    return found


def action(table: RoundTable) -> Action:
    return proposed_action(table.borough)


def principle_link(table: RoundTable) -> PrincipleLink:
    found: PrincipleLink = table.act(
        "Rhea", deals.link_principle, deal_id=table.deal.id, principle_id=principle(table).id
    )
    return found


def action_link(table: RoundTable) -> ActionLink:
    found: ActionLink = table.act(
        "Rhea", deals.link_action, deal_id=table.deal.id, action_id=action(table).id
    )
    return found


def contribution(table: RoundTable) -> DealContribution:
    """Of someone without an account, who was named all the same."""
    found: DealContribution = table.act(
        "Rhea",
        deals.contribute_to_deal,
        deal_id=table.deal.id,
        text="Gwendolyn Larkspur sleeps by the lake.",
        channel="street",
        voice="Gwendolyn Larkspur of Page Moss",
    )
    return found


def seat_of_una(table: RoundTable) -> Party:
    return table.seat("Una")


def _added(operation: str, address: str, given: Callable[[RoundTable], Body]) -> DealDeed:
    return DealDeed(operation, f"/deals/{{id}}/{address}", "Rhea", given, if_match=False)


DRAFT: Final[Body] = {
    "title": "Warm homes",
    "goal": "Nobody in Page Moss is cold.",
    "starts_on": "2026-12-01",
    "ends_on": "2028-03-31",
}

DEEDS: Final = {
    deed.operation: deed
    for deed in (
        DealDeed("draft_deal", "/deals", "Rhea", lambda _: DRAFT, if_match=False),
        DealDeed(
            "revise_deal",
            "/deals/{id}",
            "Rhea",
            lambda _: {"title": "A park for all", "notice_days": 30},
            method="patch",
        ),
        DealDeed("open_deal", "/deals/{id}/open", "Rhea"),
        DealDeed("call_for_signatures", "/deals/{id}/call-for-signatures", "Rhea"),
        DealDeed("sign_deal", "/deals/{id}/sign", "Bea", signature),
        DealDeed(
            "decline_deal",
            "/deals/{id}/decline",
            "Bea",
            lambda table: {**for_bea(table), "reason": "We cannot bake on Sundays."},
        ),
        DealDeed("amend_deal", "/deals/{id}/amend", "Rhea", amendment),
        DealDeed(
            "leave_deal",
            "/deals/{id}/leave",
            "Bea",
            lambda table: {**for_bea(table), "reason": "The bakery closes."},
        ),
        DealDeed("fulfil_deal", "/deals/{id}/fulfil", "Rhea"),
        DealDeed("end_deal", "/deals/{id}/end", "Rhea", lambda _: {"reason": "The park is sold."}),
        _added(
            "add_party",
            "parties",
            lambda table: {"organisation": str(table.organisations["Rob"].id)},
        ),
        DealDeed(
            "remove_party",
            "/parties/{id}/remove",
            "Rhea",
            lambda _: {"reason": "They take part elsewhere."},
            seat_of_una,
        ),
        _added(
            "link_principle", "principles", lambda table: {"principle": str(principle(table).id)}
        ),
        DealDeed(
            "unlink_principle", "/principle-links/{id}/unlink", "Rhea", nothing, principle_link
        ),
        _added("link_action", "actions", lambda table: {"action": str(action(table).id)}),
        DealDeed("unlink_action", "/action-links/{id}/unlink", "Rhea", nothing, action_link),
        _added(
            "contribute_to_deal", "contributions", lambda _: {"text": "The benches are too low."}
        ),
        DealDeed(
            "erase_contribution",
            "/deal-contributions/{id}/erase",
            "Rhea",
            lambda _: {"reason": "She asked for it."},
            contribution,
        ),
    )
}
