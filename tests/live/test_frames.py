import json
import logging
from typing import Any  # frames are JSON

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jsonschema.exceptions import ValidationError

from backend.live.closing import MEANINGS, Close, Closing
from backend.live.frames import read_frame
from tests.live.contract import VALIDATORS
from tests.live.line import Line, Telephone

BROKEN = [
    "",
    "{",
    "null",
    "[]",
    '"ping"',
    "NaN",
    "[" * 5000,
    "{}",
    '{"type": null}',
    '{"type": ["ping"]}',
    '{"type": "shout"}',
    '{"type": "ping", "type": "ping"}',
    '{"type": "ping", "id": "x"}',
    '{"type": "ping", "note": "\\ud800"}',
    '{"type": "change"}',
    '{"type": "subscribe"}',
    '{"type": "subscribe", "id": 7, "cursor": "latest"}',
    '{"type": "subscribe", "id": "", "cursor": "latest"}',
    '{"type": "subscribe", "id": "a\\n", "cursor": "latest"}',
    '{"type": "subscribe", "id": "a\\"b", "cursor": "latest"}',
    '{"type": "subscribe", "id": "a", "cursor": 17}',
    '{"type": "subscribe", "id": "a", "cursor": "latest", "types": "action"}',
    '{"type": "subscribe", "id": "a", "cursor": "latest", "types": []}',
    '{"type": "subscribe", "id": "a", "cursor": "latest", "types": [7]}',
    '{"type": "subscribe", "id": "a", "cursor": "latest", "types": ["Action.*"]}',
    '{"type": "subscribe", "id": "a", "cursor": "latest", "topic": "everyone"}',
    '{"type": "unsubscribe"}',
    '{"type": "ack", "id": "a"}',
    '{"type": "init", "ticket": {}}',
]


@pytest.mark.parametrize("text", BROKEN)
async def test_it_closes_4400_on_a_broken_frame(
    pat: Line, text: str, caplog: pytest.LogCaptureFixture
) -> None:
    await pat.tell_raw(text)

    assert await pat.closed() == 4400
    assert not [one for one in caplog.records if one.levelno >= logging.ERROR]


async def test_it_closes_4400_on_a_binary_frame(pat: Line) -> None:
    await pat.tell_raw(data=b'{"type":"ping"}')

    assert await pat.closed() == 4400


async def test_it_closes_4400_on_a_broken_frame_before_init(telephone: Telephone) -> None:
    line = await telephone.from_page()

    await line.tell_raw("{")

    assert await line.closed() == 4400


async def test_it_closes_1009_on_a_frame_that_is_too_large(pat: Line) -> None:
    await pat.tell_raw(json.dumps({"type": "ping", "note": "x" * 65_536}))

    assert await pat.closed() == 1009


async def test_it_leaves_the_other_sockets_alone(telephone: Telephone) -> None:
    broken, whole = await telephone.ready("Pat"), await telephone.ready("Pat")
    await broken.tell_raw("{")
    await broken.closed()

    await whole.tell("ping")

    await whole.hear("pong")


def is_read(text: str) -> bool:
    try:
        read_frame(text)
    except Closing:
        return False
    return True


def is_published(frame: Any) -> bool:
    try:
        VALIDATORS[frame["type"]].validate(frame)
    except ValidationError:
        return False
    return True


ids = st.sampled_from(["a", "a:b-c", "", "é", "x" * 65]) | st.none()
types = st.lists(st.sampled_from(["action", "action.completed", "Action", "a.b.c", 7]))
members = st.fixed_dictionaries(
    {"type": st.sampled_from(["init", "subscribe", "unsubscribe", "ack", "ping"])},
    optional={
        "id": ids,
        "cursor": st.sampled_from(["latest", "", "x" * 201, 7]),
        "ticket": st.sampled_from(["t", "", 7]),
        "topic": st.sampled_from(["me", "changes", "you"]),
        "types": types,
        "note": st.just("more"),
    },
)


@given(members)
def test_it_reads_what_the_contract_allows_and_nothing_else(frame: dict[str, Any]) -> None:
    assert is_read(json.dumps(frame)) == is_published(frame)


@pytest.mark.parametrize("text", BROKEN)
def test_it_words_a_closing_to_fit_its_frame(text: str) -> None:
    with pytest.raises(Closing) as caught:
        read_frame(text)

    assert len(caught.value.reason.encode()) <= 123


def test_it_has_a_meaning_for_every_close() -> None:
    assert set(MEANINGS) == set(Close)
    assert all(len(meaning.encode()) <= 123 for meaning in MEANINGS.values())
