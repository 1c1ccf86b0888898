from typing import Any

from tests.actions.questions import read
from tests.borough import Borough
from tests.forums.rungs import acknowledged, raised, referred, resolved, returned, withdrawn


def waiting(borough: Borough, who: str) -> list[tuple[Any, ...]]:
    rows = read(borough, who, "/me/waiting")["results"]
    mine = [one for one in rows if one["subject"]["type"] == "escalation"]
    return [(one["kind"], one["subject"]["id"], one["due_on"]) for one in mine]


def test_it_waits_for_the_secretary_to_acknowledge(ladder: Borough) -> None:
    one = raised(ladder)

    expected = [("escalation_to_acknowledge", str(one.id), str(one.acknowledge_by))]
    assert waiting(ladder, "Gus") == expected
    assert waiting(ladder, "Sara") == waiting(ladder, "Gail") == waiting(ladder, "Priya") == []


def test_it_waits_for_the_secretary_to_resolve(ladder: Borough) -> None:
    one = acknowledged(ladder)

    assert waiting(ladder, "Gus") == [
        ("escalation_to_resolve", str(one.id), str(one.resolve_by)),
    ]


def test_it_waits_for_the_forum_that_holds_it_now(ladder: Borough) -> None:
    one = referred(ladder)

    assert waiting(ladder, "Gus") == []
    assert waiting(ladder, "Sara") == [
        ("escalation_to_acknowledge", str(one.id), str(one.acknowledge_by)),
    ]


def test_it_waits_for_the_sponsor_and_the_deputy_to_reply(ladder: Borough) -> None:
    one = returned(ladder)

    expected = [("escalation_returned", str(one.id), str(one.needed_by))]
    assert waiting(ladder, "Priya") == waiting(ladder, "Dev") == expected
    assert waiting(ladder, "Omar") == waiting(ladder, "Gus") == []


def test_it_waits_for_nobody_when_it_is_over(ladder: Borough) -> None:
    resolved(ladder)
    withdrawn(ladder)

    assert [waiting(ladder, who) for who in ("Gus", "Priya", "Dev", "Audrey", "Pat")] == [[]] * 5
