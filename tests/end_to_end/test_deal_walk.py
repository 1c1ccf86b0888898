"""A deal on a real server: the council, a business, a community group and residents make it and
sign it, one of them on paper; it is amended, and exactly those it touches sign again; one leaves
with notice; the rest is kept and the deal fulfilled. An auditor hears every step on the socket
with the index it has in the log, and the log holds.
"""

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final  # Any: bodies are JSON

import httpx
import pytest

from tests.borough import Borough
from tests.deals.round_table import AT_THE_TABLE, PROMISES, people_at_the_table
from tests.end_to_end.walking import Walk, verified, walking

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
class DealWalk(Walk):
    deal: str = ""
    parties: dict[str, str] = field(default_factory=dict)
    commitments: dict[str, str] = field(default_factory=dict)

    def move(self, who: str, step: str, **body: object) -> dict[str, Any]:
        return self.done(who, f"/deals/{self.deal}/{step}", **body)

    def state(self) -> str:
        return str(self.ask("Rhea", "GET", f"/deals/{self.deal}").json()["state"])

    def digest(self) -> str:
        """Of the version to be signed, computed anew from the terms as they are served."""
        versions = self.listed("Rhea", f"/deals/{self.deal}/versions")
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


@pytest.fixture
def walk(knowsley: Borough, tmp_path: Path) -> Iterator[DealWalk]:
    people_at_the_table(knowsley)
    names = ("Rhea", "Pat", *AT_THE_TABLE)
    with walking(DealWalk, knowsley, names, tmp_path / "forward") as walk:
        yield walk


def made_together(walk: DealWalk) -> None:
    walk.deal = walk.made("Rhea", "/deals", **DRAFT)
    parties = walk.listed("Rhea", f"/deals/{walk.deal}/parties")
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


def kept(walk: DealWalk, name: str) -> None:
    path = f"/commitments/{walk.commitments[name]}"
    walk.done(name, f"{path}/report-delivery", result="kept", report="As promised.")
    judged = walk.done(JUDGES[name], f"{path}/confirm-delivery", answer="So it was.")
    assert judged["state"] == "kept"


def test_it_takes_a_deal_from_its_draft_to_its_end(walk: DealWalk) -> None:
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
    parties = walk.listed("Rhea", f"/deals/{walk.deal}/parties")
    asked = {one["id"] for one in parties if one["consent"] == "to_sign"}
    assert asked == {walk.parties["Bea"], walk.parties["Una"]}
    assert walk.sign("Bea").json()["state"] == "signing"
    assert walk.sign("Una").json()["state"] == "signing"

    # The others say nothing until the window has passed.
    walk.clock.put_forward(2)
    walk.hear_until("deal.activated", times=2)
    assert walk.state() == "active"

    # The bakery leaves: bound until its notice has run out, and only then is Una told.
    bakery, larder = (f"/commitments/{walk.commitments[name]}" for name in ("Bea", "Una"))
    walk.move("Bea", "leave", party=walk.parties["Bea"], reason="The bakery closes.")
    assert walk.ask("Bea", "GET", bakery).json()["state"] == "agreed"
    walk.clock.put_forward(8)
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

    assert walk.heard(MOVES) == list(MOVES)
    assert "entries, root" in verified()
