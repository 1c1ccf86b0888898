from typing import Any

import pytest

from backend.forums import operations as forums
from backend.forums.models import Decision
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
from tests.forums import chamber
from tests.forums.sitting import Sitting
from tests.forums.voting import (
    RECORD,
    come,
    drafted,
    ids,
    interested,
    put,
    recorded,
    restricted,
    ruled,
    superseded,
)


def faults(asked: Any) -> list[tuple[str, str]]:
    return [(one["pointer"], one["code"]) for one in asked.body["errors"]]


def test_it_freezes_who_counted_and_what_they_said(voting: Sitting) -> None:
    interested(voting, "Olu")
    ruled(voting, quorum=2, majority="two_thirds")

    asked = RECORD.ask(
        voting, in_favour=ids(voting, "Mel"), abstained=ids(voting, "Nia"), against=[]
    )

    body = asked.body
    assert (asked.status, body["state"], body["changed"]) == (200, "recorded", True)
    assert (body["rule"], body["quorum_needed"], body["is_quorate"]) == ("two_thirds", 2, True)
    assert body["eligible"] == ids(voting, "Mel", "Nia", "Olu", "Pia")
    assert body["present"] == ids(voting, "Mel", "Nia", "Olu")
    assert body["excluded"] == ids(voting, "Olu")
    assert (body["in_favour"], body["against"], body["abstained"]) == (
        ids(voting, "Mel"),
        [],
        ids(voting, "Nia"),
    )
    assert (body["outcome"], body["is_indicative"]) == ("carried", False)


def test_it_is_recorded_and_tells_the_forum(voting: Sitting) -> None:
    asked = RECORD.ask(voting)

    told = ("Mel", "Nia", "Olu", "Pia", "Sue", "Tom")
    assert asked.written == (Written("decision.recorded", 2, "Sara", told=told),)
    assert asked.body["recorded_at"] == asked.body["decided_at"]


def test_it_gives_each_its_own_reference(voting: Sitting) -> None:
    year = voting.after(0).year

    first, second = recorded(voting), recorded(voting)

    assert first.reference == f"BTB-{year}-001"
    assert second.reference == f"BTB-{year}-002"


def test_it_numbers_what_is_restricted_apart(voting: Sitting) -> None:
    year = voting.after(0).year

    told = [recorded(voting), restricted(voting), recorded(voting), restricted(voting)]

    numbers = ("001", "R001", "002", "R002")
    assert [one.reference for one in told] == [f"BTB-{year}-{number}" for number in numbers]


def test_it_is_open_to_all_from_then_on(voting: Sitting) -> None:
    decision = drafted(voting)

    before = voting.borough.as_("Pat").get(f"/decisions/{decision.id}")
    put(voting, decision)
    after = voting.borough.as_("Pat").get(f"/decisions/{decision.id}")

    assert (before.status_code, after.status_code) == (404, 200)


def test_it_records_what_was_lost(voting: Sitting) -> None:
    asked = RECORD.ask(voting, in_favour=ids(voting, "Mel"), against=ids(voting, "Nia"))

    assert (asked.status, asked.body["outcome"], asked.body["state"]) == (200, "lost", "recorded")
    assert asked.body["reference"] is not None


def test_it_records_that_nobody_voted_as_lost(voting: Sitting) -> None:
    assert RECORD.ask(voting, body={}).body["outcome"] == "lost"


def test_it_needs_a_quorum_for_this_item(voting: Sitting) -> None:
    ruled(voting, quorum_percent=75)
    interested(voting, "Nia")

    asked = RECORD.ask(voting, in_favour=ids(voting, "Mel", "Olu"))

    assert (asked.refusal, asked.unmet) == (GUARDED, ["inquorate"])
    assert "count for this item: 2; needed: 3" in asked.body["detail"]


def test_it_is_recorded_as_indicative_without_a_quorum(voting: Sitting) -> None:
    ruled(voting, quorum=4)

    asked = RECORD.ask(voting, is_indicative=True)

    assert (asked.status, asked.body["is_quorate"]) == (200, False)
    assert (asked.body["is_indicative"], asked.body["outcome"]) == (True, "carried")


def test_it_may_be_indicative_on_purpose(voting: Sitting) -> None:
    asked = RECORD.ask(voting, is_indicative=True)

    assert (asked.body["is_quorate"], asked.body["is_indicative"]) == (True, True)


@pytest.mark.parametrize(("minutes", "there"), [(15, 3), (25, 4)])
def test_it_counts_whoever_was_there_then(voting: Sitting, minutes: int, there: int) -> None:
    decision = drafted(voting)
    with voting.travel(20):
        come(voting, "Pia")

    with voting.travel(30):
        asked = RECORD.ask(voting, on=decision, decided_at=voting.after(minutes).isoformat())

    assert (asked.status, len(asked.body["present"])) == (200, there)
    assert asked.body["decided_at"] < asked.body["recorded_at"]


@pytest.mark.parametrize(("minutes", "code"), [(-1, "before_the_session"), (31, "in_the_future")])
def test_it_is_decided_within_the_session(voting: Sitting, minutes: int, code: str) -> None:
    decision = drafted(voting)

    with voting.travel(30):
        asked = RECORD.ask(voting, on=decision, decided_at=voting.after(minutes).isoformat())

    assert asked.refusal == MALFORMED
    assert faults(asked) == [("#/decided_at", code)]


