"""A history of a source comes to the same, in whatever order its items arrive.

What is refused, or has to wait, is sent again, as a partner must: so it is here.
"""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from itertools import count
from typing import Any  # values are JSON

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from backend.actions.models import Update
from backend.actions.operations import revise_action
from backend.people.operations import appoint
from backend.sync.hearing import status_of
from backend.sync.models import Authority, Field, FieldConflict, Reference
from backend.sync.operations import sync_action
from backend.sync.reconcile import Item, Rules, Seen, Verdict, key_of, reconcile
from tests.borough import Borough
from tests.sync.sending import RISK, tracker

ONCE = count()
ORDERS = [f"2026-11-20T09:{minute:02}:00.000000Z" for minute in range(60)]
TITLES = ["Open four centres", "Open five centres", "Open six centres"]
DAYS = ["2027-02-28", "2027-03-31", "2027-04-30"]
WORDS = ["Live", "Delayed", "Finished", "Paperwork"]


def reports() -> st.SearchStrategy[dict[str, Any]]:
    return st.integers(0, 100).map(
        lambda percent: {
            "narrative": f"{percent} of a hundred places are taken.",
            "percent_complete": percent,
            "confidence": "amber",
            "justification": "The rest are promised.",
        }
    )


def sayings() -> st.SearchStrategy[dict[Field, Any]]:
    statuses = st.sampled_from(WORDS).map(lambda word: {"word": word, "risk": RISK})
    return st.fixed_dictionaries(
        {},
        optional={
            Field.TITLE: st.sampled_from(TITLES),
            Field.SUMMARY: st.sampled_from(["", "One in every ward."]),
            Field.DUE_ON: st.sampled_from(DAYS),
            Field.STATUS: statuses,
            Field.REPORT: reports(),
        },
    )


@st.composite
def histories(draw: st.DrawFn) -> tuple[list[Item], list[Item]]:
    """The items as the source made them, and as they arrive."""
    said = draw(st.lists(sayings(), min_size=2, max_size=6))
    items = [Item("", order, one) for order, one in zip(ORDERS[1:], said, strict=False)]
    return items, draw(st.permutations(items))


@pytest.fixture
def delegating(borough: Borough) -> Borough:
    for role in ("start_delegate", "recover_delegate"):
        actor_id = borough.actor_id("Tracker")
        borough.act("Priya", appoint, actor_id=actor_id, role=role, on_id=borough.youth.id)
    return borough


def first(borough: Borough, external_id: str) -> Item:
    said = {
        Field.TITLE: TITLES[0],
        Field.PLAN: str(borough.plan.id),
        Field.PRIORITY: str(borough.youth.id),
        Field.DUE_ON: DAYS[0],
    }
    return Item(external_id, ORDERS[0], said)


def outcome_of(
    borough: Borough, items: Iterable[Item], *, renamed: bool, whole_first: bool
) -> dict[str, Any]:
    """Of an action of its own; `renamed` by its sponsor before the source goes on."""
    external_id, source = f"YTH-{next(ONCE)}", tracker()
    to_send = [replace(one, external_id=external_id) for one in items]
    begin = first(borough, external_id)
    if whole_first:
        borough.act("Tracker", sync_action, source_id=source.id, item=begin)
    else:
        to_send.append(begin)
    if renamed:
        action = Reference.objects.get(external_id=external_id).action
        borough.act(
            "Priya", revise_action, action_id=action.id, version=action.version, title=TITLES[2]
        )
    for _ in range(3):
        for item in to_send:
            borough.act("Tracker", sync_action, source_id=source.id, item=item)
    return final(external_id)


def final(external_id: str) -> dict[str, Any]:
    reference = Reference.objects.select_related("action").get(external_id=external_id)
    action = reference.action
    report = Update.objects.filter(action=action).order_by("reported_at", "id").last()
    conflicts = FieldConflict.objects.filter(reference=reference, state="open")
    return {
        "title": action.title,
        "summary": action.summary,
        "due_on": action.due_on,
        # On the way to a claim a risk may have been flagged or not: what came too late to be told
        # is not made up afterwards.
        "status": status_of(action),
        "report": report and report.percent_complete,
        "conflicts": sorted((one.field, one.accord_value, one.source_value) for one in conflicts),
        "heard": {name: (kept["order"], kept["value"]) for name, kept in reference.seen.items()},
    }


SLOWLY = settings(
    max_examples=20,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)


@SLOWLY
@given(histories(), st.booleans())
def test_it_comes_to_the_same_in_any_order(
    delegating: Borough,
    history: tuple[list[Item], list[Item]],
    renamed: bool,  # noqa: FBT001
) -> None:
    made, arriving = history

    one = outcome_of(delegating, made, renamed=renamed, whole_first=True)
    other = outcome_of(delegating, arriving, renamed=renamed, whole_first=True)

    assert other == one


@SLOWLY
@given(histories())
def test_it_comes_to_the_same_if_the_first_item_comes_last(
    delegating: Borough, history: tuple[list[Item], list[Item]]
) -> None:
    made, arriving = history

    one = outcome_of(delegating, made, renamed=False, whole_first=True)
    other = outcome_of(delegating, arriving, renamed=False, whole_first=False)

    assert other == one


def heard(items: Sequence[Item], held: str, authority: Authority) -> tuple[str, bool, Any]:
    """One title from one source, in memory: what Accord has, whether it is contested, what is said.

    It was "A" when the two agreed.
    """
    rules = Rules(dict.fromkeys(Field, authority))
    seen, contested = Seen(source_base=key_of("A"), accord_base=key_of("A")), False
    for item in items:
        (judged,) = reconcile(item, {Field.TITLE: held}, {Field.TITLE: seen}, rules)
        seen = judged.seen
        if judged.verdict == Verdict.TAKEN:
            held = judged.said.value
            seen = judged.done(key_of(held))
        if judged.verdict != Verdict.STALE:
            contested = judged.verdict == Verdict.CONTESTED
    return held, contested, seen.said


@settings(max_examples=500, deadline=None)
@given(
    st.lists(st.tuples(st.sampled_from("ABC"), st.sampled_from([None, 1])), min_size=1, max_size=6),
    st.sampled_from("ABC"),
    st.sampled_from([Authority.SHARED, Authority.SOURCE]),
    st.data(),
)
def test_one_field_comes_to_the_same_in_any_order(
    titles: list[tuple[str, int | None]], held: str, authority: Authority, data: st.DataObject
) -> None:
    """Also where some are said by whoever has read what Accord has by then."""
    items = [
        Item("", ORDERS[at], {Field.TITLE: one}, version=version)
        for at, (one, version) in enumerate(titles)
    ]

    arriving = data.draw(st.permutations(items))

    assert heard(arriving, held, authority) == heard(items, held, authority)


@settings(max_examples=200, deadline=None)
@given(st.lists(st.sampled_from("ABC"), min_size=1, max_size=6), st.sampled_from("ABC"))
def test_it_stands_still_when_everything_is_sent_again(titles: list[str], held: str) -> None:
    items = [Item("", ORDERS[at], {Field.TITLE: one}) for at, one in enumerate(titles)]

    assert heard([*items, *items], held, Authority.SHARED) == heard(items, held, Authority.SHARED)
