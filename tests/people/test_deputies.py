"""What stands in for a sponsor: within a scope, between two days, and never longer than they."""

import json
from datetime import datetime, timedelta
from typing import Any  # bodies are JSON

import pytest
import time_machine

from backend.actions.models import Action
from backend.audit.models import Entry
from backend.audit.source import now
from backend.people import operations as people
from backend.people.models import Appointment, Grant
from backend.people.roles import all_roles
from tests.borough import Borough, delegated, proposed_action, tag
from tests.people.questions import assert_refused, assert_wrong, entry_of, no_trace
from tests.people.test_appoint import LONDON, appoint, day, deputise
from tests.people.test_end_appointment import appointment_of, end

SUMMER = datetime(2027, 6, 30, tzinfo=LONDON)
WINTER = datetime(2027, 12, 31, tzinfo=LONDON)
SECOND = timedelta(seconds=1)


def start(borough: Borough, who: str, action: Action) -> Any:
    return borough.as_(who).post(f"/actions/{action.id}/start", if_match=tag(1))


def withdraw(borough: Borough, who: str, action: Action) -> Any:
    return borough.as_(who).post(
        f"/actions/{action.id}/withdraw", {"reason": "Not funded."}, if_match=tag(1)
    )


def appointed(borough: Borough, name: str, role: str) -> Appointment:
    return Appointment.objects.get(actor_id=borough.actor_id(name), role=role)


def grants_in_force(borough: Borough, name: str) -> int:
    return Grant.grants.valid(now()).filter(user_id=borough.actor_id(name)).count()


def test_it_gives_a_deputy_the_operations_of_the_scope_alone(knowsley: Borough) -> None:
    made = deputise(knowsley, scope=["withdraw_action", "start_action", "start_action"]).json()
    first, second = proposed_action(knowsley), proposed_action(knowsley)

    within = start(knowsley, "Pat", first)
    with no_trace():
        outside = knowsley.as_("Pat").post(
            f"/actions/{second.id}/assign-lead",
            {"organisation": str(knowsley.housing.id)},
            if_match=tag(1),
        )

    assert made["scope"] == ["start_action", "withdraw_action"]
    assert within.status_code == 200
    assert_refused(outside, 403, "permission_denied")


def test_it_records_what_is_within_the_scope_for_the_sponsor(knowsley: Borough) -> None:
    deputise(knowsley, scope=["start_action"])
    action = proposed_action(knowsley)

    start(knowsley, "Pat", action)

    doer = json.loads(bytes(entry_of(action.id).leaf))["actor"]
    assert (doer["id"], doer["for"]) == (
        str(knowsley.actor_id("Pat")),
        str(knowsley.actor_id("Priya")),
    )


def test_it_foretells_the_scope(knowsley: Borough) -> None:
    deputise(knowsley, scope=["withdraw_action"])
    action = proposed_action(knowsley)

    told = knowsley.as_("Pat").get(f"/actions/{action.id}/transitions").json()["results"]

    verdicts = {one["operation"]: (one["verdict"], one["code"]) for one in told}
    assert verdicts["withdraw_action"] == ("allowed", None)
    assert verdicts["start_action"] == ("blocked", "permission_denied")


def test_it_lets_no_deputy_propose_outside_the_scope(knowsley: Borough) -> None:
    deputise(knowsley, scope=["start_action"])
    body = {
        "plan": str(knowsley.plan.id),
        "title": "Open a park",
        "priority": str(knowsley.youth.id),
    }

    with no_trace():
        answer = knowsley.as_("Pat").post("/actions", body)

    assert_refused(answer, 403, "permission_denied")
    assert knowsley.as_("Dev").post("/actions", body).status_code == 201


def test_it_gives_all_that_two_appointments_give(knowsley: Borough) -> None:
    deputise(knowsley, scope=["start_action"])
    deputise(knowsley, scope=["withdraw_action"])
    first, second = proposed_action(knowsley), proposed_action(knowsley)

    answers = [start(knowsley, "Pat", first), withdraw(knowsley, "Pat", second)]

    assert [one.status_code for one in answers] == [200, 200]


