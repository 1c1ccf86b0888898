"""Many items of one source at once: each is heard after the other, and nothing is doubled.

On SQLite one writer has the whole database, so that there is nothing to race for.
"""

from collections import Counter
from functools import partial

import pytest

from backend.actions.models import Action
from backend.audit.fold import fold
from backend.audit.models import Entry
from backend.sync.models import FieldConflict, Reference, StatusMapping
from tests.actions.test_races import at_once, issue_tokens
from tests.borough import Answer, Borough, tag
from tests.sync.sending import ADDRESS, YOUTH, at, sent, the_action, whole, with_source

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]

AT_ONCE = 20


@pytest.fixture
def racing(knowsley: Borough) -> Borough:
    with_source(knowsley)
    issue_tokens(knowsley, ["Tracker", "Priya"])
    return knowsley


def put(borough: Borough, minute: int, external_id: str = YOUTH, **said: object) -> Answer:
    path = f"/sources/tracker/actions/{external_id}"
    return borough.as_("Tracker").put(path, {"changed_at": at(minute), **said})


def test_it_creates_one_action(racing: Borough) -> None:
    answers = at_once([partial(put, racing, 0, **whole(racing)) for _ in range(AT_ONCE)])

    assert Counter(one.status_code for one in answers) == {201: 1, 200: AT_ONCE - 1}
    assert (Action.objects.count(), Reference.objects.count()) == (1, 1)
    assert Entry.objects.filter(verb="action.proposed").count() == 1
    assert len({one.json()["action"] for one in answers}) == 1


def test_the_last_by_its_own_time_stands(racing: Borough) -> None:
    sent(racing)
    titles = [f"Open {number} youth centres" for number in range(1, AT_ONCE + 1)]

    answers = at_once(
        [partial(put, racing, place, title=one) for place, one in enumerate(titles, 1)]
    )

    assert {one.status_code for one in answers} == {200}
    assert the_action().title == titles[-1]
    assert FieldConflict.objects.count() == 0


def test_it_raises_one_task_for_one_word(racing: Borough) -> None:
    sent(racing)

    answers = at_once([partial(put, racing, 1, status="On hold") for _ in range(AT_ONCE)])

    assert Counter(one.status_code for one in answers) == {409: AT_ONCE}
    assert StatusMapping.objects.filter(asked_at__isnull=False).count() == 1


def test_it_waits_for_nobody_in_a_ring(racing: Borough) -> None:
    """Sponsors act on what the source sends, all at the same time."""
    for number in range(4):
        put(racing, 0, f"YTH-{number}", **whole(racing))
    actions = list(Action.objects.order_by("id"))

    def start(action: Action) -> Answer:
        return racing.as_("Priya").post(f"/actions/{action.id}/start", if_match=tag(1))

    answers = at_once(
        [partial(start, one) for one in actions]
        + [partial(put, racing, 1, f"YTH-{number}", title="Paint") for number in range(4)]
        + [partial(put, racing, 0, f"NEW-{number}", **whole(racing)) for number in range(4)]
    )

    assert {one.status_code for one in answers} <= {200, 201, 412}
    found = fold(Entry.objects.order_by("log_id", "index"))
    assert {found["action", one.id]["title"] for one in actions} == {"Paint"}


def test_it_is_found_where_it_was_sent(racing: Borough) -> None:
    at_once([partial(put, racing, 0, **whole(racing)) for _ in range(2)])

    assert racing.as_("Priya").get(ADDRESS).status_code == 200
