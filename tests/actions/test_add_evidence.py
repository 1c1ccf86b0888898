import hashlib
import json
from datetime import timedelta
from typing import Any  # a body is any JSON

import pytest

from backend.audit.models import Entry
from backend.audit.source import now
from tests.actions.deeds import DEEDS
from tests.actions.questions import FORBIDDEN, HIDDEN, MALFORMED, WRONG_STATE, Written, read
from tests.actions.subjects import day_before
from tests.borough import ACTION_IN, Borough

ADD = DEEDS["add_evidence"]


@pytest.mark.parametrize("who", ["Priya", "Rhea", "Tracker"])
def test_it_adds_and_is_recorded(borough: Borough, who: str) -> None:
    asked = ADD.ask(borough, who)

    assert (asked.status, asked.body["kind"]) == (201, "link")
    assert asked.body["author"] == str(borough.actor_id(who))
    assert asked.written == (Written("evidence.added", 1, who),)


def test_it_records_the_deputy_for_the_sponsor(borough: Borough) -> None:
    assert ADD.ask(borough, "Dev").written == (Written("evidence.added", 1, "Dev", "Priya"),)


def test_it_takes_no_evidence_from_the_future(borough: Borough) -> None:
    tomorrow = now().date() + timedelta(days=2)

    asked = ADD.ask(borough, dated_on=tomorrow.isoformat())

    assert asked.refusal == MALFORMED
    assert asked.pointers == ["#/dated_on"]


def test_it_lasts_for_ever_unless_it_says_until_when(borough: Borough) -> None:
    lasting = ADD.ask(borough).body
    ending = ADD.ask(borough, expires_on="2027-10-31").body

    assert (lasting["expires_on"], ending["expires_on"]) == (None, "2027-10-31")
    assert read(borough, "Pat", f"/evidence/{ending['id']}") == ending


@pytest.mark.parametrize(("days", "status"), [(-1, 400), (0, 201), (1, 201)])
def test_it_lasts_at_least_for_its_own_day(borough: Borough, days: int, status: int) -> None:
    last = day_before() + timedelta(days=days)

    asked = ADD.ask(borough, expires_on=last.isoformat())

    assert asked.status == status
    assert [one["code"] for one in asked.body.get("errors", [])] == (
        ["expires_before_its_date"] if status == 400 else []
    )


WORDS = "Alle fünf Zentren sind offen ✓"
HASH = hashlib.sha256(WORDS.encode("utf-8")).hexdigest()


@pytest.mark.parametrize("given", [{}, {"sha256": HASH}])
def test_it_hashes_a_statement(borough: Borough, given: dict[str, Any]) -> None:
    asked = ADD.ask(borough, kind="statement", content=WORDS, **given)

    assert (asked.status, asked.body["sha256"]) == (201, HASH)


def test_it_takes_no_other_hash_of_a_statement(borough: Borough) -> None:
    asked = ADD.ask(borough, kind="statement", content=f"{WORDS}.", sha256=HASH)

    assert asked.refusal == MALFORMED
    assert [(one["code"], one["pointer"]) for one in asked.body["errors"]] == [
        ("hash_differs", "#/sha256")
    ]


@pytest.mark.parametrize("kind", ["link", "document"])
def test_it_takes_the_word_of_whoever_hashed_what_is_elsewhere(borough: Borough, kind: str) -> None:
    given, left_out = ADD.ask(borough, kind=kind, sha256=HASH), ADD.ask(borough, kind=kind)

    assert (given.body["sha256"], left_out.body["sha256"]) == (HASH, "")


@pytest.mark.parametrize("sha256", [HASH.upper(), HASH[:-1], f"{HASH}0", f"{HASH[:-1]}g"])
def test_it_takes_a_hash_in_one_form(borough: Borough, sha256: str) -> None:
    asked = ADD.ask(borough, sha256=sha256)

    assert asked.refusal == MALFORMED
    assert asked.pointers == ["#/sha256"]


def test_it_names_all_that_is_wrong_at_once(borough: Borough) -> None:
    tomorrow = now().date() + timedelta(days=2)

    asked = ADD.ask(
        borough,
        kind="statement",
        dated_on=tomorrow.isoformat(),
        expires_on="2026-01-01",
        sha256=HASH,
    )

    assert asked.refusal == MALFORMED
    assert asked.pointers == ["#/dated_on", "#/expires_on", "#/sha256"]


def test_it_keeps_the_hash_where_it_can_be_erased(borough: Borough) -> None:
    """Whoever guesses erased words could check the guess against their hash."""
    ADD.ask(borough, kind="statement", content=WORDS)

    leaf = bytes(Entry.objects.latest("index").leaf)

    assert json.loads(leaf)["act"] == "evidence.added"
    assert HASH.encode() not in leaf


@pytest.mark.parametrize("state", ["proposed", "done", "withdrawn"])
def test_it_refuses_in_the_wrong_state(borough: Borough, state: str) -> None:
    assert ADD.ask(borough, on=ACTION_IN[state](borough)).refusal == WRONG_STATE


def test_it_hides_what_you_cannot_see(borough: Borough) -> None:
    assert ADD.ask(borough, "Olga").refusal == HIDDEN


@pytest.mark.parametrize("who", ["Ada", "Omar", "Rob", "Mirror", "Audrey"])
def test_it_forbids_whoever_neither_sponsors_nor_leads(borough: Borough, who: str) -> None:
    assert ADD.ask(borough, who).refusal == FORBIDDEN


def test_it_leaves_no_trace_when_it_refuses(borough: Borough) -> None:
    asked = ADD.ask(borough, body={})

    assert asked.refusal == MALFORMED
    assert asked.pointers == ["#/content", "#/dated_on", "#/kind", "#/title"]


@pytest.mark.parametrize("address", ["javascript:alert(1)", "example.org", "file:///etc/hosts"])
def test_it_takes_as_a_link_what_can_be_followed(borough: Borough, address: str) -> None:
    asked = ADD.ask(borough, content=address)

    assert asked.refusal == MALFORMED
    assert asked.pointers == ["#/content"]
