"""Every boundary of quorum and majority, by hand."""

from uuid import UUID

import pytest

from backend.forums.tally import Rule, Sitting


def rule(majority: str = "simple", *, minus: int = 0, quorum: int = 1, percent: int = 0) -> Rule:
    return Rule(majority, minus, quorum, percent)


def members(*numbers: int) -> frozenset[UUID]:
    return frozenset(UUID(int=one) for one in numbers)


@pytest.mark.parametrize(
    ("quorum", "percent", "eligible", "needed"),
    [
        (1, 0, 0, 1),
        (3, 0, 10, 3),
        (3, 0, 2, 3),
        (1, 50, 4, 2),
        (1, 50, 5, 3),
        (1, 33, 3, 1),
        (1, 34, 3, 2),
        (1, 1, 100, 1),
        (1, 1, 101, 2),
        (1, 100, 7, 7),
        (4, 50, 7, 4),
        (4, 50, 8, 4),
        (4, 50, 9, 5),
        (2, 100, 0, 2),
    ],
)
def test_it_needs_so_many(quorum: int, percent: int, eligible: int, needed: int) -> None:
    assert rule(quorum=quorum, percent=percent).needed(eligible) == needed


@pytest.mark.parametrize(
    ("majority", "minus", "in_favour", "against", "carried"),
    [
        ("simple", 0, 0, 0, False),
        ("simple", 0, 1, 0, True),
        ("simple", 0, 3, 3, False),
        ("simple", 0, 4, 3, True),
        ("simple", 0, 3, 4, False),
        ("two_thirds", 0, 0, 0, False),
        ("two_thirds", 0, 1, 0, True),
        ("two_thirds", 0, 1, 1, False),
        ("two_thirds", 0, 2, 1, True),
        ("two_thirds", 0, 3, 2, False),
        ("two_thirds", 0, 4, 2, True),
        ("two_thirds", 0, 5, 3, False),
        ("two_thirds", 0, 66, 34, False),
        ("two_thirds", 0, 67, 33, True),
        ("consensus", 0, 0, 0, False),
        ("consensus", 0, 1, 0, True),
        ("consensus", 0, 9, 1, False),
        ("consensus", 1, 9, 1, True),
        ("consensus", 1, 1, 1, True),
        ("consensus", 1, 9, 2, False),
        ("consensus", 2, 0, 2, False),
    ],
)
def test_it_is_carried_or_lost(
    majority: str, minus: int, in_favour: int, against: int, *, carried: bool
) -> None:
    found = rule(majority, minus=minus).carries(in_favour=in_favour, against=against)

    assert found == carried


def test_it_counts_whoever_is_there_and_has_no_interest() -> None:
    sitting = Sitting(members(1, 2, 3, 4), members(1, 2, 3), interested=members(3, 4))

    assert sitting.counted == members(1, 2)
    # Whoever was not there was not kept out either.
    assert sitting.excluded == members(3)


@pytest.mark.parametrize(
    ("interested", "quorate"), [(members(), True), (members(4), True), (members(3), False)]
)
def test_it_is_quorate_for_the_item_alone(interested: frozenset[UUID], *, quorate: bool) -> None:
    sitting = Sitting(members(1, 2, 3, 4, 5), members(1, 2, 3), interested)

    assert sitting.is_quorate(rule(quorum=1, percent=50)) == quorate


def test_it_needs_no_fewer_when_many_have_an_interest() -> None:
    sitting = Sitting(members(1, 2, 3, 4), members(1, 2, 3, 4), interested=members(2, 3, 4))

    assert (sitting.needed(rule(percent=50)), sitting.is_quorate(rule(percent=50))) == (2, False)
