"""A deal at the desk, in each state that an operation needs.

Two sides, the council and residents, both acted for by the principal: alone they carry it through.
"""

from collections.abc import Callable
from functools import cache
from typing import Any, Final  # Any: bodies are JSON

from tests.contract.desk import Desk, Made

STARTS: Final = "2026-01-01"
ENDS: Final = "2030-12-31"
DUE: Final = "2028-06-30"
# One batch: the run itself may end the deal behind it.
TOKENS: Final = 10


def drafted(desk: Desk) -> Made:
    """With the council as its only party."""
    body = {
        "title": "A park for everyone",
        "goal": "Court Hey Park is safe and used by all ages.",
        "starts_on": STARTS,
        "ends_on": ENDS,
        "organisation": desk.seat["organisation"],
    }
    return desk.post("/deals", body)


def gathered(desk: Desk) -> Made:
    deal = drafted(desk)
    seated(desk, deal)
    return deal


def seated(desk: Desk, deal: Made | None = None) -> Made:
    """The residents, of whom nothing is expected yet."""
    body = {"organisation": desk.seat["residents"]}
    return desk.post(f"/deals/{(deal or drafted(desk)).id}/parties", body)


def opened(desk: Desk) -> Made:
    return move(desk, "open", gathered(desk))


def offered(desk: Desk) -> Made:
    """Each side has committed to something, judged by the other."""
    deal = opened(desk)
    council, residents = sides(desk, deal)
    offer(desk, deal, council, residents)
    offer(desk, deal, residents, council)
    return deal


def signing(desk: Desk) -> Made:
    return move(desk, "call-for-signatures", offered(desk))


def active(desk: Desk) -> Made:
    deal = signing(desk)
    digest = digest_of(desk, deal.id)
    for party in sides(desk, deal):
        deal = move(desk, "sign", deal, party=party, digest=digest, capacity="Chair")
    return deal


def settled(desk: Desk) -> Made:
    """Active, with nothing left to be kept."""
    deal = active(desk)
    for one in commitments_of(desk, deal):
        desk.post(f"/commitments/{one.id}/release", {"reason": "The park was sold."}, one.tag)
    return deal


def move(desk: Desk, name: str, deal: Made, **body: Any) -> Made:
    return desk.post(f"/deals/{deal.id}/{name}", body, deal.tag)


def offer(desk: Desk, deal: Made, party: str, judge: str) -> Made:
    promise = {
        "text": "Keep the paths of the park lit until ten.",
        "measure": "Seen every month by those who use the park",
        "due_on": DUE,
        "owner": desk.seat["actor"],
    }
    body = {**promise, "party": party, "counterparty": judge}
    return desk.post(f"/deals/{deal.id}/commitments", body)


def sides(desk: Desk, deal: Made) -> tuple[str, str]:
    """The parties of the council and of the residents."""
    own = {one["organisation"]: one["id"] for one in rows(desk, f"/deals/{deal.id}/parties")}
    return own[desk.seat["organisation"]], own[desk.seat["residents"]]


def rows(desk: Desk, path: str) -> list[dict[str, Any]]:
    """Those of the first page; none where the address leads into the void."""
    answer = desk.client.get(path)
    return list(answer.json()["results"]) if answer.is_success else []


def digest_of(desk: Desk, deal_id: str) -> str | None:
    """Of the version on the table."""
    current = [one for one in rows(desk, f"/deals/{deal_id}/versions") if one["is_current"]]
    return str(current[0]["digest"]) if current else None


def commitments_of(desk: Desk, deal: Made) -> list[Made]:
    """As they are now; the council's first, the residents' last."""
    listed = rows(desk, f"/deals/{deal.id}/commitments")
    return [now(desk, "commitments", one["id"]) for one in listed]


def now(desk: Desk, noun: str, row_id: str) -> Made:
    return Made(row_id, desk.client.get(f"/{noun}/{row_id}").headers["ETag"])


# What hangs on a deal, where it is used up


def principle_link(desk: Desk) -> Made:
    body = {"principle": desk.principle().id}
    return desk.post(f"/deals/{drafted(desk).id}/principles", body)


def action_link(desk: Desk) -> Made:
    return desk.post(f"/deals/{drafted(desk).id}/actions", {"action": desk.proposed().id})


def commitment(desk: Desk) -> Made:
    """In an open deal."""
    return commitments_of(desk, offered(desk))[0]


def agreed(desk: Desk) -> Made:
    """The residents', in an active deal."""
    return commitments_of(desk, active(desk))[-1]


def reported(desk: Desk) -> Made:
    made = agreed(desk)
    body = {"result": "partly_kept", "report": "Lit every evening but for two in March."}
    return desk.post(f"/commitments/{made.id}/report-delivery", body, made.tag)


# Residents: a code works once


@cache
def _codes(desk: Desk) -> list[str]:
    return []


def cohort_token(desk: Desk) -> str:
    codes = _codes(desk)
    if not codes:
        path = f"/commitments/{agreed(desk).id}/cohort-tokens"
        codes.extend(desk.client.post(path, json={"count": TOKENS}).json()["tokens"])
    return codes.pop()


def leave_code(desk: Desk) -> str:
    joined = desk.client.post("/cohorts/join", json={"token": cohort_token(desk)})
    # Ended in between by the run itself: then the code is one more that is unknown.
    return str(joined.json().get("leave_code", "acl_unknown"))


# One deal with all that a deal can have, for those who only read


@cache
def standing(desk: Desk) -> Made:
    deal = active(desk)
    desk.post(f"/deals/{deal.id}/actions", {"action": desk.proposed().id})
    return deal


def _part(noun: str) -> Callable[[Desk], Made]:
    def first(desk: Desk) -> Made:
        return Made(rows(desk, f"/deals/{standing(desk).id}/{noun}")[0]["id"], None)

    return first


def contribution(desk: Desk) -> Made:
    body = {"text": "The benches by the lake are too low for us."}
    return desk.post(f"/deals/{drafted(desk).id}/contributions", body)


SUITABLE: Final[dict[str, Callable[[Desk], Made]]] = {
    "get_deal": standing,
    "list_deal_transitions": standing,
    "revise_deal": gathered,
    "open_deal": gathered,
    "call_for_signatures": offered,
    "sign_deal": signing,
    "decline_deal": signing,
    "amend_deal": active,
    "leave_deal": active,
    "fulfil_deal": settled,
    "end_deal": opened,
    "list_deal_parties": standing,
    "add_party": drafted,
    "get_party": _part("parties"),
    "remove_party": seated,
    "list_deal_principles": standing,
    "link_principle": drafted,
    "get_principle_link": principle_link,
    "unlink_principle": principle_link,
    "list_deal_actions": standing,
    "link_action": drafted,
    "get_action_link": _part("actions"),
    "unlink_action": action_link,
    "list_deal_contributions": standing,
    "contribute_to_deal": drafted,
    "get_contribution": contribution,
    "erase_contribution": contribution,
    "list_deal_versions": standing,
    "get_deal_version": _part("versions"),
    "list_deal_signatures": standing,
    "get_signature": _part("signatures"),
    "list_deal_commitments": standing,
    "offer_commitment": opened,
    "get_commitment": _part("commitments"),
    "list_commitment_transitions": _part("commitments"),
    "amend_commitment": commitment,
    "withdraw_commitment": commitment,
    "report_delivery": agreed,
    "confirm_delivery": reported,
    "dispute_delivery": reported,
    "release_commitment": agreed,
    "issue_cohort_tokens": agreed,
    "get_scorecard": Desk.organisation,
}
