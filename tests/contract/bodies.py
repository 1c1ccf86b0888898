"""What a body must say for the partnership it is sent to: references that exist, dates that fit.

The schema cannot say which plans there are, nor that a period ends after it starts. Only what
such a rule asks for is changed; every other member stays as it was generated.
"""

import hashlib
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any, Final  # Any: bodies are JSON
from uuid import uuid4

from tests.contract.deal_desk import drafted
from tests.contract.desk import TODAY, Desk

Body = dict[str, Any]
# The last is the id that the address names, or nothing.
Fitting = Callable[[Desk, Body, str], None]


def nothing(desk: Desk, body: Body, about: str) -> None:
    """A body of texts and numbers fits everywhere."""


def refer(body: Body, **known: str) -> None:
    """Only where the generated body refers at all."""
    body.update({name: one for name, one in known.items() if name in body})


def _listed(desk: Desk, body: Body, about: str) -> None:
    refer(body, plan=desk.seat["plan"], priority=desk.seat["priority"])


def _proposed(desk: Desk, body: Body, about: str) -> None:
    _listed(desk, body, about)
    refer(body, lead=desk.seat["organisation"])
    if "parent" in body:
        body["parent"] = desk.proposed().id
    if "starts_on" in body and "due_on" in body:
        body["starts_on"], body["due_on"] = sorted((body["starts_on"], body["due_on"]))


def _linked(desk: Desk, body: Body, about: str) -> None:
    refer(body, priority=desk.seat["priority"], outcome=desk.outcome().id)


def _planned(desk: Desk, body: Body, about: str) -> None:
    refer(body, part_of=desk.seat["plan"], succeeds=desk.seat["plan"])
    for name in ("starts", "ends"):
        if name in body and not _is_real(body[name]):
            body[name] = "2027"
    starts, ends = body.get("starts", ""), body.get("ends", "")
    if starts and ends and ends[: len(starts)] < starts[: len(ends)]:
        body["starts"], body["ends"] = ends, starts


def _is_real(partial: str) -> bool:
    """A day that its month has: the pattern allows the thirtieth of February."""
    try:
        date.fromisoformat(partial if len(partial) == len("2022-07-01") else "2022-07-01")
    except ValueError:
        return False
    return True


def _dated(desk: Desk, body: Body, about: str) -> None:
    if not _is_real(body["due"]):
        body["due"] = "2027-03"


def _evident(desk: Desk, body: Body, about: str) -> None:
    body["dated_on"] = min(body["dated_on"], TODAY.isoformat())
    if "expires_on" in body:
        body["expires_on"] = max(body["expires_on"], body["dated_on"])
    if body["kind"] == "link":
        body["content"] = "https://example.org/report"
    if body["kind"] == "statement":
        # Only the hash of these very words is taken.
        refer(body, sha256=hashlib.sha256(body["content"].encode()).hexdigest())


def _completed(desk: Desk, body: Body, about: str) -> None:
    body["completed_on"] = min(body["completed_on"], TODAY.isoformat())


def _rescheduled(desk: Desk, body: Body, about: str) -> None:
    if body["due_on"] == desk.read("/actions", about)["due_on"]:
        body["due_on"] = min({"2027-03-31", "2027-04-30"} - {body["due_on"]})
    if "starts_on" in body:
        body["starts_on"] = min(body["starts_on"], body["due_on"])


def _led(desk: Desk, body: Body, about: str) -> None:
    refer(body, organisation=desk.organisation().id)


def _moved_at_once(desk: Desk, body: Body, about: str) -> None:
    for place, item in enumerate(body["items"]):
        # Each action once: one that is there, and others that are nobody's.
        item["action"] = str(uuid4()) if place else desk.proposed().id


def _awaited(desk: Desk, body: Body, about: str) -> None:
    refer(body, predecessor=desk.proposed().id)


def _transferred(desk: Desk, body: Body, about: str) -> None:
    refer(body, priority=desk.priority().id)


def _prioritised(desk: Desk, body: Body, about: str) -> None:
    refer(body, priority=desk.seat["priority"])


def _carried(desk: Desk, body: Body, about: str) -> None:
    body.update(desk.next_plan)


def _merged(desk: Desk, body: Body, about: str) -> None:
    body["into"] = desk.proposed().id


def _rolled_over(desk: Desk, body: Body, about: str) -> None:
    # The plan of the address was made for this and lists nothing; a misspelt one has no successor.
    is_plan = desk.client.get(f"/plans/{about}").is_success
    body.update(to=desk.successor(about).id if is_plan else str(uuid4()), items=[])


def _took_effect(desk: Desk, body: Body, about: str) -> None:
    body["took_effect_on"] = min(body["took_effect_on"], TODAY.isoformat())


def _renamed(desk: Desk, body: Body, about: str) -> None:
    _took_effect(desk, body, about)
    if body["name"] == desk.read("/organisations", about).get("name"):
        body["name"] = f"Renamed on {datetime.now(UTC).isoformat()}"


def _succeeded(desk: Desk, body: Body, about: str) -> None:
    _took_effect(desk, body, about)
    body["into"] = desk.organisation().id


def _split(desk: Desk, body: Body, about: str) -> None:
    _took_effect(desk, body, about)
    body["into"] = [
        {"organisation": desk.organisation().id, "takes_the_rest": place == 0} for place in range(2)
    ]


def _identified(desk: Desk, body: Body, about: str) -> None:
    if "identifiers" in body:
        # One of each scheme.
        body["identifiers"] = list({one["scheme"]: one for one in body["identifiers"]}.values())


