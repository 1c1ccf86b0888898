import json
from typing import Any  # bodies are JSON

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from backend.actions.models import Action, Contribution
from backend.audit.models import Entry
from backend.audit.source import now
from backend.people.models import Appointment, Grant, Organisation, Profile
from tests.borough import Borough, action_in_progress, many_actions, tag
from tests.people.questions import (
    NOWHERE,
    assert_refused,
    assert_same_refusal,
    assert_wrong,
    entry_of,
    no_trace,
    remembered,
)
from tests.people.succession import (
    SINCE,
    contribute,
    counted,
    everything_of_housing,
    led_by_housing,
    merge,
    open_duties,
    organisation,
)


def told_of(entry: Entry) -> list[str]:
    told: list[str] = json.loads(bytes(entry.leaf))["told"]
    return sorted(told)


def test_it_merges_and_is_recorded(knowsley: Borough) -> None:
    torus = organisation(knowsley)

    answer = merge(knowsley, knowsley.housing, torus)

    assert (answer.status_code, answer.json()["succeeded_on"]) == (200, SINCE)
    entry = entry_of(knowsley.housing.id)
    assert (entry.verb, entry.actor) == ("organisation.merged", knowsley.actor_id("Ada"))
    assert remembered(knowsley.housing.id)["succeeded_on"] == SINCE


def test_it_links_the_two_both_ways(knowsley: Borough) -> None:
    torus = organisation(knowsley)
    merge(knowsley, knowsley.housing, torus)
    pat = knowsley.as_("Pat")

    sides = [knowsley.housing.id, torus.id, knowsley.council.id]
    found = [pat.get(f"/successions?organisation={one}").json()["results"] for one in sides]

    assert found[0] == found[1]
    assert found[2] == []
    assert (found[0][0]["kind"], found[0][0]["former_name"]) == ("merger", "LIVV Housing Group")
    assert (found[0][0]["predecessor"], found[0][0]["successor"]) == (
        str(knowsley.housing.id),
        str(torus.id),
    )


def test_it_moves_every_open_duty_and_says_how_many(knowsley: Borough) -> None:
    everything_of_housing(knowsley)
    torus = organisation(knowsley)
    before = open_duties(knowsley.housing)

    answer = merge(knowsley, knowsley.housing, torus)

    to = str(torus.id)
    assert before == {"lead": 2, "contribution": 1, "appointment": 2}
    assert counted(answer) == {
        ("lead", to): 2,
        ("contribution", to): 1,
        ("appointment", to): 2,
        ("profile", to): 3,
    }
    assert open_duties(knowsley.housing) == dict.fromkeys(before, 0)
    assert open_duties(torus) == before


def test_it_leaves_what_is_closed_under_the_old_name(knowsley: Borough) -> None:
    mine = everything_of_housing(knowsley)

    merge(knowsley, knowsley.housing, organisation(knowsley))

    assert Action.objects.get(id=mine["done"].id).lead_id == knowsley.housing.id
    kept = Contribution.objects.get(action=mine["helped_and_done"])
    assert (kept.organisation_id, kept.ended_at, kept.version) == (knowsley.housing.id, None, 1)


def test_it_keeps_the_state_and_dates_of_what_moves(knowsley: Borough) -> None:
    action = led_by_housing(knowsley)

    merge(knowsley, knowsley.housing, organisation(knowsley))

    moved = Action.objects.get(id=action.id)
    assert (moved.state, moved.due_on, moved.version) == (
        "in_progress",
        action.due_on,
        action.version + 1,
    )


def test_it_gives_its_people_their_roles_there(knowsley: Borough) -> None:
    action = led_by_housing(knowsley)
    torus = organisation(knowsley)
    rob = knowsley.as_("Rob")
    report = {"narrative": "Three are open.", "percent_complete": 60, "confidence": "amber"}

    merge(knowsley, knowsley.housing, torus)

    roles = {(one["role"], one["on"]) for one in rob.get("/me").json()["roles"]}
    held = Grant.grants.valid(now()).filter(user_id=knowsley.actor_id("Rob"))
    assert roles == {("representative", str(torus.id))}
    assert rob.post(f"/actions/{action.id}/updates", report).status_code == 201
    assert [one.object_pk for one in held] == [str(torus.id)]
    assert Profile.objects.get(actor_id=knowsley.actor_id("Rob")).organisation_id == torus.id


