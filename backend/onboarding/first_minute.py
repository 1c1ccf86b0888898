"""What the demo prints: where to look, with which token, and calls that work when pasted."""

import json
import shlex
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final
from uuid import UUID

from backend.actions.models import Action, Plan, Priority
from backend.deals.models import Fund
from backend.onboarding.cast import BETTER_TOGETHER, CAST, COUNCIL, FUND, HOUSING, PRIORITY
from backend.onboarding.example_source import SLUG
from backend.people.models import Documented, Organisation, Partnership
from backend.people.operations.clients import IssuedSecret

PLAN: Final = "council-plan-2025-2030"
ACTION: Final = "act-cp-5-youth"
API: Final = "/api/v1"
NEXT: Final = (
    "The documents give the Council Plan's actions no priority, so none has a sponsor yet.\n"
    "README.md shows how an administrator gives one, and how its sponsor moves it to done."
)


@dataclass(frozen=True)
class Call:
    token: str
    path: str
    body: dict[str, str] | None = None

    def as_curl(self, base: str) -> str:
        words = ["curl", "-sS", "-H", f"Authorization: Bearer {self.token}"]
        if self.body is not None:
            words += ["-H", "Content-Type: application/json", "-d", json.dumps(self.body)]
        return shlex.join([*words, f"{base}{API}{self.path}"])


@dataclass(frozen=True)
class FirstMinute:
    base: str
    tokens: dict[str, str]
    client: IssuedSecret

    def lines(self) -> Iterator[str]:
        yield "Addresses"
        yield f"  API        {self.base}{API}/"
        yield f"  Try it     {self.base}/api/docs/try/"
        yield f"  Contract   {self.base}/api/openapi.yaml"
        yield f"  Stream     {self.stream}"
        yield "\nTokens of made-up people, for this demo alone"
        for part in CAST:
            yield f"  {self.tokens[part.key]}  {part.name}: {part.title}"
        yield "\nThe partner system's client of OAuth 2, for docs/quickstart.md"
        yield f"  id      {self.client.client.client_id}"
        yield f"  secret  {self.client.secret}"
        yield "\nPaste these"
        for call in self.calls():
            yield f"  {call.as_curl(self.base)}"
        yield "\nListen meanwhile, with any websocket client that can send a header"
        yield f"  {self.stream}  Authorization: Bearer {self.tokens['sponsor']}"
        yield f"\n{NEXT}\n"

    @property
    def stream(self) -> str:
        return f"ws{self.base.removeprefix('http')}{API}/stream"

    def calls(self) -> tuple[Call, ...]:
        """Each works again and again, on a first run and on any later one."""
        sponsor = self.tokens["sponsor"]
        proposal = {
            "plan": str(_id_of(Plan, PLAN)),
            "priority": str(_id_of(Priority, PRIORITY)),
            "title": "Demo: open the libraries on Sunday afternoons",
        }
        return (
            Call(sponsor, "/me"),
            Call(sponsor, "/actions?state=proposed&limit=3"),
            Call(sponsor, "/actions", proposal),
        )

    def shell_settings(self) -> dict[str, str]:
        """For README.md and docs/quickstart.md, so that their lines can be pasted unchanged."""
        return {
            "ACCORD": self.base,
            "API": f"{self.base}{API}",
            "STREAM": self.stream,
            **{part.key.upper(): self.tokens[part.key] for part in CAST},
            "PARTNERSHIP": str(Partnership.objects.get(slug=BETTER_TOGETHER).id),
            "PLAN": str(_id_of(Plan, PLAN)),
            "PRIORITY": str(_id_of(Priority, PRIORITY)),
            "ACTION": str(_id_of(Action, ACTION)),
            "COUNCIL": str(_id_of(Organisation, COUNCIL)),
            "HOUSING": str(_id_of(Organisation, HOUSING)),
            "FUND": str(_id_of(Fund, FUND)),
            "SOURCE": SLUG,
            "CLIENT_ID": self.client.client.client_id,
            "CLIENT_SECRET": self.client.secret,
        }


def _id_of(model: type[Documented], reference: str) -> UUID:
    row = model._default_manager.get(partnership__slug=BETTER_TOGETHER, reference=reference)
    row_id: UUID = row.pk
    return row_id
