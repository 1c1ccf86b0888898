"""What acting for an organisation lets one read, beside what one's own roles do: each app tells of
its own.
"""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable
from typing import Final
from uuid import UUID

from django.utils.module_loading import import_string

from backend.people.roles import RoleName

# Who acts for an organisation reads what it reads.
ACTING_FOR: Final = frozenset({RoleName.REPRESENTATIVE.value, RoleName.SYSTEM.value})

# From organisations to the names of the audiences each belongs to.
Teller = Callable[[Collection[UUID]], dict[UUID, set[str]]]
_tellers: Final[list[str]] = []


def register(teller: str) -> None:
    """`teller` is a dotted path: apps register before their models can be imported."""
    if teller not in _tellers:
        _tellers.append(teller)


def organisations_in(held: Iterable[tuple[str, UUID]]) -> set[UUID]:
    """Those for which whoever holds these roles on these objects acts."""
    return {on for role, on in held if role in ACTING_FOR}


def audiences_of(organisations: Collection[UUID]) -> dict[UUID, set[str]]:
    """One statement for each teller, however many organisations; none when there are none."""
    found: dict[UUID, set[str]] = defaultdict(set)
    if not organisations:
        return found
    for path in _tellers:
        teller: Teller = import_string(path)
        for organisation, names in teller(organisations).items():
            found[organisation] |= names
    return found


def read_through(held: Iterable[tuple[str, UUID]]) -> frozenset[str]:
    return frozenset[str]().union(*audiences_of(organisations_in(held)).values())
