import asyncio
import logging
from collections.abc import Iterator
from typing import Any  # settings are of any type
from uuid import uuid4

import pytest
from channels.layers import InMemoryChannelLayer, channel_layers

from backend.audit import doorbell
from backend.live.ringing import BELL, Bell
from tests.live.line import Telephone, gathered


class DeadLayer(InMemoryChannelLayer):  # type: ignore[misc]  # channels ships no types
    async def group_send(self, group: str, message: dict[str, Any]) -> None:
        raise ConnectionError("Redis is down.")

    async def new_channel(self, prefix: str = "") -> str:
        raise ConnectionError("Redis is down.")


@pytest.fixture
def no_bell() -> Iterator[None]:
    doorbell.unsubscribe(BELL.ring)
    yield
    doorbell.subscribe(BELL.ring)


async def test_it_is_woken_by_the_bell(telephone: Telephone, settings: Any) -> None:
    settings.STREAM_LOOK_SECONDS = 600
    line = await telephone.ready("Pat")
    await line.follow()

    (index,) = await telephone.write("Care Leavers' Council")

    assert (await line.change())["index"] == index


async def test_it_wakes_everyone(telephone: Telephone, settings: Any) -> None:
    settings.STREAM_LOOK_SECONDS = 600
    lines = [await telephone.ready(name) for name in ("Pat", "Ada", "Priya", "Tom")]
    for line in lines:
        await line.follow()

    (index,) = await telephone.write("Care Leavers' Council")

    assert [one["index"] for one in await gathered(*lines)] == [index] * 4


async def test_it_makes_a_lost_ring_good(telephone: Telephone, no_bell: None) -> None:
    line = await telephone.ready("Pat")
    await line.follow()

    (index,) = await telephone.write("Care Leavers' Council")

    assert (await line.change())["index"] == index


async def test_it_goes_on_without_its_channel_layer(
    telephone: Telephone, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setitem(channel_layers.backends, "default", DeadLayer())
    line = await telephone.ready("Pat")
    await line.follow()

    (index,) = await telephone.write("Care Leavers' Council")

    assert (await line.change())["index"] == index
    assert not [one for one in caplog.records if one.levelno >= logging.ERROR]


async def test_it_loses_nothing_of_a_burst(telephone: Telephone, settings: Any) -> None:
    settings.STREAM_LOOK_SECONDS = 600
    line = await telephone.ready("Pat")
    await line.follow()

    writing = [telephone.write(f"{place} a", f"{place} b") for place in range(5)]
    await asyncio.gather(*writing)

    changes = [one["index"] for one in await line.changes(10)]
    assert changes == list(range(changes[0], changes[0] + 10))


def test_it_rings_into_the_void_without_a_server() -> None:
    bell = Bell()

    bell.ring(uuid4(), 1)


def test_it_rings_no_server_that_has_stopped() -> None:
    loop = asyncio.new_event_loop()
    bell = Bell()
    bell.attach(loop)
    loop.close()

    bell.ring(uuid4(), 1)
