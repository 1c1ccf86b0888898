from typing import Any  # bodies are JSON

import pytest

from backend.people.models import Succession
from tests.borough import Borough
from tests.people.questions import (
    assert_refused,
    assert_wrong,
    entry_of,
    no_trace,
    remembered,
)
from tests.people.succession import SINCE, merge, organisation, succeed


def rename(borough: Borough, by: str = "Ada", **given: Any) -> Any:
    return succeed(borough, "rename", borough.housing, by=by, **{"name": "Livv", **given})


def test_it_renames_and_is_recorded(knowsley: Borough) -> None:
    answer = rename(knowsley)

    assert (answer.status_code, answer.json()["name"]) == (200, "Livv")
    assert (answer.json()["version"], answer.json()["succeeded_on"]) == (2, None)
    assert entry_of(knowsley.housing.id).verb == "organisation.renamed"
    assert remembered(knowsley.housing.id)["name"] == "Livv"


def test_it_keeps_the_former_name_and_the_day(knowsley: Borough) -> None:
    rename(knowsley)

    link = Succession.objects.get()
    shown = knowsley.as_("Pat").get(f"/successions?organisation={knowsley.housing.id}").json()
    assert (link.former_name, str(link.took_effect_on)) == ("LIVV Housing Group", SINCE)
    assert [one["kind"] for one in shown["results"]] == ["rename"]
    assert entry_of(link.id).verb == "succession.recorded"


def test_it_tells_who_acts_for_it(knowsley: Borough) -> None:
    rename(knowsley)

    newest = knowsley.as_("Rob").get("/me/notices").json()["results"][0]
    assert newest["verb"] == "organisation.renamed"


def test_it_goes_on_taking_duties(knowsley: Borough) -> None:
    rename(knowsley)

    answer = rename(knowsley, name="Livv Homes")

    assert answer.status_code == 200


@pytest.mark.parametrize(
    ("changed", "pointer", "code"),
    [
        ({"name": "LIVV Housing Group"}, "#/name", "unchanged"),
        ({"name": ""}, "#/name", "blank"),
        ({"took_effect_on": "2199-01-01"}, "#/took_effect_on", "in_the_future"),
    ],
)
def test_it_asks_for_what_is_so(
    changed: dict[str, str], pointer: str, code: str, knowsley: Borough
) -> None:
    knowsley.as_("Ada")

    with no_trace():
        answer = rename(knowsley, **changed)

    assert_wrong(answer, pointer, code)


def test_it_renames_nothing_that_is_succeeded(knowsley: Borough) -> None:
    merge(knowsley, knowsley.housing, organisation(knowsley))

    with no_trace():
        answer = rename(knowsley)

    assert_refused(answer, 409, "already_succeeded")


@pytest.mark.parametrize("who", ["Priya", "Rob", "Audrey"])
def test_it_is_the_administrators_to_do(who: str, knowsley: Borough) -> None:
    knowsley.as_(who)

    with no_trace():
        answer = rename(knowsley, who)

    assert_refused(answer, 403, "permission_denied")


def test_it_hides_one_of_another_partnership(knowsley: Borough, sefton: Borough) -> None:
    knowsley.as_("Ada")

    with no_trace():
        answer = succeed(knowsley, "rename", sefton.council, name="Livv")

    assert_refused(answer, 404, "not_found")


def test_it_leaves_no_trace_when_it_refuses(knowsley: Borough) -> None:
    knowsley.as_("Ada")

    with no_trace():
        answer = rename(knowsley, version=9)

    assert_refused(answer, 412, "precondition_failed")
