"""Many items of a source in one request: each heard as it would be alone."""

from typing import Any  # bodies are JSON

import pytest

from backend.audit.models import Entry
from backend.people.scopes import EVERY_SCOPE
from backend.sync.models import Reference, Tally
from backend.sync.serializers.bulk import MOST_ITEMS
from tests.actions.questions import FORBIDDEN, HIDDEN, MALFORMED, Asked, Written, read, rows
from tests.borough import Borough, Caller
from tests.sync.deeds import DEEDS, ended
from tests.sync.sending import RISK, YOUTH, at, named, send_all, sent, the_action, whole

SYNC = DEEDS["sync_actions"]
PLACE = "/sources/tracker/actions"


def outcomes(asked: Asked) -> list[tuple[int, str, str | None]]:
    return [
        (row["status"], row["outcome"], (row["problem"] or {}).get("code"))
        for row in asked.body["results"]
    ]


def later(external_id: str, minute: int, **said: Any) -> dict[str, Any]:
    return named(external_id, {"changed_at": at(minute), **said})


def test_it_creates_each_and_is_recorded(borough: Borough) -> None:
    asked = send_all(
        borough, named("YTH-1", whole(borough)), named("YTH-2", whole(borough, title="Two parks"))
    )

    assert outcomes(asked) == [(201, "created", None), (201, "created", None)]
    proposed = Written("action.proposed", 1, "Tracker", told=("Dev", "Priya"))
    assert asked.written == (proposed, Written("reference.added", 1, "Tracker")) * 2
    assert the_action("YTH-2").title == "Two parks"


def test_it_changes_and_tells_nothing_when_sent_again(borough: Borough) -> None:
    items = [named(f"YTH-{one}", whole(borough)) for one in range(3)]
    send_all(borough, *items)

    again = send_all(borough, *items)

    assert outcomes(again) == [(200, "unchanged", None)] * 3
    assert again.written == ()
    assert again.body["counts"]["unchanged"] == 3


def test_it_says_of_each_what_became_of_it(borough: Borough) -> None:
    sent(borough)

    asked = send_all(
        borough,
        named("YTH-1", whole(borough)),
        later(YOUTH, 5, title="Open six youth centres"),
        later("YTH-2", 5, title="No plan is named"),
        later("YTH-3", 5, title="Never sent", plan=str(borough.plan.id), if_version=1),
    )

    assert outcomes(asked) == [
        (201, "created", None),
        (200, "updated", None),
        (400, "refused", "validation_error"),
        (412, "refused", "never_sent"),
    ]
    assert [row["external_id"] for row in asked.body["results"]] == [
        "YTH-1",
        YOUTH,
        "YTH-2",
        "YTH-3",
    ]
    assert asked.body["results"][1]["by_field"] == [{"field": "title", "outcome": "updated"}]
    assert asked.body["results"][1]["version"] == 2
    assert asked.body["results"][2]["action"] is None
    counts = {name: times for name, times in asked.body["counts"].items() if times}
    assert counts == {"created": 1, "updated": 1, "refused": 2}


def test_it_leaves_nothing_of_an_item_it_refuses(borough: Borough) -> None:
    """Its words could be taken, were its status not one that nobody has mapped."""
    sent(borough)

    asked = send_all(
        borough,
        later(YOUTH, 1, title="Open six youth centres", status="On hold", risk=RISK),
        named("YTH-1", whole(borough)),
    )

    assert outcomes(asked) == [(409, "refused", "unmapped_status"), (201, "created", None)]
    assert the_action().title == "Open five youth centres"
    (task,) = read(borough, "Ada", "/sources/tracker/mapping-tasks")["results"]
    assert task["word"] == "On hold"


def test_it_does_all_or_nothing(borough: Borough) -> None:
    sent(borough)
    before = rows()

    asked = send_all(
        borough,
        named("YTH-1", whole(borough)),
        later(YOUTH, 1, status="On hold", risk=RISK),
        later("YTH-2", 1, title="No plan is named"),
        mode="atomic",
    )

    assert asked.refusal == (409, "bulk_refused", 0)
    told = [(row["index"], row["problem"]["code"]) for row in asked.body["results"]]
    assert told == [(1, "unmapped_status"), (2, "validation_error")]
    assert rows() == before


