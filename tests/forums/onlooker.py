"""Everything one reader is shown, so that it can be held beside what they are shown elsewhere.

From the lists on the reader goes to whatever these name, as a crawler does. What differs between
any two readings is left out or given a placeholder: request ids, cursors, the log's indexes, size
and signed notes; ids made after the beginning are counted in the order in which they were made.
"""

import json
import re
from collections import deque
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Final  # bodies are JSON

from backend.audit.disclosures import digest_of
from backend.audit.fold import resolve
from tests.borough import Answer, Borough
from tests.forums.feeding import fetched
from tests.people.routes import LISTS, ROUTES, Route

WHOLE: Final = "?limit=200"
# What a list holds, where the end of its address is not the noun of its things.
NOUNS: Final = {"corrections": "minutes-corrections", "effects": "decision-effects"}
# Each of their things is read, however many a list names; of other nouns the one that is known.
FOLLOWED: Final = frozenset(
    {
        "meetings",
        "agenda-items",
        "agenda-versions",
        "attendances",
        "interests",
        "minutes",
        "minutes-corrections",
        "decisions",
        "decision-effects",
        "escalations",
        "hops",
        "seats",
    }
)
READS: Final = [one for one in ROUTES if one.method == "GET" and "<str:" not in one.path]
MOVES: Final = [one for one in ROUTES if one.is_unsafe and one.noun in {*FOLLOWED, "forums"}]
SEARCHED: Final = [
    one for one in LISTS if "q" in getattr(getattr(one.view, "filters", None), "base_filters", ())
]
# What would find the restricted things, if anything did.
ASKED: Final = (
    "/decisions?state=drafted",
    "/decisions?state=rescinded",
    "/decisions?reference=BTB-2026-R001",
    "/decisions?reference=BTB-2026-R002",
    "/decisions?year=2026&ordering=-title",
    "/meetings?ordering=-starts_at&limit=1",
    "/history?subject_type=decision&limit=200",
    "/history?verb=agenda_item.added,decision.drafted,decision.rescinded,minutes.written&limit=200",
    "/history?subject_type=agenda_item&ordering=index&limit=1",
)
OF_A_MEETING: Final = (
    "agenda-items?ordering=-position",
    "agenda-items?ended=true",
    "agenda-items?kind=decision&limit=1",
    "agenda-versions?ordering=-number",
    "minutes?restricted=true",
    "minutes?restricted=false",
)

UUID: Final = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")
# A cursor tells how far the log had come.
CURSOR: Final = re.compile(r'(cursor=|cursor": ")[^"&>]+')
LOGGED: Final = re.compile(r'"(index|size|after|first_size|last_size|log_size|log_root)": [^,}]+')
OF_THE_TREE: Final = re.compile("/checkpoint|/proof/|/tile/")
OF_ITS_OWN: Final = ("X-Request-ID", "Content-Length", "Server-Timing")

Seen = dict[str, str]


