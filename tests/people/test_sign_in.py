from typing import Any  # settings are of any type

import pytest
from argon2 import PasswordHasher
from argon2.exceptions import VerificationError
from django.test import Client

from backend.audit.models import Entry
from backend.people.models import Actor, Profile
from backend.people.operations import add_person
from tests.borough import BASE, Borough, proposed_action, tag
from tests.people.browser import PASSWORD, Browser, signed_in, with_password
from tests.people.questions import assert_refused, assert_same_refusal, assert_wrong, no_trace

KNOWSLEY = "knowsley-better-together"
PRIYA = "priya@knowsley.test"


@pytest.fixture
def priya(knowsley: Borough) -> Actor:
    return with_password(knowsley, "Priya")


def test_it_signs_in_with_a_session_for_one_partnership(knowsley: Borough, priya: Actor) -> None:
    browser = Browser()

    answer = browser.sign_in(PRIYA, KNOWSLEY)

    assert (answer.status_code, answer.json()["name"]) == (200, "Priya")
    me = browser.get("/me").json()
    assert (me["name"], me["partnership"]["slug"]) == ("Priya", KNOWSLEY)


def test_it_takes_the_address_in_any_case(knowsley: Borough, priya: Actor) -> None:
    assert Browser().sign_in(PRIYA.upper(), KNOWSLEY).status_code == 200


def test_it_keeps_the_session_from_scripts_and_other_sites(knowsley: Borough, priya: Actor) -> None:
    cookies = Browser().sign_in(PRIYA, KNOWSLEY).cookies

    assert cookies["sessionid"]["httponly"]
    assert cookies["sessionid"]["samesite"] == "Lax"
    assert cookies["csrftoken"].value


def test_it_writes_no_entry(knowsley: Borough, priya: Actor) -> None:
    before = Entry.objects.count()

    Browser().sign_in(PRIYA, KNOWSLEY)

    priya.refresh_from_db()
    assert Entry.objects.count() == before
    assert priya.last_login is not None


def test_it_begins_a_new_session(knowsley: Borough, priya: Actor) -> None:
    browser = Browser()
    browser.client.cookies["sessionid"] = "chosenbysomeoneelse0123456789012"

    browser.sign_in(PRIYA, KNOWSLEY)

    assert browser.client.cookies["sessionid"].value != "chosenbysomeoneelse0123456789012"


def test_it_binds_the_session_to_the_partnership_named(
    knowsley: Borough, sefton: Borough, priya: Actor
) -> None:
    sefton.act("Olga", add_person, kind="person", name="Mrs Priya", email=PRIYA)
    browser = Browser()

    browser.sign_in(PRIYA, "sefton-together")

    assert browser.get("/me").json()["name"] == "Mrs Priya"
    assert browser.get(f"/organisations/{knowsley.council.id}").status_code == 404


@pytest.mark.parametrize(
    ("email", "password"),
    [
        (PRIYA, "wrong"),
        ("nobody@knowsley.test", PASSWORD),
        ("rhea@knowsley.test", "!"),
        ("operator", "!"),
        ("' OR 1=1 --", PASSWORD),
    ],
)
def test_it_does_not_tell_a_wrong_password_from_an_unknown_person(
    email: str, password: str, knowsley: Borough, priya: Actor
) -> None:
    wrong = Browser().sign_in(PRIYA, KNOWSLEY, "also wrong")

    answer = Browser().sign_in(email, KNOWSLEY, password)

    problem = assert_refused(answer, 401, "authentication_failed")
    assert "sessionid" not in answer.cookies
    assert "WWW-Authenticate" in answer.headers
    assert problem["detail"] == wrong.json()["detail"]


def test_it_tells_no_partnership_without_the_password(knowsley: Borough, priya: Actor) -> None:
    there = Browser().sign_in(PRIYA, KNOWSLEY, "wrong")
    nowhere = Browser().sign_in(PRIYA, "atlantis", "wrong")

    assert_same_refusal(there, nowhere)


def test_it_hides_a_partnership_they_are_no_part_of(
    knowsley: Borough, sefton: Borough, priya: Actor
) -> None:
    browser = Browser()

    hidden, missing = browser.sign_in(PRIYA, sefton.partnership.slug), browser.sign_in(PRIYA, "no")

    assert_refused(hidden, 404, "not_found")
    assert_same_refusal(hidden, missing)
    assert_refused(browser.get("/me"), 401, "not_authenticated")


