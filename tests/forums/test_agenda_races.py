"""Many at once at one meeting: each item has a place of its own, and no place is left out."""

from collections import Counter
from functools import partial

import pytest

from backend.audit.models import Entry
from backend.forums.models import AgendaItem, AgendaVersion
from tests.actions.test_races import at_once, issue_tokens
from tests.borough import Answer, Borough, tag
from tests.forums.chamber import fresh, published, scheduled
from tests.forums.meeting_deeds import HUB

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]

AT_ONCE = 20


@pytest.fixture
def board(knowsley: Borough) -> Borough:
    issue_tokens(knowsley, ["Sara", "Tom"])
    return knowsley


def ask(borough: Borough, who: str, path: str, body: object, **headers: str) -> Answer:
    return borough.as_(who).post(path, body, **headers)


@pytest.mark.parametrize("restricted", [False, True])
def test_it_numbers_items_without_a_gap(board: Borough, *, restricted: bool) -> None:
    path = f"/meetings/{scheduled(board).id}/agenda-items"
    item = {**HUB, "restricted": restricted}

    answers = at_once([partial(ask, board, "Sara", path, item)] * AT_ONCE)

    assert Counter(one.status_code for one in answers) == {201: AT_ONCE}
    positions = AgendaItem.objects.filter(restricted=restricted).values_list("position", flat=True)
    assert sorted(positions) == [*range(1, AT_ONCE + 1)]


def test_it_numbers_the_agendas_of_urgent_items_without_a_gap(board: Borough) -> None:
    meeting = published(board)
    item = {**HUB, "urgency": "The lease ends on Friday."}

    answers = at_once(
        [partial(ask, board, "Tom", f"/meetings/{meeting.id}/urgent-items", item)] * AT_ONCE
    )

    assert Counter(one.status_code for one in answers) == {201: AT_ONCE}
    versions = AgendaVersion.objects.filter(meeting=meeting).order_by("number")
    assert [(one.number, len(one.items)) for one in versions] == [
        (place + 1, place) for place in range(AT_ONCE + 1)
    ]
    assert fresh(meeting).agenda_number == AT_ONCE + 1


def test_it_publishes_whole_agendas_while_items_are_added(board: Borough) -> None:
    """Whoever adds after it was published is told so: no item stands on no agenda."""
    meeting = scheduled(board)
    add = partial(ask, board, "Sara", f"/meetings/{meeting.id}/agenda-items", HUB)
    publish = partial(
        ask, board, "Sara", f"/meetings/{meeting.id}/publish-agenda", {}, if_match=tag(1)
    )

    answers = at_once([*[add] * AT_ONCE, publish])

    added = [one for one in answers[:-1] if one.status_code == 201]
    assert answers[-1].status_code == 200
    assert {one.status_code for one in answers[:-1]} <= {201, 409}
    assert len(AgendaVersion.objects.get(meeting=meeting).items) == len(added)


def test_it_publishes_once(board: Borough) -> None:
    path = f"/meetings/{scheduled(board).id}/publish-agenda"

    answers = at_once([partial(ask, board, "Sara", path, {}, if_match=tag(1))] * AT_ONCE)

    assert Counter(one.status_code for one in answers) == {200: 1, 412: AT_ONCE - 1}
    assert Entry.objects.filter(verb="meeting.agenda_published").count() == 1


def test_it_gives_a_code_once(board: Borough) -> None:
    issue_tokens(board, ["Ada"])
    forum = {"name": "Growth forum", "kind": "forum", "code": "GRO"}

    answers = at_once([partial(ask, board, "Ada", "/forums", forum)] * 4)

    assert Counter(one.status_code for one in answers) == {201: 1, 409: 3}
