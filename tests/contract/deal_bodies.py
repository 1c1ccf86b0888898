"""What a body about a deal must say: parties and commitments of that deal, dates within it."""

from typing import Any, Final  # Any: bodies are JSON

from tests.contract.bodies import Body, Fitting, refer
from tests.contract.deal_desk import DUE, ENDS, STARTS, cohort_token, digest_of, leave_code, rows
from tests.contract.desk import TODAY, Desk

RESULTS: Final = ("kept", "partly_kept", "not_kept")


def _drafted(desk: Desk, body: Body, about: str) -> None:
    # Whoever acts for several organisations says for which.
    body["organisation"] = desk.seat["organisation"]
    refer(body, facilitator=desk.seat["actor"])
    body["starts_on"], body["ends_on"] = sorted((body["starts_on"], body["ends_on"]))


def _period(desk: Desk, body: Body, about: str) -> tuple[str, str]:
    """From when until when the deal runs once the body is taken; the body is made to fit."""
    deal = desk.read("/deals", about)
    starts, ends = deal.get("starts_on", STARTS), deal.get("ends_on", ENDS)
    if "starts_on" in body and "ends_on" in body:
        body["starts_on"], body["ends_on"] = sorted((body["starts_on"], body["ends_on"]))
    elif "starts_on" in body:
        body["starts_on"] = min(body["starts_on"], ends)
    elif "ends_on" in body:
        body["ends_on"] = max(body["ends_on"], starts)
    return body.get("starts_on", starts), body.get("ends_on", ends)


def _revised(desk: Desk, body: Body, about: str) -> None:
    _period(desk, body, about)


def _seats(desk: Desk, deal_id: str) -> list[dict[str, Any]]:
    """The parties present; one's own first, and of those whoever has still to sign or to leave."""
    own = (desk.seat["organisation"], desk.seat["residents"])
    present = [one for one in rows(desk, f"/deals/{deal_id}/parties") if one["ended_at"] is None]
    return sorted(
        present,
        key=lambda one: (
            one["organisation"] not in own,
            one["agreed_number"],
            one["leaves_on"] or "",
        ),
    )


def _for_a_party(desk: Desk, body: Body, about: str) -> None:
    for seat in _seats(desk, about)[:1]:
        body["party"] = seat["id"]


def _signed(desk: Desk, body: Body, about: str) -> None:
    _for_a_party(desk, body, about)
    body["digest"] = digest_of(desk, about) or body["digest"]


def _left(desk: Desk, body: Body, about: str) -> None:
    _for_a_party(desk, body, about)
    if "notice_days" in body:
        asked = desk.read("/deals", about).get("notice_days", 0)
        body["notice_days"] = max(body["notice_days"], asked)


def _party_added(desk: Desk, body: Body, about: str) -> None:
    body["organisation"] = desk.organisation().id


def _principle_linked(desk: Desk, body: Body, about: str) -> None:
    body["principle"] = desk.principle().id


def _action_linked(desk: Desk, body: Body, about: str) -> None:
    body["action"] = desk.proposed().id


def _contributed(desk: Desk, body: Body, about: str) -> None:
    if "received_on" in body:
        body["received_on"] = min(body["received_on"], TODAY.isoformat())
    if body.get("channel", "accord") == "accord":
        # In Accord people speak for themselves.
        body.pop("voice", None)
    else:
        body.setdefault("voice", "A grandparent from Page Moss")


def _offered(desk: Desk, body: Body, about: str) -> None:
    deal = desk.read("/deals", about)
    _for_a_party(desk, body, about)
    period = deal.get("starts_on", STARTS), deal.get("ends_on", ENDS)
    _promise(desk, body, about, body["party"], period)


def _promise(desk: Desk, body: Body, deal_id: str, party_id: str, period: tuple[str, str]) -> None:
    """Of that party; what the body leaves out or takes back stays so."""
    if body.get("due_on"):
        body["due_on"] = min(max(body["due_on"], period[0]), period[1])
    if body.get("owner"):
        body["owner"] = desk.seat["actor"]
    others = [one["id"] for one in _seats(desk, deal_id) if one["id"] != party_id]
    if body.get("counterparty") and others:
        body["counterparty"] = others[0]
    elif body.get("counterparty"):
        body.pop("counterparty")
    if body.get("conditions"):
        body["conditions"] = [
            one["id"] for one in _standing(desk, deal_id) if one["party"] != party_id
        ][:1]


def _standing(desk: Desk, deal_id: str) -> list[dict[str, Any]]:
    listed = rows(desk, f"/deals/{deal_id}/commitments")
    return [one for one in listed if one["ended_at"] is None]


def _promise_amended(desk: Desk, body: Body, about: str) -> None:
    commitment = desk.read("/commitments", about)
    if "deal" not in commitment:
        return
    deal = desk.read("/deals", commitment["deal"])
    if commitment["state"] == "agreed":
        # Once agreed it stays complete.
        full = {"measure": "Seen", "due_on": DUE, "owner": "?", "counterparty": "?"}
        body.update({name: body[name] or full[name] for name in full if name in body})
    period = deal["starts_on"], deal["ends_on"]
    _promise(desk, body, deal["id"], commitment["party"], period)
    # Where there was nobody to judge it, it says nothing: and yet something.
    body.setdefault("text", "Keep the paths lit.")


def _amended(desk: Desk, body: Body, about: str) -> None:
    period = _period(desk, body, about)
    open_ones = [one for one in _standing(desk, about) if one["state"] in ("offered", "agreed")]
    # Each commitment is named once, by what changes it or takes it away.
    changes = body.get("change", [])[: len(open_ones)]
    for item, one in zip(changes, open_ones, strict=False):
        item["commitment"] = one["id"]
        _promise(desk, item, about, one["party"], period)
    added = body.get("add", []) if len(_seats(desk, about)) > 1 else []
    # Its party still commits to something: to what is added.
    removed = open_ones[len(changes) :][:1] if added and body.get("remove") else []
    for item in added:
        _for_a_party(desk, item, about)
        item["party"] = removed[0]["party"] if removed else item["party"]
        _promise(desk, item, about, item["party"], period)
    fit = {"change": changes, "add": added, "remove": [one["id"] for one in removed]}
    body.update({name: one for name, one in fit.items() if name in body})


def _disputed(desk: Desk, body: Body, about: str) -> None:
    reported = desk.read("/commitments", about).get("reported_result")
    if body["result"] == reported:
        body["result"] = next(one for one in RESULTS if one != reported)


def _joined(desk: Desk, body: Body, about: str) -> None:
    body["token"] = cohort_token(desk)


def _left_cohort(desk: Desk, body: Body, about: str) -> None:
    body["leave_code"] = leave_code(desk)


FITTING: Final[dict[str, Fitting]] = {
    "draft_deal": _drafted,
    "revise_deal": _revised,
    "sign_deal": _signed,
    "decline_deal": _for_a_party,
    "leave_deal": _left,
    "amend_deal": _amended,
    "add_party": _party_added,
    "link_principle": _principle_linked,
    "link_action": _action_linked,
    "contribute_to_deal": _contributed,
    "offer_commitment": _offered,
    "amend_commitment": _promise_amended,
    "dispute_delivery": _disputed,
    "join_cohort": _joined,
    "leave_cohort": _left_cohort,
}
