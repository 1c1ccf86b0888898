"""Requests sent again: what is sent, and what tells one answer from another."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Final  # bodies are JSON

from backend.audit.models import Entry
from backend.people.models import Organisation
from tests.borough import Answer, Borough, Caller
from tests.people.questions import no_trace

FRIENDS: Final = {"name": "Huyton Friends", "kind": "community_group"}
REPLAYED: Final = "Idempotency-Replayed"
# To answer these again would be wrong, and to do them again does no harm.
WITHOUT_A_KEY: Final = {"sign_in", "sign_out", "join_cohort", "leave_cohort", "report_by_link"}
# What these show is shown once.
SECRETS: Final = {
    "issue_token",
    "issue_stream_ticket",
    "issue_cohort_tokens",
    "issue_update_link",
    "issue_calendar_feed",
    "register_client",
    "rotate_client_secret",
    "register_webhook_endpoint",
    "rotate_webhook_secret",
}
# Of the request; everything else belongs to the answer.
OF_THE_REQUEST: Final = ("X-Request-ID", REPLAYED)


def added(caller: Caller, key: str, **changed: Any) -> Answer:
    return caller.post("/organisations", {**FRIENDS, **changed}, idempotency_key=key)


def told(answer: Answer) -> tuple[int, bytes, dict[str, str]]:
    """All of an answer that may be the same another time."""
    headers = {name: one for name, one in answer.headers.items() if name not in OF_THE_REQUEST}
    return answer.status_code, answer.content, headers


def is_replayed(answer: Answer) -> bool:
    return answer.headers.get(REPLAYED) == "true"


def friends() -> int:
    return Organisation.objects.filter(name=FRIENDS["name"]).count()


@contextmanager
def nothing_done() -> Iterator[None]:
    """Not even an entry of somebody else's log."""
    before = friends()
    with no_trace():
        yield
    assert friends() == before


def entries_of(borough: Borough) -> int:
    return Entry.objects.filter(log=borough.partnership.kept_in_id).count()
