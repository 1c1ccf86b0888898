"""A deal on a real server: the council, a business, a community group and residents make it and
sign it, one of them on paper; it is amended, and exactly those it touches sign again; one leaves
with notice; the rest is kept and the deal fulfilled. An auditor hears every step on the socket
with the index it has in the log, and the log holds.
"""

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from io import StringIO
from pathlib import Path
from typing import Any, Final, cast  # Any: bodies are JSON

import httpx
import pytest
from django.core.management import call_command

from tests.borough import Borough
from tests.deals.round_table import AT_THE_TABLE, PROMISES, people_at_the_table
from tests.end_to_end.forward import BY_DAYS
from tests.live.server import PATIENCE, Receiver, Server, served

pytestmark = pytest.mark.django_db(transaction=True)

DRAFT: Final = {
    "title": "A park for everyone",
    "goal": "Court Hey Park is safe and used by all ages.",
    "starts_on": "2026-12-01",
    "ends_on": "2028-03-31",
    "notice_days": 7,
}
JUDGES: Final = {"Rhea": "Una", "Bea": "Una", "Una": "Remy", "Remy": "Rhea"}
PAPER: Final = {"signatory": "The residents' meeting", "evidence": "Minute book, page 12"}

# Of all that is heard, what the deal itself does.
MOVES: Final = (
    "deal.drafted",
    "deal.opened",
    "deal.called_for_signatures",
    "deal.activated",
    "deal.amended",
    "deal.activated",
    "party.notice_given",
    "deal.left",
    "deal.fulfilled",
)


@dataclass
class Walk:
    server: Server
    borough: Borough
    forward: Path
    listener: Receiver
    deal: str = ""
    parties: dict[str, str] = field(default_factory=dict)
    commitments: dict[str, str] = field(default_factory=dict)
    # Every verb the listener heard, in order.
    heard: list[str] = field(default_factory=list)

    def ask(
        self, who: str, method: str, path: str, body: object = None, tag: str | None = None
    ) -> httpx.Response:
        headers = {"Authorization": f"Bearer {self.borough.tokens[who]}"}
        return httpx.request(
            method,
            f"http://{self.server.address}/api/v1{path}",
            json=body,
            headers=headers | ({"If-Match": tag} if tag else {}),
            timeout=PATIENCE,
        )

    def made(self, who: str, path: str, **body: object) -> str:
        answer = self.ask(who, "POST", path, body)
        assert answer.status_code == 201, answer.text
        return cast("str", answer.json()["id"])

    def step(self, who: str, path: str, **body: object) -> httpx.Response:
        """With the tag on record now of what the path is about."""
        about = path.rpartition("/")[0]
        return self.ask(who, "POST", path, body, self.ask(who, "GET", about).headers["ETag"])

    def done(self, who: str, path: str, **body: object) -> dict[str, Any]:
        answer = self.step(who, path, **body)
        assert answer.is_success, answer.text
        return cast("dict[str, Any]", answer.json())

    def move(self, who: str, step: str, **body: object) -> dict[str, Any]:
        return self.done(who, f"/deals/{self.deal}/{step}", **body)

    def state(self) -> str:
        return str(self.ask("Rhea", "GET", f"/deals/{self.deal}").json()["state"])

    def digest(self) -> str:
        """Of the version to be signed, computed anew from the terms as they are served."""
        versions = self.ask("Rhea", "GET", f"/deals/{self.deal}/versions").json()["results"]
        latest = max(versions, key=lambda one: int(one["number"]))
        text = json.dumps(
            latest["terms"], sort_keys=True, ensure_ascii=False, separators=(",", ":")
        )
        computed = hashlib.sha256(text.encode()).hexdigest()
        assert computed == latest["digest"]
        return computed

    def sign(self, who: str, **paper: object) -> httpx.Response:
        name = "Rhea" if paper else who
        body = {"party": self.parties[who], "digest": self.digest(), "capacity": "Chair"}
        return self.step(name, f"/deals/{self.deal}/sign", **body, **paper)

    def hear_until(self, verb: str, times: int = 1) -> None:
        """Until it was heard that often in all, so that an earlier one is not taken for the one
        waited for. Each change has the index under which the log serves it.
        """
        while self.heard.count(verb) < times:
            change = self.listener.hear("change")["change"]
            assert self.logged(change["index"]) == change["type"]
            self.heard.append(change["type"])

    def logged(self, index: int) -> str:
        log = self.borough.partnership.id
        page = self.ask("Audrey", "GET", f"/logs/{log}/entries?after={index - 1}&limit=1").json()
        return str(json.loads(page["results"][0]["leaf"])["act"])

    def put_forward(self, days: int) -> None:
        self.forward.write_text(str(days), "ascii")


