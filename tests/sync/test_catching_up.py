"""An endpoint with much of the log before it is told page after page, and nobody waits for it."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any  # operations are of many shapes

import pytest
import time_machine

from backend.audit.checkpoints import size_of
from backend.sync import delivering
from backend.sync.operations import telling
from backend.sync.operations.sending import LEASE, Answer, Letter
from backend.sync.senders import Senders
from tests.borough import Borough
from tests.sync.hooking import MONDAY, Hooked, active, change, changes, delivered, deliveries

TAKEN = Answer(204, "", 7)


class Post(Senders):
    """In the worker's own thread, and answered at once."""

    def send(self, letter: Letter) -> None:
        self.busy += 1
        self._inbox.put((letter, self._post(letter)))


class SlowPost(Post):
    """The first is answered only when `arrive` is called."""

    def __init__(self, most: int, post: Callable[[Letter], Answer]) -> None:
        super().__init__(most, post)
        self.held: list[tuple[Letter, Answer]] = []
        self.first = True

    def send(self, letter: Letter) -> None:
        if not self.first:
            super().send(letter)
            return
        self.first = False
        self.busy += 1
        self.held.append((letter, self._post(letter)))

    def arrive(self) -> bool:
        arrived = bool(self.held)
        while self.held:
            self._inbox.put(self.held.pop())
        return arrived


@pytest.fixture
def behind(borough: Borough, monkeypatch: pytest.MonkeyPatch, settings: Any) -> Hooked:
    """By several pages, each of one entry."""
    monkeypatch.setattr(telling, "PAGE", 1)
    settings.WEBHOOK_LOOK_SECONDS = 0.01
    hooked = active(borough, types=["action"])
    changes(borough, change(borough), 3)
    return hooked


def test_it_sends_while_it_catches_up(
    borough: Borough, behind: Hooked, monkeypatch: pytest.MonkeyPatch
) -> None:
    left: list[int] = []

    def post(_: Letter) -> Answer:
        left.append(size_of(borough.partnership.id) - behind.now.outbox.position)
        return TAKEN

    monkeypatch.setattr(delivering, "Senders", Post)
    monkeypatch.setattr(delivering, "post", post)

    assert delivered() == 4
    assert left == [3, 2, 1, 0]


def test_it_sends_nothing_again_that_is_answered_while_it_catches_up(
    borough: Borough, behind: Hooked, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Though that takes longer than a claim lasts."""
    sent: list[str] = []
    posts: list[SlowPost] = []

    def post(letter: Letter) -> Answer:
        sent.append(letter.headers["webhook-id"])
        return TAKEN

    def senders(most: int, post: Callable[[Letter], Answer]) -> SlowPost:
        posts.append(SlowPost(most, post))
        return posts[0]

    with time_machine.travel(MONDAY + timedelta(minutes=1), tick=False) as clock:

        def endpoints_behind() -> Any:
            found = telling.endpoints_behind()
            clock.shift((LEASE + timedelta(seconds=1)) * posts[0].arrive())
            return found

        monkeypatch.setattr(delivering, "Senders", senders)
        monkeypatch.setattr(delivering, "post", post)
        monkeypatch.setattr(delivering, "endpoints_behind", endpoints_behind)
        delivered()

    assert len(sent) == len(set(sent)) == 4
    assert {one.state for one in deliveries(behind)} == {"delivered"}