def test_it_ends_the_contribution_of_whoever_leads_now(knowsley: Borough) -> None:
    torus = organisation(knowsley)
    action = led_by_housing(knowsley)
    contribution = contribute(knowsley, action, torus)

    answer = merge(knowsley, knowsley.housing, torus)

    assert Contribution.objects.get(id=contribution.id).ended_at is not None
    assert entry_of(contribution.id).verb == "action.contribution_ended"
    assert ("contribution", str(torus.id)) not in counted(answer)


def test_it_adds_no_second_contribution(knowsley: Borough) -> None:
    torus = organisation(knowsley)
    action = action_in_progress(knowsley)
    contribute(knowsley, action, torus)
    contribute(knowsley, action, knowsley.housing)

    answer = merge(knowsley, knowsley.housing, torus)

    live = Contribution.objects.filter(action=action, ended_at=None)
    assert [one.organisation_id for one in live] == [torus.id]
    assert counted(answer)["contribution_ended", str(torus.id)] == 1


def test_it_adds_no_contribution_of_whoever_leads(knowsley: Borough) -> None:
    action = action_in_progress(knowsley)
    contribute(knowsley, action, knowsley.housing)

    merge(knowsley, knowsley.housing, knowsley.council)

    assert not Contribution.objects.filter(action=action, ended_at=None).exists()


def test_it_tells_everyone_concerned_once(knowsley: Borough) -> None:
    action = led_by_housing(knowsley)

    merge(knowsley, knowsley.housing, knowsley.council)

    concerned = [str(knowsley.actor_id(name)) for name in ("Priya", "Dev", "Rhea", "Rob")]
    entry = entry_of(action.id)
    assert entry.verb == "action.lead_succeeded"
    assert told_of(entry) == sorted(concerned)


def test_it_does_it_all_in_one_unit(knowsley: Borough) -> None:
    everything_of_housing(knowsley)
    size = Entry.objects.count()

    merge(knowsley, knowsley.housing, organisation(knowsley))

    written = Entry.objects.order_by("index")[size + 1 :]
    assert len({one.cause for one in written}) == 1
    assert len(written) > 10


def test_it_moves_an_appointment_still_to_come(knowsley: Borough) -> None:
    torus = organisation(knowsley)
    made = (
        knowsley.as_("Ada")
        .post(
            "/appointments",
            {
                "actor": str(knowsley.actor_id("Pat")),
                "role": "representative",
                "on": str(knowsley.housing.id),
                "starts_on": "2099-01-01",
                "ends_on": "2099-12-31",
            },
        )
        .json()
    )

    merge(knowsley, knowsley.housing, torus)

    old = Appointment.objects.get(id=made["id"])
    new = Appointment.objects.get(on_id=torus.id, actor_id=knowsley.actor_id("Pat"))
    assert old.ends_at == old.starts_at
    assert new.starts_at.isoformat().startswith("2099-01-01")
    assert (new.starts_at, new.ends_at) == (new.grant.valid_from, new.grant.valid_until)


GIVEN: list[tuple[str, str, str, str]] = [
    ("Priya", "/actions/{}/assign-lead", "organisation", "#/organisation"),
    ("Priya", "/actions/{}/contributors", "organisation", "#/organisation"),
    ("Ada", "/appointments", "on", "#/on"),
    ("Ada", "/actions", "lead", "#/lead"),
    ("Ada", "/people", "organisation", "#/organisation"),
]
REST: dict[str, dict[str, Any]] = {
    "/actions/{}/contributors": {"part": "Lends two rooms"},
    "/people": {"kind": "system", "name": "Meter"},
}


@pytest.mark.parametrize(("by", "path", "member", "pointer"), GIVEN)
def test_it_leaves_nothing_to_be_given_to_the_old_one(
    by: str, path: str, member: str, pointer: str, knowsley: Borough
) -> None:
    action = action_in_progress(knowsley)
    merge(knowsley, knowsley.housing, organisation(knowsley))
    own = {
        "/appointments": {"actor": str(knowsley.actor_id("Pat")), "role": "representative"},
        "/actions": {"plan": str(knowsley.plan.id), "title": "Light the paths"},
    }
    body = {**own.get(path, {}), **REST.get(path, {}), member: str(knowsley.housing.id)}
    caller = knowsley.as_(by)

    with no_trace():
        answer = caller.post(path.format(action.id), body, if_match=tag(action.version))

    assert_wrong(answer, pointer, "organisation_succeeded")


