import pytest

from tests.actions.questions import FORBIDDEN, HIDDEN, STALE, Written, read
from tests.borough import Borough
from tests.sync.deeds import DEEDS, ended, mapped
from tests.sync.sending import delegated, send, sent

UNMAP = DEEDS["unmap_status"]


def test_it_unmaps_and_is_recorded(borough: Borough) -> None:
    asked = UNMAP.ask(borough)

    assert (asked.status, asked.body["means"], asked.body["asked_at"]) == (200, "", None)
    assert asked.written == (Written("status_mapping.taken_back", 2, "Ada"),)


def test_it_makes_the_next_item_ask_anew(borough: Borough) -> None:
    delegated(borough, "start_delegate")
    sent(borough)
    UNMAP.ask(borough)

    refused = send(borough, 1, status="Live")

    assert (refused.status, refused.body["code"]) == (409, "unmapped_status")
    tasks = read(borough, "Ada", "/sources/tracker/mapping-tasks")["results"]
    assert [one["word"] for one in tasks] == ["Live"]


def test_it_refuses_what_is_not_mapped(borough: Borough) -> None:
    UNMAP.ask(borough)

    assert UNMAP.ask(borough).refusal == (409, "not_mapped", 0)


def test_it_refuses_when_the_source_has_ended(borough: Borough) -> None:
    ended(borough)

    assert UNMAP.ask(borough).refusal == (409, "source_ended", 0)


def test_it_hides_what_you_cannot_see(borough: Borough) -> None:
    assert UNMAP.ask(borough, "Olga").refusal == HIDDEN


@pytest.mark.parametrize("who", ["Priya", "Rhea", "Tracker", "Audrey"])
def test_it_forbids_what_is_the_administrator_s(borough: Borough, who: str) -> None:
    assert UNMAP.ask(borough, who).refusal == FORBIDDEN


def test_it_leaves_no_trace_when_it_refuses(borough: Borough) -> None:
    assert UNMAP.ask(borough, version=7).refusal == STALE
    assert mapped(borough).means == "in_progress"
