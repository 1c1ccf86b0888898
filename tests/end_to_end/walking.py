"""What a walk on a clock of its own needs: a real server, and people who ask it and listen."""

import json
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from io import StringIO
from pathlib import Path
from typing import Any, TypeVar, cast  # Any: bodies are JSON

import httpx
from django.core.management import call_command

from backend.audit.source import now
from tests.borough import Borough
from tests.end_to_end.forward import BY_DAYS
from tests.live.server import PATIENCE, Server, served

# Longer than any walk puts its clock forward.
DAYS_OF_A_TOKEN = 90


@dataclass(frozen=True)
class Heard:
    index: int
    verb: str
    # The id of what changed.
    about: str


class Ear:
    """One listener on a socket of their own, and what they heard, in order."""

    def __init__(self, server: Server, token: str) -> None:
        self.receiver = server.ready(token)
        self.receiver.follow()
        self.receiver.hear("caught_up")
        self.heard: list[Heard] = []

    def hear_until(self, verb: str, times: int = 1, about: str = "") -> None:
        """Until it was heard that often in all, so that an earlier one is not taken for the one
        waited for. `about`: of one thing alone.
        """
        while self._count(verb, about) < times:
            change = self.receiver.hear("change")["change"]
            self.heard.append(Heard(change["index"], change["type"], change["resource"]["id"]))

    def verbs(self, about: str) -> list[str]:
        """Heard of one thing, by its id."""
        return [one.verb for one in self.heard if one.about == about]

    def _count(self, verb: str, about: str) -> int:
        return sum(one.verb == verb and about in ("", one.about) for one in self.heard)


class Clock:
    """That of the server, which a walk puts forward while it runs."""

    def __init__(self, file: Path) -> None:
        self._file = file
        self.days = 0
        self.put_forward(0)

    def put_forward(self, days: int) -> None:
        """By so many days more."""
        self.days += days
        written = self._file.with_suffix(".new")
        written.write_text(str(self.days), "ascii")
        # In one step: whoever asks the time reads the old one or the new one.
        written.replace(self._file)

    def now(self) -> datetime:
        return now() + timedelta(days=self.days)


@dataclass
class Walk:
    server: Server
    borough: Borough
    clock: Clock
    # Hears everything.
    auditor: Ear

    def ask(
        self, who: str, method: str, path: str, body: object = None, tag: str | None = None
    ) -> httpx.Response:
        headers = {"Authorization": f"Bearer {self.borough.tokens[who]}"}
        return httpx.request(
            method,
            f"http://{self.server.address}/api/v1{path}",
            json=body,
            headers=headers | ({"If-Match": tag} if tag else {}),
            timeout=PATIENCE,
        )

    def read(self, who: str, path: str) -> dict[str, Any]:
        answer = self.ask(who, "GET", path)
        assert answer.status_code == 200, answer.text
        return cast("dict[str, Any]", answer.json())

    def listed(self, who: str, path: str) -> list[dict[str, Any]]:
        return cast("list[dict[str, Any]]", self.read(who, path)["results"])

    def made(self, who: str, path: str, **body: object) -> str:
        answer = self.ask(who, "POST", path, body)
        assert answer.status_code == 201, answer.text
        return cast("str", answer.json()["id"])

    def revised(self, who: str, path: str, **body: object) -> dict[str, Any]:
        tag = self.ask(who, "GET", path).headers["ETag"]
        answer = self.ask(who, "PATCH", path, body, tag)
        assert answer.status_code == 200, answer.text
        return cast("dict[str, Any]", answer.json())

    def step(self, who: str, path: str, **body: object) -> httpx.Response:
        """With the tag on record now of what the path is about."""
        about = path.rpartition("/")[0]
        return self.ask(who, "POST", path, body, self.ask(who, "GET", about).headers["ETag"])

    def done(self, who: str, path: str, **body: object) -> dict[str, Any]:
        answer = self.step(who, path, **body)
        assert answer.is_success, answer.text
        return cast("dict[str, Any]", answer.json())

    def unmet(self, who: str, path: str, **body: object) -> dict[str, str]:
        """What stands against the step: the sentences by their codes."""
        problem = self.step(who, path, **body).json()
        assert problem["code"] == "transition_guard_failed", problem
        return {one["code"]: one["detail"] for one in problem["unmet"]}

    def ear(self, who: str) -> Ear:
        return Ear(self.server, self.borough.tokens[who])

    def hear_until(self, verb: str, times: int = 1, about: str = "") -> None:
        """By the auditor: each change has the index under which the log serves it."""
        known = len(self.auditor.heard)
        self.auditor.hear_until(verb, times, about)
        for one in self.auditor.heard[known:]:
            assert self._logged(one.index) == one.verb

    def heard(self, verbs: Collection[str]) -> list[str]:
        """Of all that the auditor heard."""
        return [one.verb for one in self.auditor.heard if one.verb in verbs]

    def heard_of(self, nouns: Collection[str]) -> list[str]:
        """Whatever became of them, so that nothing else did."""
        return [one.verb for one in self.auditor.heard if one.verb.partition(".")[0] in nouns]

    def _logged(self, index: int) -> str:
        log = self.borough.partnership.id
        page = self.listed("Audrey", f"/logs/{log}/entries?after={index - 1}&limit=1")
        return str(json.loads(page[0]["leaf"])["act"])


OneWalk = TypeVar("OneWalk", bound=Walk)


@contextmanager
def walking(
    kind: type[OneWalk], borough: Borough, names: Collection[str], forward: Path
) -> Iterator[OneWalk]:
    """`names`: of whoever asks or listens beside the auditor. `forward`: the file of the clock."""
    for name in ("Audrey", *names):
        borough.tokens[name] = borough.token(name, days=DAYS_OF_A_TOKEN)
    clock = Clock(forward)
    surroundings = {"DJANGO_SETTINGS_MODULE": "tests.end_to_end.later", BY_DAYS: str(forward)}
    with served(surroundings=surroundings) as server:
        yield kind(server, borough, clock, Ear(server, borough.tokens["Audrey"]))


def verified() -> str:
    """What the command says of the log."""
    out = StringIO()
    call_command("verify_log", stdout=out)
    return out.getvalue()
