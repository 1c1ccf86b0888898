"""Which of a source's items came later, by what the source itself says: as text that sorts so."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final  # Any: a checked input

from backend.api.encoding import instant_text
from backend.audit.canonical import LARGEST_INTEGER
from backend.errors import Fault, InputRefused
from backend.sync.models import OrderedBy, Source

_DIGITS: Final = len(str(LARGEST_INTEGER))


def order_of(source: Source, given: Mapping[str, Any]) -> str:
    """Raises InputRefused: a source orders all its items by the same of the two."""
    faults = order_faults(source, given)
    if faults:
        raise InputRefused(faults)
    order = given[source.ordered_by]
    return instant_text(order) if isinstance(order, datetime) else f"{order:0{_DIGITS}}"


def order_faults(source: Source, given: Mapping[str, Any], pointer: str = "#") -> list[Fault]:
    """`pointer`: where the item stands in the body."""
    wanted = source.ordered_by
    found = []
    if wanted not in given:
        sentence = f"Say by {wanted} when this was so: this source orders its items by it."
        found.append(Fault("required", sentence, f"{pointer}/{wanted}"))
    for other in OrderedBy.values:
        if other != wanted and other in given:
            sentence = f"This source orders its items by {wanted}. Leave {other} out."
            found.append(Fault("not_with_the_others", sentence, f"{pointer}/{other}"))
    return found
