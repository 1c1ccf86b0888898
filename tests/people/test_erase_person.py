from datetime import timedelta
from typing import Any  # bodies are JSON

import pytest
from django.core.management import call_command

from backend.audit.checkpoints import root_of, size_of
from backend.audit.models import Entry, Log, Told
from backend.audit.source import now
from backend.audit.unit import unit_of_work
from backend.audit.verify import verify_log
from backend.people import operations as people
from backend.people.models import (
    Actor,
    Appointment,
    Organisation,
    Profile,
    StreamTicket,
    Token,
)
from tests.borough import Borough, Caller, tag
from tests.forums.feeding import fetched, issued
from tests.people.browser import Browser, with_password
from tests.people.questions import (
    NOWHERE,
    assert_refused,
    assert_same_refusal,
    assert_wrong,
    entry_of,
    no_trace,
    remembered,
)
from tests.people.test_appointment_locks import unsponsored
from tests.people.test_end_appointment import appointment_of
from tests.people.whole import tables_naming

NAME = "Philippa Quillfeather"
EMAIL = "pquill@knowsley.test"
WORDS = ("Quillfeather", "pquill@")


def newcomer(
    borough: Borough, name: str = NAME, email: str = EMAIL, of: Organisation | None = None
) -> Profile:
    profile: Profile = borough.act(
        "Ada",
        people.add_person,
        kind="person",
        name=name,
        email=email,
        organisation_id=(of or borough.council).id,
    )
    borough.profiles[name] = profile
    return profile


@pytest.fixture
def philippa(knowsley: Borough) -> Profile:
    """She sponsors a priority, with Pat as her deputy while she is ill."""
    profile = newcomer(knowsley)
    actor, winter = profile.actor_id, unsponsored(knowsley).id
    knowsley.act("Ada", people.appoint, actor_id=actor, role="sponsor", on_id=winter)
    knowsley.act(
        NAME,
        people.appoint,
        actor_id=knowsley.actor_id("Pat"),
        role="deputy",
        on_id=winter,
        ends_on=now().date() + timedelta(days=30),
        reason="Philippa Quillfeather is in hospital.",
        deputy_for=actor,
    )
    return profile


def erase(borough: Borough, profile: Any, by: str = "Ada", version: int = 1) -> Any:
    return borough.as_(by).post(
        f"/people/{getattr(profile, 'id', profile)}/erase",
        {"reason": "She asked for it."},
        if_match=tag(version),
    )


def test_it_leaves_a_pseudonym_and_is_recorded(knowsley: Borough, philippa: Profile) -> None:
    answer = erase(knowsley, philippa)

    assert (answer.status_code, answer.json()["name"]) == (200, "Erased person")
    assert (answer.json()["version"], answer.json()["changed"]) == (2, True)
    shown = knowsley.as_("Pat").get(f"/people/{philippa.id}").json()
    assert (shown["name"], shown["ended_at"]) == ("Erased person", answer.json()["ended_at"])
    assert (entry_of(philippa.id).verb, entry_of(philippa.id).audience) == (
        "profile.erased",
        "partnership",
    )
    assert remembered(philippa.id)["name"] == "Erased person"
    assert remembered(philippa.id)["email"] == ""


def test_it_leaves_them_nowhere_in_the_database(knowsley: Borough, philippa: Profile) -> None:
    knowsley.token(NAME)
    Token.objects.filter(profile=philippa).update(name="Laptop of Philippa Quillfeather")
    with_password(knowsley, NAME)
    Browser().sign_in(EMAIL, knowsley.partnership.slug)
    Browser().sign_in(EMAIL, knowsley.partnership.slug, "not her password")
    appointment = appointment_of(knowsley, "Pat")
    known_before = tables_naming(*WORDS)

    erase(knowsley, philippa)

    assert known_before >= {
        "people_profile.name",
        "people_profile.email",
        "people_actor.sign_in",
        "people_appointment.reason",
        "people_token.name",
        "audit_disclosure.value",
        "axes_accesslog.username",
        "axes_accessattempt.username",
    }
    assert tables_naming(*WORDS) == set()
    appointment.refresh_from_db()
    assert appointment.reason == ""