def test_it_lets_nobody_in_whose_credentials_ended(knowsley: Borough, priya: Actor) -> None:
    Actor.objects.filter(id=priya.id).update(is_active=False)

    assert_refused(Browser().sign_in(PRIYA, KNOWSLEY), 401, "authentication_failed")


def test_it_lets_nobody_in_whose_profile_ended(knowsley: Borough, priya: Actor) -> None:
    end_profile(knowsley, "Priya")

    assert_refused(Browser().sign_in(PRIYA, KNOWSLEY), 404, "not_found")


def test_it_ends_a_session_with_the_profile(knowsley: Borough) -> None:
    browser = signed_in(knowsley, "Priya")

    end_profile(knowsley, "Priya")

    assert_refused(browser.get("/me"), 401, "not_authenticated")


def test_it_ends_a_session_with_the_credentials(knowsley: Borough) -> None:
    browser = signed_in(knowsley, "Priya")

    Actor.objects.filter(sign_in=PRIYA).update(is_active=False)

    assert_refused(browser.get("/me"), 401, "not_authenticated")


def test_it_ends_every_session_when_the_password_changes(knowsley: Borough) -> None:
    browser = signed_in(knowsley, "Priya")

    with_password(knowsley, "Priya", "another one entirely")

    assert_refused(browser.get("/me"), 401, "not_authenticated")


def test_it_asks_for_the_csrf_token_on_a_write(knowsley: Borough) -> None:
    action = proposed_action(knowsley)
    browser = signed_in(knowsley, "Priya")
    start = f"/actions/{action.id}/start"

    without = browser.post(start, **{"If-Match": tag(1), "X-CSRFToken": ""})
    forged = browser.post(start, **{"If-Match": tag(1), "X-CSRFToken": "a" * 64})
    with_it = browser.post(start, **{"If-Match": tag(1)})

    assert_refused(without, 403, "csrf_failed")
    assert_refused(forged, 403, "csrf_failed")
    assert with_it.status_code == 200


def test_it_reads_the_body_of_a_write(knowsley: Borough) -> None:
    browser = signed_in(knowsley, "Ada")

    answer = browser.post("/organisations", {"name": "Huyton Friends", "kind": "other"})

    assert (answer.status_code, answer.json()["name"]) == (201, "Huyton Friends")


def test_it_takes_no_write_from_another_site(knowsley: Borough) -> None:
    browser = signed_in(knowsley, "Ada")

    answer = browser.post(
        "/organisations", {"name": "X", "kind": "other"}, Origin="https://evil.example"
    )

    assert_refused(answer, 403, "csrf_failed")


@pytest.mark.parametrize(
    "content_type", ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data"]
)
def test_it_signs_nobody_in_by_a_form_of_another_site(
    content_type: str, knowsley: Borough, priya: Actor
) -> None:
    body = f'{{"email": "{PRIYA}", "password": "{PASSWORD}", "partnership": "{KNOWSLEY}"}}'

    answer: Any = Client(enforce_csrf_checks=True).post(
        f"{BASE}/session", data=body, content_type=content_type
    )

    assert_refused(answer, 415, "unsupported_media_type")
    assert "sessionid" not in answer.cookies


def test_it_prefers_the_token_and_never_falls_back_to_the_cookie(knowsley: Borough) -> None:
    browser = signed_in(knowsley, "Priya")

    forged: Any = browser.client.get(f"{BASE}/me", headers={"Authorization": "Bearer acc_forged"})
    rhea = browser.client.get(
        f"{BASE}/me", headers={"Authorization": f"Bearer {knowsley.token('Rhea')}"}
    )

    assert_refused(forged, 401, "authentication_failed")
    assert rhea.json()["name"] == "Rhea"


def test_it_locks_out_after_too_many_tries(knowsley: Borough, priya: Actor, settings: Any) -> None:
    settings.AXES_FAILURE_LIMIT = 3
    browser = Browser()
    tries = [browser.sign_in(PRIYA, KNOWSLEY, f"guess {one}") for one in range(3)]

    answer = browser.sign_in(PRIYA, KNOWSLEY)

    assert [one.status_code for one in tries] == [401, 401, 429]
    assert_refused(answer, 429, "throttled")
    assert answer.headers["Retry-After"] == "900"


