from datetime import timedelta
from typing import Any  # bodies are JSON

import pytest

from backend.audit.source import now
from backend.people import operations as people
from backend.people.models import Appointment, Grant
from tests.borough import Borough, proposed_action, tag
from tests.people.questions import (
    NOWHERE,
    assert_refused,
    assert_same_refusal,
    assert_wrong,
    entry_of,
    no_trace,
    remembered,
)


def appointment_of(borough: Borough, name: str) -> Appointment:
    return Appointment.objects.get(actor_id=borough.actor_id(name), partnership=borough.partnership)


def end(borough: Borough, by: str, appointment: Any, version: int = 1) -> Any:
    return borough.as_(by).post(
        f"/appointments/{getattr(appointment, 'id', appointment)}/end",
        {"reason": "Moves on."},
        if_match=tag(version),
    )


def test_it_ends_and_is_recorded(knowsley: Borough) -> None:
    appointment = appointment_of(knowsley, "Priya")

    answer = end(knowsley, "Ada", appointment)

    assert answer.status_code == 200
    assert (answer.json()["version"], answer.json()["ends_at"] is None) == (2, False)
    entry = entry_of(appointment.id)
    assert (entry.verb, entry.subject_version) == ("appointment.ended", 2)
    assert remembered(appointment.id)["ends_at"] == answer.json()["ends_at"]


def test_it_tells_whose_it_was(knowsley: Borough) -> None:
    end(knowsley, "Ada", appointment_of(knowsley, "Priya"))

    newest = knowsley.as_("Priya").get("/me/notices").json()["results"][0]
    assert newest["verb"] == "appointment.ended"


def test_it_opens_nothing_from_the_next_request_on(knowsley: Borough) -> None:
    first, second = proposed_action(knowsley), proposed_action(knowsley, title="A sixth")
    priya = knowsley.as_("Priya")

    before = priya.post(f"/actions/{first.id}/start", if_match=tag(1))
    end(knowsley, "Ada", appointment_of(knowsley, "Priya"))
    after = priya.post(f"/actions/{second.id}/start", if_match=tag(1))

    assert before.status_code == 200
    assert_refused(after, 403, "permission_denied")
    assert priya.get("/me").json()["roles"] == []


def test_it_closes_the_permission_of_guardian_too(knowsley: Borough) -> None:
    priya = knowsley.profiles["Priya"].actor
    before = priya.has_perm("actions.act_as_sponsor", knowsley.youth)

    end(knowsley, "Ada", appointment_of(knowsley, "Priya"))

    assert (before, priya.has_perm("actions.act_as_sponsor", knowsley.youth)) == (True, False)


def test_it_keeps_the_grant_as_its_record(knowsley: Borough) -> None:
    appointment = appointment_of(knowsley, "Priya")

    end(knowsley, "Ada", appointment)

    appointment.refresh_from_db()
    grant = Grant.grants.get(appointment=appointment)
    assert (grant.valid_from, grant.valid_until) == (appointment.starts_at, appointment.ends_at)


def test_it_lets_one_that_has_not_begun_never_begin(knowsley: Borough) -> None:
    later = knowsley.act(
        "Ada",
        people.appoint,
        actor_id=knowsley.actor_id("Pat"),
        role="secretary",
        on_id=knowsley.board.id,
        starts_on=(now() + timedelta(days=3)).date(),
    )

    ended = end(knowsley, "Ada", later).json()

    assert ended["starts_at"] == ended["ends_at"]
    assert not Grant.grants.valid(now() + timedelta(days=9)).filter(appointment=later).exists()


def test_it_frees_a_single_role(knowsley: Borough) -> None:
    end(knowsley, "Ada", appointment_of(knowsley, "Tom"))

    chair = {"actor": str(knowsley.actor_id("Mel")), "role": "chair", "on": str(knowsley.board.id)}
    assert knowsley.as_("Ada").post("/appointments", chair).status_code == 201


@pytest.mark.parametrize(
    ("whose", "by", "status"),
    [
        ("Dev", "Priya", 200),
        ("Dev", "Ada", 200),
        ("Dev", "Dev", 403),
        ("Dev", "Omar", 403),
        ("Priya", "Priya", 403),
        ("Priya", "Dev", 403),
        ("Sara", "Tom", 403),
        ("Rhea", "Pat", 403),
        ("Ada", "Audrey", 403),
    ],
)
def test_it_is_ended_by_whom_the_role_names(
    whose: str, by: str, status: int, knowsley: Borough
) -> None:
    assert end(knowsley, by, appointment_of(knowsley, whose)).status_code == status


def test_it_leaves_no_trace_when_refused(knowsley: Borough) -> None:
    appointment = appointment_of(knowsley, "Sara")
    knowsley.as_("Tom")

    with no_trace():
        answer = end(knowsley, "Tom", appointment)

    assert_refused(answer, 403, "permission_denied")


def test_it_hides_an_appointment_of_another_partnership(knowsley: Borough, sefton: Borough) -> None:
    foreign = Appointment.objects.filter(actor_id=sefton.actor_id("Olga")).latest("id")
    knowsley.as_("Ada")

    with no_trace():
        hidden, missing = end(knowsley, "Ada", foreign), end(knowsley, "Ada", NOWHERE)

    assert_refused(hidden, 404, "not_found")
    assert_same_refusal(hidden, missing)


def test_it_refuses_to_end_twice(knowsley: Borough) -> None:
    appointment = appointment_of(knowsley, "Mel")
    end(knowsley, "Ada", appointment)

    with no_trace():
        answer = end(knowsley, "Ada", appointment, version=2)

    assert_refused(answer, 409, "appointment_ended")


def test_it_refuses_a_stale_version(knowsley: Borough) -> None:
    appointment = appointment_of(knowsley, "Mel")
    end(knowsley, "Ada", appointment)

    with no_trace():
        answer = end(knowsley, "Ada", appointment, version=1)

    problem = assert_refused(answer, 412, "precondition_failed")
    assert problem["current"]["version"] == 2
    assert answer.headers["ETag"].startswith('"2-')


def test_it_asks_which_version_was_read(knowsley: Borough) -> None:
    mel = appointment_of(knowsley, "Mel")

    answer = knowsley.as_("Ada").post(f"/appointments/{mel.id}/end", {"reason": "Moves on."})

    assert_refused(answer, 428, "precondition_required")


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ({}, "required"),
        ({"reason": None}, "null"),
        ({"reason": " "}, "blank"),
        ({"reason": 7}, "wrong_type"),
        ({"reason": "x" * 501}, "max_length"),
        ({"reason": "a\x00b"}, "control_characters"),
    ],
)
def test_it_asks_why(body: dict[str, Any], code: str, knowsley: Borough) -> None:
    mel = appointment_of(knowsley, "Mel")
    ada = knowsley.as_("Ada")

    with no_trace():
        answer = ada.post(f"/appointments/{mel.id}/end", body, if_match=tag(1))

    assert_wrong(answer, "#/reason", code)
