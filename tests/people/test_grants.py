"""guardian's permissions carry their days, and follow the appointments they come from."""

from datetime import datetime, time, timedelta
from io import StringIO

import pytest
import time_machine
from django.contrib.auth.models import Permission
from django.core.management import call_command

from backend.audit.days import HOME
from backend.audit.source import now
from backend.people import operations as people
from backend.people.models import Actor, Appointment, Grant
from tests.borough import Borough

SPONSOR = "actions.act_as_sponsor"


def actor(borough: Borough, name: str) -> Actor:
    return Actor.objects.get(id=borough.actor_id(name))


def reconcile(*options: str) -> tuple[int, list[str]]:
    """The exit code and the lines."""
    out = StringIO()
    try:
        call_command("reconcile_grants", *options, stdout=out)
    except SystemExit as ended:
        return int(ended.code or 0), out.getvalue().splitlines()
    return 0, out.getvalue().splitlines()


def test_it_opens_the_object_of_the_appointment_alone(knowsley: Borough) -> None:
    priya = actor(knowsley, "Priya")

    assert priya.has_perm(SPONSOR, knowsley.youth)
    assert not priya.has_perm(SPONSOR, knowsley.roads)
    assert not priya.has_perm("actions.act_as_deputy", knowsley.youth)


def test_it_compares_the_days_with_the_clock(knowsley: Borough) -> None:
    last = now().astimezone(HOME).date() + timedelta(days=5)
    knowsley.act(
        "Ada",
        people.appoint,
        actor_id=knowsley.actor_id("Pat"),
        role="secretary",
        on_id=knowsley.board.id,
        starts_on=last,
        ends_on=last,
    )
    pat = actor(knowsley, "Pat")
    begins = datetime.combine(last, time.min, tzinfo=HOME)
    moments = [
        begins - timedelta(microseconds=1),
        begins,
        begins + timedelta(hours=23, minutes=59),
        begins + timedelta(days=1),
    ]

    opens = []
    for moment in moments:
        with time_machine.travel(moment, tick=False):
            opens.append(pat.has_perm("forums.act_as_secretary", knowsley.board))

    assert opens == [False, True, True, False]


def test_it_opens_nothing_to_an_actor_who_ended(knowsley: Borough) -> None:
    Actor.objects.filter(id=knowsley.actor_id("Priya")).update(is_active=False)

    assert not actor(knowsley, "Priya").has_perm(SPONSOR, knowsley.youth)


def test_it_lets_a_global_permission_open_no_object(knowsley: Borough) -> None:
    pat = actor(knowsley, "Pat")
    pat.user_permissions.add(Permission.objects.get(codename="act_as_sponsor"))

    pat = actor(knowsley, "Pat")
    assert not pat.has_perm(SPONSOR, knowsley.youth)
    assert knowsley.as_("Pat").get("/me").json()["roles"] == []


def test_it_lets_an_object_permission_be_no_global_one(knowsley: Borough) -> None:
    assert not actor(knowsley, "Priya").has_perm(SPONSOR)


def test_it_finds_no_difference_where_operations_wrote(knowsley: Borough, sefton: Borough) -> None:
    assert reconcile() == (0, ["0 differences found."])


@pytest.mark.parametrize(
    "tampered",
    [
        {"valid_until": datetime(2020, 1, 1, tzinfo=HOME)},
        {"valid_from": datetime(2020, 1, 1, tzinfo=HOME)},
        {"object_pk": "0190b5c2-7a4e-7c3d-9f21-5e8d6a1b2c3d"},
    ],
)
def test_it_reports_a_grant_that_was_tampered_with(
    tampered: dict[str, object], knowsley: Borough
) -> None:
    appointment = Appointment.objects.get(role="chair")
    Grant.grants.filter(appointment=appointment).update(**tampered)

    code, lines = reconcile()

    assert (code, lines[-1]) == (1, "1 differences found.")
    assert str(appointment.id) in lines[0]


def test_it_reports_a_grant_given_to_someone_else(knowsley: Borough) -> None:
    grants = Grant.grants.filter(appointment__role="chair")
    grants.update(user_id=knowsley.actor_id("Pat"))

    assert reconcile()[0] == 1


def test_it_reports_another_permission(knowsley: Borough) -> None:
    other = Permission.objects.get(codename="act_as_member")
    Grant.grants.filter(appointment__role="chair").update(permission=other)

    assert reconcile()[0] == 1


def test_it_reports_another_kind_of_object(knowsley: Borough) -> None:
    other = Permission.objects.get(codename="act_as_sponsor").content_type
    Grant.grants.filter(appointment__role="chair").update(content_type=other)

    assert reconcile()[0] == 1


def test_it_reports_a_missing_grant(knowsley: Borough) -> None:
    Grant.grants.filter(appointment__role="chair").delete()

    code, lines = reconcile()

    assert (code, "has no grant" in lines[0]) == (1, True)


def test_it_repairs_what_it_finds(knowsley: Borough) -> None:
    Grant.grants.filter(appointment__role="chair").delete()
    sponsors = Grant.grants.filter(appointment__role="sponsor")
    ours = sponsors.filter(appointment__partnership=knowsley.partnership)
    ours.update(user_id=knowsley.actor_id("Pat"))

    code, lines = reconcile("--repair")

    assert (code, lines[-1]) == (0, "3 differences mended.")
    assert reconcile() == (0, ["0 differences found."])
    assert actor(knowsley, "Priya").has_perm(SPONSOR, knowsley.youth)
    assert not actor(knowsley, "Pat").has_perm(SPONSOR, knowsley.youth)


def test_it_changes_nothing_by_reporting(knowsley: Borough) -> None:
    Grant.grants.filter(appointment__role="chair").delete()

    reconcile()

    assert reconcile()[0] == 1
