from typing import Any  # settings are of any type

import pytest

from tests.live.line import Line, Telephone


@pytest.fixture
async def narrow(telephone: Telephone, settings: Any) -> Line:
    """Two changes may be unacknowledged."""
    settings.STREAM_WINDOW = 2
    line = await telephone.ready("Pat")
    await line.follow()
    return line


async def test_it_waits_for_an_ack_when_the_window_is_full(
    telephone: Telephone, narrow: Line
) -> None:
    indexes = await telephone.write("First", "Second", "Third", "Fourth")
    first, second = await narrow.hear("change"), await narrow.hear("change")
    # Nothing comes between: the pong is the next thing heard.
    await narrow.tell("ping")
    await narrow.hear("pong")

    await narrow.tell("ack", id="all", cursor=second["cursor"])

    assert [one["index"] for one in await narrow.changes(2)] == indexes[2:]
    assert first["change"]["index"] == indexes[0]


async def test_it_sends_as_many_as_were_acknowledged(telephone: Telephone, narrow: Line) -> None:
    indexes = await telephone.write("First", "Second", "Third", "Fourth")
    first = await narrow.hear("change")
    await narrow.hear("change")

    await narrow.tell("ack", id="all", cursor=first["cursor"])

    assert (await narrow.change())["index"] == indexes[2]
    await narrow.tell("ping")
    await narrow.hear("pong")


async def test_it_answers_an_ack_it_cannot_place(narrow: Line) -> None:
    await narrow.tell("ack", id="all", cursor="made.up")
    assert (await narrow.hear("error"))["problem"]["code"] == "invalid_cursor"

    await narrow.tell("ack", id="nothing", cursor="made.up")
    assert (await narrow.hear("error"))["problem"]["code"] == "not_found"


async def test_it_closes_4408_on_silence_while_something_waits(
    telephone: Telephone, settings: Any
) -> None:
    settings.STREAM_WINDOW, settings.STREAM_SILENCE_SECONDS = 2, 0.1
    line = await telephone.ready("Pat")
    await line.follow()
    await telephone.write("First", "Second", "Third")

    await line.changes(2)

    assert await line.closed() == 4408


async def test_it_lets_be_silent_who_has_everything(telephone: Telephone, settings: Any) -> None:
    settings.STREAM_WINDOW, settings.STREAM_SILENCE_SECONDS = 2, 0.1
    quiet, behind = await telephone.ready("Pat"), await telephone.ready("Ada")
    await quiet.follow(types=["plan"])
    await behind.follow()
    await telephone.write("First", "Second", "Third")
    await behind.changes(2)
    # By now the silence of either was long enough.
    assert await behind.closed() == 4408

    await quiet.tell("ping")

    await quiet.hear("pong")
