from datetime import date, datetime, time, timedelta
from typing import Any  # bodies are JSON
from zoneinfo import ZoneInfo

import pytest
import time_machine

from backend.audit.source import now
from backend.forums.operations import add_forum
from backend.people.models import Grant
from tests.borough import Borough
from tests.people.questions import (
    NOWHERE,
    assert_refused,
    assert_wrong,
    entry_of,
    no_trace,
    remembered,
)

LONDON = ZoneInfo("Europe/London")
EVERYONE = ("Ada", "Priya", "Dev", "Omar", "Rhea", "Tracker", "Sara", "Tom", "Mel", "Pat", "Audrey")
# Who of them may give which role on Priya's priority, the council, the Board, the partnership.
GIVERS = {
    "administrator": {"Ada"},
    "auditor": {"Ada"},
    "representative": {"Ada"},
    "system": {"Ada"},
    "sponsor": {"Ada"},
    "deputy": {"Ada", "Priya"},
    "start_delegate": {"Priya"},
    "recover_delegate": {"Priya"},
    "complete_delegate": {"Priya"},
    "secretary": {"Ada"},
    "chair": {"Ada"},
    "member": {"Ada"},
}
OF_SYSTEMS = {"system", "start_delegate", "recover_delegate", "complete_delegate"}


def day(days: int = 0) -> date:
    return now().astimezone(LONDON).date() + timedelta(days=days)


def on_of(borough: Borough, role: str) -> str:
    places = {
        borough.partnership.id: {"administrator", "auditor"},
        borough.council.id: {"representative", "system"},
        borough.board.id: {"secretary", "chair", "member"},
    }
    found = [on for on, roles in places.items() if role in roles]
    return str(found[0] if found else borough.youth.id)


def appoint(borough: Borough, giver: str, whom: str, role: str, **given: Any) -> Any:
    body = {"actor": str(borough.actor_id(whom)), "role": role, "on": on_of(borough, role)}
    return borough.as_(giver).post("/appointments", {**body, **given})


def deputise(borough: Borough, giver: str = "Priya", **changed: Any) -> Any:
    given = {
        "ends_on": str(day(14)),
        "reason": "Leave.",
        "deputy_for": str(borough.actor_id("Priya")),
        **changed,
    }
    kept = {name: value for name, value in given.items() if value is not None}
    return appoint(borough, giver, "Pat", "deputy", **kept)


def roles_of(borough: Borough, name: str) -> set[str]:
    return {one["role"] for one in borough.as_(name).get("/me").json()["roles"]}


def test_it_appoints_at_once(knowsley: Borough) -> None:
    answer = appoint(knowsley, "Ada", "Pat", "secretary")

    assert answer.status_code == 201
    made = answer.json()
    assert (made["role"], made["on_type"], made["ends_at"]) == ("secretary", "forum", None)
    assert knowsley.as_("Tom").get(f"/appointments/{made['id']}").json() == made
    assert roles_of(knowsley, "Pat") == {"secretary"}


def test_it_is_recorded_and_tells_whom_it_appoints(knowsley: Borough) -> None:
    made = appoint(knowsley, "Ada", "Pat", "member", reason="Stands in for Mel.").json()

    entry = entry_of(made["id"])
    notice = knowsley.as_("Pat").get("/me/notices").json()["results"][0]
    assert (entry.verb, entry.actor) == ("appointment.made", knowsley.actor_id("Ada"))
    assert remembered(made["id"])["reason"] == "Stands in for Mel."
    assert (notice["verb"], notice["subject"]["id"]) == ("appointment.made", made["id"])


def test_it_gives_a_grant_with_the_same_days(knowsley: Borough) -> None:
    made = appoint(knowsley, "Ada", "Pat", "member", ends_on=str(day(9))).json()

    grant = Grant.grants.get(appointment_id=made["id"])
    assert grant.permission.codename == "act_as_member"
    assert grant.object_pk == str(knowsley.board.id)
    assert grant.valid_until == datetime.combine(day(10), time.min, tzinfo=LONDON)


@pytest.mark.parametrize("role", GIVERS)
def test_it_is_given_by_whom_the_role_names_alone(role: str, knowsley: Borough) -> None:
    whom = "Robot" if role in {*OF_SYSTEMS, "administrator"} else "Pat"
    given: dict[str, Any] = {}
    if role == "deputy":
        given = {
            "ends_on": str(day(3)),
            "reason": "Leave.",
            "deputy_for": str(knowsley.actor_id("Priya")),
        }

    answers = {name: appoint(knowsley, name, whom, role, **given) for name in EVERYONE}

    allowed = {name for name, answer in answers.items() if answer.status_code != 403}
    assert allowed == GIVERS[role]
    assert {answers[name].status_code for name in allowed} <= {201, 409}


