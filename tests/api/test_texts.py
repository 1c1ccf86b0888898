import re

import pytest

from backend.api.texts import NOT_IN_WORDS, has_controls, is_blank


@pytest.mark.parametrize("character", ["\x00", "\x1f", "\x7f", "\x87", " ", "\u00a0", "\u2003"])
def test_it_takes_for_no_word_what_a_text_of_its_own_would_be_refused_for(character: str) -> None:
    assert has_controls(character) or is_blank(character)

    assert re.fullmatch(f"[{NOT_IN_WORDS}]", character)


@pytest.mark.parametrize("character", ["a", "é", "ŵ", "🏡", "٣"])
def test_it_leaves_every_letter_its_word(character: str) -> None:
    assert not re.search(f"[{NOT_IN_WORDS}]", character)
