"""Gives generated requests something real to be about; what is meant to be wrong stays wrong.

Only those parts of a case that obey the schema are touched: a body that breaks it is sent as it
is, to an address that exists, so that it is the body that is judged.
"""

import re
from functools import cache
from typing import Any, Final  # Any: bodies are JSON
from uuid import uuid4

import schemathesis
from schemathesis.core.parameters import ParameterLocation
from schemathesis.core.transport import Response
from schemathesis.generation.case import Case
from schemathesis.generation.meta import TestPhase
from schemathesis.hooks import HookContext

from tests.contract import (
    bodies,
    deal_bodies,
    deal_desk,
    forum_bodies,
    forum_desk,
    hook_desk,
    log_desk,
    sync_desk,
)
from tests.contract import desk as desks
from tests.contract.desk import Desk, Made, desk_from_environment

FITTING: Final = {
    **bodies.FITTING,
    **deal_bodies.FITTING,
    **forum_bodies.FITTING,
    **hook_desk.FITTING,
    **sync_desk.FITTING,
}
SUITABLE: Final = {
    **desks.SUITABLE,
    **deal_desk.SUITABLE,
    **forum_desk.SUITABLE,
    **log_desk.SUITABLE,
    **hook_desk.SUITABLE,
    **sync_desk.SUITABLE,
}

# These would end or change what the principal stands on, should a link lead them there.
FINAL: Final = (
    "revoke_token",
    "revoke_client",
    "end_appointment",
    "erase_person",
    "revise_priority",
    "merge_organisation",
    "split_organisation",
    "roll_over_plan",
    "revise_forum",
    "revoke_calendar_feed",
)
# Of a deal without parties no body about a party could be right: always one made for this.
FRESH: Final = ("remove_party",)

AnyCase = Case[Any]
ID: Final = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")

desk = cache(desk_from_environment)
# The tags of everything the server told of in this run, by id; None where it has none.
known: dict[str, str | None] = {}
# Made for an operation and not yet used up by it.
waiting: dict[str, Made] = {}
# The operations that have succeeded in this run.
succeeded: set[str] = set()


@schemathesis.serializer("application/x-ndjson")
def as_lines(context: schemathesis.SerializationContext, value: object) -> bytes:
    """Whatever is no text, such as a number, could not be sent as one: then it is nothing."""
    return value.encode() if isinstance(value, str) else b""


@schemathesis.hook
def before_add_examples(context: HookContext, examples: list[AnyCase]) -> None:
    """Each once: most of them differ by an id alone, and that is replaced by what exists."""
    distinct = {_said_by(one): one for one in reversed(examples)}
    examples[:] = reversed(distinct.values())


def _said_by(case: AnyCase) -> str:
    return ID.sub("", repr((case.query, case.body, sorted(case.headers or ()))))


@schemathesis.hook
def before_call(context: HookContext, case: AnyCase, kwargs: dict[str, Any]) -> None:
    operation_id = _operation_id(case)
    if _is_right(case, ParameterLocation.PATH):
        _place(desk(), operation_id, case)
    if _is_right(case, ParameterLocation.BODY) and isinstance(case.body, dict):
        body = dict(case.body)
        about = str(case.path_parameters.get("id", ""))
        FITTING.get(operation_id, bodies.nothing)(desk(), body, about)
        case.body = body
    if _is_right(case, ParameterLocation.BODY) and operation_id in sync_desk.TEXTS:
        case.body = sync_desk.TEXTS[operation_id](desk())
    _name(case)
    if _is_right(case, ParameterLocation.QUERY):
        # A cursor is signed by the server; those it gives are followed by the tests of paging.
        case.query.pop("cursor", None)
        if "from" in case.query and "to" in case.query:
            case.query["from"], case.query["to"] = sorted((case.query["from"], case.query["to"]))
        if operation_id in log_desk.ASKING:
            log_desk.ASKING[operation_id](desk(), case.query)
    if operation_id in log_desk.FOR_AUDITORS and "Authorization" in case.headers:
        sent = case.headers["Authorization"]
        case.headers["Authorization"] = log_desk.auditor_instead(desk(), sent)


def _name(case: AnyCase) -> None:
    """Generators like short texts, and the second request with one is no longer judged itself."""
    if "Idempotency-Key" in case.headers and _is_right(case, ParameterLocation.HEADER):
        case.headers["Idempotency-Key"] = str(uuid4())


@schemathesis.hook
def after_call(context: HookContext, case: AnyCase, response: Response) -> None:
    """Learns what exists now, and forgets what the operation has used up."""
    if not 200 <= response.status_code < 300:
        return
    succeeded.add(_operation_id(case))
    if "If-Match" in case.headers or _operation_id(case) in FINAL:
        waiting.pop(_operation_id(case), None)
    try:
        body = response.json()
    except ValueError:
        return
    for row in (body, *body.get("results", ())):
        _learn(row)


def _learn(row: dict[str, Any]) -> None:
    if isinstance(row.get("id"), str):
        version = row.get("version")
        # The least that If-Match needs, and the same as the ETag would say.
        known[row["id"]] = f'"{version}"' if version else known.get(row["id"])


def _address(place: Desk, operation_id: str, case: AnyCase) -> None:
    """An id that the server gave in this run is a link's or the pool's, and stays; the pool's only
    once the operation has succeeded, since what it draws may never be in the right state.
    """
    sent = str(case.path_parameters["id"])
    protected = operation_id in FINAL and sent in place.seat["protected"]
    untried = operation_id not in succeeded and not _is_chained(case)
    if sent not in known or protected or untried or operation_id in FRESH:
        made = _waiting_for(place, operation_id)
        case.path_parameters = {**case.path_parameters, "id": made.id}
        sent = made.id
    tag = known.get(sent)
    if tag and "If-Match" in case.headers and _is_right(case, ParameterLocation.HEADER):
        case.headers["If-Match"] = tag


def _place(place: Desk, operation_id: str, case: AnyCase) -> None:
    if "id" in case.path_parameters:
        _address(place, operation_id, case)
        case.path_parameters |= log_desk.PLACES.get(operation_id, {})
    if "secret" in case.path_parameters:
        case.path_parameters = {"secret": forum_desk.calendar_secret(place)}
    if "source" in case.path_parameters:
        _name_source(place, operation_id, case)


def _name_source(place: Desk, operation_id: str, case: AnyCase) -> None:
    named = sync_desk.places(place, operation_id)
    case.path_parameters = {name: named[name] for name in case.path_parameters}
    if "If-Match" in case.headers and _is_right(case, ParameterLocation.HEADER):
        case.headers["If-Match"] = sync_desk.tag_of(place, named["source"])
        if operation_id == "sync_action":
            # Of what is sent for the first time nobody has read a version.
            del case.headers["If-Match"]


def _is_chained(case: AnyCase) -> bool:
    return case.meta is not None and case.meta.phase.name == TestPhase.STATEFUL


def _waiting_for(place: Desk, operation_id: str) -> Made:
    if operation_id not in waiting:
        made = waiting[operation_id] = SUITABLE[operation_id](place)
        known[made.id] = made.tag
    return waiting[operation_id]


def _is_right(case: AnyCase, location: ParameterLocation) -> bool:
    """What no generator is named for came from an example or a link, and obeys the schema."""
    return case.meta is not None and not case.meta.is_negative_at(location)


def _operation_id(case: AnyCase) -> str:
    return str(case.operation.definition.raw["operationId"])