def test_it_locks_out_alike_whoever_is_known(knowsley: Borough, settings: Any) -> None:
    settings.AXES_FAILURE_LIMIT = 2
    browser = Browser()
    with_password(knowsley, "Priya")

    known = [browser.sign_in(PRIYA, KNOWSLEY, "guess") for _ in range(3)]
    unknown = [browser.sign_in("nobody@knowsley.test", KNOWSLEY, "guess") for _ in range(3)]

    assert [one.status_code for one in known] == [one.status_code for one in unknown]
    assert_same_refusal(known[-1], unknown[-1])


def test_it_counts_tries_whatever_address_a_header_claims(
    knowsley: Borough, priya: Actor, settings: Any
) -> None:
    settings.AXES_FAILURE_LIMIT = 2
    browser = Browser()
    body = {"email": PRIYA, "password": "guess", "partnership": KNOWSLEY}

    tries = [
        browser.post("/session", body, **{"X-Forwarded-For": f"203.0.113.{one}"})
        for one in range(3)
    ]

    assert tries[-1].status_code == 429


def test_it_counts_tries_whatever_the_case(knowsley: Borough, priya: Actor, settings: Any) -> None:
    settings.AXES_FAILURE_LIMIT = 2
    browser = Browser()

    tries = [browser.sign_in(one, KNOWSLEY, "guess") for one in (PRIYA, PRIYA.upper(), PRIYA)]

    assert tries[-1].status_code == 429


def test_it_takes_no_shortage_of_memory_for_a_wrong_password(
    knowsley: Borough, priya: Actor, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.AXES_FAILURE_LIMIT = 2
    browser = Browser()
    browser.client.raise_request_exception = False
    with monkeypatch.context() as short:
        short.setattr(PasswordHasher, "verify", too_little_memory)
        tries = [browser.sign_in(PRIYA, KNOWSLEY) for _ in range(3)]

    for answer in tries:
        assert_refused(answer, 500, "internal_error")
    assert browser.sign_in(PRIYA, KNOWSLEY).status_code == 200


def too_little_memory(*_: object) -> bool:
    raise VerificationError("Memory allocation error")


def test_it_renews_a_password_that_was_hashed_otherwise(knowsley: Borough, priya: Actor) -> None:
    priya.password = "argon2" + PasswordHasher(time_cost=1).hash(PASSWORD)
    priya.save()

    assert Browser().sign_in(PRIYA, KNOWSLEY).status_code == 200

    priya.refresh_from_db()
    assert "$m=19456,t=2,p=1$" in priya.password
    assert Browser().sign_in(PRIYA, KNOWSLEY).status_code == 200


def test_it_locks_out_nobody_else(knowsley: Borough, priya: Actor, settings: Any) -> None:
    settings.AXES_FAILURE_LIMIT = 2
    with_password(knowsley, "Rhea")
    browser = Browser()
    for _ in range(3):
        browser.sign_in(PRIYA, KNOWSLEY, "guess")

    assert browser.sign_in("rhea@knowsley.test", KNOWSLEY).status_code == 200


@pytest.mark.parametrize(
    ("member", "value", "code"),
    [
        ("email", None, "null"),
        ("email", 7, "wrong_type"),
        ("email", "x" * 255, "max_length"),
        ("password", ["x"], "wrong_type"),
        ("password", "x" * 201, "max_length"),
        ("password", "", "blank"),
        ("partnership", {"slug": "x"}, "wrong_type"),
        ("partnership", "x\x00", "control_characters"),
        ("is_superuser", True, "unknown_field"),
    ],
)
def test_it_names_what_is_wrong(member: str, value: object, code: str, knowsley: Borough) -> None:
    body = {"email": PRIYA, "password": PASSWORD, "partnership": KNOWSLEY, member: value}

    with no_trace():
        answer = Browser().post("/session", body)

    assert_wrong(answer, f"#/{member}", code)


def end_profile(borough: Borough, name: str) -> None:
    profile = Profile.objects.get(id=borough.profiles[name].id)

    def end(unit: Any) -> Profile:
        profile.ended_at = unit.at
        ended: Profile = unit.record("profile.ended", profile)
        return ended

    borough.act("Ada", end)
