import json
from typing import Any
from uuid import UUID

import pytest

from tests.actions.deeds import DEEDS
from tests.actions.questions import read
from tests.borough import Answer, Borough, action_in_progress, bare_action, proposed_action

MISSING = UUID("0190b5c2-7a4e-7c3d-9f21-5e8d6a1b2c3d")
PARTS = ["updates", "evidence", "milestones", "contributors", "transitions"]


def without_its_own(answer: Answer) -> dict[str, Any]:
    """A problem but for what tells two of them apart."""
    body = json.loads(answer.content)
    return {name: value for name, value in body.items() if name not in ("instance", "request_id")}


def test_it_shows_every_member(borough: Borough) -> None:
    action = proposed_action(borough, reference="act-7", source="Council Plan, page 12")

    body = read(borough, "Pat", f"/actions/{action.id}")

    assert (body["id"], body["version"], body["state"]) == (str(action.id), 1, "proposed")
    assert (body["reference"], body["source"]) == ("act-7", "Council Plan, page 12")
    assert (body["slip_count"], body["slip_days"], body["open_escalations"]) == (0, 0, 0)


def test_it_knows_no_slip_without_a_date(borough: Borough) -> None:
    assert read(borough, "Pat", f"/actions/{bare_action(borough).id}")["slip_days"] is None


def test_it_gives_a_strong_tag_of_the_version(borough: Borough) -> None:
    action = action_in_progress(borough)

    tag = borough.as_("Pat").get(f"/actions/{action.id}").headers["ETag"]

    assert tag.startswith('"2-')


def test_it_answers_304_to_whoever_has_it(borough: Borough) -> None:
    path = f"/actions/{action_in_progress(borough).id}"
    tag = borough.as_("Pat").get(path).headers["ETag"]

    answer = borough.as_("Pat").get(path, if_none_match=tag)

    assert (answer.status_code, answer.content, answer.headers["ETag"]) == (304, b"", tag)


def test_it_answers_anew_once_it_changed(borough: Borough) -> None:
    action = proposed_action(borough)
    tag = borough.as_("Pat").get(f"/actions/{action.id}").headers["ETag"]
    moved = DEEDS["start_action"].ask(borough, on=action)

    answer = borough.as_("Pat").get(f"/actions/{action.id}", if_none_match=tag)

    assert answer.status_code == 200
    assert answer.headers["ETag"] == moved.headers["ETag"] != tag


def test_it_takes_the_tag_it_gave_for_a_write(borough: Borough) -> None:
    path = f"/actions/{proposed_action(borough).id}"
    tag = borough.as_("Pat").get(path).headers["ETag"]

    answer = borough.as_("Priya").post(f"{path}/start", {}, if_match=tag)

    assert answer.status_code == 200


def test_it_gives_no_tag_with_an_expansion(borough: Borough) -> None:
    answer = borough.as_("Pat").get(f"/actions/{proposed_action(borough).id}?expand=lead,plan")

    assert "ETag" not in answer.headers
    assert json.loads(answer.content)["expanded"]["lead"]["name"] == "Knowsley Council"


@pytest.mark.parametrize("query", ["expand=children", "expand=", "fields=id", "state=done"])
def test_it_refuses_what_it_does_not_know(borough: Borough, query: str) -> None:
    answer = borough.as_("Pat").get(f"/actions/{proposed_action(borough).id}?{query}")

    assert answer.status_code == 400


def test_it_hides_as_if_it_were_not_there(borough: Borough) -> None:
    olga, action = borough.as_("Olga"), proposed_action(borough)

    hidden, missing = olga.get(f"/actions/{action.id}"), olga.get(f"/actions/{MISSING}")

    assert (hidden.status_code, missing.status_code) == (404, 404)
    assert without_its_own(hidden) == without_its_own(missing)
    assert hidden.headers.keys() == missing.headers.keys()


@pytest.mark.parametrize("part", PARTS)
def test_it_hides_what_belongs_to_it_too(borough: Borough, part: str) -> None:
    olga, action = borough.as_("Olga"), proposed_action(borough)

    hidden = olga.get(f"/actions/{action.id}/{part}")
    missing = olga.get(f"/actions/{MISSING}/{part}")

    assert (hidden.status_code, without_its_own(hidden)) == (404, without_its_own(missing))


@pytest.mark.parametrize("who", ["Ada", "Audrey", "Mirror", "Mel", "Pat"])
def test_it_shows_it_to_everyone_of_the_partnership(borough: Borough, who: str) -> None:
    answer = borough.as_(who).get(f"/actions/{proposed_action(borough).id}")

    assert answer.status_code == 200
