"""A bounded number of threads that post letters, and know no database."""

from collections.abc import Callable
from queue import Empty, Queue, SimpleQueue
from threading import Thread

from backend.sync.operations.sending import Answer, Letter

Answered = tuple[Letter, Answer]


class Senders:
    """Used by one thread, which hands letters out and takes answers in; only `ring` is others'."""

    def __init__(self, most: int, post: Callable[[Letter], Answer]) -> None:
        self._most = most
        self._post = post
        self._threads: list[Thread] = []
        self._letters: SimpleQueue[Letter | None] = SimpleQueue()
        # None: somebody rang.
        self._inbox: Queue[Answered | None] = Queue()
        self._is_rung = False
        self.busy = 0

    @property
    def free(self) -> int:
        return self._most - self.busy

    def send(self, letter: Letter) -> None:
        self.busy += 1
        if len(self._threads) < min(self.busy, self._most):
            # One that hangs must not keep the process from ending: its claim runs out.
            thread = Thread(target=self._work, name="webhooks", daemon=True)
            self._threads.append(thread)
            thread.start()
        self._letters.put(letter)

    def ring(self) -> None:
        """From any thread: there is more to do. One ring stands for many."""
        if not self._is_rung:
            self._is_rung = True
            self._inbox.put(None)

    def wait(self, seconds: float) -> list[Answered]:
        """Until somebody rings or something was answered: all that was by then."""
        found = []
        try:
            item = self._inbox.get(timeout=seconds)
            while True:
                if item is None:
                    self._is_rung = False
                else:
                    self.busy -= 1
                    found.append(item)
                item = self._inbox.get_nowait()
        except Empty:
            return found

    def dismiss(self) -> None:
        """Those that wait for a letter; whoever is posting one ends with the process."""
        for _ in self._threads:
            self._letters.put(None)

    def _work(self) -> None:
        while (letter := self._letters.get()) is not None:
            self._inbox.put((letter, self._post(letter)))
