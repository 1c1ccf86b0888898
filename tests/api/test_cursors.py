from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backend.api.actor import Audiences
from backend.api.cursors import (
    InvalidCursor,
    Place,
    page_cursor,
    page_salt,
    position_cursor,
    read_page_cursor,
    read_position_cursor,
)
from tests.api.repairs.views import PARTNERSHIP, PEOPLE

ELSEWHERE = UUID(int=77)
SALT = page_salt(actor=PEOPLE["priya"], place="/api/v1/repairs", query=[])
SIGHT = PEOPLE["priya"].audiences.fingerprint
PLACE = Place(9, SIGHT)


@given(st.integers(min_value=0, max_value=2**63))
def test_it_brings_a_position_back(index: int) -> None:
    assert read_position_cursor(position_cursor(PARTNERSHIP, index), PARTNERSHIP) == (index, None)


def test_it_tells_what_could_be_seen_from_a_position() -> None:
    place = read_position_cursor(position_cursor(PARTNERSHIP, 7, SIGHT), PARTNERSHIP)

    assert place == Place(7, SIGHT)
    assert place.is_seen_by(PEOPLE["tom"].audiences)
    assert not place.is_seen_by(Audiences(frozenset({"partnership", "forum:1"})))
    assert not place.is_seen_by(Audiences(frozenset({"partnership"}), everything=True))


def test_it_holds_nobody_to_what_a_position_does_not_say() -> None:
    place = read_position_cursor(position_cursor(PARTNERSHIP, 7), PARTNERSHIP)

    assert place.is_seen_by(Audiences(frozenset()))


@pytest.mark.parametrize("text", ["", "a", ".", "zz.zz", "\x00", "é.é", "1" * 5000])
def test_it_refuses_what_it_did_not_make(text: str) -> None:
    with pytest.raises(InvalidCursor):
        read_position_cursor(text, PARTNERSHIP)


def test_it_keeps_partnerships_apart() -> None:
    with pytest.raises(InvalidCursor):
        read_position_cursor(position_cursor(PARTNERSHIP, 7), ELSEWHERE)


@given(st.data())
def test_it_notices_every_altered_character(data: st.DataObject) -> None:
    good = page_cursor(SALT, forward=True, place=PLACE, values=["2026-06-04", "id"])
    at = data.draw(st.integers(0, len(good) - 1))
    other = data.draw(st.sampled_from("AZaz09_-.").filter(lambda sign: sign != good[at]))
    altered = good[:at] + other + good[at + 1 :]

    # The last sign of 43 carries four bits; Django compares the text, so even those two count.
    with pytest.raises(InvalidCursor):
        read_page_cursor(altered, SALT)


def test_it_brings_a_place_in_a_list_back() -> None:
    made = page_cursor(SALT, forward=False, place=PLACE, values=[None, "Ŵyr", 3, True])

    assert read_page_cursor(made, SALT) == (False, PLACE, [None, "Ŵyr", 3, True])


@pytest.mark.parametrize(
    "salt",
    [
        page_salt(actor=PEOPLE["tom"], place="/api/v1/repairs", query=[]),
        page_salt(actor=PEOPLE["priya"], place="/api/v1/crews", query=[]),
        page_salt(actor=PEOPLE["priya"], place="/api/v1/repairs", query=[["state", "open"]]),
    ],
)
def test_it_is_good_for_one_reader_list_and_filter(salt: str) -> None:
    made = page_cursor(SALT, forward=True, place=PLACE, values=[1])

    with pytest.raises(InvalidCursor):
        read_page_cursor(made, salt)


def test_it_is_short() -> None:
    assert len(position_cursor(PARTNERSHIP, 1_000_000, SIGHT)) <= 70
