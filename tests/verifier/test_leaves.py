"""The form of leaves, each fault by itself."""

import json
from typing import Any  # a leaf holds whatever JSON holds

import pytest
import rfc8785
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from accord_verify.leaves import Leaves, canonical
from tests.verifier.writer import canonical as bytes_of

ORIGIN = "accord.test/log"


def leaf(place: int, **changed: Any) -> dict[str, Any]:
    """The members a verifier reads, of the first version of a subject of its own."""
    return {
        "after": {"_sd": []},
        "aud": "partnership",
        "in": {"_sd": []},
        "log": ORIGIN,
        "logged": f"2026-11-22T12:00:{place:02}.000000Z",
        "obj": {"id": f"id-{place}", "type": "lamp", "ver": 1},
        "v": 1,
        "was": "partnership",
        **changed,
    }


def lamp(version: int) -> dict[str, Any]:
    return {"id": "corner", "type": "lamp", "ver": version}


def fault_of(*leaves: dict[str, Any] | bytes) -> str | None:
    """Of the last; those before it are in order."""
    reader = Leaves(ORIGIN)
    contents = [one if isinstance(one, bytes) else bytes_of(one) for one in leaves]
    *before, last = [reader.read(place, one).fault for place, one in enumerate(contents)]
    assert before == [None] * len(before)
    return None if last is None else last.code


def test_it_accepts_the_course_of_a_subject() -> None:
    assert fault_of(leaf(0, obj=lamp(1)), leaf(1), leaf(2, obj=lamp(2), aud="forum:x")) is None


def test_it_follows_the_audience() -> None:
    moved = leaf(1, obj=lamp(2), aud="forum:x")

    assert fault_of(leaf(0, obj=lamp(1)), moved, leaf(2, obj=lamp(3), was="forum:x")) is None
    assert fault_of(leaf(0, obj=lamp(1)), moved, leaf(2, obj=lamp(3))) == "was_differs"


@pytest.mark.parametrize("version", [1, 3, 0])
def test_it_notices_a_gap_in_versions(version: int) -> None:
    assert fault_of(leaf(0, obj=lamp(1)), leaf(1, obj=lamp(version))) == "version_gap"


def test_it_notices_a_subject_without_a_beginning() -> None:
    assert fault_of(leaf(0, obj=lamp(2))) == "version_gap"


def test_it_tells_subjects_of_one_id_apart_by_type() -> None:
    bench = {**lamp(1), "type": "bench"}

    assert fault_of(leaf(0, obj=lamp(1)), leaf(1, obj=bench)) is None


@pytest.mark.parametrize("logged", ["2026-11-22T12:00:00.000000Z", "2026-11-22T11:59:59.999999Z"])
def test_it_notices_an_entry_logged_no_later(logged: str) -> None:
    assert fault_of(leaf(0), leaf(1, logged=logged)) == "not_later"


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"log": "accord.test/other"}, "log_differs"),
        ({"v": 2}, "form_unknown"),
        ({"v": True}, "form_unknown"),
        ({"logged": "2026-11-22T12:00:00Z"}, "leaf_malformed"),
        ({"logged": 5}, "leaf_malformed"),
        ({"obj": "lamp"}, "leaf_malformed"),
        ({"obj": {"id": 5, "type": "lamp", "ver": 1}}, "leaf_malformed"),
        ({"obj": {"id": "x", "type": "lamp", "ver": True}}, "leaf_malformed"),
        ({"aud": None}, "leaf_malformed"),
        ({"after": {}}, "leaf_malformed"),
        ({"after": {"_sd": ["a", "a"]}}, "leaf_not_canonical"),
        ({"after": {"_sd": ["a"]}, "in": {"_sd": ["a"]}}, "leaf_not_canonical"),
        ({"after": {"_sd": [[]]}}, "leaf_malformed"),
    ],
)
def test_it_names_what_is_wrong(changed: dict[str, Any], code: str) -> None:
    assert fault_of(leaf(0, **changed)) == code


@pytest.mark.parametrize("content", [b"", b"[]", b"5", b"{", b"\xff", b'"' + b"a" * 10])
def test_it_notices_what_is_no_leaf(content: bytes) -> None:
    assert fault_of(content) == "leaf_malformed"


def test_it_blames_nothing_on_a_subject_whose_entry_could_not_be_read() -> None:
    reader = Leaves(ORIGIN)
    reader.read(0, b"unreadable")

    assert reader.read(1, bytes_of(leaf(1, obj=lamp(7), was="forum:x"))).fault is None
    later = reader.read(2, bytes_of(leaf(2, obj=lamp(9))))
    assert later.fault is not None
    assert later.fault.code == "version_gap"


TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=8)
NAMES = st.text(st.characters(max_codepoint=127), max_size=4)
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53) + 1, 2**53 - 1) | TEXT,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(NAMES, inner, max_size=4),
    max_leaves=12,
)


@given(VALUES)
@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_it_accepts_what_another_library_writes(value: Any) -> None:
    assert canonical(rfc8785.dumps(value).decode()) == value


@pytest.mark.parametrize(
    "text",
    [
        '{"a": 1}',
        '{"a":1}\n',
        '{"b":1,"a":1}',
        '{"a":1,"a":1}',
        '{"a":1.0}',
        '{"a":1e3}',
        '{"a":-0}',
        '{"a":NaN}',
        '{"a":Infinity}',
        '{"a":9007199254740992}',
        '{"a":-9007199254740992}',
        '{"a":' + "1" * 5_000 + "}",
        r'{"a":"\u0041"}',
        r'{"a":"\/"}',
        r'{"a":"\u001F"}',
        r'{"a":"\u000a"}',
        r'{"a":"\ud800"}',
        r'{"a":"\u00e9"}',
        '{"é":1}',
        '{"a":{"b":[{"é":"é"}]}}',
        "[" * 100_000 + "]" * 100_000,
    ],
)
def test_it_accepts_no_second_way_to_write_a_value(text: str) -> None:
    with pytest.raises(ValueError, match=r"\w"):
        canonical(text)


def test_it_accepts_the_largest_integers_and_digits_in_text() -> None:
    text = json.dumps({"a": 2**53 - 1, "b": "9" * 40}, separators=(",", ":"))

    assert canonical(text) == {"a": 2**53 - 1, "b": "9" * 40}
