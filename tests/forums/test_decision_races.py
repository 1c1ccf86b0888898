"""Many recordings at once in one forum: two series of references, without a gap or a double."""

from collections import Counter
from functools import partial

import pytest

from backend.forums.models import Decision
from tests.actions.test_races import at_once, issue_tokens
from tests.borough import Answer, Borough, tag
from tests.forums.sitting import Sitting, sitting
from tests.forums.voting import RECORD, THERE, come, drafted

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]

AT_ONCE = 20


@pytest.fixture
def board(knowsley: Borough) -> Sitting:
    made = sitting(knowsley)
    come(made, *THERE)
    issue_tokens(knowsley, ["Sara"])
    return made


def mixed(board: Sitting, count: int) -> list[Decision]:
    """Every second one is restricted."""
    items = (board.item, board.hidden)
    return [drafted(board, item_id=items[place % 2].id) for place in range(count)]


def record(board: Sitting, decision: Decision) -> Answer:
    path = RECORD.address.format(id=decision.id)
    return board.borough.as_("Sara").post(path, RECORD.given(board), if_match=tag(decision.version))


def test_it_numbers_without_a_gap_or_a_double(board: Sitting) -> None:
    decisions = mixed(board, AT_ONCE)

    answers = at_once([partial(record, board, one) for one in decisions])

    assert Counter(one.status_code for one in answers) == {200: AT_ONCE}
    found = sorted(answer.json()["reference"].partition("-")[2][5:] for answer in answers)
    open_ones = [f"{number:03}" for number in range(1, AT_ONCE // 2 + 1)]
    assert found == [*open_ones, *(f"R{number}" for number in open_ones)]


def test_it_records_each_once(board: Sitting) -> None:
    decisions = mixed(board, AT_ONCE // 2)

    answers = at_once([partial(record, board, one) for one in (*decisions, *decisions)])

    assert Counter(one.status_code for one in answers) == {200: AT_ONCE // 2, 412: AT_ONCE // 2}
    numbers = Counter(Decision.objects.values_list("restricted", "number"))
    assert set(numbers.values()) == {1}
    assert {number for _, number in numbers} == set(range(1, AT_ONCE // 4 + 1))
