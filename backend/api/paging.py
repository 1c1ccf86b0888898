"""Pages of a collection: `limit`, `ordering` and `cursor`, and the body and links of an answer."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.http import HttpRequest, QueryDict

from backend.api.actor import Actor
from backend.api.cursors import Place, page_cursor, page_salt, position_cursor, read_page_cursor
from backend.api.frame import public_url
from backend.api.keyset import Key, Rows, keys_of, pack, stretches
from backend.errors import Fault

DEFAULT_LIMIT = 50
HIGHEST_LIMIT = 200
HIGHEST_COUNT = 10_000
PARAMETERS = ("limit", "cursor", "ordering")
# Not part of what a cursor is good for: the next page may be shorter, or show more of each row.
_FREE = ("cursor", "limit", "expand")


@dataclass(frozen=True)
class Asked:
    """What a request asks of the collection, checked."""

    limit: int
    ordering: tuple[str, ...]


@dataclass(frozen=True)
class Page:
    rows: Sequence[Any]  # Any: of any model, or plain rows
    next_cursor: str | None
    previous_cursor: str | None
    changes_cursor: str
    count: int | None = None


def columns(orderings: Sequence[str]) -> list[str]:
    """The names a client may order by, each in both directions."""
    names = (term.removeprefix("-") for entry in orderings for term in entry.split(","))
    return list(dict.fromkeys(names))


def asked(query: QueryDict, orderings: Sequence[str]) -> tuple[Asked, list[Fault]]:
    faults = []
    limit = query.get("limit") or str(DEFAULT_LIMIT)
    if not re.fullmatch("[1-9][0-9]{0,2}", limit, re.ASCII) or int(limit) > HIGHEST_LIMIT:
        sentence = f"limit must be a whole number from 1 to {HIGHEST_LIMIT}"
        faults.append(Fault("format", sentence, parameter="limit"))
        limit = str(DEFAULT_LIMIT)
    ordering = (query.get("ordering") or orderings[0]).split(",")
    names = columns(orderings)
    if any(term.removeprefix("-") not in names for term in ordering):
        sentence = (
            f"ordering must be one or more of: {', '.join(names)}; with - before for the last first"
        )
        faults.append(Fault("invalid_choice", sentence, parameter="ordering"))
    return Asked(int(limit), tuple(ordering)), faults


class Pager:
    """One reading of one page: made per request, before the rows are read."""

    def __init__(self, request: HttpRequest, actor: Actor, asked: Asked, position: int) -> None:
        self.request = request
        self.actor = actor
        self.asked = asked
        self.place = Place(position, actor.audiences.fingerprint)
        query = [[name, value] for name, value in sorted(request.GET.items()) if name not in _FREE]
        self.salt = page_salt(actor=actor, place=request.path, query=[query, list(asked.ordering)])

    def page(self, rows: Rows) -> Page:
        keys = keys_of(rows, self.asked.ordering)
        forward, edge = self._edge(keys)
        return self._cut(keys, self._read(rows, keys, edge, forward=forward), edge, forward=forward)

    def _cut(
        self, keys: Sequence[Key], found: list[Any], edge: object, *, forward: bool
    ) -> Page:  # Any: of any model
        """From the rows beyond the edge, one more than are shown where there are more."""
        more = len(found) > self.asked.limit
        found = found[: self.asked.limit]
        if not forward:
            found.reverse()
        after = more if forward else True
        before = edge is not None if forward else more
        return Page(
            rows=found,
            next_cursor=self._cursor(keys, found[-1:], forward=True) if after else None,
            previous_cursor=self._cursor(keys, found[:1], forward=False) if before else None,
            changes_cursor=position_cursor(self.actor.partnership_id, *self.place),
        )

    def counted(self, page: Page, rows: Rows) -> Page:
        """With the number of all rows, where it is small enough to be worth the work."""
        count = rows.order_by()[: HIGHEST_COUNT + 1].count()
        return replace(page, count=count) if count <= HIGHEST_COUNT else page

    def body(self, page: Page, results: Sequence[object]) -> dict[str, object]:
        body: dict[str, object] = {
            "results": results,
            "next": self._url(page.next_cursor),
            "previous": self._url(page.previous_cursor),
            "next_cursor": page.next_cursor,
            "changes_cursor": page.changes_cursor,
        }
        return body if page.count is None else {**body, "count": page.count}

    def links(self, page: Page) -> dict[str, str]:
        """The Link header (RFC 8288), saying the same as the body."""
        found = [
            f'<{self._url(cursor)}>; rel="{relation}"'
            for relation, cursor in (("next", page.next_cursor), ("prev", page.previous_cursor))
            if cursor is not None
        ]
        return {"Link": ", ".join(found)} if found else {}

    def _edge(self, keys: Sequence[Key]) -> tuple[bool, list[object] | None]:
        sent = self.request.GET.get("cursor")
        if sent is None:
            return True, None
        forward, self.place, values = read_page_cursor(sent, self.salt)
        return forward, [key.revive(value) for key, value in zip(keys, values, strict=True)]

    def _read(
        self, rows: Rows, keys: Sequence[Key], edge: list[object] | None, *, forward: bool
    ) -> list[Any]:  # Any: of any model
        wanted = self.asked.limit + 1
        found: list[Any] = []
        for stretch in stretches(rows, keys, edge, forward=forward):
            if len(found) < wanted:
                found.extend(stretch[: wanted - len(found)])
        return found

    def _cursor(self, keys: Sequence[Key], edge: Sequence[object], *, forward: bool) -> str | None:
        # A page that has become empty has no edge to go on from.
        values = [[pack(key.value_of(row)) for key in keys] for row in edge]
        if not values:
            return None
        return page_cursor(self.salt, forward=forward, place=self.place, values=values[0])

    def _url(self, cursor: str | None) -> str | None:
        if cursor is None:
            return None
        query = self.request.GET.copy()
        query["cursor"] = cursor
        return public_url(f"{self.request.path}?{query.urlencode(safe=',')}")