def test_it_changes_no_byte_of_the_log(knowsley: Borough, philippa: Profile) -> None:
    log = Log.objects.get(id=knowsley.partnership.id)
    size = size_of(log.id)
    leaves, root = leaves_of(log, size), root_of(log.id, size)

    erase(knowsley, philippa)

    assert size_of(log.id) > size
    assert leaves_of(log, size) == leaves
    assert root_of(log.id, size) == root
    assert verify_log(log).faults == []
    call_command("verify_log")


def leaves_of(log: Log, size: int) -> list[bytes]:
    entries = Entry.objects.filter(log=log, index__lt=size).order_by("index")
    return [bytes(one) for one in entries.values_list("leaf", flat=True)]


def test_it_empties_earlier_reasons_too(knowsley: Borough, philippa: Profile) -> None:
    deputy = appointment_of(knowsley, "Pat")
    given = {"version": deputy.version, "reason": "Quillfeather is well again."}
    knowsley.act(NAME, people.end_appointment, appointment_id=deputy.id, **given)

    erase(knowsley, philippa)

    deputy.refresh_from_db()
    assert (deputy.reason, entry_of(deputy.id).verb) == ("", "appointment.reason_erased")
    assert tables_naming(*WORDS) == set()


def test_it_ends_their_appointments_and_what_stems_from_them(
    knowsley: Borough, philippa: Profile
) -> None:
    deputy = appointment_of(knowsley, "Pat")

    erase(knowsley, philippa)

    held = Appointment.objects.in_force(now())
    assert not held.filter(actor_id=philippa.actor_id).exists()
    assert not held.filter(id=deputy.id).exists()
    newest = knowsley.as_("Pat").get("/me/notices").json()["results"][0]
    assert (newest["verb"], newest["subject"]["id"]) == ("appointment.ended", str(deputy.id))


def test_it_tells_the_other_administrators(knowsley: Borough, philippa: Profile) -> None:
    kim = newcomer(knowsley, "Kim", "kim@knowsley.test")
    on = knowsley.partnership.id
    knowsley.act("Ada", people.appoint, actor_id=kim.actor_id, role="administrator", on_id=on)

    erase(knowsley, philippa)

    told = Told.objects.filter(entry__verb="profile.erased").values_list("actor", flat=True)
    assert list(told) == [kim.actor_id]
    newest = knowsley.as_("Kim").get("/me/notices").json()["results"][0]
    assert newest["verb"] == "profile.erased"


def test_it_is_told_in_the_log_to_everyone(knowsley: Borough, philippa: Profile) -> None:
    after = size_of(knowsley.partnership.id) - 1

    erase(knowsley, philippa)

    path = f"/logs/{knowsley.partnership.id}/entries?after={after}"
    leaves = [one["leaf"] for one in knowsley.as_("Pat").get(path).json()["results"]]
    assert any('"act":"profile.erased"' in leaf for leaf in leaves)


def test_it_lets_them_in_no_more(knowsley: Borough, philippa: Profile) -> None:
    bearer = knowsley.as_(NAME)
    feed = issued(knowsley, NAME)
    ticket = bearer.post("/stream-tickets").json()["ticket"]
    with_password(knowsley, NAME)
    browser = Browser()
    browser.sign_in(EMAIL, knowsley.partnership.slug)
    before = [bearer.get("/me").status_code, browser.get("/me").status_code]
    before.append(fetched(feed).status_code)

    erase(knowsley, philippa)

    assert before == [200, 200, 200]
    assert (bearer.get("/me").status_code, browser.get("/me").status_code) == (401, 401)
    assert fetched(feed).status_code == 404
    assert opened_by(knowsley, ticket) is None
    assert Browser().sign_in(EMAIL, knowsley.partnership.slug).status_code == 401


def opened_by(borough: Borough, secret: str) -> StreamTicket | None:
    with unit_of_work(by=borough.who("Pat"), at=now()) as unit:
        return people.use_stream_ticket(unit, secret=secret)


def test_it_leaves_them_to_another_partnership_that_knows_them(
    knowsley: Borough, sefton: Borough, philippa: Profile
) -> None:
    given = {"kind": "person", "name": "P. Quillfeather", "email": EMAIL}
    sefton.profiles[NAME] = sefton.act("Olga", people.add_person, **given)
    with_password(sefton, NAME)

    erase(knowsley, philippa)

    assert Browser().sign_in(EMAIL, sefton.partnership.slug).status_code == 200
    assert_refused(Browser().sign_in(EMAIL, knowsley.partnership.slug), 404, "not_found")
    assert sefton.as_(NAME).get("/me").json()["name"] == "P. Quillfeather"
    assert verify_log(Log.objects.get(id=sefton.partnership.id)).faults == []

    erased = erase(sefton, sefton.profiles[NAME], "Olga")

    assert (erased.status_code, tables_naming(*WORDS)) == (200, set())


