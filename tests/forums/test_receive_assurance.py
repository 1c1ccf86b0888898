from types import SimpleNamespace

import pytest

from tests.actions.questions import (
    FORBIDDEN,
    GUARDED,
    HIDDEN,
    MALFORMED,
    STALE,
    UNCONDITIONAL,
    Written,
    read,
    request,
)
from tests.borough import Borough, tag
from tests.forums.assuring import RECEIVE, received, submitted
from tests.forums.chamber import MEETING_IN, appointed, growth_forum, in_session
from tests.people.questions import NOWHERE


def test_it_receives_and_is_recorded(new_year: Borough) -> None:
    sitting = in_session(new_year)

    asked = RECEIVE.ask(new_year, meeting=str(sitting.id))

    assert (asked.status, asked.body["state"], asked.body["changed"]) == (200, "received", True)
    assert asked.body["received_at_meeting"] == str(sitting.id)
    assert asked.written == (Written("assurance.received", 2, "Sara", told=("Dev", "Priya")),)
    kept = {**asked.body}
    del kept["changed"]
    assert read(new_year, "Pat", f"/assurances/{asked.body['id']}") == kept


def test_it_says_when_there_is_nothing_to_do(new_year: Borough) -> None:
    before = received(new_year)

    asked = RECEIVE.ask(new_year, on=before)

    assert (asked.status, asked.body["changed"], asked.trace) == (200, False, 0)
    assert asked.body["received_at_meeting"] == str(before.received_at_meeting_id)


@pytest.mark.parametrize("state", sorted(MEETING_IN.keys() - {"in_session"}))
def test_it_waits_until_the_board_sits(new_year: Borough, state: str) -> None:
    asked = RECEIVE.ask(new_year, meeting=str(MEETING_IN[state](new_year).id))

    assert (asked.refusal, asked.unmet) == (GUARDED, ["meeting_not_in_session"])


def test_it_tells_no_meeting_of_another_forum_from_a_missing_one(new_year: Borough) -> None:
    """Of a forum below, though Sara keeps it too."""
    growth, one = growth_forum(new_year), submitted(new_year)
    appointed(new_year, "Sara", "secretary", growth)

    below = RECEIVE.ask(new_year, on=one, meeting=str(in_session(new_year, growth).id))
    missing = RECEIVE.ask(new_year, on=one, meeting=str(NOWHERE))

    assert below.refusal == missing.refusal == MALFORMED
    assert below.body["errors"] == missing.body["errors"]
    assert [(one["pointer"], one["code"]) for one in missing.body["errors"]] == [
        ("#/meeting", "unknown_reference")
    ]


@pytest.mark.parametrize(
    "who", ["Priya", "Dev", "Omar", "Gus", "Tom", "Mel", "Rhea", "Ada", "Audrey", "Pat"]
)
def test_it_is_the_secretary_of_the_board_s_to_do(new_year: Borough, who: str) -> None:
    asked = RECEIVE.ask(new_year, who)

    assert asked.refusal == FORBIDDEN
    assert asked.body["detail"].endswith("Ask the secretary of the Board.")


def test_it_hides_an_assurance_of_another_partnership(new_year: Borough) -> None:
    missing = RECEIVE.ask(new_year, on=SimpleNamespace(id=NOWHERE, version=1))

    assert RECEIVE.ask(new_year, "Olga").refusal == missing.refusal == HIDDEN


def test_it_asks_which_version_was_read(new_year: Borough) -> None:
    one = submitted(new_year)
    body = RECEIVE.given(new_year)

    without = request(new_year, "Sara", "post", RECEIVE.path(one), body)

    assert without.refusal == UNCONDITIONAL
    assert RECEIVE.ask(new_year, on=one, version=2).refusal == STALE


def test_it_asks_for_the_meeting(new_year: Borough) -> None:
    asked = RECEIVE.ask(new_year, body={})

    assert (asked.refusal, asked.pointers) == (MALFORMED, ["#/meeting"])


def test_it_rehearses(new_year: Borough) -> None:
    one = submitted(new_year)
    path = f"{RECEIVE.path(one)}?dry_run=true"

    tried = request(
        new_year, "Sara", "post", path, RECEIVE.given(new_year), if_match=tag(one.version)
    )

    assert (tried.status, tried.body["state"], tried.trace) == (200, "received", 0)
