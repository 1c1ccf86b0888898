from typing import Any  # bodies are JSON

import pytest

from tests.actions.questions import FORBIDDEN, HIDDEN, MALFORMED, WRONG_STATE, Written, read
from tests.borough import Borough, proposed_action
from tests.deals.round_table import active, opened
from tests.forums.chamber import MEETING_IN, appointed, fresh, restricted_item_on, scheduled
from tests.forums.meeting_deeds import DEEDS, HUB
from tests.people.questions import entry_of

ADD = DEEDS["add_agenda_item"]
SITE = {"kind": "decision", "title": "Buy the site in Prescot", "restricted": True}


def test_it_is_added_and_recorded(borough: Borough) -> None:
    asked = ADD.ask(borough, summary="With a café")

    assert (asked.status, asked.body["position"], asked.body["restricted"]) == (201, 1, False)
    assert asked.headers["Location"].endswith(f"/api/v1/agenda-items/{asked.body['id']}")
    assert asked.written == (Written("agenda_item.added", 1, "Sara"),)
    assert read(borough, "Pat", f"/agenda-items/{asked.body['id']}") == asked.body


def test_it_comes_last(borough: Borough) -> None:
    meeting = scheduled(borough)

    places = [ADD.ask(borough, on=meeting, title=title).body["position"] for title in ("A", "B")]

    listed = read(borough, "Pat", f"/meetings/{meeting.id}/agenda-items")["results"]
    assert places == [1, 2]
    assert [one["title"] for one in listed] == ["A", "B"]


def test_it_leaves_the_meeting_as_it_was(borough: Borough) -> None:
    meeting = scheduled(borough)

    ADD.ask(borough, on=meeting)
    ADD.ask(borough, on=meeting, body=SITE)

    assert fresh(meeting).version == meeting.version


def test_it_counts_what_is_restricted_apart(borough: Borough) -> None:
    meeting = scheduled(borough)

    hidden = ADD.ask(borough, on=meeting, body=SITE)
    shown = ADD.ask(borough, on=meeting)

    assert (hidden.body["position"], shown.body["position"]) == (1, 1)
    assert entry_of(hidden.body["id"]).audience == f"forum:{borough.board.id}"


@pytest.mark.parametrize("who", ["Sara", "Tom", "Mel", "Audrey"])
def test_it_shows_what_is_restricted_at_the_forum(borough: Borough, who: str) -> None:
    meeting = scheduled(borough)
    item = ADD.ask(borough, on=meeting, body=SITE).body

    assert borough.as_(who).get(f"/agenda-items/{item['id']}").status_code == 200
    listed = read(borough, who, f"/meetings/{meeting.id}/agenda-items")["results"]
    assert [one["id"] for one in listed] == [item["id"]]


@pytest.mark.parametrize("who", ["Pat", "Gus", "Ada"])
@pytest.mark.parametrize("query", ["", "?kind=decision", "?ended=false"])
def test_it_hides_what_is_restricted_from_everybody_else(
    borough: Borough, who: str, query: str
) -> None:
    meeting = scheduled(borough)
    item = ADD.ask(borough, on=meeting, body=SITE).body

    listed = borough.as_(who).get(
        f"/meetings/{meeting.id}/agenda-items{query}", prefer="count=exact"
    )

    assert borough.as_(who).get(f"/agenda-items/{item['id']}").status_code == 404
    assert (listed.json()["results"], listed.json()["count"]) == ([], 0)


def test_it_names_what_it_is_about(borough: Borough) -> None:
    action, deal = proposed_action(borough), active(borough).deal

    review = ADD.ask(borough, kind="action_review", action=str(action.id))
    endorsed = ADD.ask(borough, kind="deal_endorsement", deal=str(deal.id))

    assert (review.body["action"], review.body["deal"]) == (str(action.id), None)
    assert (endorsed.body["action"], endorsed.body["deal"]) == (None, str(deal.id))


@pytest.mark.parametrize(
    ("changed", "pointer", "code"),
    [
        ({"kind": "escalation"}, "#/kind", "invalid_choice"),
        ({"kind": "action_review"}, "#/action", "required"),
        ({"kind": "deal_endorsement"}, "#/deal", "required"),
        ({"action": "0190b5c2-7a4e-7c3d-9f21-5e8d6a1b2c3d"}, "#/action", "unknown_reference"),
        ({"deal": "0190b5c2-7a4e-7c3d-9f21-5e8d6a1b2c3d"}, "#/deal", "unknown_reference"),
        ({"title": ""}, "#/title", "blank"),
        ({"urgency": "Now."}, "#/urgency", "unknown_field"),
        ({"position": 1}, "#/position", "unknown_field"),
    ],
)
def test_it_names_what_cannot_be(
    borough: Borough, changed: dict[str, Any], pointer: str, code: str
) -> None:
    asked = ADD.ask(borough, **changed)

    assert asked.refusal == MALFORMED
    assert (pointer, code) in [(one["pointer"], one["code"]) for one in asked.body["errors"]]


def test_it_names_no_deal_that_its_parties_alone_read(borough: Borough) -> None:
    """To Sara, who is none of them, it is an unknown one; to one who is, a deal not yet open."""
    deal = str(opened(borough).deal.id)
    unknown = ADD.ask(borough, kind="deal_endorsement", deal=deal)

    appointed(borough, "Rhea", "secretary", borough.board)
    early = ADD.ask(borough, "Rhea", kind="deal_endorsement", deal=deal)

    assert unknown.body["errors"][0]["code"] == "unknown_reference"
    assert early.body["errors"][0]["code"] == "not_yet_open"


@pytest.mark.parametrize("state", ["agenda_published", "in_session", "closed", "cancelled"])
def test_it_refuses_once_the_agenda_is_published(borough: Borough, state: str) -> None:
    asked = ADD.ask(borough, on=MEETING_IN[state](borough))

    assert asked.refusal == WRONG_STATE
    assert asked.body["current_state"] == state
    assert "the chair admits what is urgent" in asked.body["detail"]


def test_it_hides_what_is_next_door(borough: Borough) -> None:
    assert ADD.ask(borough, "Olga").refusal == HIDDEN


@pytest.mark.parametrize("who", ["Tom", "Mel", "Ada", "Pat", "Audrey", "Gus"])
def test_it_is_the_secretary_s_to_do(borough: Borough, who: str) -> None:
    assert ADD.ask(borough, who, body={}).refusal == FORBIDDEN


def test_it_refuses_alike_with_and_without_a_restricted_item(borough: Borough) -> None:
    plain, other = scheduled(borough), scheduled(borough)
    restricted_item_on(borough, other)

    one, two = (ADD.ask(borough, "Gus", on=meeting, body=HUB) for meeting in (plain, other))

    assert one.body["detail"] == two.body["detail"]
