"""From Python values to what a leaf or a disclosure may hold."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time
from decimal import Decimal
from enum import Enum
from functools import cache
from typing import Any  # a stored value can be of any field's type
from uuid import UUID

from django.db import models

from backend.audit.canonical import Plain
from backend.audit.disclosures import RESERVED
from backend.audit.models import Recorded

NOT_RECORDED = frozenset({"version", "audience", "entry"})


@dataclass(frozen=True)
class Parted:
    """Values by name: those a leaf shows, and those it only commits to."""

    shown: dict[str, Plain] = field(default_factory=dict)
    hidden: dict[str, Plain] = field(default_factory=dict)


def instant(at: datetime) -> str:
    if at.tzinfo is None:
        raise ValueError("An instant in the log needs its time zone.")
    return at.astimezone(UTC).isoformat(timespec="microseconds").replace("+00:00", "Z")


def plain(value: object) -> Plain:
    """The one text each value has in the log. Floats and sets have none, and are refused."""
    if isinstance(value, Enum):
        return plain(value.value)
    if value is None or isinstance(value, bool | int | str):
        return value
    if isinstance(value, list | tuple):
        return [plain(item) for item in value]
    if isinstance(value, Mapping):
        return {key: plain(member) for key, member in value.items()}
    return _text(value)


def _text(value: object) -> str:
    if isinstance(value, datetime):
        return instant(value)
    if isinstance(value, date | time):
        return value.isoformat()
    if isinstance(value, Decimal):
        return format(value, "f")
    if isinstance(value, UUID):
        return str(value)
    raise TypeError(f"A {type(value).__name__} cannot be recorded: give it as text.")


@cache
def recorded_fields(model: type[Recorded]) -> tuple["models.Field[Any, Any]", ...]:
    return tuple(
        one
        for one in model._meta.concrete_fields
        if not one.primary_key and not one.generated and one.name not in NOT_RECORDED
    )


def stored_value(subject: Recorded, one: "models.Field[Any, Any]") -> Plain:
    """As the database gives it back: a date assigned as text, say, is a date in the log too."""
    value = one.to_python(getattr(subject, one.attname))
    if isinstance(one, models.DecimalField) and value is not None:
        value = _scaled(value, one.decimal_places)
    return plain(value)


def _scaled(value: Decimal, places: int) -> Decimal:
    """With the field's own number of decimals. More are refused: databases round them apart."""
    scaled = value.quantize(Decimal(1).scaleb(-places))
    if scaled != value:
        raise ValueError(f"{value} has more than the {places} decimals its field keeps.")
    return scaled if scaled else abs(scaled)


def stored_fields(subject: Recorded) -> Parted:
    parted = Parted()
    for one in recorded_fields(type(subject)):
        part = parted.hidden if one.name in subject.disclosed else parted.shown
        part[one.name] = stored_value(subject, one)
    return parted


def given_values(given: Mapping[str, object]) -> Parted:
    """What an operation was given: any free text among it is hidden, and None is not given."""
    if not RESERVED.isdisjoint(given):
        raise ValueError(f"Nothing given can be called {' or '.join(sorted(RESERVED))}.")
    parted = Parted()
    for name, value in given.items():
        if value is not None:
            part = parted.hidden if _holds_text(value) else parted.shown
            part[name] = plain(value)
    return parted


def _holds_text(value: object) -> bool:
    if isinstance(value, list | tuple):
        return any(_holds_text(item) for item in value)
    if isinstance(value, Mapping):
        return any(_holds_text(member) for member in value.values())
    return isinstance(value, str) and not isinstance(value, Enum)