def test_it_gives_a_sponsor_no_say_over_another_priority(knowsley: Borough) -> None:
    with no_trace():
        answer = appoint(knowsley, "Priya", "Robot", "start_delegate", on=str(knowsley.roads.id))

    assert_refused(answer, 403, "permission_denied")


def test_it_lets_a_deputy_appoint_no_deputy(knowsley: Borough) -> None:
    with no_trace():
        answer = deputise(knowsley, "Dev")

    assert_refused(answer, 403, "permission_denied")


def test_it_lets_a_deputy_delegate_nothing(knowsley: Borough) -> None:
    with no_trace():
        answer = appoint(knowsley, "Dev", "Robot", "complete_delegate")

    assert_refused(answer, 403, "permission_denied")


@pytest.mark.parametrize("role", ["sponsor", "chair"])
def test_it_gives_a_single_role_to_one_at_a_time(role: str, knowsley: Borough) -> None:
    with no_trace():
        answer = appoint(knowsley, "Ada", "Pat", role)

    assert_refused(answer, 409, "role_taken")


def test_it_gives_a_single_role_again_once_it_is_free(knowsley: Borough) -> None:
    forum = knowsley.act("Ada", add_forum, name="Growth forum", kind="forum")
    first = appoint(knowsley, "Ada", "Tom", "chair", on=str(forum.id), ends_on=str(day(5)))

    same_day = appoint(knowsley, "Ada", "Pat", "chair", on=str(forum.id), starts_on=str(day(5)))
    day_after = appoint(knowsley, "Ada", "Pat", "chair", on=str(forum.id), starts_on=str(day(6)))

    assert [one.status_code for one in (first, same_day, day_after)] == [201, 409, 201]


def test_it_sees_a_single_role_taken_later(knowsley: Borough) -> None:
    forum = knowsley.act("Ada", add_forum, name="Growth forum", kind="forum")
    appoint(knowsley, "Ada", "Tom", "chair", on=str(forum.id), starts_on=str(day(5)))

    until_then = appoint(knowsley, "Ada", "Pat", "chair", on=str(forum.id), ends_on=str(day(4)))
    for_ever = appoint(knowsley, "Ada", "Mel", "chair", on=str(forum.id))

    assert until_then.status_code == 201
    assert_refused(for_ever, 409, "role_taken")


def test_it_appoints_a_deputy_for_the_sponsor(knowsley: Borough) -> None:
    answer = deputise(knowsley)

    assert answer.status_code == 201
    assert answer.json()["deputy_for"] == str(knowsley.actor_id("Priya"))
    assert roles_of(knowsley, "Pat") == {"deputy"}


@pytest.mark.parametrize(
    ("changed", "pointer", "code"),
    [
        ({"ends_on": None}, "#/ends_on", "required"),
        ({"reason": None}, "#/reason", "required"),
        ({"deputy_for": None}, "#/deputy_for", "unknown_reference"),
        ({"deputy_for": str(NOWHERE)}, "#/deputy_for", "unknown_reference"),
    ],
)
def test_it_asks_of_a_deputy_until_when_why_and_for_whom(
    changed: dict[str, Any], pointer: str, code: str, knowsley: Borough
) -> None:
    with no_trace():
        answer = deputise(knowsley, **changed)

    assert_wrong(answer, pointer, code)


def test_it_tells_all_that_a_deputy_lacks(knowsley: Borough) -> None:
    answer = appoint(knowsley, "Priya", "Pat", "deputy")

    errors = assert_refused(answer, 400, "validation_error")["errors"]
    assert {one["pointer"] for one in errors} == {"#/ends_on", "#/reason", "#/deputy_for"}


def test_it_lets_nobody_deputise_for_someone_who_does_not_sponsor(knowsley: Borough) -> None:
    with no_trace():
        answer = deputise(knowsley, deputy_for=str(knowsley.actor_id("Omar")))

    assert_wrong(answer, "#/deputy_for", "unknown_reference")


def test_it_lets_nobody_deputise_for_themselves(knowsley: Borough) -> None:
    with no_trace():
        answer = deputise(knowsley, actor=str(knowsley.actor_id("Priya")))

    assert_wrong(answer, "#/deputy_for", "not_a_deputy")


def test_it_lets_only_a_deputy_act_for_someone(knowsley: Borough) -> None:
    with no_trace():
        answer = appoint(knowsley, "Ada", "Pat", "member", deputy_for=str(knowsley.actor_id("Mel")))

    assert_wrong(answer, "#/deputy_for", "not_a_deputy")


@pytest.mark.parametrize(
    ("giver", "whom", "role"),
    [
        ("Ada", "Robot", "representative"),
        ("Ada", "Robot", "auditor"),
        ("Ada", "Robot", "member"),
        ("Ada", "Pat", "system"),
        ("Priya", "Pat", "start_delegate"),
    ],
)
def test_it_refuses_the_wrong_kind_of_actor(
    giver: str, whom: str, role: str, knowsley: Borough
) -> None:
    with no_trace():
        answer = appoint(knowsley, giver, whom, role)

    assert_wrong(answer, "#/actor", "wrong_kind")


