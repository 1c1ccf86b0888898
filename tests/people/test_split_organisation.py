from typing import Any  # bodies are JSON

import pytest

from backend.actions.models import Action, Contribution
from backend.people.models import Appointment, Organisation, Profile, Succession
from tests.borough import Borough, action_done
from tests.people.questions import NOWHERE, assert_refused, assert_wrong, entry_of, no_trace
from tests.people.succession import (
    SINCE,
    counted,
    everything_of_housing,
    merge,
    open_duties,
    organisation,
    succeed,
)


def pair(borough: Borough) -> tuple[Organisation, Organisation]:
    return organisation(borough, "Livv Homes"), organisation(borough, "Livv Futures")


def split(borough: Borough, *into: dict[str, Any], by: str = "Ada", **given: Any) -> Any:
    return succeed(borough, "split", borough.housing, by=by, into=list(into), **given)


def share(whom: Organisation, **given: Any) -> dict[str, Any]:
    return {"organisation": str(whom.id), **given}


def rest(whom: Organisation, **given: Any) -> dict[str, Any]:
    return share(whom, takes_the_rest=True, **given)


def test_it_splits_and_is_recorded(knowsley: Borough) -> None:
    homes, futures = pair(knowsley)

    answer = split(knowsley, rest(homes), share(futures))

    links = Succession.objects.values_list("kind", "successor_id")
    assert (answer.status_code, answer.json()["succeeded_on"]) == (200, SINCE)
    assert set(links) == {("split", homes.id), ("split", futures.id)}
    assert entry_of(knowsley.housing.id).verb == "organisation.split"


def test_it_gives_each_what_it_names_and_one_the_rest(knowsley: Borough) -> None:
    mine = everything_of_housing(knowsley)
    homes, futures = pair(knowsley)
    before = open_duties(knowsley.housing)

    answer = split(
        knowsley,
        rest(homes, actions=[str(mine["proposed"].id)]),
        share(
            futures,
            actions=[str(mine["led"].id), str(mine["helped"].id)],
            actors=[str(knowsley.actor_id("Rob"))],
        ),
    )

    assert counted(answer) == {
        ("lead", str(homes.id)): 1,
        ("lead", str(futures.id)): 1,
        ("contribution", str(futures.id)): 1,
        ("appointment", str(homes.id)): 1,
        ("appointment", str(futures.id)): 1,
        ("profile", str(homes.id)): 2,
        ("profile", str(futures.id)): 1,
    }
    after = [open_duties(one) for one in (knowsley.housing, homes, futures)]
    assert {kind: sum(one[kind] for one in after) for kind in before} == before
    assert set(after[0].values()) == {0}
    assert Action.objects.get(id=mine["led"].id).lead_id == futures.id
    helped = Contribution.objects.get(action=mine["helped"], ended_at=None)
    assert helped.organisation_id == futures.id


def test_it_moves_a_person_with_their_roles(knowsley: Borough) -> None:
    homes, futures = pair(knowsley)
    rob = knowsley.actor_id("Rob")

    split(knowsley, rest(homes), share(futures, actors=[str(rob)]))

    assert Profile.objects.get(actor_id=rob).organisation_id == futures.id
    assert Appointment.objects.get(actor_id=rob, ends_at=None).on_id == futures.id


def test_it_lets_one_alone_take_the_rest(knowsley: Borough) -> None:
    homes, futures = pair(knowsley)

    with no_trace():
        none = split(knowsley, share(homes), share(futures))
        both = split(knowsley, rest(homes), rest(futures))

    assert_wrong(none, "#/into", "one_takes_the_rest")
    assert_wrong(both, "#/into", "one_takes_the_rest")


def test_it_names_each_once(knowsley: Borough) -> None:
    mine = everything_of_housing(knowsley)
    homes, futures = pair(knowsley)
    led = [str(mine["led"].id)]

    with no_trace():
        duty = split(knowsley, rest(homes, actions=led), share(futures, actions=led))
        taker = split(knowsley, rest(homes), share(homes))

    assert_wrong(duty, "#/into/1/actions/0", "repeated")
    assert_wrong(taker, "#/into/1/organisation", "repeated")


def test_it_tells_of_the_shape_before_the_version(knowsley: Borough) -> None:
    homes, _ = pair(knowsley)
    led = [str(everything_of_housing(knowsley)["led"].id)]

    with no_trace():
        answer = split(knowsley, share(homes, actions=led), share(homes, actions=led), version=9)

    problem = assert_refused(answer, 400, "validation_error")
    assert {(one["pointer"], one["code"]) for one in problem["errors"]} == {
        ("#/into", "one_takes_the_rest"),
        ("#/into/1/actions/0", "repeated"),
        ("#/into/1/organisation", "repeated"),
    }


def test_it_refuses_what_is_no_open_duty(knowsley: Borough) -> None:
    done = action_done(knowsley, lead_id=knowsley.housing.id)
    homes, futures = pair(knowsley)
    strangers = {"actions": [str(done.id)], "actors": [str(knowsley.actor_id("Rhea"))]}

    with no_trace():
        answer = split(knowsley, rest(homes), share(futures, **strangers))

    problem = assert_refused(answer, 400, "validation_error")
    assert [(one["pointer"], one["code"]) for one in problem["errors"]] == [
        ("#/into/1/actions/0", "unknown_reference"),
        ("#/into/1/actors/0", "unknown_reference"),
    ]


def test_it_needs_two_at_least(knowsley: Borough) -> None:
    homes, _ = pair(knowsley)

    with no_trace():
        answer = split(knowsley, rest(homes))

    assert_wrong(answer, "#/into", "min_length")


def test_it_refuses_who_cannot_take_its_place(knowsley: Borough, sefton: Borough) -> None:
    homes, futures = pair(knowsley)
    merge(knowsley, futures, homes)

    with no_trace():
        itself = split(knowsley, rest(homes), share(knowsley.housing))
        gone = split(knowsley, rest(homes), share(futures))
        foreign = split(knowsley, rest(homes), share(sefton.council))

    assert_refused(itself, 409, "succeeds_itself")
    assert_refused(gone, 409, "already_succeeded")
    assert_wrong(foreign, "#/into/1/organisation", "unknown_reference")


def test_it_hides_one_of_another_partnership(knowsley: Borough) -> None:
    homes, futures = pair(knowsley)
    body = {"into": [rest(homes), share(futures)], "took_effect_on": SINCE, "reason": "So be it."}

    with no_trace():
        answer = knowsley.as_("Ada").post(f"/organisations/{NOWHERE}/split", body, if_match='"1"')

    assert_refused(answer, 404, "not_found")


@pytest.mark.parametrize("who", ["Priya", "Rob", "Audrey"])
def test_it_is_the_administrators_to_do(who: str, knowsley: Borough) -> None:
    homes, futures = pair(knowsley)
    knowsley.as_(who)

    with no_trace():
        answer = split(knowsley, rest(homes), share(futures), by=who)

    assert_refused(answer, 403, "permission_denied")


def test_it_leaves_no_trace_when_it_refuses(knowsley: Borough) -> None:
    homes, futures = pair(knowsley)

    with no_trace():
        answer = split(knowsley, rest(homes), share(futures), version=9)

    assert_refused(answer, 412, "precondition_failed")
