"""What every operation is asked, said once: was it recorded, was it refused, did it leave a trace.

For the tests of people and forums.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any  # bodies are JSON
from uuid import UUID

from django.db.models import Model

from backend.audit.fold import fold
from backend.audit.models import Entry
from backend.people.models import (
    AccessRecord,
    Actor,
    Client,
    ClientAccess,
    Grant,
    KeptAnswer,
    Profile,
    StreamTicket,
    Token,
)
from tests.borough import Answer

NOWHERE = UUID("0190b5c2-7a4e-7c3d-9f21-5e8d6a1b2c3d")
UNRECORDED: tuple[type[Model], ...] = (
    AccessRecord,
    Actor,
    Grant,
    KeptAnswer,
    Client,
    ClientAccess,
    Profile,
    StreamTicket,
)


def entry_of(subject_id: UUID | str) -> Entry:
    """The latest of one object."""
    return Entry.objects.filter(subject_id=subject_id).latest("index")


def remembered(subject_id: UUID | str) -> dict[str, Any]:
    """The object as the log alone would rebuild it."""
    (fields,) = fold([entry_of(subject_id)]).values()
    return dict(fields)


@contextmanager
def no_trace() -> Iterator[None]:
    """Neither an entry nor a row more, nor one changed."""
    before = _everything()
    yield
    assert _everything() == before


def _everything() -> list[object]:
    rows: list[object] = [Entry.objects.count()]
    for model in UNRECORDED:
        rows.extend(model._default_manager.order_by("pk").values_list())
    # Those by which the test bed asks are no part of what is asked.
    return [*rows, *Token.objects.exclude(name="test").order_by("pk").values_list()]


def assert_refused(answer: Answer, status: int, code: str) -> dict[str, Any]:
    """As a problem document; it is returned."""
    problem: dict[str, Any] = answer.json()
    assert (answer.status_code, problem.get("code")) == (status, code), problem
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert problem["status"] == status
    return problem


def assert_wrong(answer: Answer, pointer: str, code: str) -> None:
    """A 400 that names this fault of the body."""
    problem = assert_refused(answer, 400, "validation_error")
    assert (pointer, code) in [(one["pointer"], one["code"]) for one in problem["errors"]]


def assert_same_refusal(one: Answer, other: Answer) -> None:
    """Alike but for where and when it was asked: nothing tells hidden from missing."""
    assert _telling(one) == _telling(other)


def _telling(answer: Answer) -> tuple[int, dict[str, Any], dict[str, str]]:
    body: dict[str, Any] = answer.json()
    told = {name: body[name] for name in body if name not in ("instance", "request_id")}
    headers = {name: value for name, value in answer.headers.items() if name not in _OF_ITS_OWN}
    return answer.status_code, told, headers


_OF_ITS_OWN = ("X-Request-ID", "Content-Length")
