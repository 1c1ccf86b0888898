"""Whoever let a tool act for them ends it: all that stems from their consent, and at once."""

from datetime import timedelta
from typing import Any  # bodies are JSON
from uuid import UUID

import pytest
import time_machine

from backend.audit.source import now
from backend.people.models import AccessToken, AuthorizationCode, Client, Consent, RefreshToken
from tests.borough import Answer, Borough, Caller
from tests.people.browser import Browser, signed_in
from tests.people.oauth import Tokens, ask, code_of, exchange, let, renew, tool
from tests.people.questions import (
    NOWHERE,
    assert_refused,
    assert_same_refusal,
    entry_of,
    no_trace,
    remembered,
)


@pytest.fixture
def planner(knowsley: Borough) -> Client:
    return tool(knowsley)


@pytest.fixture
def pat(knowsley: Borough) -> Browser:
    return signed_in(knowsley, "Pat")


def consents(borough: Borough, who: str = "Pat") -> list[dict[str, Any]]:
    answer = borough.as_(who).get("/me/consents")
    assert answer.status_code == 200, answer.content
    found: list[dict[str, Any]] = answer.json()["results"]
    return found


def withdraw(caller: Caller, consent_id: UUID | str) -> Answer:
    return caller.post(f"/consents/{consent_id}/withdraw")


def latest() -> Consent:
    return Consent.objects.latest("given_at")


def assert_over(client: Client, *given: Tokens) -> None:
    """For every token there was."""
    assert not AccessToken.objects.exists()
    for one in given:
        assert_refused(Caller(one.access).get("/me"), 401, "authentication_failed")
        assert renew(client, one.refresh).json()["error"] == "invalid_grant"


# It works and is recorded


def test_it_ends_every_token_at_once(knowsley: Borough, pat: Browser, planner: Client) -> None:
    first = let(pat, planner)
    second = Tokens.of(renew(planner, first.refresh))
    before = Caller(second.access).get("/me").status_code

    answer = withdraw(knowsley.as_("Pat"), latest().id)

    assert (before, answer.status_code) == (200, 200)
    assert answer.json()["withdrawn_at"] is not None
    assert_over(planner, first, second)


def test_it_is_recorded_for_auditors(knowsley: Borough, pat: Browser, planner: Client) -> None:
    let(pat, planner)
    consent = latest()
    given = entry_of(consent.id)

    withdraw(knowsley.as_("Pat"), consent.id)

    entry = entry_of(consent.id)
    assert [one.verb for one in (given, entry)] == ["consent.given", "consent.withdrawn"]
    assert [one.actor for one in (given, entry)] == [knowsley.actor_id("Pat")] * 2
    assert [one.audience for one in (given, entry)] == ["auditors"] * 2
    kept = remembered(consent.id)
    assert (kept["client"], kept["scopes"]) == (str(planner.id), ["actions:read"])
    assert kept["withdrawn_at"] is not None


def test_it_lets_a_code_open_nothing_any_more(
    knowsley: Borough, pat: Browser, planner: Client
) -> None:
    code = code_of(pat, planner)

    withdraw(knowsley.as_("Pat"), latest().id)

    assert exchange(planner, code).json()["error"] == "invalid_grant"
    assert not RefreshToken.objects.exists()


def test_it_ends_no_other_consent(knowsley: Borough, pat: Browser, planner: Client) -> None:
    other = tool(knowsley)
    kept = let(pat, other)
    gone = let(pat, planner)

    withdraw(knowsley.as_("Pat"), latest().id)

    assert_refused(Caller(gone.access).get("/me"), 401, "authentication_failed")
    assert Caller(kept.access).get("/me").status_code == 200
    assert renew(other, kept.refresh).status_code == 200
    assert [one["client"] for one in consents(knowsley)] == [str(other.id)]


def test_it_asks_the_person_again_afterwards(
    knowsley: Borough, pat: Browser, planner: Client
) -> None:
    let(pat, planner)
    withdraw(knowsley.as_("Pat"), latest().id)

    again = let(pat, planner)

    assert Caller(again.access).get("/me").status_code == 200
    assert len(consents(knowsley)) == 1


def test_it_is_done_from_the_persons_own_pages(pat: Browser, planner: Client) -> None:
    let(pat, planner)

    answer = pat.post(f"/consents/{latest().id}/withdraw")

    assert answer.status_code == 200


def test_it_lets_the_administrator_withdraw_anyones(
    knowsley: Borough, pat: Browser, planner: Client
) -> None:
    given = let(pat, planner)

    answer = withdraw(knowsley.as_("Ada"), latest().id)

    assert answer.status_code == 200
    assert entry_of(latest().id).actor == knowsley.actor_id("Ada")
    assert_over(planner, given)


