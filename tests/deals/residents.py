"""Residents, who ask without signing in."""

import json
from typing import Any, Final, cast  # bodies are JSON

from django.test import Client

from backend.deals import operations as deals
from tests.borough import BASE, Answer
from tests.deals.round_table import RoundTable

REFUSED: Final = (409, "cohort_token_refused")


def tokens_of(table: RoundTable, count: int) -> list[str]:
    issued = table.act(
        "Rhea", deals.issue_cohort_tokens, commitment_id=table.commitments["Remy"].id, count=count
    )
    return cast("list[str]", issued.tokens)


def join(token: str, key: str = "") -> Answer:
    return _post("/cohorts/join", {"token": token}, {"Idempotency-Key": key} if key else {})


def leave(code: str) -> Answer:
    return _post("/cohorts/leave", {"leave_code": code}, {})


def joined(token: str) -> str:
    """The code to leave with."""
    answer = join(token)
    assert answer.status_code == 200
    return str(answer.json()["leave_code"])


def shown(table: RoundTable) -> Any:
    """How many there are, as anybody is told."""
    path = f"/commitments/{table.commitments['Remy'].id}"
    return table.borough.as_("Pat").get(path).json()["residents"]


def refusal(answer: Answer) -> tuple[int, str]:
    return answer.status_code, answer.json()["code"]


def _post(path: str, body: dict[str, str], headers: dict[str, str]) -> Answer:
    client = Client(headers={"Host": "localhost", **headers})
    return cast(
        "Answer", client.post(BASE + path, json.dumps(body), content_type="application/json")
    )
