"""The principal of one run at their desk: makes, through the API alone, what a request is about.

A generated id belongs to nobody, so an operation called with it only ever answers 404. What is
made here is ready for exactly that operation: an action that may be started, a token to revoke.
"""

import json
import os
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import cached_property
from pathlib import Path
from typing import Any, Final  # Any: bodies are JSON
from uuid import uuid4

import httpx

DUE: Final = date(2027, 3, 31)
TODAY: Final = datetime.now(UTC).date()
CALLBACK: Final = "https://planner.example/callback"
TOOL: Final = {"name": "Action planner", "scopes": ["actions:read"]}
# What a tool asks a person for, with a challenge that nobody will meet.
ASKED: Final = {
    "response_type": "code",
    "scope": "actions:read",
    "code_challenge": "x" * 43,
    "code_challenge_method": "S256",
}


@dataclass(frozen=True)
class Made:
    id: str
    tag: str | None


class Desk:
    def __init__(self, url: str, seat: dict[str, Any]) -> None:
        self.seat, self.url = seat, url
        self.client = httpx.Client(
            base_url=f"{url}/api/v1",
            headers={"Authorization": f"Bearer {seat['token']}"},
            timeout=30,
        )

    def post(self, path: str, body: dict[str, Any], tag: str | None = None) -> Made:
        answer = self.client.post(path, json=body, headers={"If-Match": tag} if tag else {})
        if not answer.is_success:
            raise AssertionError(f"POST {path} {body}: {answer.status_code} {answer.text}")
        return Made(answer.json()["id"], answer.headers.get("ETag"))

    def browser(self) -> httpx.Client:
        """With nobody signed in."""
        return httpx.Client(base_url=self.url, timeout=30)

    def read(self, path: str, about: str) -> dict[str, Any]:
        """Empty when there is nothing, as after a link that led into the void."""
        answer = self.client.get(f"{path}/{about}")
        return dict(answer.json()) if answer.is_success else {"due_on": None}

    def wait(self) -> None:
        """For the worker beside the server to do something."""
        time.sleep(0.05)

    # Actions, in every state

    def proposed(self, **given: Any) -> Made:
        ready = {
            "priority": self.seat["priority"],
            "lead": self.seat["organisation"],
            "due_on": DUE.isoformat(),
        }
        body = {"plan": self.seat["plan"], "title": "Open five youth centres", **ready, **given}
        return self.post("/actions", {name: one for name, one in body.items() if one is not None})

    def move(self, name: str, action: Made, **body: Any) -> Made:
        return self.post(f"/actions/{action.id}/{name}", body, action.tag)

    def without_priority(self) -> Made:
        return self.proposed(priority=None)

    def in_progress(self) -> Made:
        return self.move("start", self.proposed())

    def with_evidence(self) -> Made:
        action = self.in_progress()
        self.evidence(action)
        return action

    def at_risk(self) -> Made:
        return self.move(
            "flag-at-risk",
            self.in_progress(),
            cause="capacity",
            explanation="Two of the three youth workers have left.",
            mitigation="Agency staff from January.",
            recovery_expected_on="2027-02-01",
        )

    def claimed(self) -> Made:
        return self.move("claim-complete", self.in_progress(), statement="All five are open.")

    def done(self) -> Made:
        return self.move("complete", self.with_evidence(), statement="All five are open.")

    def withdrawn(self) -> Made:
        return self.move("withdraw", self.proposed(), reason="Not funded.")

    # What hangs on an action

    def evidence(self, action: Made | None = None) -> Made:
        return self.post(
            f"/actions/{(action or self.in_progress()).id}/evidence",
            {
                "kind": "link",
                "title": "Opening report",
                "content": "https://example.org/report",
                "dated_on": "2026-01-31",
            },
        )

    def update(self) -> Made:
        body = {"narrative": "Three of five.", "percent_complete": 60, "confidence": "amber"}
        return self.post(f"/actions/{self.in_progress().id}/updates", body)

    def update_link(self) -> Made:
        return self.post(f"/actions/{self.in_progress().id}/update-links", {})

    def update_link_secret(self) -> str:
        """Of a link that nobody has used yet."""
        path = f"/actions/{self.in_progress().id}/update-links"
        return str(self.client.post(path, json={}).json()["link"])

    def update_request(self) -> Made:
        return Made(self.seat["update_request"], None)

    def update_digest(self) -> Made:
        return Made(self.seat["update_digest"], None)

    def milestone(self) -> Made:
        body = {"title": "First centre opens", "due_on": "2027-01-31"}
        return self.post(f"/actions/{self.in_progress().id}/milestones", body)

    def contributor(self) -> Made:
        body = {"organisation": self.organisation().id, "part": "Lends the hall."}
        return self.post(f"/actions/{self.proposed().id}/contributors", body)

    @cached_property
    def elsewhere(self) -> str:
        """A priority that somebody else is to sponsor: there one can only ask."""
        return self.priority().id

    def asked_of_others(self) -> Made:
        return self.proposed(priority=self.elsewhere)

    def request(self) -> Made:
        """One that nobody has answered."""
        action = self.asked_of_others()
        why = {"reason": "The funding was not granted."}
        asked = {"operation": "withdraw_action", "inputs": why}
        body = {"transition": asked, "note": "Our board decided on Monday."}
        return self.post(f"/actions/{action.id}/requests", body, action.tag)

    def request_to_answer(self) -> Made:
        """Asked before its priority became one's own."""
        request = self.request()
        body = {"actor": self.seat["actor"], "role": "sponsor", "on": self.elsewhere}
        self.post("/appointments", body)
        del self.elsewhere
        return request

    def date_change(self) -> Made:
        action = self.move("reschedule", self.proposed(), due_on="2027-06-30", reason="Late.")
        changes = self.client.get(f"/actions/{action.id}/date-changes").json()["results"]
        return Made(changes[0]["id"], None)

    def dependency(self) -> Made:
        body = {"predecessor": self.proposed().id}
        return self.post(f"/actions/{self.proposed().id}/dependencies", body)

    # Plans and what they list

    def plan(self) -> Made:
        return self.post("/plans", {"title": "Council Plan"})

    def successor(self, of: str) -> Made:
        return self.post("/plans", {"title": "Council Plan 2030", "succeeds": of})

    @cached_property
    def next_plan(self) -> dict[str, str]:
        """A plan that succeeds the seat's own, and a priority of it."""
        plan = self.successor(self.seat["plan"]).id
        priority = self.post("/priorities", {"plan": plan, "title": "Coast, still"})
        return {"plan": plan, "priority": priority.id}

    def priority(self) -> Made:
        return self.post("/priorities", {"plan": self.seat["plan"], "title": "Coast"})

    def outcome(self) -> Made:
        return self.post("/outcomes", {"plan": self.seat["plan"], "title": "Safer streets"})

    def outcome_link(self) -> Made:
        body = {"priority": self.seat["priority"], "outcome": self.outcome().id, "basis": "stated"}
        return self.post("/outcome-links", body)

    def principle(self) -> Made:
        body = {"plan": self.seat["plan"], "title": "Listen first", "series": "Ways of working"}
        return self.post("/principles", body)

    def success_measure(self) -> Made:
        body = {"priority": self.seat["priority"], "title": "Five are open", "direction": "achieve"}
        return self.post("/success-measures", body)

    # Funds and grants

    def fund(self) -> Made:
        return self.post("/funds", {"title": "Hardship", "kind": "support_fund", "amount": 100_000})

    def supported_project(self) -> Made:
        return self.post(f"/funds/{self.fund().id}/supported-projects", {"title": "Tidy an area"})

    def grant(self) -> Made:
        """Of the fund that the seat holds, for one's own organisation."""
        body = {
            "fund": self.seat["fund"],
            "applicant": self.seat["organisation"],
            "action": self.proposed().id,
            "title": "Paint",
            "purpose": "Young people paint their own centre.",
            "applied": 150_000,
        }
        return self.post("/grants", body)

    def move_grant(self, name: str, grant: Made, **body: Any) -> Made:
        return self.post(f"/grants/{grant.id}/{name}", body, grant.tag)

    def approved_grant(self) -> Made:
        return self.move_grant("approve", self.grant())

    def paid_grant(self) -> Made:
        return self.move_grant("pay", self.approved_grant(), payment_reference="BACS 0417")

    # People

    def organisation(self) -> Made:
        return self.post("/organisations", {"name": "Huyton Friends", "kind": "community_group"})

    def forum(self) -> Made:
        return self.post("/forums", {"name": "Growth forum", "kind": "forum"})

    @cached_property
    def people(self) -> dict[str, str]:
        """Someone of each kind to give a role to, by their actor's id."""
        return {kind: self._person(kind) for kind in ("person", "system")}

    def _person(self, kind: str) -> str:
        mail = {"email": f"{uuid4()}@example.org"} if kind == "person" else {}
        made = self.post("/people", {"kind": kind, "name": "Mel", **mail})
        return str(self.client.get(f"/people/{made.id}").json()["actor"])

    def newcomer(self) -> Made:
        mail = f"{uuid4()}@example.org"
        return self.post("/people", {"kind": "person", "name": "Nia", "email": mail})

    def appointment(self) -> Made:
        body = {"actor": self.people["person"], "role": "member", "on": self.seat["forum"]}
        return self.post("/appointments", body)

    def token(self) -> Made:
        expires = datetime.now(UTC) + timedelta(days=30)
        body = {
            "name": "To be revoked",
            "scopes": ["actions:read"],
            "expires_at": expires.isoformat(),
        }
        return self.post("/tokens", body)

    def consent(self) -> Made:
        """The principal's own, to a tool made for it."""
        tool = self.post("/tools", {**TOOL, "redirect_uris": [CALLBACK]})
        with self.browser() as browser:
            names = ("email", "password")
            who = {**{name: self.seat[name] for name in names}, "partnership": self.seat["slug"]}
            browser.post("/api/v1/session", json=who).raise_for_status()
            asked = {**ASKED, "client_id": tool.id, "redirect_uri": CALLBACK}
            page = browser.get("/oauth/authorize", params=asked).raise_for_status()
            token = page.text.partition('name="csrfmiddlewaretoken" value="')[2].partition('"')[0]
            browser.post(page.url, data={"answer": "allow", "csrfmiddlewaretoken": token})
        newest = self.client.get("/me/consents").json()["results"][0]
        return Made(newest["id"], None)

    def client_of_system(self) -> Made:
        """A program registered for a partner system."""
        profile = self.post("/people", {"kind": "system", "name": "Tracker"})
        body = {"profile": profile.id, "name": "Tracker", "scopes": ["actions:read"]}
        return self.post("/clients", body)

    def partnership(self) -> Made:
        return Made(self.seat["partnership"], None)

    def person(self) -> Made:
        return Made(self.seat["profile"], None)