def test_it_limits_nothing_beside_an_appointment_without_a_scope(knowsley: Borough) -> None:
    deputise(knowsley, scope=["start_action"])
    deputise(knowsley)

    assert withdraw(knowsley, "Pat", proposed_action(knowsley)).status_code == 200


@pytest.mark.parametrize(
    "name", ["fly_kites", "add_plan", "update_action", "appoint", "set_action_priority"]
)
def test_it_hands_on_no_operation_that_is_not_the_sponsor_s(name: str, knowsley: Borough) -> None:
    with no_trace():
        answer = deputise(knowsley, scope=["start_action", name])

    assert_wrong(answer, "#/scope/1", "invalid_choice")
    assert name in answer.json()["errors"][0]["detail"]


@pytest.mark.parametrize("role", ["member", "auditor"])
def test_it_gives_a_scope_to_deputies_alone(role: str, knowsley: Borough) -> None:
    with no_trace():
        answer = appoint(knowsley, "Ada", "Pat", role, scope=["start_action"])

    assert_wrong(answer, "#/scope", "not_a_deputy")


@pytest.mark.parametrize("midnight", [SUMMER, WINTER], ids=["summer", "winter"])
def test_it_ends_to_the_second(midnight: datetime, knowsley: Borough) -> None:
    last = (midnight - timedelta(days=1)).date()
    action = proposed_action(knowsley)
    deputise(knowsley, ends_on=str(last), scope=["start_action", "withdraw_action"])
    # A token lives for ninety days at most.
    with time_machine.travel(midnight - timedelta(days=20), tick=False):
        knowsley.as_("Pat")

    with time_machine.travel(midnight - SECOND, tick=False):
        before = start(knowsley, "Pat", action)
    with time_machine.travel(midnight, tick=False):
        after = knowsley.as_("Pat").post(
            f"/actions/{action.id}/withdraw", {"reason": "Not funded."}, if_match=tag(2)
        )

    assert before.status_code == 200
    assert_refused(after, 403, "permission_denied")


def test_it_lets_nobody_deputise_for_a_deputy(knowsley: Borough) -> None:
    with no_trace():
        answer = deputise(knowsley, deputy_for=str(knowsley.actor_id("Dev")))

    assert_wrong(answer, "#/deputy_for", "unknown_reference")


def test_it_lets_nothing_delegated_be_handed_on() -> None:
    """Whatever roles there will be: one that hands on another's powers gives none itself."""
    handed_on = {role.name for role in all_roles() if role.stems_from}

    givers = {giver for role in all_roles() for giver in role.given_by}

    assert handed_on >= {"deputy", "start_delegate"}
    assert handed_on.isdisjoint(givers)


def test_it_lets_a_system_hand_on_nothing(knowsley: Borough) -> None:
    delegated(knowsley, "start_delegate")

    with no_trace():
        answer = appoint(knowsley, "Robot", "Mirror", "start_delegate")

    assert_refused(answer, 403, "permission_denied")


def limited_sponsor(borough: Borough, days: int) -> None:
    """Mel sponsors growth in Omar's place, for some days."""
    end(borough, "Ada", appointment_of(borough, "Omar"))
    on = str(borough.roads.id)
    made = appoint(borough, "Ada", "Mel", "sponsor", on=on, ends_on=str(day(days)))
    assert made.status_code == 201


@pytest.mark.parametrize(("last", "status"), [(9, 201), (10, 201), (11, 400)])
def test_it_ends_a_deputy_no_later_than_the_sponsor(
    last: int, status: int, knowsley: Borough
) -> None:
    limited_sponsor(knowsley, 10)

    answer = deputise(
        knowsley,
        "Mel",
        on=str(knowsley.roads.id),
        deputy_for=str(knowsley.actor_id("Mel")),
        ends_on=str(day(last)),
    )

    assert answer.status_code == status
    assert [one["pointer"] for one in answer.json().get("errors", [])] == ["#/ends_on"] * (
        status == 400
    )