def test_it_takes_votes_of_those_who_count_alone(voting: Sitting) -> None:
    """Pia is not there, Olu has an interest, Sara is no member, and Mel votes twice."""
    interested(voting, "Olu")

    asked = RECORD.ask(
        voting,
        in_favour=[voting.id_of(name) for name in ("Mel", "Pia")],
        against=[voting.id_of(name) for name in ("Olu", "Mel")],
        abstained=[voting.id_of("Sara")],
    )

    assert asked.refusal == MALFORMED
    assert faults(asked) == [
        ("#/in_favour/1", "not_counted"),
        ("#/against/0", "not_counted"),
        ("#/against/1", "repeated"),
        ("#/abstained/0", "not_counted"),
    ]


def test_it_waits_for_the_session(voting: Sitting) -> None:
    ahead = chamber.scheduled(voting.borough)
    decision = drafted(voting, item_id=chamber.item_on(voting.borough, ahead).id)

    asked = RECORD.ask(voting, on=decision)

    assert (asked.refusal, asked.unmet) == (GUARDED, ["meeting_not_in_session"])
    assert "that is scheduled" in asked.body["detail"]


def test_it_is_over_with_the_session(voting: Sitting) -> None:
    decision = drafted(voting)
    chamber.moved(voting.borough, voting.meeting, forums.close_meeting)

    assert RECORD.ask(voting, on=decision).unmet == ["meeting_not_in_session"]


def test_it_tells_all_that_is_missing_at_once(voting: Sitting) -> None:
    nameless = voting.borough.act("Ada", forums.add_forum, name="ö", kind="forum")
    chamber.appointed(voting.borough, "Sara", "secretary", nameless)
    decision: Decision = voting.borough.act(
        "Sara", forums.draft_decision, forum_id=nameless.id, title="Meet", text="Monthly."
    )

    asked = RECORD.ask(voting, on=decision, body={})

    assert (asked.refusal, asked.unmet) == (GUARDED, ["code_missing", "item_missing"])


def test_it_undoes_an_earlier_one_in_the_same_unit(voting: Sitting) -> None:
    earlier = recorded(voting)
    later = drafted(voting, undoes_id=earlier.id, undoing="rescinds")

    asked = RECORD.ask(voting, on=later)

    assert [one.verb for one in asked.written] == ["decision.recorded", "decision.rescinded"]
    found = read(voting.borough, "Pat", f"/decisions/{earlier.id}")
    assert (found["state"], found["text"]) == ("rescinded", earlier.text)


@pytest.mark.parametrize("how", [{"is_indicative": True}, {"in_favour": []}])
def test_it_undoes_nothing_unless_it_binds(voting: Sitting, how: dict[str, Any]) -> None:
    earlier = recorded(voting)

    asked = RECORD.ask(voting, on=drafted(voting, undoes_id=earlier.id, undoing="rescinds"), **how)

    assert [one.verb for one in asked.written] == ["decision.recorded"]
    assert read(voting.borough, "Pat", f"/decisions/{earlier.id}")["state"] == "recorded"


def test_it_undoes_none_twice(voting: Sitting) -> None:
    earlier = recorded(voting)
    late = drafted(voting, undoes_id=earlier.id, undoing="rescinds")
    recorded(voting, undoes_id=earlier.id, undoing="supersedes")

    asked = RECORD.ask(voting, on=late)

    assert (asked.refusal, asked.unmet) == (GUARDED, ["undone_before"])
    assert "superseded already" in asked.body["detail"]


def test_it_is_nothing_to_do_twice(voting: Sitting) -> None:
    asked = RECORD.ask(voting, on=recorded(voting))

    assert (asked.status, asked.body["changed"], asked.trace) == (200, False, 0)


def test_it_refuses_in_the_wrong_state(voting: Sitting) -> None:
    asked = RECORD.ask(voting, on=superseded(voting))

    assert (asked.status, asked.body["code"]) == (409, "transition_not_allowed")
    assert asked.body["current_state"] == "superseded"


def test_it_keeps_nothing_of_a_dry_run(voting: Sitting) -> None:
    decision = drafted(voting)
    path = f"/decisions/{decision.id}/record?dry_run=true"

    asked = request(
        voting.borough,
        "Sara",
        "post",
        path,
        {"in_favour": ids(voting, "Mel")},
        if_match=f'"{decision.version}"',
    )

    assert (asked.status, asked.body["state"], asked.trace) == (200, "recorded", 0)


def test_it_asks_for_the_version_that_was_read(voting: Sitting) -> None:
    decision = drafted(voting)

    bare = request(voting.borough, "Sara", "post", f"/decisions/{decision.id}/record", {})

    assert bare.refusal == UNCONDITIONAL
    assert RECORD.ask(voting, on=decision, version=7).refusal == STALE


@pytest.mark.parametrize("who", ["Olga", "Pat", "Ada", "Gus"])
def test_it_hides_a_draft(voting: Sitting, who: str) -> None:
    chamber.growth_forum(voting.borough)

    assert RECORD.ask(voting, who).refusal == HIDDEN


@pytest.mark.parametrize("who", ["Tom", "Mel", "Audrey"])
def test_it_forbids_whoever_is_not_its_secretary(voting: Sitting, who: str) -> None:
    assert RECORD.ask(voting, who).refusal == FORBIDDEN
