"""A source goes with its organisation to whoever takes its place."""

from datetime import date

import pytest

from backend.people.operations import add_organisation, merge_organisation
from tests.actions.questions import Written, request
from tests.borough import Borough, tag
from tests.sync.sending import send, sent, tracker, whole

MERGER = {"took_effect_on": "2026-11-01", "reason": "Two councils became one."}


@pytest.fixture
def merged(borough: Borough) -> tuple[Written, ...]:
    """The council, which has sent one action, with what the merger wrote."""
    sent(borough)
    into = borough.act("Ada", add_organisation, name="Merseyside Council", kind="council")
    path = f"/organisations/{borough.council.id}/merge"
    body = {**MERGER, "into": str(into.id)}
    asked = request(borough, "Ada", "post", path, body, if_match=tag(borough.council.version))
    assert asked.status == 200, asked.body
    assert tracker().organisation_id == into.id
    return asked.written


def test_it_is_recorded_and_its_system_told(merged: tuple[Written, ...]) -> None:
    (moved,) = [one for one in merged if one.verb == "source.succeeded"]

    assert "Tracker" in moved.told
    assert moved.given == {"reason": "Two councils became one."}


@pytest.mark.usefixtures("merged")
def test_it_goes_on_there(borough: Borough) -> None:
    borough.tokens.clear()

    updated = send(borough, 1, title="Open six youth centres")
    created = send(borough, 0, external_id="YTH-8", **whole(borough))

    assert [one.body.get("outcome") for one in (updated, created)] == ["updated", "created"]


def test_it_stays_with_whoever_is_not_succeeded(borough: Borough) -> None:
    into = borough.act("Ada", add_organisation, name="Livv Homes", kind="housing")
    before = tracker().version

    borough.act(
        "Ada",
        merge_organisation,
        organisation_id=borough.housing.id,
        version=borough.housing.version,
        into_id=into.id,
        took_effect_on=date(2026, 11, 1),
        reason="Both became one.",
    )

    assert (tracker().version, tracker().organisation_id) == (before, borough.council.id)