def test_it_ends_a_delegation_with_the_sponsor(knowsley: Borough) -> None:
    limited_sponsor(knowsley, 10)
    on = str(knowsley.roads.id)

    for_ever = appoint(knowsley, "Mel", "Robot", "start_delegate", on=on)
    too_long = appoint(knowsley, "Mel", "Robot", "start_delegate", on=on, ends_on=str(day(11)))
    too_late = appoint(knowsley, "Mel", "Robot", "start_delegate", on=on, starts_on=str(day(11)))

    mels = Appointment.objects.get(actor_id=knowsley.actor_id("Mel"), role="sponsor")
    made = Appointment.objects.get(id=for_ever.json()["id"])
    assert made.ends_at == mels.ends_at
    assert_wrong(too_long, "#/ends_on", "out_of_range")
    assert_wrong(too_late, "#/starts_on", "out_of_range")


def test_it_ends_with_the_sponsor_in_the_same_unit(knowsley: Borough) -> None:
    delegated(knowsley, "start_delegate")
    dev, robot = (
        appointed(knowsley, "Dev", "deputy"),
        appointed(knowsley, "Robot", "start_delegate"),
    )

    answer = end(knowsley, "Ada", appointment_of(knowsley, "Priya"))

    ended = Entry.objects.filter(verb="appointment.ended")
    assert answer.status_code == 200
    assert {one.subject_id for one in ended} >= {dev.id, robot.id}
    assert len({one.cause for one in ended}) == 1
    assert [grants_in_force(knowsley, name) for name in ("Priya", "Dev", "Robot")] == [0, 0, 0]


def test_it_tells_the_deputy_who_ends_with_the_sponsor(knowsley: Borough) -> None:
    end(knowsley, "Ada", appointment_of(knowsley, "Priya"))

    newest = knowsley.as_("Dev").get("/me/notices").json()["results"][0]
    assert (newest["verb"], newest["subject"]["id"]) == (
        "appointment.ended",
        str(appointed(knowsley, "Dev", "deputy").id),
    )


def test_it_leaves_what_stems_from_another_sponsor(knowsley: Borough) -> None:
    end(knowsley, "Ada", appointment_of(knowsley, "Omar"))

    assert grants_in_force(knowsley, "Dev") == 1


def test_it_leaves_what_was_over_before(knowsley: Borough) -> None:
    dev = appointed(knowsley, "Dev", "deputy")
    end(knowsley, "Priya", dev)
    over = Appointment.objects.get(id=dev.id)

    end(knowsley, "Ada", appointment_of(knowsley, "Priya"))

    assert Appointment.objects.get(id=dev.id).version == over.version


def test_it_never_begins_when_the_sponsor_ends_before(knowsley: Borough) -> None:
    made = deputise(knowsley, starts_on=str(day(5))).json()

    end(knowsley, "Ada", appointment_of(knowsley, "Priya"))

    later = Appointment.objects.get(id=made["id"])
    assert later.ends_at == later.starts_at
    assert later.ends_at is not None
    assert later.ends_at <= now()
    assert Grant.grants.get(appointment=later).valid_until == later.ends_at


def test_it_says_what_the_deputy_s_scope_was_ever_after(knowsley: Borough) -> None:
    made = deputise(knowsley, scope=["start_action"]).json()

    knowsley.act(
        "Priya", people.end_appointment, appointment_id=made["id"], version=1, reason="Back."
    )

    shown = knowsley.as_("Tom").get(f"/appointments/{made['id']}").json()
    assert shown["scope"] == ["start_action"]


def test_it_shows_a_deputy_what_waits_within_the_scope_alone(knowsley: Borough) -> None:
    proposed_action(knowsley)
    deputise(knowsley, scope=["withdraw_action"])

    waiting = knowsley.as_("Pat").get("/me/waiting").json()["results"]

    assert waiting == []
    assert "proposal_to_start" in [
        one["kind"] for one in knowsley.as_("Dev").get("/me/waiting").json()["results"]
    ]


def test_it_gives_an_auditor_nothing_to_do(knowsley: Borough) -> None:
    """Whoever examines the record adds nothing to it, whatever else they are appointed to."""
    deputise(knowsley, actor="Audrey")

    asked = start(knowsley, "Audrey", proposed_action(knowsley))

    assert_refused(asked, 403, "permission_denied")
