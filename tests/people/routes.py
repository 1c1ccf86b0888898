"""Every operation the addresses lead to: what is asked of all of them is asked of new ones too."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any  # Django's patterns are untyped
from uuid import UUID

import pytest
from django.urls import URLPattern, URLResolver, get_resolver

from backend.api.base import ApiView
from backend.people.exports import Exporting
from tests.borough import Caller
from tests.people.sync_belongings import EXTERNAL_ID, SLUG

PREFIX = "api/v1/"
ID = "<uuid:id>"
SOURCE = "<source:source>"
EXTERNAL = "<external:external_id>"
# What an address names beside: of the log's tree, a part that there is from its first entry on; of
# sources, the one that each partnership has.
BESIDE = {
    "<str:level>": "0",
    "<path:tile>": "000.p/1",
    SOURCE: SLUG,
    EXTERNAL: EXTERNAL_ID,
}
# A table is asked for as lines, of which nothing is left out.
EXTENSION = "<extension:extension>"
# What must be asked for the answer to be a good one.
QUERIES = {
    "get_inclusion_proof": "?index=0",
    "get_consistency_proof": "?from=0",
    "list_changes": "?cursor=latest",
    "list_changes_since_pack": "?of=actions",
    **{
        f"compare_{things}": "?compare=0,2001-01-01T00:00:00Z"
        for things in ("actions", "deals", "decisions", "escalations", "forums")
    },
}


@dataclass(frozen=True)
class Route:
    method: str
    path: str
    view: type[ApiView]

    @property
    def noun(self) -> str:
        """The kind of thing its id names: the first part of the path."""
        return self.path.split("/")[1]

    @property
    def is_unsafe(self) -> bool:
        return self.method != "GET"

    def at(self, row_id: UUID | str, beside: Mapping[str, str] = BESIDE) -> str:
        path = self.path.replace(ID, str(row_id))
        for name, value in beside.items():
            path = path.replace(name, value)
        return path + QUERIES.get(self.view.operation_id, "")

    def ask(self, caller: Caller, row_id: UUID | str, body: Any = None) -> Any:
        """As its method wants it, with a version that any first row has."""
        path = self.at(row_id)
        if self.method == "GET":
            return caller.get(path)
        send = {"PATCH": caller.patch, "PUT": caller.put}.get(self.method, caller.post)
        return send(path, {} if body is None else body, if_match='"1"')


def _walk(patterns: list[Any], prefix: str = "") -> Iterator[tuple[str, Any]]:
    for one in patterns:
        place = prefix + str(one.pattern)
        if isinstance(one, URLResolver):
            yield from _walk(one.url_patterns, place)
        elif isinstance(one, URLPattern):
            yield place, one.callback


def _routes() -> list[Route]:
    return [
        Route(method, "/" + place.removeprefix(PREFIX).replace(EXTENSION, "jsonl"), answer.cls)
        for place, callback in _walk(get_resolver().url_patterns)
        if place.startswith(PREFIX) and hasattr(callback, "by_method")
        for method, answer in callback.by_method.items()
        if method != "HEAD"
    ]


ROUTES = _routes()
WITH_ID = [route for route in ROUTES if ID in route.path]
TABLES = [one for one in ROUTES if issubclass(one.view, Exporting)]
LISTS = [
    one
    for one in ROUTES
    if one.method == "GET" and hasattr(one.view, "orderings") and one not in TABLES
]
UNSAFE = [route for route in ROUTES if route.is_unsafe]


def each(routes: list[Route]) -> pytest.MarkDecorator:
    """`@each(WITH_ID)` gives the test one `route` after another."""
    return pytest.mark.parametrize(
        "route", routes, ids=[f"{one.method}-{one.view.operation_id}" for one in routes]
    )
