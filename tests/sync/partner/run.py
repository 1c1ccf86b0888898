"""One run: both sides change the same, everything fails that can, and then it settles."""

from collections.abc import Callable
from datetime import timedelta
from random import Random
from typing import Any, Final  # a report is JSON

from backend.audit.checkpoints import size_of
from tests.borough import DUE, Borough
from tests.sync.partner.books import DELAYED, FINISHED, LIVE, Books, Disk, Work
from tests.sync.partner.network import Crashed, Fate, Fault, Network
from tests.sync.partner.people import People
from tests.sync.partner.system import Ours, Partner

# Of each side, at least.
CHANGES: Final = 200
WORKS: Final = 12
# Nothing new happens while it settles, so that a few rounds must do.
ROUNDS: Final = 12


class Run:
    def __init__(
        self,
        borough: Borough,
        seed: int,
        kind: type[Partner] = Partner,
        changes: int = CHANGES,
    ) -> None:
        self.borough, self._chances, self._kind = borough, Random(seed), kind
        self._enough = changes
        self.fate = Fate(self._chances)
        self.people = People(borough, self._chances)
        self.network = Network(borough.as_("Tracker"), self.fate, self._meanwhile)
        self._disk = Disk(self.fate)
        self._ours = Ours(
            actor=str(borough.actor_id("Tracker")),
            organisation=str(borough.council.id),
            plan=str(borough.plan.id),
            priority=str(borough.youth.id),
        )
        self.partner = self._started()

    @property
    def books(self) -> Books:
        return self._disk.read()

    @property
    def entries(self) -> int:
        return size_of(self.borough.partnership.id)

    def play(self) -> None:
        while not self._has_seen_enough():
            self._survive(self._turn)

    def settle(self) -> None:
        self.fate.is_kind = True
        self.network.clear()
        for _ in range(ROUNDS):
            self.people.resolve_all()
            before = self.entries
            self.round()
            books = self.books
            if self.entries == before and books.cursor and not books.outbox:
                return
        raise AssertionError(f"It does not settle: {self.books.outbox}")

    def round(self) -> None:
        self.partner.send()
        self.partner.follow()

    def restart(self, *, anew: bool = False) -> None:
        """From what it kept; `anew`: reading everything again."""
        self.partner = self._started()
        if anew:
            self.partner.forget_cursor()

    def _has_seen_enough(self) -> bool:
        """Of changes, and of everything that can go wrong."""
        changes = min(self._disk.read().changes, self.people.changes)
        is_whole = self.people.changed_sight and len(+self.fate.happened) == len(Fault)
        return changes >= self._enough and bool(is_whole)

    def _started(self) -> Partner:
        return self._kind(self._disk, self.network, self._ours)

    def _survive(self, live: Callable[[], None]) -> None:
        try:
            live()
        except Crashed:
            self.partner = self._started()

    def _turn(self) -> None:
        for _ in range(self._chances.randint(4, 9)):
            self._work()
        self.round()

    def _meanwhile(self) -> None:
        if not self.fate.is_kind and self._chances.randrange(100) < 62:
            self.people.act()

    def _work(self) -> None:
        """One change of the partner's own."""
        works = list(self.partner.books.works.values())
        if not works or (len(works) < WORKS and self._chances.randrange(4) == 0):
            self.partner.begin(self._words(), self._day())
            return
        work, say_all = self._chances.choice(works), self._chances.randrange(3) == 0
        self.partner.change(work, say_all=say_all, **self._said(work))

    def _said(self, work: Work) -> dict[str, Any]:
        said: dict[str, Any] = {
            "title": self._words(),
            "due_on": self._day(),
            "status": self._chances.choice([LIVE, DELAYED, FINISHED]),
        }
        if work.is_started:
            said["report"] = self._report()
        names = self._chances.sample(list(said), self._chances.randint(1, 3))
        return {name: said[name] for name in names}

    def _words(self) -> str:
        """Never the same twice."""
        return f"Title {self.partner.books.ticks} by the partner"

    def _day(self) -> str:
        return (DUE + timedelta(days=self.partner.books.ticks + 1)).isoformat()

    def _report(self) -> dict[str, Any]:
        return {
            "narrative": f"Report {self.partner.books.ticks} by the partner",
            "percent_complete": self._chances.randint(0, 100),
            "confidence": "amber",
            "justification": "The rest are promised.",
        }
