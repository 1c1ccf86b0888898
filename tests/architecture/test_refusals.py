"""Refusals: one code each, for programs; one sentence each, for the person who can act on it."""

import ast
import re
from collections import Counter
from collections.abc import Iterator

import pytest

from tests.architecture.source import Source, backend, offences, snippet

CODE = re.compile(r"[a-z]+(_[a-z]+)*", re.ASCII)
BLAMING = re.compile(
    r"\b(please|sorry|valid|invalid|forbidden|illegal|oops)\b|This field is required", re.IGNORECASE
)


def codes(source: Source) -> Iterator[str]:
    """Of the classes that state their code; one that does not speaks with its base's."""
    for node in source.classes():
        for part in node.body:
            targets = part.targets if isinstance(part, ast.Assign) else []
            named_code = any(isinstance(one, ast.Name) and one.id == "code" for one in targets)
            if named_code and isinstance(part, ast.Assign) and isinstance(part.value, ast.Constant):
                yield str(part.value.value)


def used_twice(*sources: Source) -> list[str]:
    times = Counter(code for source in sources for code in codes(source))
    return [code for code, count in times.items() if count > 1]


def malformed_codes(source: Source) -> Iterator[str]:
    for code in codes(source):
        if not CODE.fullmatch(code):
            yield f"{source.path} {code} is not in snake_case"


def blaming_sentences(source: Source) -> Iterator[str]:
    for node in ast.walk(source.tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            is_sentence = " " in node.value.strip() and node.value.rstrip().endswith(".")
            if is_sentence and (word := BLAMING.search(node.value)):
                yield f"{source.at(node)} says “{word[0]}”: say what happened and what to do"


def test_it_gives_every_refusal_a_code_of_its_own() -> None:
    assert used_twice(*backend()) == []


def test_it_writes_codes_alike() -> None:
    assert offences(malformed_codes, *backend()) == []


def test_it_blames_nobody() -> None:
    assert offences(blaming_sentences, *backend()) == []


def test_it_notices_a_code_used_twice() -> None:
    one = snippet("backend/actions/operations.py", "class NoteRequired(Refused):\n  code = 'note'")
    two = snippet("backend/deals/operations.py", "class NoteMissing(Refused):\n  code = 'note'")

    assert used_twice(one, two) == ["note"]


def test_it_notices_a_code_in_another_style() -> None:
    code = "class NoteRequired(Refused):\n  code = 'NoteRequired'"

    assert offences(malformed_codes, snippet("backend/actions/operations.py", code))


@pytest.mark.parametrize("sentence", ["Please give a note.", "The date is not valid."])
def test_it_notices_a_sentence_that_blames(sentence: str) -> None:
    assert offences(blaming_sentences, snippet("backend/actions/operations.py", repr(sentence)))
