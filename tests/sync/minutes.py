from collections.abc import Callable
from uuid import UUID

from backend.sync.lookout import Lookout

Deed = Callable[[], object]


class Minutes(Lookout):
    """A lookout in which time passes only as someone waits, and then what a test has planned."""

    def __init__(self) -> None:
        super().__init__()
        self.time = 0.0
        self.plan: list[Deed] = []
        self.waits: list[float] = []

    def now(self) -> float:
        return self.time

    def wait(self, log_id: UUID, heard: int, seconds: float) -> bool:
        self.waits.append(seconds)
        self.time += seconds
        if self.plan:
            self.plan.pop(0)()
        return not self._is_closed
