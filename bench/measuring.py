"""Two ways to do the same, timed in turns, so that what else the machine does meets both."""

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from statistics import median

Work = Callable[[], object]


@dataclass(frozen=True)
class Spread:
    """The median, and between what it lay."""

    middle: float
    least: float
    most: float

    def __str__(self) -> str:
        return f"{self.middle:.2f} ({self.least:.2f} to {self.most:.2f})"


@dataclass(frozen=True)
class Pairs:
    """Of each round what the floor and what ours took or did."""

    floor: Sequence[float]
    ours: Sequence[float]

    @property
    def ratio(self) -> Spread:
        return spread([ours / floor for floor, ours in zip(self.floor, self.ours, strict=True)])

    @property
    def inverse(self) -> Spread:
        """Of speeds, when seconds were measured."""
        return Pairs(self.ours, self.floor).ratio


def spread(values: Sequence[float]) -> Spread:
    return Spread(median(values), min(values), max(values))


def seconds(work: Work) -> float:
    started = time.perf_counter()
    work()
    return time.perf_counter() - started


def in_turns(floor: Work, ours: Work, rounds: int) -> Pairs:
    """Seconds. Either goes first every other time."""
    taken: dict[bool, list[float]] = {False: [], True: []}
    for number in range(rounds):
        for is_ours in (False, True) if number % 2 else (True, False):
            taken[is_ours].append(seconds(ours if is_ours else floor))
    return Pairs(taken[False], taken[True])
