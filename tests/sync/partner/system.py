"""A partner's own system in miniature, which keeps in step with Accord over HTTP alone.

What it changes it keeps before it sends it, and keeps sending until it is answered. What others
change in Accord it hears from the changes, and reads; its own echo it knows by its origin, and
passes over. Where two wrote, as the answer says, it holds its own until a person decides.
"""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, Final  # bodies are JSON
from urllib.parse import urlencode

from tests.sync.partner.books import DELAYED, FINISHED, LIVE, PLANNED, Disk, Followed, Message, Work
from tests.sync.partner.network import Network, NoAnswer, Sent
from tests.sync.sending import RISK, TRACKER

EPOCH: Final = datetime(2026, 11, 20, 9, tzinfo=UTC)
WORDS: Final = {"proposed": PLANNED, "in_progress": LIVE, "at_risk": DELAYED, "done": FINISHED}
# The kinds of things it asks to hear of.
HEARD: Final = ("action", "update", "conflict")
# Small, so that much happens between two of them.
PAGE: Final = 10


@dataclass(frozen=True)
class Ours:
    """What the partner was told when it was set up."""

    actor: str
    organisation: str
    plan: str
    priority: str


class SightChanged(Exception):
    """What it may see is other than when its cursor was given: all must be read anew."""


class Partner:
    def __init__(self, disk: Disk, network: Network, ours: Ours) -> None:
        self._disk, self._network, self._ours = disk, network, ours
        self.books = disk.read()

    def begin(self, title: str, due_on: str) -> None:
        work = Work(f"W-{self.books.ticks + 1}", title, due_on)
        self.books.works[work.external_id] = work
        self.change(work, title=title, due_on=due_on)

    def change(self, work: Work, *, say_all: bool = False, **said: Any) -> None:
        """What changed is said, or all there is to say; until it is answered once, always all."""
        for name, value in said.items():
            setattr(work, name, value)
        self.books.changes += len(said)
        shown = _all_of(work) if say_all else _of(work, said)
        self._say(work, shown, changed=frozenset(said))
        self._keep()

    def send(self) -> None:
        """One by one and many at once, by turns."""
        waiting = list(self.books.outbox)
        for messages in _gathered(waiting) if self.books.ticks % 3 else [[one] for one in waiting]:
            try:
                self._send(messages)
            except NoAnswer:
                continue

    def follow(self) -> None:
        """As far as it comes: the next time it goes on from what it kept."""
        try:
            if not self.books.cursor:
                self._read_all()
            while self._read_page():
                pass
            self._meet_strangers()
            self._read_up()
            self._insist()
            self._catch_up()
        except NoAnswer:
            return
        except SightChanged:
            self.forget_cursor()

    def forget_cursor(self) -> None:
        self.books.cursor = ""
        self._keep()

    def _keep(self) -> None:
        self._disk.keep(self.books)

    def _say(
        self,
        work: Work,
        said: dict[str, Any],
        changed: frozenset[str] = frozenset(),
        version: int | None = None,
    ) -> None:
        self.books.ticks += 1
        whole = said if work.was_answered else {**_all_of(work), **self._first(work)}
        body = {"changed_at": self._now(), **whole}
        self.books.outbox.append(Message(work.external_id, body, changed, version))

    def _now(self) -> str:
        """By its own clock."""
        at = EPOCH + timedelta(seconds=self.books.ticks)
        return at.isoformat().replace("+00:00", "Z")

    def _first(self, work: Work) -> dict[str, Any]:
        if work.action:
            return {"action": work.action}
        return {"plan": self._ours.plan, "priority": self._ours.priority}

    def _send(self, messages: list[Message]) -> None:
        parcel = tuple(
            Sent(self._id_of(one.external_id), one.body, one.version) for one in messages
        )
        for message, told in zip(messages, self._network.send(parcel), strict=True):
            self._be_answered(self.books.named(message.external_id), message, told)
            self.books.outbox.remove(message)
        self._keep()

    def _be_answered(self, work: Work, message: Message, told: dict[str, Any]) -> None:
        if told["outcome"] == "refused":
            # It was changed since it was read.
            work.is_kept = True
            return
        work.action, work.was_answered = told["action"], True
        became = {one["field"]: one["outcome"] for one in told["by_field"]}
        work.contested |= {name for name, outcome in became.items() if outcome == "conflict"}
        word = message.body.get("status", "")
        # Paperwork means nothing in Accord, and is never wrong: heard late, it is not what it has.
        is_telling = word != PLANNED or not work.read_status
        if became.get("status") in ("updated", "unchanged") and is_telling:
            work.read_status = word
            work.is_started |= word != PLANNED
        # What Accord has instead is yet to be read: the answer that told of a conflict may be lost.
        work.is_behind |= "kept" in became.values()
        work.is_kept |= became.get("status") == "kept" and "status" in message.changed

    def _id_of(self, external_id: str) -> str:
        return external_id

    def _get(self, path: str, **query: Any) -> Any:
        answer = self._network.get(f"{path}?{urlencode(query)}" if query else path)
        if answer.status_code == 410:
            raise SightChanged
        assert answer.status_code == 200, answer.json()
        return answer.json()

    def _read_page(self) -> bool:
        """Whether there is more. The place is kept together with what was told up to it."""
        types = ",".join(HEARD)
        told = self._get("/changes", cursor=self.books.cursor, limit=PAGE, types=types)
        self._take(told)
        return bool(told["has_more"])

    def _take(self, told: dict[str, Any]) -> None:
        for change in told["results"]:
            self._hear(change)
        if told["next_cursor"] != self.books.cursor:
            followed = self.books.followed[-1]
            followed.told += [(one["index"], one["id"], one["type"]) for one in told["results"]]
            followed.until = self.books.cursor = told["next_cursor"]
            self._keep()

    def _hear(self, change: dict[str, Any]) -> None:
        """A conflict begins with its own word, so that of that the answer tells; which of them are
        over it looks up.
        """
        kind, subject = change["resource"]["type"], change["resource"]["id"]
        if kind != "conflict" and change["origin"]["client_id"] != TRACKER:
            self._hear_of_others(kind, subject)

    def _hear_of_others(self, kind: str, subject: str) -> None:
        if kind == "update":
            self._hear_of_report(self._get(f"/updates/{subject}"))
        elif (work := self.books.by_action(subject)) is None:
            self.books.strangers.add(subject)
        else:
            work.is_behind = True

    def _hear_of_report(self, report: dict[str, Any]) -> None:
        work = self.books.by_action(report["action"])
        if work is None:
            self.books.strangers.add(report["action"])
        else:
            work.heard[report["id"]] = report["narrative"]

    def _read_all(self) -> None:
        """All there is, and the place from which its changes are told."""
        cursor, found = self._read_actions()
        self._read_conflicts()
        for action in found:
            self._take_stock(action)
        self.books.cursor = cursor
        self.books.followed.append(Followed(since=cursor, until=cursor))
        self._keep()

    def _read_actions(self) -> tuple[str, dict[str, Any]]:
        """Those it leads, by id, so that none moves to a page that was read already; and the place
        in the log as of the first page.
        """
        query = {"lead": self._ours.organisation, "ordering": "id", "limit": PAGE}
        page = self._get("/actions", **query)
        cursor, found = page["changes_cursor"], page["results"]
        while page["next_cursor"]:
            page = self._get("/actions", **query, cursor=page["next_cursor"])
            found += page["results"]
        return cursor, {one["id"]: one for one in found}

    def _read_conflicts(self) -> None:
        open_ones = self._get("/conflicts", source=TRACKER, state="open", limit=200)["results"]
        found = {(one["external_id"], one["field"]) for one in open_ones}
        for work in self.books.works.values():
            contested = {field for external_id, field in found if external_id == work.external_id}
            work.is_behind |= contested != work.contested
            work.contested = contested

    def _take_stock(self, action: str) -> None:
        work = self.books.by_action(action)
        if work is None:
            self.books.strangers.add(action)
        else:
            work.is_behind = work.is_unread = True

    def _read_up(self) -> None:
        """Report by report, and kept, so that one lost answer costs no other."""
        for work in self.books.works.values():
            if work.is_unread:
                self._read_reports(work)
                work.is_unread = False
                self._keep()

    def _read_reports(self, work: Work) -> None:
        reports = self._get(f"/actions/{work.action}/updates", limit=200)["results"]
        others = [one for one in reports if one["author"] != self._ours.actor]
        work.heard |= {one["id"]: one["narrative"] for one in others}

    def _meet_strangers(self) -> None:
        for action in sorted(self.books.strangers):
            shown = self._get(f"/actions/{action}")
            if shown["lead"] == self._ours.organisation:
                self._meet(shown)
            self.books.strangers.discard(action)
            self._keep()

    def _meet(self, shown: dict[str, Any]) -> None:
        """It may be work of its own, whose answer was lost."""
        known = self._get(f"/sources/{TRACKER}/references", action=shown["id"])["results"]
        if known:
            work = self.books.named(known[0]["external_id"])
            work.action, work.is_behind = shown["id"], True
        else:
            work = self._take_on(shown)
        # Later: what it takes on is kept before anything else is asked or sent.
        work.is_unread = True

    def _take_on(self, shown: dict[str, Any]) -> Work:
        work = Work(f"A-{self.books.ticks + 1}", shown["title"], shown["due_on"])
        work.action = shown["id"]
        self._copy(work, shown)
        self.books.works[work.external_id] = work
        self._say(work, {})
        return work

    def _insist(self) -> None:
        """On a status that it changed back to knowing what Accord has: it says what it had read.
        What Accord has by now, if that is another, it takes over instead.
        """
        for work in self.books.works.values():
            if work.is_kept and not self.books.waits(work):
                shown = self._get(f"/actions/{work.action}")
                if word_of(shown) == work.read_status != work.status:
                    self._say(work, _of(work, {"status": ""}), version=shown["version"])
                work.is_kept = False
                self._keep()

    def _catch_up(self) -> None:
        """Of what it has said itself and was not answered, it waits for the answer first."""
        if any(one.contested for one in self.books.works.values()):
            self._read_conflicts()
        works = [one for one in self.books.works.values() if one.is_behind]
        to_read = [one for one in works if not self.books.waits(one)]
        if not to_read:
            return
        _, found = self._read_actions()
        # What another leads by now is not among them.
        for work in (one for one in to_read if one.action in found):
            self._adopt(work, found[work.action])
            work.is_behind = False
        self._keep()

    def _adopt(self, work: Work, shown: dict[str, Any]) -> None:
        self._copy(work, shown)
        if shown["due_on"] != work.due_on:
            self._say(work, _of(work, {"due_on": work.due_on}))

    def _copy(self, work: Work, shown: dict[str, Any]) -> None:
        work.summary, work.is_started = shown["summary"], shown["state"] != "proposed"
        if "title" not in work.contested:
            work.title = shown["title"]
        if "status" not in work.contested:
            work.status = work.read_status = word_of(shown)


def _gathered(waiting: list[Message]) -> list[list[Message]]:
    """In one request there is one message of each thing at most."""
    found: list[dict[str, Message]] = []
    for message in waiting:
        room = next((one for one in found if message.external_id not in one), None)
        if room is None:
            found.append(room := {})
        room[message.external_id] = message
    return [list(one.values()) for one in found]


def word_of(shown: dict[str, Any]) -> str:
    return FINISHED if shown["claimed_at"] else WORDS[shown["state"]]


def _all_of(work: Work) -> dict[str, Any]:
    names = ["title", "due_on", "status", *(["report"] if work.report else [])]
    return _of(work, dict.fromkeys(names))


def _of(work: Work, names: dict[str, Any]) -> dict[str, Any]:
    said = {name: getattr(work, name) for name in names}
    return {**said, "risk": RISK} if said.get("status") == DELAYED else said
