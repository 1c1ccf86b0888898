"""The wire between a partner and Accord, which fails by chance: of one seed, always alike."""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from random import Random
from typing import Any, Final, TypeVar  # bodies are JSON

from tests.borough import Answer, Caller, tag
from tests.sync.sending import TRACKER

ACTIONS: Final = f"/sources/{TRACKER}/actions"
Heard = TypeVar("Heard")


class Fault(StrEnum):
    LOST_REQUEST = "the request never arrives"
    LOST_ANSWER = "it took effect and its answer never arrives"
    DUPLICATED = "the request arrives twice"
    OVERTAKEN = "an older request arrives after a newer one about the same thing"
    CRASHED = "the partner's own system stops at that instant"


class NoAnswer(Exception):
    """Whether it arrived, nobody can tell."""


class Crashed(Exception):
    """All is gone but what was kept."""


# How often, of a hundred times that it could.
OFTEN: Final = {
    Fault.LOST_REQUEST: 6,
    Fault.LOST_ANSWER: 6,
    Fault.DUPLICATED: 6,
    Fault.OVERTAKEN: 12,
    Fault.CRASHED: 1,
}


class Fate:
    def __init__(self, chances: Random) -> None:
        self._chances = chances
        self.is_kind = False
        self.happened: Counter[Fault] = Counter()

    def brings(self, fault: Fault) -> bool:
        return not self.is_kind and self._chances.randrange(100) < OFTEN[fault]

    def strikes(self, fault: Fault) -> bool:
        struck = self.brings(fault)
        self.happened[fault] += struck
        return struck

    def may_crash(self) -> None:
        if self.strikes(Fault.CRASHED):
            raise Crashed

    def patience(self) -> int:
        """How many other requests a late one lets pass."""
        return self._chances.randint(2, 40)


@dataclass(frozen=True)
class Sent:
    """`order`: as its sender orders what it says of one thing."""

    external_id: str
    body: dict[str, Any]
    version: int | None = None

    @property
    def order(self) -> str:
        return str(self.body["changed_at"])


# What one request says: of one thing, at its address, or of several, each of them once.
Parcel = tuple[Sent, ...]
Told = dict[str, Any]


@dataclass(frozen=True)
class Arrival:
    sent: Sent
    is_first: bool
    outcomes: dict[str, str]


class Network:
    def __init__(self, caller: Caller, fate: Fate, meanwhile: Callable[[], None]) -> None:
        """`meanwhile`: what goes on in Accord while a request or its answer is on its way."""
        self._caller, self._fate, self._meanwhile = caller, fate, meanwhile
        self._late: list[tuple[int, Parcel]] = []
        self._passed = 0
        self.arrivals: list[Arrival] = []

    def get(self, path: str) -> Answer:
        return self._exchange(lambda: self._caller.get(path))

    def send(self, parcel: Parcel) -> list[Told]:
        """What became of each."""
        if self._fate.brings(Fault.OVERTAKEN):
            self._late.append((self._passed + self._fate.patience(), parcel))
            raise NoAnswer
        return self._exchange(lambda: self._arrive_once_or_twice(parcel))

    def clear(self) -> None:
        """What is still on its way arrives."""
        while self._late:
            self._arrive_late(self._late.pop(0)[1])

    def _exchange(self, ask: Callable[[], Heard]) -> Heard:
        self._passed += 1
        self._deliver_late()
        self._meanwhile()
        self._fate.may_crash()
        if self._fate.strikes(Fault.LOST_REQUEST):
            raise NoAnswer
        answer = ask()
        self._meanwhile()
        self._fate.may_crash()
        if self._fate.strikes(Fault.LOST_ANSWER):
            raise NoAnswer
        return answer

    def _deliver_late(self) -> None:
        due = [one for one in self._late if one[0] <= self._passed]
        for one in due:
            self._late.remove(one)
            self._arrive_late(one[1])

    def _arrive_late(self, parcel: Parcel) -> None:
        self._fate.happened[Fault.OVERTAKEN] += any(
            one.sent.external_id == sent.external_id and one.sent.order > sent.order
            for one in self.arrivals
            for sent in parcel
        )
        self._arrive(parcel)

    def _arrive_once_or_twice(self, parcel: Parcel) -> list[Told]:
        if self._fate.strikes(Fault.DUPLICATED):
            self._arrive(parcel)
        return self._arrive(parcel)

    def _arrive(self, parcel: Parcel) -> list[Told]:
        found = [self._put(*parcel)] if len(parcel) == 1 else self._post(parcel)
        for sent, told in zip(parcel, found, strict=True):
            if told["outcome"] == "refused":
                continue
            outcomes = {one["field"]: one["outcome"] for one in told["by_field"]}
            self.arrivals.append(Arrival(sent, told["outcome"] == "created", outcomes))
        return found

    def _put(self, sent: Sent) -> Told:
        headers = {} if sent.version is None else {"if_match": tag(sent.version)}
        answer = self._caller.put(f"{ACTIONS}/{sent.external_id}", sent.body, **headers)
        told: Told = answer.json()
        if sent.version is not None and answer.status_code == 412:
            return {"outcome": "refused"}
        assert answer.status_code in (200, 201), told
        return told

    def _post(self, parcel: Parcel) -> list[Told]:
        items = [{"external_id": one.external_id, **_read(one), **one.body} for one in parcel]
        answer = self._caller.post(ACTIONS, {"mode": "each", "items": items})
        assert answer.status_code == 200, answer.json()
        found: list[Told] = answer.json()["results"]
        for sent, told in zip(parcel, found, strict=True):
            assert told["status"] in ((200, 201) if sent.version is None else (200, 412)), told
        return found


def _read(sent: Sent) -> dict[str, int]:
    return {} if sent.version is None else {"if_version": sent.version}