def test_it_does_all_of_it_when_nothing_is_refused(borough: Borough) -> None:
    sent(borough)

    asked = send_all(
        borough,
        named("YTH-1", whole(borough)),
        later(YOUTH, 1, title="Open six youth centres"),
        mode="atomic",
    )

    assert outcomes(asked) == [(201, "created", None), (200, "updated", None)]


def test_it_rehearses(borough: Borough) -> None:
    before = rows()
    items = [named("YTH-1", whole(borough)), later("YTH-2", 1, title="No plan is named")]

    rehearsed = send_all(borough, *items, query="?dry_run=true")

    assert rows() == before
    assert outcomes(rehearsed) == outcomes(send_all(borough, *items))


def test_it_counts_what_became_of_each(borough: Borough) -> None:
    items = [named(f"YTH-{one}", whole(borough)) for one in range(2)]
    send_all(borough, *items, later("YTH-2", 1, title="No plan is named"))
    send_all(borough, *items)

    counted = Tally.objects.values_list("outcome", "times", "code")

    assert set(counted) == {
        ("created", 2, ""),
        ("unchanged", 2, ""),
        ("refused", 1, "validation_error"),
    }


def test_it_marks_its_entries_with_the_source(borough: Borough) -> None:
    asked = SYNC.ask(borough)

    origins = Entry.objects.order_by("-index")[: len(asked.written)]
    assert {one.origin_client for one in origins} == {"tracker"}


def test_it_takes_ids_that_no_address_holds(borough: Borough) -> None:
    asked = send_all(borough, named("YTH/2026 17", whole(borough)))

    assert outcomes(asked) == [(201, "created", None)]
    assert Reference.objects.get().external_id == "YTH/2026 17"


def test_it_points_at_what_is_malformed(borough: Borough) -> None:
    """And then does nothing at all."""
    good = named("YTH-1", whole(borough))

    asked = send_all(borough, good, later("YTH-2", 1, title=7), {"external_id": "YTH-3"})
    unordered = send_all(borough, good, {"external_id": "YTH-3"})

    assert (asked.refusal, asked.pointers) == (MALFORMED, ["#/items/1/title"])
    assert (unordered.refusal, unordered.pointers) == (MALFORMED, ["#/items/1/changed_at"])
    assert not Reference.objects.exists()


def test_it_takes_each_action_once(borough: Borough) -> None:
    asked = send_all(borough, *[named("YTH-1", whole(borough))] * 2)

    assert (asked.refusal, asked.pointers) == (MALFORMED, ["#/items/1/external_id"])


@pytest.mark.parametrize("count", [0, MOST_ITEMS + 1])
def test_it_takes_from_one_to_a_thousand(borough: Borough, count: int) -> None:
    asked = send_all(borough, *(later(f"YTH-{one}", 1) for one in range(count)))

    assert (asked.refusal, asked.pointers) == (MALFORMED, ["#/items"])


def test_it_refuses_in_the_wrong_state(borough: Borough) -> None:
    ended(borough)

    assert SYNC.ask(borough).refusal == (409, "source_ended", 0)


def test_it_hides_what_you_cannot_see(borough: Borough) -> None:
    assert SYNC.ask(borough, who="Olga").refusal == HIDDEN


@pytest.mark.parametrize("who", ["Mirror", "Priya", "Pat", "Ada", "Audrey"])
def test_it_forbids_whoever_does_not_speak_for_the_source(borough: Borough, who: str) -> None:
    assert SYNC.ask(borough, who=who).refusal == FORBIDDEN


def test_it_needs_a_token_to_write_in_bulk(borough: Borough) -> None:
    caller = Caller(borough.token("Tracker", EVERY_SCOPE - {"actions:bulk"}))

    answer = caller.post(PLACE, {"mode": "each", "items": [named(YOUTH, whole(borough))]})

    assert (answer.status_code, answer.json()["scope"]) == (403, "actions:bulk")
