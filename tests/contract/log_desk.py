"""What a request about the log must name: tiles that there are, sizes that were signed, a cursor.

Which these are the schema cannot say. Entries in bundles are an auditor's to read, and who may do
all else is none: those requests go out in the name of another.
"""

from collections.abc import Callable
from functools import cache
from typing import Any, Final  # Any: what is generated may be of any type

from tests.contract.desk import Desk, Made

Query = dict[str, Any]
FIRST: Final = "000.p/1"


@cache
def signed_size(desk: Desk) -> int:
    note = desk.client.get(f"/logs/{desk.seat['partnership']}/checkpoint").text
    return int(note.split("\n")[1])


def log(desk: Desk) -> Made:
    """With its first checkpoint signed: before, there is nothing to be seen of its tree."""
    signed_size(desk)
    return desk.partnership()


def _prove_inclusion(desk: Desk, query: Query) -> None:
    _fit(desk, query, "size")
    query["index"] = int(query["index"]) % signed_size(desk)


def _prove_consistency(desk: Desk, query: Query) -> None:
    _fit(desk, query, "to")
    query["from"] = int(query["from"]) % (signed_size(desk) + 1)


def _fit(desk: Desk, query: Query, size: str) -> None:
    if size in query:
        query[size] = signed_size(desk)


def _follow(desk: Desk, query: Query) -> None:
    query["cursor"] = "latest"
    if "types" in query:
        query["types"] = "action,forum.added"


def auditor_instead(desk: Desk, authorization: str) -> str:
    """Of the principal alone: what is sent without a token, or with another, is meant so."""
    if authorization == f"Bearer {desk.seat['token']}":
        return f"Bearer {desk.seat['auditor_token']}"
    return authorization


SUITABLE: Final[dict[str, Callable[[Desk], Made]]] = {
    "get_tile": log,
    "get_entry_bundle": log,
    "get_inclusion_proof": log,
    "get_consistency_proof": log,
}
# What else the address names, beside the log.
PLACES: Final[dict[str, dict[str, Any]]] = {
    "get_tile": {"level": 0, "tile": FIRST},
    "get_entry_bundle": {"tile": FIRST},
}
ASKING: Final[dict[str, Callable[[Desk, Query], None]]] = {
    "get_inclusion_proof": _prove_inclusion,
    "get_consistency_proof": _prove_consistency,
    "list_changes": _follow,
}
FOR_AUDITORS: Final = ("get_entry_bundle",)
