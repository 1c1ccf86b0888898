import pytest

from backend.forums.models import AgendaVersion
from tests.actions.questions import (
    FORBIDDEN,
    HIDDEN,
    STALE,
    UNCONDITIONAL,
    WRONG_STATE,
    Written,
    read,
    request,
)
from tests.borough import Borough
from tests.forums.chamber import (
    MEETING_IN,
    fresh,
    item_on,
    published,
    restricted_item_on,
    scheduled,
)
from tests.forums.meeting_deeds import BOARD_TOLD, DEEDS

PUBLISH = DEEDS["publish_agenda"]


def test_it_publishes_and_is_recorded(borough: Borough) -> None:
    asked = PUBLISH.ask(borough)

    assert (asked.status, asked.body["state"]) == (200, "agenda_published")
    assert (asked.body["agenda_number"], asked.body["changed"]) == (1, True)
    assert asked.written == (
        Written("agenda_version.frozen", 1, "Sara"),
        Written("meeting.agenda_published", 2, "Sara", told=BOARD_TOLD),
    )


def test_it_freezes_what_stands_on_it(borough: Borough) -> None:
    meeting = scheduled(borough)
    hub = item_on(borough, meeting, summary="With a café")
    gone = item_on(borough, meeting, title="Bins")
    DEEDS["withdraw_agenda_item"].ask(borough, on=gone)
    roads = item_on(borough, meeting, kind="report", title="Roads")

    PUBLISH.ask(borough, on=meeting)

    (version,) = read(borough, "Pat", f"/meetings/{meeting.id}/agenda-versions")["results"]
    assert (version["number"], version["restricted"]) == (1, False)
    assert [(one["item"], one["position"], one["title"]) for one in version["items"]] == [
        (str(hub.id), 1, "Open the Huyton hub"),
        (str(roads.id), 3, "Roads"),
    ]
    assert version["items"][0]["summary"] == "With a café"


def test_it_freezes_what_is_restricted_apart(borough: Borough) -> None:
    meeting = scheduled(borough)
    restricted_item_on(borough, meeting)

    PUBLISH.ask(borough, on=meeting)

    versions = f"/meetings/{meeting.id}/agenda-versions"
    seen = read(borough, "Mel", versions)["results"]
    assert [(one["restricted"], len(one["items"])) for one in seen] == [(False, 0), (True, 1)]
    (shown,) = read(borough, "Pat", versions)["results"]
    assert (shown["number"], shown["items"]) == (1, [])


@pytest.mark.parametrize("who", ["Pat", "Gus"])
def test_it_hides_the_restricted_version(borough: Borough, who: str) -> None:
    meeting = scheduled(borough)
    restricted_item_on(borough, meeting)
    PUBLISH.ask(borough, on=meeting)

    hidden = AgendaVersion.objects.get(restricted=True)

    assert borough.as_(who).get(f"/agenda-versions/{hidden.id}").status_code == 404
    assert borough.as_("Tom").get(f"/agenda-versions/{hidden.id}").status_code == 200


def test_it_shows_outsiders_the_same_meeting_with_and_without_a_restricted_item(
    borough: Borough,
) -> None:
    meeting = scheduled(borough)
    restricted_item_on(borough, meeting)
    plain = scheduled(borough, starts_at=meeting.starts_at)

    kept = PUBLISH.ask(borough, on=meeting).body
    other = PUBLISH.ask(borough, on=plain).body

    assert {**kept, "id": None} == {**other, "id": None}


def test_it_has_nothing_to_do_when_published(borough: Borough) -> None:
    asked = PUBLISH.ask(borough, on=published(borough))

    assert (asked.status, asked.body["changed"], asked.trace) == (200, False, 0)


@pytest.mark.parametrize("state", ["in_session", "closed", "cancelled"])
def test_it_refuses_in_the_wrong_state(borough: Borough, state: str) -> None:
    asked = PUBLISH.ask(borough, on=MEETING_IN[state](borough))

    assert asked.refusal == WRONG_STATE
    assert asked.body["current_state"] == state


def test_it_hides_what_is_next_door(borough: Borough) -> None:
    assert PUBLISH.ask(borough, "Olga").refusal == HIDDEN


@pytest.mark.parametrize("who", ["Tom", "Mel", "Ada", "Pat", "Audrey", "Gus"])
def test_it_is_the_secretary_s_to_do(borough: Borough, who: str) -> None:
    assert PUBLISH.ask(borough, who).refusal == FORBIDDEN


def test_it_leaves_no_trace_when_it_refuses(borough: Borough) -> None:
    path = f"/meetings/{scheduled(borough).id}/publish-agenda"

    assert PUBLISH.ask(borough, version=7).refusal == STALE
    assert request(borough, "Sara", "post", path, {}).refusal == UNCONDITIONAL


def test_it_keeps_nothing_of_a_rehearsal(borough: Borough) -> None:
    meeting = scheduled(borough)
    path = f"/meetings/{meeting.id}/publish-agenda?dry_run=true"

    asked = request(borough, "Sara", "post", path, {}, if_match='"1"')

    assert (asked.status, asked.body["state"], asked.trace) == (200, "agenda_published", 0)
    assert fresh(meeting).state == "scheduled"
