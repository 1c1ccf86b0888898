"""What may be asked of an action's sponsor and is done in a room above: that room says how."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, cast

from django.utils.module_loading import import_string

if TYPE_CHECKING:
    # Apps register before serializers can be imported.
    from backend.api.serializers import In


@dataclass(frozen=True)
class Askable:
    """`accepts` and `performs` are dotted paths: apps register before either can be imported.

    `performs` is called as an operation on the action is, with the inputs as they were sent.
    """

    operation: str
    # Completes "You cannot …".
    deed: str
    # The roles on the action's priority that answer it.
    answered_by: tuple[str, ...]
    accepts: str
    performs: str

    @property
    def inputs(self) -> "type[In]":
        return cast("type[In]", import_string(self.accepts))

    @property
    def perform(self) -> Callable[..., object]:
        return cast("Callable[..., object]", import_string(self.performs))


_askable: Final[dict[str, Askable]] = {}


def register(*askable: Askable) -> None:
    for one in askable:
        _askable[one.operation] = one


def askable_named(operation: str) -> Askable | None:
    return _askable.get(operation)


def all_askable() -> list[Askable]:
    return list(_askable.values())