@pytest.fixture
def walk(knowsley: Borough, tmp_path: Path) -> Iterator[Walk]:
    people_at_the_table(knowsley)
    for name in ("Rhea", "Pat", "Audrey", *AT_THE_TABLE):
        knowsley.as_(name)
    forward = tmp_path / "forward"
    forward.write_text("0", "ascii")
    surroundings = {"DJANGO_SETTINGS_MODULE": "tests.end_to_end.later", BY_DAYS: str(forward)}
    with served(surroundings=surroundings) as server:
        listener = server.ready(knowsley.tokens["Audrey"])
        listener.follow()
        listener.hear("caught_up")
        yield Walk(server, knowsley, forward, listener)


def made_together(walk: Walk) -> None:
    walk.deal = walk.made("Rhea", "/deals", **DRAFT)
    parties = walk.ask("Rhea", "GET", f"/deals/{walk.deal}/parties").json()["results"]
    walk.parties["Rhea"] = parties[0]["id"]
    for name in AT_THE_TABLE:
        organisation = str(walk.borough.profiles[name].organisation_id)
        walk.parties[name] = walk.made(
            "Rhea", f"/deals/{walk.deal}/parties", organisation=organisation
        )
    walk.move("Rhea", "open")
    said = {"text": "The gate is shut too early.", "channel": "street", "voice": "A dog walker"}
    walk.made("Una", f"/deals/{walk.deal}/contributions", **said)
    for name, judge in JUDGES.items():
        relies_on = [walk.commitments["Bea"]] if name == "Una" else []
        walk.commitments[name] = walk.made(
            name,
            f"/deals/{walk.deal}/commitments",
            party=walk.parties[name],
            text=PROMISES[name],
            measure="Seen every month by those who use the park",
            due_on="2027-06-30",
            owner=str(walk.borough.actor_id(name)),
            counterparty=walk.parties[judge],
            conditions=relies_on,
        )


def kept(walk: Walk, name: str) -> None:
    path = f"/commitments/{walk.commitments[name]}"
    walk.done(name, f"{path}/report-delivery", result="kept", report="As promised.")
    judged = walk.done(JUDGES[name], f"{path}/confirm-delivery", answer="So it was.")
    assert judged["state"] == "kept"


def test_it_takes_a_deal_from_its_draft_to_its_end(walk: Walk) -> None:
    made_together(walk)
    assert walk.ask("Pat", "GET", f"/deals/{walk.deal}").status_code == 404

    # Signed by all four, the residents on paper; not without evidence, not for another.
    walk.move("Rhea", "call-for-signatures")
    assert walk.ask("Pat", "GET", f"/deals/{walk.deal}").status_code == 200
    assert walk.sign("Bea").status_code == 200
    assert walk.sign("Bea").json()["unmet"][0]["code"] == "already_signed"
    assert walk.sign("Una", paper={"signatory": "Una"}).status_code == 400
    assert walk.sign("Una").status_code == 200
    assert walk.sign("Remy", paper=PAPER).json()["state"] == "signing"
    assert walk.sign("Rhea").json()["state"] == "active"

    # The bakery's promise changes: it signs again, and so does whoever relied on it.
    change = {"commitment": walk.commitments["Bea"], "text": "Give bread on Saturdays"}
    walk.move("Rhea", "amend", reason="Less is baked.", objection_days=1, change=[change])
    parties = walk.ask("Rhea", "GET", f"/deals/{walk.deal}/parties").json()["results"]
    asked = {one["id"] for one in parties if one["consent"] == "to_sign"}
    assert asked == {walk.parties["Bea"], walk.parties["Una"]}
    assert walk.sign("Bea").json()["state"] == "signing"
    assert walk.sign("Una").json()["state"] == "signing"

    # The others say nothing until the window has passed.
    walk.put_forward(2)
    walk.hear_until("deal.activated", times=2)
    assert walk.state() == "active"

    # The bakery leaves: bound until its notice has run out, and only then is Una told.
    bakery, larder = (f"/commitments/{walk.commitments[name]}" for name in ("Bea", "Una"))
    walk.move("Bea", "leave", party=walk.parties["Bea"], reason="The bakery closes.")
    assert walk.ask("Bea", "GET", bakery).json()["state"] == "agreed"
    walk.put_forward(10)
    walk.hear_until("commitment.condition_lost")
    assert walk.ask("Una", "GET", bakery).json()["state"] == "released"
    assert walk.ask("Una", "GET", larder).json()["condition_unmet"] is True
    assert walk.state() == "active"

    # The rest is kept, and judged by the other side; then the deal is fulfilled.
    early = walk.step("Rhea", f"/deals/{walk.deal}/fulfil").json()
    assert [one["code"] for one in early["unmet"]] == ["open_commitments"]
    for name in ("Rhea", "Una", "Remy"):
        kept(walk, name)
    assert walk.move("Rhea", "fulfil")["state"] == "fulfilled"
    walk.hear_until("deal.fulfilled")

    moves = [verb for verb in walk.heard if verb in MOVES]
    assert moves == list(MOVES)
    out = StringIO()
    call_command("verify_log", stdout=out)
    assert "entries, root" in out.getvalue()
