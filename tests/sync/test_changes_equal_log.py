"""What the changes tell is the log, as far as each may see it."""

from collections.abc import Sequence
from typing import Final

import pytest

from backend.api.actor import Audiences
from backend.audit.models import Entry
from backend.forums import operations as forums
from tests.borough import Borough, action_done, proposed_action
from tests.deals.round_table import drafted
from tests.sync.feed import beginning, join_board, leave_board, members_only, restrict, told

READERS: Final = ("Pat", "Tom", "Rob", "Rhea", "Mirror", "Audrey")


@pytest.fixture
def eventful(borough: Borough) -> Borough:
    """Things open and restricted, and some that went out of sight and came back."""
    for audience in (members_only(borough), "partnership"):
        action = proposed_action(borough)
        restrict(borough, action.id, members_only(borough))
        restrict(borough, action.id, audience)
    action_done(borough)
    drafted(borough)
    join_board(borough, "Pat")
    leave_board(borough, "Pat")
    borough.act(
        "Sara", forums.draft_decision, forum_id=borough.board.id, title="A hub", text="It opens."
    )
    return borough


def visible(entries: Sequence[Entry], audiences: Audiences) -> list[tuple[int, str, str]]:
    """As the rule says it, without the help of a database."""
    return [
        (one.index, str(one.id), "upsert" if one.audience in audiences else "removed")
        for one in entries
        if one.audience in audiences or one.was in audiences
    ]


@pytest.mark.parametrize("who", READERS)
@pytest.mark.parametrize("limit", [1000, 3])
def test_it_tells_of_all_that_its_reader_may_see(eventful: Borough, who: str, limit: int) -> None:
    audiences = eventful.who(who).audiences
    found = told(eventful, who, beginning(eventful), limit=limit)

    entries = list(Entry.objects.filter(log_id=eventful.partnership.id).order_by("index"))
    assert [(one["index"], one["id"], one["op"]) for one in found] == visible(entries, audiences)


def test_it_tells_each_of_them_otherwise(eventful: Borough) -> None:
    """Or little was shown above."""
    counts = {who: len(told(eventful, who, beginning(eventful))) for who in READERS}

    assert counts["Audrey"] == Entry.objects.filter(log_id=eventful.partnership.id).count()
    assert counts["Pat"] < counts["Tom"] < counts["Audrey"]
    assert counts["Pat"] < counts["Rhea"] < counts["Audrey"]
