"""A list read page by page while others write, and then the changes from its cursor: what one has
in the end is what the list shows.
"""

from collections.abc import Callable
from typing import Any, Final  # Any: bodies are JSON

from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from backend.actions import operations as actions
from backend.actions.models import Action
from backend.errors import Refused
from tests.actions.undoing import undone
from tests.borough import Borough, proposed_action
from tests.sync.feed import Told, members_only, page, restrict

# Which deed, and to which of the actions there are.
Step = tuple[int, int]
Copy = dict[str, int]
STEPS: Final = st.lists(st.tuples(st.integers(0, 5), st.integers(0, 20)), max_size=12)
DAYS: Final = ("2027-01-31", "2027-06-30", "2028-01-31")


def propose(borough: Borough, action: Action) -> None:
    proposed_action(borough, title=f"After {action.title}"[:60])


def start(borough: Borough, action: Action) -> None:
    given = {"action_id": action.id, "version": action.version}
    borough.act("Priya", actions.start_action, **given)


def reschedule(borough: Borough, action: Action) -> None:
    """To another place in the list."""
    day = next(day for day in DAYS if day != str(action.due_on))
    body = {"due_on": day, "reason": "The hall is let."}
    path = f"/actions/{action.id}/reschedule"
    borough.as_("Priya").post(path, body, if_match=f'"{action.version}"')


def hide(borough: Borough, action: Action) -> None:
    restrict(borough, action.id, members_only(borough))


def show(borough: Borough, action: Action) -> None:
    restrict(borough, action.id, "partnership")


def rename(borough: Borough, action: Action) -> None:
    given = {"action_id": action.id, "version": action.version}
    borough.act("Priya", actions.revise_action, **given, title=f"{action.version} centres")


DEEDS: Final[tuple[Callable[[Borough, Action], None], ...]] = (
    propose,
    start,
    reschedule,
    hide,
    show,
    rename,
)


def do(borough: Borough, steps: list[Step]) -> None:
    for deed, which in steps:
        known = Action.objects.order_by("id")
        try:
            DEEDS[deed](borough, known[which % known.count()])
        except Refused:
            continue


def listed(borough: Borough, who: str, query: str) -> Any:
    answer = borough.as_(who).get(f"/actions?{query}")
    assert answer.status_code == 200, answer.content
    return answer.json()


def read(borough: Borough, who: str, query: str, between: list[list[Step]]) -> tuple[Copy, str]:
    """The list by pages, with something done between them, and where its changes begin."""
    copy: Copy = {}
    body = listed(borough, who, query)
    start_at: str = body["changes_cursor"]
    while True:
        copy |= {one["id"]: one["version"] for one in body["results"]}
        do(borough, between.pop(0) if between else [])
        if body["next_cursor"] is None:
            return copy, start_at
        body = listed(borough, who, f"{query}&cursor={body['next_cursor']}")
        assert body["changes_cursor"] == start_at


def take(copy: Copy, change: Told) -> None:
    thing = change["resource"]["id"]
    if change["op"] == "removed":
        copy.pop(thing, None)
    elif change["version"] > copy.get(thing, 0):
        copy[thing] = change["version"]


def followed(borough: Borough, who: str, copy: Copy, cursor: str, rounds: list[list[Step]]) -> Copy:
    while True:
        body = page(borough, who, cursor, limit=3, types="action")
        for change in body["results"]:
            take(copy, change)
        cursor = body["next_cursor"]
        if rounds:
            do(borough, rounds.pop(0))
        elif not body["has_more"]:
            return copy


@settings(
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
    max_examples=15,
)
@given(
    before=STEPS,
    during=st.lists(STEPS, max_size=4),
    after=st.lists(STEPS, max_size=3),
    who=st.sampled_from(["Pat", "Tom", "Audrey"]),
    ordering=st.sampled_from(["due_on", "-due_on", "title", "-id"]),
)
# One that leaves the list before its page is read and comes back after, and one that is moved from
# a page to come to one that was read.
@example([(0, 0)] * 5, [[(3, 5)], [(4, 5), (3, 1)]], [[(4, 1)]], "Pat", "due_on")
@example([(0, 0)] * 5, [[(2, 5)], [(2, 4), (0, 0)]], [], "Pat", "due_on")
def test_it_has_in_the_end_what_there_is(
    borough: Borough,
    before: list[Step],
    during: list[list[Step]],
    after: list[list[Step]],
    who: str,
    ordering: str,
) -> None:
    with undone():
        proposed_action(borough)
        do(borough, before)
        query = f"limit=2&ordering={ordering}"

        copy, cursor = read(borough, who, query, list(during))
        copy = followed(borough, who, copy, cursor, list(after))

        whole = listed(borough, who, "limit=200")["results"]
        assert copy == {one["id"]: one["version"] for one in whole}