# What each operation's address must name for the operation to succeed.
SUITABLE: Final[dict[str, Callable[[Desk], Made]]] = {
    "get_action": Desk.proposed,
    "list_action_contributors": Desk.proposed,
    "list_action_dependencies": Desk.proposed,
    "list_action_evidence": Desk.with_evidence,
    "list_action_milestones": Desk.proposed,
    "list_action_transitions": Desk.proposed,
    "list_action_updates": Desk.in_progress,
    "revise_action": Desk.proposed,
    "assign_lead": Desk.proposed,
    "reschedule_action": Desk.proposed,
    "transfer_action": Desk.proposed,
    "set_action_priority": Desk.without_priority,
    "carry_action_forward": Desk.proposed,
    "merge_action": Desk.proposed,
    "get_lineage": Desk.proposed,
    "get_rollover": Desk.plan,
    "roll_over_plan": Desk.plan,
    "start_action": Desk.proposed,
    "flag_action_at_risk": Desk.in_progress,
    "recover_action": Desk.at_risk,
    "complete_action": Desk.with_evidence,
    "withdraw_action": Desk.proposed,
    "reopen_action": Desk.done,
    "reinstate_action": Desk.withdrawn,
    "claim_action_complete": Desk.in_progress,
    "decline_action_claim": Desk.claimed,
    "add_evidence": Desk.in_progress,
    "update_action": Desk.in_progress,
    "issue_update_link": Desk.in_progress,
    "add_milestone": Desk.proposed,
    "add_contributor": Desk.proposed,
    "add_dependency": Desk.proposed,
    "get_evidence": Desk.evidence,
    "get_update": Desk.update,
    "get_update_digest": Desk.update_digest,
    "get_update_link": Desk.update_link,
    "get_update_request": Desk.update_request,
    "get_milestone": Desk.milestone,
    "complete_milestone": Desk.milestone,
    "waive_milestone": Desk.milestone,
    "get_contributor": Desk.contributor,
    "remove_contributor": Desk.contributor,
    "get_date_change": Desk.date_change,
    "list_action_date_changes": Desk.proposed,
    "ask_for_transition": Desk.asked_of_others,
    "list_action_requests": Desk.proposed,
    "get_request": Desk.request,
    "accept_request": Desk.request_to_answer,
    "decline_request": Desk.request_to_answer,
    "withdraw_request": Desk.request,
    "get_dependency": Desk.dependency,
    "remove_dependency": Desk.dependency,
    "get_plan": Desk.plan,
    "get_priority": Desk.priority,
    "revise_priority": Desk.priority,
    "get_outcome": Desk.outcome,
    "get_outcome_link": Desk.outcome_link,
    "get_principle": Desk.principle,
    "get_success_measure": Desk.success_measure,
    "get_fund": Desk.fund,
    "list_supported_projects": Desk.fund,
    "add_supported_project": Desk.fund,
    "get_supported_project": Desk.supported_project,
    "get_grant": Desk.grant,
    "list_grant_transitions": Desk.grant,
    "approve_grant": Desk.grant,
    "refuse_grant": Desk.grant,
    "pay_grant": Desk.approved_grant,
    "account_for_grant": Desk.paid_grant,
    "get_organisation": Desk.organisation,
    "rename_organisation": Desk.organisation,
    "merge_organisation": Desk.organisation,
    "split_organisation": Desk.organisation,
    "get_forum": Desk.forum,
    "get_person": Desk.person,
    "erase_person": Desk.newcomer,
    "get_appointment": Desk.appointment,
    "end_appointment": Desk.appointment,
    "revoke_token": Desk.token,
    "withdraw_consent": Desk.consent,
    "get_client": Desk.client_of_system,
    "rotate_client_secret": Desk.client_of_system,
    "revoke_client": Desk.client_of_system,
    "get_checkpoint": Desk.partnership,
    "list_entries": Desk.partnership,
    "list_log_keys": Desk.partnership,
}


def desk_from_environment() -> Desk:
    seats = json.loads(Path(os.environ["ACCORD_CONTRACT_SEATS"]).read_text())
    return Desk(os.environ["ACCORD_CONTRACT_URL"], seats[os.environ["ACCORD_CONTRACT_PLACE"]])
