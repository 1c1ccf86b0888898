"""Pages of what there was: the same order and the same cursors, over values instead of rows."""

from collections.abc import Mapping, Sequence
from typing import Any  # values of any column

from django.db.models import Model

from backend.api.cursors import read_page_cursor
from backend.api.keyset import Key, keys_of
from backend.api.paging import Page, Pager

Values = Mapping[str, Any]


class PastPager(Pager):
    """The cursor carries how far the log had come on page 1, which every page then looks at."""

    def size_asked(self) -> int:
        sent = self.request.GET.get("cursor")
        place = self.place if sent is None else read_page_cursor(sent, self.salt)[1]
        return place.position

    def page_of(self, model: type[Model], found: Sequence[Values]) -> Page:
        keys = keys_of(model._default_manager.none(), self.asked.ordering)
        forward, edge = True, None
        if (sent := self.request.GET.get("cursor")) is not None:
            forward, self.place, edge = read_page_cursor(sent, self.salt)
        ordered = in_order(found, keys)
        if not forward:
            ordered.reverse()
        beyond = [one for one in ordered if edge is None or _is_beyond(one, keys, edge, forward)]
        return self._cut(keys, beyond[: self.asked.limit + 1], edge, forward=forward)


def in_order(found: Sequence[Values], keys: Sequence[Key]) -> list[Values]:
    """By the last key first, as a stable sort allows; nulls last in either direction."""
    ordered = list(found)
    for key in reversed(keys):
        there = [one for one in ordered if one.get(key.name) is not None]
        there.sort(key=lambda one, name=key.name: one[name], reverse=key.descending)  # type: ignore[misc]  # bound now
        ordered = there + [one for one in ordered if one.get(key.name) is None]
    return ordered


def _is_beyond(one: Values, keys: Sequence[Key], edge: Sequence[Any], forward: bool) -> bool:  # noqa: FBT001 - which way the page is read
    for key, there in zip(keys, edge, strict=True):
        here = one.get(key.name)
        if here != there:
            return _comes_after(here, there, descending=key.descending) == forward
    return False


def _comes_after(here: Any, there: Any, *, descending: bool) -> bool:
    if here is None or there is None:
        return here is None
    return bool((here < there) if descending else (here > there))