@dataclass
class Onlooker:
    borough: Borough
    name: str
    # By noun, what else is there to be read; and the address of the calendar they hold.
    known: Mapping[str, Any]
    feed: str
    # How long the log was at the beginning, and what to search for.
    after: int
    words: tuple[str, ...]
    # Whether they also ask again for what did not change, and try what they may not do.
    thoroughly: bool = False
    seen: Seen = field(default_factory=dict)
    found: set[tuple[str, str]] = field(default_factory=set)
    waiting: deque[tuple[str, str]] = field(default_factory=deque)

    def looks(self) -> Seen:
        """By request, what was answered."""
        for noun, row_id in self.known.items():
            self._meet(noun, str(row_id))
        for route in READS:
            if "<uuid:" not in route.path:
                self._read(route.path, WHOLE if route in LISTS else "")
        while self.waiting:
            self._look_into(*self.waiting.popleft())
        self._search()
        self._read_calendar()
        return self.seen

    def _look_into(self, noun: str, row_id: str) -> None:
        for route in _of(READS, noun):
            self._read(route.at(row_id), WHOLE if route in LISTS else "")
        if self.thoroughly:
            self._try(noun, row_id)
        if noun == "meetings":
            for query in OF_A_MEETING:
                self._read(f"/meetings/{row_id}/{query}")

    def _try(self, noun: str, row_id: str) -> None:
        for route in _of(MOVES, noun):
            answer = route.ask(self._caller, row_id)
            assert answer.status_code >= 400, f"{self.name} may {route.view.operation_id}"
            self._note(f"{route.method} {route.at(row_id)}", answer)

    def _search(self) -> None:
        for query in (
            *ASKED,
            f"/logs/{self.known['logs']}/entries?after={self.after - 1}&limit=200",
        ):
            self._read(query)
        for route in SEARCHED:
            for word in self.words:
                self._read(route.at(self.known.get(route.noun, "")), f"?q={word}")

    def _read(self, path: str, query: str = "") -> None:
        """And counted, if it is a list."""
        answer = self._caller.get(path + query, prefer="count=exact")
        self._note(f"GET {path}{query}", answer)
        tag = answer.headers.get("ETag")
        if tag is not None and self.thoroughly:
            again = self._caller.get(path + query, if_none_match=tag)
            self.seen[f"GET {path}{query} again"] = str(again.status_code)
        self._follow(path, answer)

    def _read_calendar(self) -> None:
        answer = fetched(self.feed)
        self._note("GET calendar", answer)
        again = fetched(self.feed, **{"If-None-Match": answer.headers["ETag"]})
        self.seen["GET calendar again"] = str(again.status_code)

    def _follow(self, path: str, answer: Answer) -> None:
        last = path.rpartition("/")[2]
        noun = NOUNS.get(last, last)
        if noun in FOLLOWED and answer.status_code == 200:
            for one in answer.json().get("results", []):
                self._meet(noun, one["id"])

    def _meet(self, noun: str, row_id: str) -> None:
        if (noun, row_id) not in self.found:
            self.found.add((noun, row_id))
            self.waiting.append((noun, row_id))

    def _note(self, request: str, answer: Answer) -> None:
        if OF_THE_TREE.search(request):
            # How long the log is everyone may know, and its tag tells it too; hashes tell nothing.
            self.seen[request] = f"{answer.status_code} {answer.headers['Content-Type']}"
            return
        headers = {k: v for k, v in sorted(answer.headers.items()) if k not in OF_ITS_OWN}
        self.seen[request] = f"{answer.status_code} {json.dumps(headers)}\n{told(answer)}"

    @property
    def _caller(self) -> Any:
        return self.borough.as_(self.name)


def _of(routes: list[Route], noun: str) -> Iterator[Route]:
    return (one for one in routes if one.noun == noun and "<uuid:" in one.path)


def told(answer: Answer) -> str:
    """What a body says, whoever asked for it and where."""
    text = answer.content.decode()
    if not text.startswith("{"):
        return text
    body = json.loads(text)
    body = {name: value for name, value in body.items() if name not in ("request_id", "instance")}
    if "results" in body:
        body["results"] = [_result(one) for one in body["results"]]
    return json.dumps(body, indent=1, sort_keys=True)


def _result(shown: dict[str, Any]) -> object:
    if "leaf" in shown:
        return _entry(shown)
    # Of two entries in one instant the log takes the second a microsecond later: how many there are
    # everyone may know.
    return {name: value for name, value in shown.items() if name != "logged"}


def _entry(shown: dict[str, Any]) -> object:
    """What it says; its salts are drawn anew whenever it is written, and its digests with them."""
    leaf = json.loads(shown["leaf"])
    held = {digest_of(text): text for text in shown["disclosures"]}
    told = {
        name: leaf[name] for name in ("act", "actor", "aud", "cause", "id", "obj", "told", "was")
    }
    return {**told, "after": resolve(leaf["after"], held), "in": resolve(leaf["in"], held)}


def levelled(seen: Seen, beginning: set[str]) -> Seen:
    """With placeholders; ids of the beginning stay as they are."""
    later = sorted(ids_in(seen) - beginning)
    names = {one: f"id {place}" for place, one in enumerate(later)}

    def level(text: str) -> str:
        text = UUID.sub(lambda one: names.get(one[0], one[0]), text)
        text = re.sub(r'\\"(\d+)-[0-9a-f]{16}\\"', r"version \1", text)
        return LOGGED.sub(r"\1", CURSOR.sub(r"\1cursor", text))

    return {level(request): level(text) for request, text in seen.items()}


def ids_in(seen: Seen) -> set[str]:
    return {one for told in seen.items() for one in UUID.findall(" ".join(told))}