def test_it_lets_a_system_administer(knowsley: Borough) -> None:
    assert appoint(knowsley, "Ada", "Robot", "administrator").status_code == 201


@pytest.mark.parametrize("member", ["actor", "on"])
def test_it_knows_nothing_of_another_partnership(
    member: str, knowsley: Borough, sefton: Borough
) -> None:
    foreign = {"actor": sefton.actor_id("Olga"), "on": sefton.board.id}

    with no_trace():
        answer = appoint(knowsley, "Ada", "Pat", "member", **{member: str(foreign[member])})

    assert_wrong(answer, f"#/{member}", "unknown_reference")


def test_it_knows_no_object_of_another_kind(knowsley: Borough) -> None:
    with no_trace():
        answer = appoint(knowsley, "Ada", "Pat", "member", on=str(knowsley.council.id))

    assert_wrong(answer, "#/on", "unknown_reference")


@pytest.mark.parametrize(
    ("first", "last", "starts_at", "ends_at"),
    [
        # The clocks go forward on 28 March 2027, so that this day has 23 hours …
        ("2027-03-28", "2027-03-28", "2027-03-28T00:00Z", "2027-03-28T23:00Z"),
        # … and back on 31 October, which makes 25.
        ("2027-10-31", "2027-10-31", "2027-10-30T23:00Z", "2027-11-01T00:00Z"),
        ("2027-06-01", "2027-12-31", "2027-05-31T23:00Z", "2028-01-01T00:00Z"),
    ],
)
def test_it_begins_and_ends_days_at_midnight_in_london(
    first: str, last: str, starts_at: str, ends_at: str, knowsley: Borough
) -> None:
    made = appoint(knowsley, "Ada", "Pat", "member", starts_on=first, ends_on=last).json()

    assert made["starts_at"] == starts_at.replace("Z", ":00.000000Z")
    assert made["ends_at"] == ends_at.replace("Z", ":00.000000Z")


def test_it_ends_after_the_last_second_of_the_last_day(knowsley: Borough) -> None:
    appoint(knowsley, "Ada", "Pat", "member", ends_on=str(day(2)))
    pat = knowsley.as_("Pat")
    midnight = datetime.combine(day(3), time.min, tzinfo=LONDON)

    with time_machine.travel(midnight - timedelta(microseconds=1), tick=False):
        before = pat.get("/me").json()["roles"]
    with time_machine.travel(midnight, tick=False):
        after = pat.get("/me").json()["roles"]

    assert ([one["role"] for one in before], after) == (["member"], [])


def test_it_grants_nothing_before_it_starts(knowsley: Borough) -> None:
    appoint(knowsley, "Ada", "Pat", "administrator", starts_on=str(day(2)))
    pat = knowsley.as_("Pat")
    friends = {"name": "Huyton Friends", "kind": "other"}
    midnight = datetime.combine(day(2), time.min, tzinfo=LONDON)

    at_once = pat.post("/organisations", friends)
    with time_machine.travel(midnight - timedelta(microseconds=1), tick=False):
        just_before = pat.post("/organisations", friends)
    with time_machine.travel(midnight, tick=False):
        then = pat.post("/organisations", friends)

    assert [one.status_code for one in (at_once, just_before, then)] == [403, 403, 201]


@pytest.mark.parametrize(
    ("first", "last"), [("2027-05-02", "2027-05-01"), (None, "2020-01-01"), ("2027-05-02", None)]
)
def test_it_needs_an_end_after_its_start(
    first: str | None, last: str | None, knowsley: Borough
) -> None:
    days = {"starts_on": first, "ends_on": last}
    answer = appoint(
        knowsley, "Ada", "Pat", "member", **{name: one for name, one in days.items() if one}
    )

    assert answer.status_code == (400 if last else 201)


@pytest.mark.parametrize("name", ["starts_on", "ends_on"])
@pytest.mark.parametrize("extreme", ["0001-01-01", "9999-12-31"])
def test_it_breaks_at_no_end_of_the_calendar(name: str, extreme: str, knowsley: Borough) -> None:
    answer = appoint(knowsley, "Ada", "Pat", "member", **{name: extreme})

    assert answer.status_code in (201, 400)
    assert knowsley.as_("Ada").get("/appointments?limit=200").status_code == 200


def test_it_refuses_the_last_day_there_is(knowsley: Borough) -> None:
    with no_trace():
        answer = appoint(knowsley, "Ada", "Pat", "member", ends_on="9999-12-31")

    assert_wrong(answer, "#/ends_on", "out_of_range")
