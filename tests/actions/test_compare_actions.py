"""What differs between two moments: added, removed and changed, with what was and what is."""

from typing import Any

import pytest

from backend.audit.checkpoints import size_of
from tests.actions.deeds import DEEDS
from tests.actions.questions import read
from tests.borough import Borough, action_in_progress, many_actions, proposed_action


def latest(borough: Borough) -> int:
    return size_of(borough.partnership.id) - 1


def compared(
    borough: Borough, before: object, after: object, query: str = "", who: str = "Pat"
) -> list[dict[str, Any]]:
    path = f"/actions/comparison?compare={before},{after}{query}"
    found: list[dict[str, Any]] = read(borough, who, path)["results"]
    return found


def test_it_tells_what_came(borough: Borough) -> None:
    before = latest(borough)
    action = proposed_action(borough)

    (one,) = compared(borough, before, latest(borough))

    assert (one["id"], one["change"]) == (str(action.id), "added")
    assert (one["found_before"], one["found_after"]) == (False, True)
    assert (one["version_before"], one["version_after"]) == (None, 1)
    assert {"name": "title", "before": None, "after": action.title} in one["changes"]


def test_it_tells_what_changed_field_by_field(borough: Borough) -> None:
    action = action_in_progress(borough)
    before = latest(borough)
    DEEDS["reschedule_action"].ask(borough, on=action, due_on="2027-05-31", reason="Late.")

    (one,) = compared(borough, before, latest(borough))

    assert (one["change"], one["version_before"], one["version_after"]) == ("changed", 2, 3)
    assert one["changes"] == [
        {"name": "due_on", "before": "2027-03-31", "after": "2027-05-31"},
        {"name": "agreed_due_on", "before": None, "after": "2027-05-31"},
        {"name": "slip_count", "before": 0, "after": 1},
    ]


def test_what_no_longer_fits_the_filter_is_removed(borough: Borough) -> None:
    action = action_in_progress(borough)
    before = latest(borough)
    DEEDS["withdraw_action"].ask(borough, on=action)

    (one,) = compared(borough, before, latest(borough), "&state=in_progress")
    (other,) = compared(borough, before, latest(borough), "&state=withdrawn")

    assert (one["change"], one["found_before"], one["found_after"]) == ("removed", True, False)
    assert {"name": "state", "before": "in_progress", "after": "withdrawn"} in one["changes"]
    assert other["change"] == "added"


def test_what_stayed_is_left_out(borough: Borough) -> None:
    action_in_progress(borough)
    before = latest(borough)
    many_actions(borough, 1)

    assert len(compared(borough, before, latest(borough))) == 1
    assert compared(borough, before, before) == []


def test_it_looks_both_ways(borough: Borough) -> None:
    before = latest(borough)
    proposed_action(borough)

    (one,) = compared(borough, latest(borough), before)

    assert one["change"] == "removed"


def test_it_takes_instants(borough: Borough) -> None:
    proposed_action(borough)

    (one,) = compared(borough, "2001-01-01T00:00:00Z", latest(borough))

    assert one["change"] == "added"


def test_it_comes_in_pages(borough: Borough) -> None:
    before = latest(borough)
    many_actions(borough, 5)
    entire = [one["id"] for one in compared(borough, before, latest(borough))]
    path = f"/actions/comparison?compare={before},{latest(borough)}&limit=3"

    first = read(borough, "Pat", path)
    second = read(borough, "Pat", first["next"].partition("/api/v1")[2])

    assert [one["id"] for one in first["results"] + second["results"]] == entire
    assert second["next"] is None


@pytest.mark.parametrize("sent", ["1", "1,2,3", "1,", ",", "yesterday,today", "2026-11-22,1"])
def test_it_refuses_what_are_no_two_moments(borough: Borough, sent: str) -> None:
    refused = borough.as_("Pat").get(f"/actions/comparison?compare={sent}")

    (fault,) = refused.json()["errors"]
    assert (refused.status_code, fault["parameter"], fault["code"]) == (400, "compare", "format")


def test_it_needs_two_moments(borough: Borough) -> None:
    refused = borough.as_("Pat").get("/actions/comparison")

    assert (refused.status_code, refused.json()["errors"][0]["parameter"]) == (400, "compare")


def test_it_refuses_what_is_not_recorded_yet(borough: Borough) -> None:
    refused = borough.as_("Pat").get("/actions/comparison?compare=0,999999")

    assert (refused.status_code, refused.json()["code"]) == (409, "not_yet_recorded")


def test_nobody_sees_what_is_next_door(borough: Borough) -> None:
    proposed_action(borough)

    assert compared(borough, "2001-01-01T00:00:00Z", "0", who="Olga") == []
