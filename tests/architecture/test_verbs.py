"""What the log says: noun.past_participle, and each verb said by one operation alone."""

import ast
import re
from collections import Counter
from collections.abc import Iterator

import pytest

from tests.architecture.source import Source, backend, last_name, offences, snippet

LOOKS_LIKE_A_VERB = re.compile(r"[a-z_]+\.[a-z_]+", re.ASCII)
IRREGULAR = (
    "begun chosen drawn frozen given held kept left lost made met paid put sent set split taken "
    "told withdrawn withheld written"
)
PARTICIPLE = rf"([a-z]+ed|{IRREGULAR.replace(' ', '|')})"
# What happened may need a word before it or a few after: member_added, flagged_at_risk.
VERB = re.compile(rf"[a-z]+(_[a-z]+)*\.([a-z]+_)*{PARTICIPLE}(_[a-z]+)*", re.ASCII)


def verbs(source: Source) -> Iterator[ast.Constant]:
    """Given to `unit.record`, or to a function beside it that takes the unit and records."""
    for _, call in source.calls():
        if not _speaks_to_the_unit(call):
            continue
        for given in (*call.args, *(keyword.value for keyword in call.keywords)):
            if isinstance(given, ast.Constant) and LOOKS_LIKE_A_VERB.fullmatch(str(given.value)):
                yield given


def _speaks_to_the_unit(call: ast.Call) -> bool:
    is_method = isinstance(call.func, ast.Attribute) and last_name(call.func.value) == "unit"
    return is_method or (bool(call.args) and last_name(call.args[0]) == "unit")


def malformed_verbs(source: Source) -> Iterator[str]:
    for verb in verbs(source):
        if not VERB.fullmatch(str(verb.value)):
            yield f"{source.at(verb)} {verb.value!r} is not noun.past_participle"


def computed_verbs(source: Source) -> Iterator[str]:
    """A verb put together while running is found by no search."""
    for name, call in source.calls():
        is_record = name == "record" and _speaks_to_the_unit(call)
        if is_record and not (call.args and isinstance(call.args[0], ast.Constant | ast.Name)):
            yield f"{source.at(call)} records a verb that is not written out"


def said_twice(*sources: Source) -> list[str]:
    times = Counter(str(verb.value) for source in sources for verb in verbs(source))
    return [verb for verb, count in times.items() if count > 1]


def test_it_words_every_verb_alike() -> None:
    assert offences(malformed_verbs, *backend()) == []


def test_it_writes_every_verb_out() -> None:
    assert offences(computed_verbs, *backend()) == []


def test_it_records_every_verb_in_one_place() -> None:
    assert said_twice(*backend()) == []


@pytest.mark.parametrize(
    "verb", ["action.completed", "forum.member_added", "action.flagged_at_risk", "appointment.made"]
)
def test_it_knows_a_verb(verb: str) -> None:
    source = snippet("backend/actions/operations.py", f"unit.record('{verb}', action)")

    assert len(list(verbs(source))) == 1
    assert not offences(malformed_verbs, source)


@pytest.mark.parametrize("verb", ["action.complete", "action.completing", "action_.completed"])
def test_it_notices_a_word_that_is_no_verb(verb: str) -> None:
    source = snippet("backend/actions/operations.py", f"_move(unit, action, verb='{verb}')")

    assert offences(malformed_verbs, source)


def test_it_notices_a_verb_said_twice_or_put_together() -> None:
    once = snippet("backend/actions/operations.py", "unit.record('action.started', action)")
    computed = snippet("backend/actions/operations.py", "unit.record(f'{noun}.started', action)")

    assert said_twice(once, once) == ["action.started"]
    assert offences(computed_verbs, computed)
    assert not offences(computed_verbs, once)
