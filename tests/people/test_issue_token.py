from datetime import timedelta
from typing import Any  # bodies are JSON

import pytest

from backend.api.encoding import instant_text
from backend.audit.models import Entry
from backend.audit.source import now
from backend.people.models import Token
from backend.people.operations.credentials import digest_of
from tests.borough import Borough, Caller
from tests.people.questions import NOWHERE, assert_refused, assert_wrong, no_trace


def in_days(days: float) -> str:
    return instant_text(now() + timedelta(days=days))


def issue(caller: Caller, **changed: Any) -> Any:
    body = {"name": "Excel", "scopes": ["people:read"], "expires_at": in_days(30)}
    return caller.post("/tokens", {**body, **changed})


def test_it_issues_a_token_that_opens(knowsley: Borough) -> None:
    answer = issue(knowsley.as_("Pat"))

    assert answer.status_code == 201
    me = Caller(answer.json()["token"]).get("/me").json()
    assert (me["name"], me["scopes"]) == ("Pat", ["people:read"])


def test_it_shows_the_secret_once_and_keeps_only_its_digest(knowsley: Borough) -> None:
    made = issue(knowsley.as_("Pat")).json()

    token = Token.objects.get(id=made["id"])
    assert made["token"].startswith(made["prefix"])
    assert token.digest == digest_of(made["token"])
    assert made["token"].encode() not in knowsley.as_("Pat").get("/me/tokens").content
    assert made["token"] not in str(Token.objects.filter(id=token.id).values())


def test_it_belongs_to_the_deployment_and_not_to_the_log(knowsley: Borough) -> None:
    pat = knowsley.as_("Pat")
    before = Entry.objects.count()

    issue(pat)

    assert Entry.objects.count() == before


def test_it_issues_a_partner_systems_token_to_the_administrator(knowsley: Borough) -> None:
    answer = issue(knowsley.as_("Ada"), profile=str(knowsley.profiles["Robot"].id))

    me = Caller(answer.json()["token"]).get("/me").json()
    assert (answer.status_code, me["name"]) == (201, "Robot")


@pytest.mark.parametrize(("by", "whose"), [("Ada", "Pat"), ("Rhea", "Tracker"), ("Pat", "Ada")])
def test_it_issues_no_token_of_someone_else(by: str, whose: str, knowsley: Borough) -> None:
    with no_trace():
        answer = issue(knowsley.as_(by), profile=str(knowsley.profiles[whose].id))

    assert_refused(answer, 403, "permission_denied")


def test_it_hides_a_profile_of_another_partnership(knowsley: Borough, sefton: Borough) -> None:
    with no_trace():
        hidden = issue(knowsley.as_("Ada"), profile=str(sefton.profiles["Olga"].id))
        missing = issue(knowsley.as_("Ada"), profile=str(NOWHERE))

    assert_wrong(hidden, "#/profile", "unknown_reference")
    assert hidden.json()["errors"] == missing.json()["errors"]


def test_it_gives_no_scope_its_issuer_came_without(knowsley: Borough) -> None:
    narrow = Caller(knowsley.token("Ada", frozenset({"people:read", "people:write"})))

    with no_trace():
        answer = issue(narrow, scopes=["people:read", "audit:read", "actions:write"])

    assert_wrong(answer, "#/scopes/1", "scope_not_held")
    assert_wrong(answer, "#/scopes/2", "scope_not_held")


def test_it_gives_a_system_no_scope_its_issuer_came_without(knowsley: Borough) -> None:
    narrow = Caller(knowsley.token("Ada", frozenset({"people:read"})))

    answer = issue(narrow, profile=str(knowsley.profiles["Robot"].id), scopes=["audit:read"])

    assert_wrong(answer, "#/scopes/0", "scope_not_held")


def test_it_keeps_a_scope_once(knowsley: Borough) -> None:
    made = issue(knowsley.as_("Pat"), scopes=["people:read", "audit:read", "people:read"]).json()

    assert made["scopes"] == ["audit:read", "people:read"]


@pytest.mark.parametrize("days", [-1, 91, 100_000])
def test_it_lasts_ninety_days_at_most(days: int, knowsley: Borough) -> None:
    with no_trace():
        answer = issue(knowsley.as_("Pat"), expires_at=in_days(days))

    assert_wrong(answer, "#/expires_at", "out_of_range")


@pytest.mark.parametrize("extreme", ["9999-12-31T23:59:59-23:59", "0001-01-01T00:00:00+23:59"])
def test_it_breaks_at_no_end_of_the_calendar(extreme: str, knowsley: Borough) -> None:
    answer = issue(knowsley.as_("Pat"), expires_at=extreme)

    assert_wrong(answer, "#/expires_at", "format")


def test_it_refuses_what_is_not_a_scope(knowsley: Borough) -> None:
    with no_trace():
        answer = issue(knowsley.as_("Ada"), scopes=["people:read", "everything"])

    assert_wrong(answer, "#/scopes/1", "invalid_choice")


@pytest.mark.parametrize(
    "member", ["digest", "prefix", "token", "profile_id", "revoked_at", "last_used_at", "id"]
)
def test_it_takes_no_member_of_its_own_making(member: str, knowsley: Borough) -> None:
    with no_trace():
        answer = issue(knowsley.as_("Pat"), **{member: "acc_chosen"})

    assert_wrong(answer, f"#/{member}", "unknown_field")