def test_it_leaves_the_old_one_to_be_read(knowsley: Borough) -> None:
    merge(knowsley, knowsley.housing, organisation(knowsley))

    shown = knowsley.as_("Pat").get(f"/organisations/{knowsley.housing.id}")

    assert (shown.status_code, shown.json()["succeeded_on"]) == (200, SINCE)


def test_it_refuses_to_merge_into_itself(knowsley: Borough) -> None:
    knowsley.as_("Ada")

    with no_trace():
        answer = merge(knowsley, knowsley.housing, knowsley.housing)

    assert_refused(answer, 409, "succeeds_itself")


def test_it_refuses_what_is_succeeded_on_either_side(knowsley: Borough) -> None:
    torus, onward = organisation(knowsley), organisation(knowsley, "Onward")
    merge(knowsley, knowsley.housing, torus)

    with no_trace():
        twice = merge(knowsley, knowsley.housing, onward)
        into = merge(knowsley, onward, knowsley.housing)

    assert_refused(twice, 409, "already_succeeded")
    assert_refused(into, 409, "already_succeeded")


def test_it_walks_from_one_to_the_next(knowsley: Borough) -> None:
    torus, onward = organisation(knowsley), organisation(knowsley, "Onward")
    action = led_by_housing(knowsley)

    answers = [merge(knowsley, knowsley.housing, torus), merge(knowsley, torus, onward)]

    assert [one.status_code for one in answers] == [200, 200]
    assert Action.objects.get(id=action.id).lead_id == onward.id


@pytest.mark.parametrize(
    ("changed", "pointer", "code"),
    [
        ({"into": str(NOWHERE)}, "#/into", "unknown_reference"),
        ({"took_effect_on": "2199-01-01"}, "#/took_effect_on", "in_the_future"),
        ({"reason": " "}, "#/reason", "blank"),
    ],
)
def test_it_asks_for_what_is_so(
    changed: dict[str, Any], pointer: str, code: str, knowsley: Borough
) -> None:
    knowsley.as_("Ada")

    with no_trace():
        answer = merge(knowsley, knowsley.housing, knowsley.council, **changed)

    assert_wrong(answer, pointer, code)


def test_it_knows_no_organisation_of_another_partnership(
    knowsley: Borough, sefton: Borough
) -> None:
    knowsley.as_("Ada")

    with no_trace():
        into = merge(knowsley, knowsley.housing, sefton.council)
        hidden, missing = (
            merge(knowsley, one, knowsley.council, version=1)
            for one in (sefton.council, Organisation(id=NOWHERE))
        )

    assert_wrong(into, "#/into", "unknown_reference")
    assert_refused(hidden, 404, "not_found")
    assert_same_refusal(hidden, missing)


@pytest.mark.parametrize("who", ["Priya", "Rhea", "Rob", "Audrey", "Pat"])
def test_it_is_the_administrators_to_do(who: str, knowsley: Borough) -> None:
    knowsley.as_(who)

    with no_trace():
        answer = merge(knowsley, knowsley.housing, knowsley.council, by=who)

    assert_refused(answer, 403, "permission_denied")


def test_it_refuses_a_stale_version(knowsley: Borough) -> None:
    knowsley.as_("Ada")

    with no_trace():
        answer = merge(knowsley, knowsley.housing, knowsley.council, version=7)

    assert_refused(answer, 412, "precondition_failed")


def reads_of(borough: Borough, count: int) -> int:
    """Of merging an organisation that leads so many: what is not a row written."""
    old, new = organisation(borough, f"Old {count}"), organisation(borough, f"New {count}")
    many_actions(borough, count, lead=old)
    borough.as_("Ada")
    with CaptureQueriesContext(connection) as captured:
        answer = merge(borough, old, new)
    assert counted(answer)["lead", str(new.id)] == count
    return sum(one["sql"].lstrip().upper().startswith("SELECT") for one in captured)


def test_it_reads_no_more_for_more_duties(knowsley: Borough) -> None:
    assert reads_of(knowsley, 2) == reads_of(knowsley, 60)
