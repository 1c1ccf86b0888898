"""The main job on the real plan, over a real server and a real socket: an action of the Council
Plan goes from proposed to done by the right people, is refused for each wrong one, is heard step
by step, and the log proves it.
"""

import json
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from io import StringIO
from pathlib import Path
from typing import Any, Final, cast  # Any: bodies are JSON

import httpx
import pytest
from django.core.management import CommandError, call_command

from backend.audit.models import Entry
from tests.audit.ledger.tamper import behind_the_triggers
from tests.live.server import PATIENCE, Receiver, Server, served

pytestmark = pytest.mark.django_db(transaction=True)

YOUTH_OFFER: Final = "act-cp-5-youth"
FAIRNESS: Final = "pri-cp-3-fairness"
COUNCIL: Final = "knowsley-council"
RISK: Final = {
    "cause": "capacity",
    "explanation": "Two of the three youth workers have left.",
    "mitigation": "Agency staff from January.",
    "recovery_expected_on": "2027-02-01",
}
EVIDENCE: Final = {
    "kind": "link",
    "title": "Opening report",
    "content": "https://example.org/report",
    "dated_on": "2026-11-01",
}


@dataclass
class Walk:
    """One action, the people around it, and someone who listens."""

    server: Server
    tokens: dict[str, str]
    action: str
    listener: Receiver

    def ask(
        self, who: str, method: str, path: str, body: object = None, if_match: str | None = None
    ) -> httpx.Response:
        headers = {"If-Match": if_match} if if_match else {}
        if who in self.tokens:
            headers["Authorization"] = f"Bearer {self.tokens[who]}"
        return httpx.request(
            method,
            f"http://{self.server.address}/api/v1{path}",
            json=body,
            headers=headers,
            timeout=PATIENCE,
        )

    def tag(self) -> str:
        return self.ask("sponsor", "GET", f"/actions/{self.action}").headers["ETag"]

    def step(self, who: str, step: str, **body: object) -> httpx.Response:
        """With the tag on record now."""
        return self.ask(who, "POST", f"/actions/{self.action}/{step}", body, self.tag())

    def refused(self, who: str, step: str, **body: object) -> tuple[int, str]:
        answer = self.step(who, step, **body)
        return answer.status_code, answer.json()["code"]

    def done(self, who: str, step: str, verb: str, **body: object) -> dict[str, Any]:
        """The step is taken, and heard with the index it has in the log."""
        answer = self.step(who, step, **body)
        assert answer.is_success, answer.text
        self.heard(verb)
        return cast("dict[str, Any]", answer.json())

    def heard(self, verb: str) -> None:
        change = self.listener.hear("change")["change"]
        assert change["type"] == verb
        assert self.logged(change["index"])["act"] == verb

    def logged(self, index: int) -> dict[str, Any]:
        """The leaf of that entry, as the log serves it to an auditor."""
        log = self.ask("auditor", "GET", "/partnership").json()["id"]
        page = self.ask("auditor", "GET", f"/logs/{log}/entries?after={index - 1}&limit=1").json()
        assert page["results"][0]["index"] == index
        return cast("dict[str, Any]", json.loads(page["results"][0]["leaf"]))

    def id_of(self, listing: str, reference: str) -> str:
        found = self.ask("sponsor", "GET", f"/{listing}?reference={reference}").json()["results"]
        return next(str(one["id"]) for one in found if one["reference"] == reference)


@pytest.fixture
def walk(settings: Any, tmp_path: Path) -> Iterator[Walk]:
    settings.STATE_DIR = tmp_path
    call_command("demo", "--no-serve", stdout=StringIO())
    tokens = json.loads((tmp_path / "demo-tokens.json").read_text("utf-8"))
    with served() as server:
        listener = server.ready(tokens["secretary"])
        listener.follow()
        listener.hear("caught_up")
        walk = Walk(server, tokens, "", listener)
        walk.action = walk.id_of("actions", YOUTH_OFFER)
        yield walk