def test_it_knows_them_as_somebody_else_when_they_come_back(
    knowsley: Borough, philippa: Profile
) -> None:
    erase(knowsley, philippa)

    again = newcomer(knowsley)

    assert again.actor_id != philippa.actor_id
    assert Actor.objects.get(sign_in=EMAIL).id == again.actor_id


def test_it_changes_nothing_the_second_time(knowsley: Borough, philippa: Profile) -> None:
    erase(knowsley, philippa)

    with no_trace():
        answer = erase(knowsley, philippa, version=2)
    stale = erase(knowsley, philippa, version=1)

    assert (answer.status_code, answer.json()["changed"]) == (200, False)
    assert_refused(stale, 412, "precondition_failed")


def test_it_takes_no_role_afterwards(knowsley: Borough, philippa: Profile) -> None:
    erase(knowsley, philippa)

    body = {
        "actor": str(philippa.actor_id),
        "role": "representative",
        "on": str(knowsley.council.id),
    }
    answer = knowsley.as_("Ada").post("/appointments", body)

    assert_wrong(answer, "#/actor", "unknown_reference")


def test_it_asks_why(knowsley: Borough, philippa: Profile) -> None:
    path = f"/people/{philippa.id}/erase"

    with no_trace():
        answer = knowsley.as_("Ada").post(path, {}, if_match=tag(1))

    assert_wrong(answer, "#/reason", "required")


def test_it_asks_which_version_was_read(knowsley: Borough, philippa: Profile) -> None:
    path, body = f"/people/{philippa.id}/erase", {"reason": "She asked for it."}

    with no_trace():
        blind = knowsley.as_("Ada").post(path, body)
        stale = erase(knowsley, philippa, version=7)

    assert_refused(blind, 428, "precondition_required")
    assert assert_refused(stale, 412, "precondition_failed")["current"]["name"] == NAME


@pytest.mark.parametrize("name", ["Priya", "Audrey", "Pat", "Tracker"])
def test_it_forbids_whoever_does_not_administer(
    knowsley: Borough, philippa: Profile, name: str
) -> None:
    knowsley.as_(name)

    with no_trace():
        answer = erase(knowsley, philippa, name)

    assert_refused(answer, 403, "permission_denied")


def test_it_hides_people_of_another_partnership(
    knowsley: Borough, sefton: Borough, philippa: Profile
) -> None:
    with no_trace():
        assert_same_refusal(erase(sefton, philippa, "Olga"), erase(sefton, NOWHERE, "Olga"))


def test_it_needs_the_scope(knowsley: Borough, philippa: Profile) -> None:
    caller = Caller(knowsley.token("Ada", frozenset({"people:read"})))
    body = {"reason": "She asked for it."}

    answer = caller.post(f"/people/{philippa.id}/erase", body, if_match=tag(1))

    assert_refused(answer, 403, "insufficient_scope")


def test_it_is_not_done_by_themselves(knowsley: Borough) -> None:
    knowsley.as_("Ada")

    with no_trace():
        answer = erase(knowsley, knowsley.profiles["Ada"])

    assert_refused(answer, 409, "erases_oneself")


def test_it_is_not_done_to_a_partner_system(knowsley: Borough) -> None:
    with no_trace():
        answer = erase(knowsley, knowsley.profiles["Tracker"])

    assert_refused(answer, 409, "not_a_person")


def test_it_keeps_the_last_administrator(knowsley: Borough) -> None:
    for_a_week = now().date() + timedelta(days=7)
    kim = newcomer(knowsley, "Kim", "kim@knowsley.test")
    given = {"role": "administrator", "on_id": knowsley.partnership.id, "ends_on": for_a_week}
    knowsley.act("Ada", people.appoint, actor_id=kim.actor_id, **given)
    knowsley.as_("Kim")

    with no_trace():
        answer = erase(knowsley, knowsley.profiles["Ada"], "Kim")

    assert_refused(answer, 409, "last_holder")
