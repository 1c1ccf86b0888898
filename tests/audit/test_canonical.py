import json

import pytest
import rfc8785
from hypothesis import given
from hypothesis import strategies as st

from backend.audit import canonical
from backend.audit.canonical import LARGEST_INTEGER, NotCanonical, Plain

TEXT = st.text(st.characters(exclude_categories=["Cs"]))
KEYS = st.text(st.characters(max_codepoint=127))
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(-LARGEST_INTEGER, LARGEST_INTEGER) | TEXT,
    lambda inner: st.lists(inner) | st.dictionaries(KEYS, inner),
)


@given(VALUES)
def test_it_encodes_as_the_reference_does(value: Plain) -> None:
    assert canonical.encode(value) == rfc8785.dumps(value)


@given(VALUES)
def test_it_reads_back_what_it_wrote(value: Plain) -> None:
    assert json.loads(canonical.encode(value)) == value


@pytest.mark.parametrize(
    "value",
    [1.5, 2**53, -(2**53), {"straße": 1}, {1: 1}, "\ud800", (1,), b"leaf", {"a": [{"b": 0.0}]}],
)
def test_it_refuses_what_readers_would_hash_apart(value: Plain) -> None:
    with pytest.raises(NotCanonical):
        canonical.encode(value)