def test_it_leaves_an_auditor_their_own(knowsley: Borough, planner: Client) -> None:
    given = let(signed_in(knowsley, "Audrey"), planner)

    answer = withdraw(knowsley.as_("Audrey"), latest().id)

    assert answer.status_code == 200
    assert_over(planner, given)


# It refuses


def test_it_refuses_to_withdraw_twice(knowsley: Borough, pat: Browser, planner: Client) -> None:
    let(pat, planner)
    first = withdraw(knowsley.as_("Pat"), latest().id)

    with no_trace():
        again = withdraw(knowsley.as_("Pat"), latest().id)

    assert first.status_code == 200
    assert_refused(again, 409, "consent_withdrawn")


def test_it_forbids_to_withdraw_someone_elses(
    knowsley: Borough, pat: Browser, planner: Client
) -> None:
    given = let(pat, planner)

    with no_trace():
        refused = [withdraw(knowsley.as_(name), latest().id) for name in ("Priya", "Audrey")]

    assert [one.status_code for one in refused] == [403, 403]
    assert Caller(given.access).get("/me").status_code == 200


def test_it_forbids_a_tool_to_withdraw(knowsley: Borough, pat: Browser, planner: Client) -> None:
    given = let(pat, planner)

    with no_trace():
        refused = withdraw(Caller(given.access), latest().id)

    assert_refused(refused, 403, "permission_denied")


def test_it_hides_a_consent_of_another_partnership(
    knowsley: Borough, sefton: Borough, pat: Browser, planner: Client
) -> None:
    let(pat, planner)
    olga = sefton.as_("Olga")

    hidden = withdraw(olga, latest().id)

    assert_refused(hidden, 404, "not_found")
    assert_same_refusal(hidden, withdraw(olga, NOWHERE))


def test_it_leaves_no_trace_when_it_fails(
    knowsley: Borough, pat: Browser, planner: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    given = let(pat, planner)
    knowsley.as_("Pat")

    def fails(_: object) -> None:
        raise OSError("The disk is full.")

    monkeypatch.setattr(RefreshToken, "revoke_family", fails)
    with no_trace(), pytest.raises(OSError, match="disk"):
        withdraw(knowsley.as_("Pat"), latest().id)

    assert latest().withdrawn_at is None
    assert Caller(given.access).get("/me").status_code == 200


# What is listed


def test_it_lists_ones_own(knowsley: Borough, pat: Browser, planner: Client) -> None:
    let(pat, planner)

    [shown] = consents(knowsley)

    consent = latest()
    assert (shown["id"], shown["client"], shown["name"]) == (
        str(consent.id),
        str(planner.id),
        "Action planner",
    )
    assert (shown["scopes"], shown["withdrawn_at"]) == (["actions:read"], None)
    assert shown["profile"] == str(knowsley.profiles["Pat"].id)
    assert consent.ends_at - consent.given_at == timedelta(days=90)
    assert RefreshToken.objects.get().ends_at == consent.ends_at
    assert [consents(knowsley, name) for name in ("Ada", "Audrey", "Priya")] == [[], [], []]


def test_it_lists_one_that_is_renewed_once(
    knowsley: Borough, pat: Browser, planner: Client
) -> None:
    renew(planner, let(pat, planner).refresh)

    assert [one["id"] for one in consents(knowsley)] == [str(latest().id)]


def test_it_lists_one_whose_code_may_still_be_exchanged(
    knowsley: Borough, pat: Browser, planner: Client
) -> None:
    code_of(pat, planner)
    ends = AuthorizationCode.objects.get().expires
    knowsley.as_("Pat")

    before = consents(knowsley)
    with time_machine.travel(ends, tick=False):
        after = consents(knowsley)

    assert (len(before), after) == (1, [])


def test_it_lists_none_that_ran_out(knowsley: Borough, pat: Browser, planner: Client) -> None:
    with time_machine.travel(now() - timedelta(days=60)):
        let(pat, planner)
    before = consents(knowsley)

    with time_machine.travel(latest().ends_at):
        after = consents(knowsley)

    assert (len(before), after) == (1, [])


def test_it_lists_none_that_the_tool_gave_up(
    knowsley: Borough, pat: Browser, planner: Client
) -> None:
    given = let(pat, planner)
    before = consents(knowsley)

    ask(path="/oauth/revoke", grant_type=None, client_id=planner.client_id, token=given.refresh)

    assert (len(before), consents(knowsley)) == (1, [])


def test_it_lists_none_of_a_tool_that_was_revoked(
    knowsley: Borough, pat: Browser, planner: Client
) -> None:
    let(pat, planner)
    before = consents(knowsley)

    knowsley.as_("Ada").post(
        f"/clients/{planner.id}/revoke", {"reason": "Replaced."}, if_match='"1"'
    )

    assert (len(before), consents(knowsley)) == (1, [])