def _known(desk: Desk, body: Body, about: str) -> None:
    refer(body, organisation=desk.seat["organisation"])
    if body["kind"] == "person":
        body.setdefault("email", f"{datetime.now(UTC).timestamp()}@example.org")


def _issued(desk: Desk, body: Body, about: str) -> None:
    refer(body, profile=desk.seat["profile"])
    body["expires_at"] = (datetime.now(UTC) + timedelta(days=30)).isoformat()


def _funded(desk: Desk, body: Body, about: str) -> None:
    refer(body, organisation=desk.seat["organisation"])


def _applied_for(desk: Desk, body: Body, about: str) -> None:
    body.update(fund=desk.seat["fund"], applicant=desk.seat["organisation"])
    # For one of the two, and not for both.
    body.pop("deal", None)
    body["action"] = desk.proposed().id


def _approved(desk: Desk, body: Body, about: str) -> None:
    if "amount" in body:
        body["amount"] = min(body["amount"], desk.read("/grants", about).get("applied", 1))


def _accounted_for(desk: Desk, body: Body, about: str) -> None:
    body["spent"] = min(body["spent"], desk.read("/grants", about).get("approved") or 1)


def _linked_to(desk: Desk, body: Body, about: str) -> None:
    body["link"] = desk.update_link_secret()


def _registered(desk: Desk, body: Body, about: str) -> None:
    """For a system; what is asked for is held by whoever registers it."""
    profile = desk.post("/people", {"kind": "system", "name": "Tracker"})
    body["profile"] = profile.id


def _signed_in(desk: Desk, body: Body, about: str) -> None:
    body.update(
        email=desk.seat["email"],
        password=desk.seat["password"],
        partnership=desk.seat["slug"],
    )


def _appointed(desk: Desk, body: Body, about: str) -> None:
    kind = "system" if body["role"] in FOR_SYSTEMS else "person"
    body.update(actor=desk.people[kind], on=ON[body["role"]](desk))
    body.pop("deputy_for", None)
    if body["role"].endswith("_delegate"):
        # The sponsor holds the priority only since the partnership was made.
        body.pop("starts_on", None)
    asked = body.pop("scope", None)
    if body["role"] in STANDING_IN:
        # From now on: whom they stand in for holds the role only since the partnership was made.
        body.pop("starts_on", None)
        body.update(
            deputy_for=desk.seat["actor"],
            ends_on=body.get("ends_on", TODAY.isoformat()),
            reason=body.get("reason", "On leave."),
        )
    if body["role"] == "deputy" and asked is not None:
        body["scope"] = ["start_action", "withdraw_action"]
    end_after_start(body)


def end_after_start(body: Body) -> None:
    if "ends_on" in body:
        earliest = max(body.get("starts_on", ""), TODAY.isoformat())
        # No calendar here has a day after its last, on which an appointment could be over.
        body["ends_on"] = min(max(body["ends_on"], earliest), "9999-12-30")


STANDING_IN: Final = ("deputy", "substitute")
FOR_SYSTEMS: Final = {"system", "start_delegate", "recover_delegate", "complete_delegate"}
ON: Final[dict[str, Callable[[Desk], str]]] = {
    "administrator": lambda desk: str(desk.seat["partnership"]),
    "auditor": lambda desk: str(desk.seat["partnership"]),
    "representative": lambda desk: str(desk.seat["organisation"]),
    "system": lambda desk: str(desk.seat["organisation"]),
    "deputy": lambda desk: str(desk.seat["priority"]),
    "start_delegate": lambda desk: str(desk.seat["priority"]),
    "recover_delegate": lambda desk: str(desk.seat["priority"]),
    "complete_delegate": lambda desk: str(desk.seat["priority"]),
    "facilitator": lambda desk: drafted(desk).id,
    "fund_holder": lambda desk: str(desk.seat["fund"]),
    "secretary": lambda desk: str(desk.seat["forum"]),
    "member": lambda desk: str(desk.seat["forum"]),
    "substitute": lambda desk: str(desk.seat["forum"]),
    # One holder at a time: each appointment needs an object of its own.
    "sponsor": lambda desk: desk.priority().id,
    "chair": lambda desk: desk.forum().id,
}
FITTING: Final[dict[str, Fitting]] = {
    "propose_action": _proposed,
    "add_plan": _planned,
    "add_priority": _listed,
    "add_outcome": _listed,
    "add_principle": _listed,
    "add_success_measure": _listed,
    "link_outcome": _linked,
    "add_dated_event": _dated,
    "add_evidence": _evident,
    "complete_milestone": _completed,
    "report_by_link": _linked_to,
    "reschedule_action": _rescheduled,
    "assign_lead": _led,
    "add_contributor": _led,
    "transition_actions": _moved_at_once,
    "add_dependency": _awaited,
    "transfer_action": _transferred,
    "set_action_priority": _prioritised,
    "carry_action_forward": _carried,
    "merge_action": _merged,
    "roll_over_plan": _rolled_over,
    "add_fund": _funded,
    "apply_for_grant": _applied_for,
    "approve_grant": _approved,
    "account_for_grant": _accounted_for,
    "rename_organisation": _renamed,
    "merge_organisation": _succeeded,
    "split_organisation": _split,
    "add_organisation": _identified,
    "add_person": _known,
    "appoint": _appointed,
    "issue_token": _issued,
    "register_client": _registered,
    "sign_in": _signed_in,
}
