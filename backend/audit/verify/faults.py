from dataclasses import dataclass


@dataclass(frozen=True)
class Fault:
    """Why a log does not verify, and at which index; without one it is about the log as a whole."""

    why: str
    index: int | None = None

    @property
    def order(self) -> int:
        return -1 if self.index is None else self.index

    def __str__(self) -> str:
        return self.why if self.index is None else f"entry {self.index}: {self.why}"