def verify() -> str:
    """What the command prints, whether it finds the log whole or not."""
    out = StringIO()
    with suppress(CommandError):
        call_command("verify_log", stdout=out)
    return out.getvalue()


def test_it_takes_a_real_action_from_proposed_to_done(walk: Walk) -> None:
    priority = walk.id_of("priorities", FAIRNESS)
    council = walk.id_of("organisations", COUNCIL)

    # The documents name no priority for it: the administrator sets one, and nobody else can.
    assert walk.refused("sponsor", "set-priority", priority=priority) == (403, "permission_denied")
    assert walk.refused("neighbour", "set-priority", priority=priority) == (404, "not_found")
    assert walk.refused("nobody", "set-priority", priority=priority) == (401, "not_authenticated")
    assert walk.refused("sponsor", "start") == (403, "permission_denied")
    walk.done("administrator", "set-priority", "action.priority_set", priority=priority)

    # Without lead and date it cannot start, and the refusal says both at once.
    blocked = walk.step("sponsor", "start").json()
    assert blocked["code"] == "transition_guard_failed"
    assert [one["code"] for one in blocked["unmet"]] == ["lead_missing", "due_date_missing"]
    assert walk.refused("administrator", "assign-lead", organisation=council)[0] == 403
    walk.done("sponsor", "assign-lead", "action.lead_assigned", organisation=council)
    due = {"due_on": "2027-03-31", "reason": "Agreed with the Council."}
    assert walk.refused("auditor", "reschedule", **due) == (403, "insufficient_scope")
    walk.done("sponsor", "reschedule", "action.rescheduled", **due)
    walk.heard("date_change.made")

    # Started by the sponsor alone, and only on what they read.
    path = f"/actions/{walk.action}/start"
    assert walk.ask("sponsor", "POST", path, {}).status_code == 428
    assert walk.ask("sponsor", "POST", path, {}, '"1"').status_code == 412
    assert walk.refused("representative", "start") == (403, "permission_denied")
    assert walk.refused("administrator", "start") == (403, "permission_denied")
    assert walk.refused("sponsor", "recover", what_changed="-") == (409, "transition_not_allowed")
    assert walk.done("sponsor", "start", "action.started")["state"] == "in_progress"

    # Flagged by the lead; another organisation's system is not the lead.
    assert walk.refused("partner_system", "flag-at-risk", **RISK) == (403, "permission_denied")
    assert walk.refused("representative", "flag-at-risk") == (400, "validation_error")
    at_risk = walk.done("representative", "flag-at-risk", "action.flagged_at_risk", **RISK)
    assert at_risk["state"] == "at_risk"

    # Recovered by the sponsor.
    assert walk.refused("representative", "recover", what_changed="Posts are filled.")[0] == 403
    walk.done("sponsor", "recover", "action.recovered", what_changed="Both posts are filled.")

    # Done with evidence, by the sponsor; once more changes nothing.
    words = {"statement": "All five centres are open."}
    bare = walk.step("sponsor", "complete", **words).json()
    assert [one["code"] for one in bare["unmet"]] == ["evidence_missing"]
    walk.done("representative", "evidence", "evidence.added", **EVIDENCE)
    assert walk.refused("representative", "complete", **words) == (403, "permission_denied")
    assert walk.refused("secretary", "complete", **words) == (403, "insufficient_scope")
    assert walk.done("sponsor", "complete", "action.completed", **words)["state"] == "done"
    assert walk.step("sponsor", "complete", **words).json()["changed"] is False

    # The log proves it, until one byte of it changes behind the triggers' back.
    assert "entries, root" in verify()
    last = Entry.objects.get(verb="action.completed")
    behind_the_triggers(
        "UPDATE audit_entry SET leaf = %s WHERE verb = 'action.completed'",
        given=[bytes(last.leaf).replace(b'"done"', b'"dome"')],
    )
    assert f"entry {last.index}" in verify()
