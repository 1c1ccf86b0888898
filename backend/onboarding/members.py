"""What one member of a record must look like, said once: to the reader and to who wrote it."""

import json
import re
from collections.abc import Callable
from dataclasses import MISSING, Field, dataclass, field, fields
from datetime import date
from typing import Any, Final, TypeVar  # Any: a field's default is of the type of its member

from backend.audit.canonical import LARGEST_INTEGER

SLUG: Final = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*", re.ASCII)
DATED: Final = re.compile(r"\d{4}(-\d{2}(-\d{2})?)?", re.ASCII)
LARGEST_PLACE: Final = 32_767
LONGEST_SLUG: Final = 128
# In pounds: its pence are still a whole number that every JSON client reads exactly.
LARGEST_SUM: Final = LARGEST_INTEGER // 100

RecordT = TypeVar("RecordT")


@dataclass(frozen=True)
class Member:
    expected: str
    accepts: Callable[[object], bool]
    # A record nested in the record, or the record each part of the list is.
    nested: type | None = None


def text(longest: int = 500, *, optional: bool = False) -> Any:
    return _declared(
        Member(
            f"text of at most {longest} characters",
            lambda value: (
                isinstance(value, str) and 0 < len(value.strip()) <= len(value) <= longest
            ),
        ),
        default="" if optional else MISSING,
    )


def slug(longest: int = LONGEST_SLUG, *, optional: bool = False) -> Any:
    return _declared(
        Member(
            f"an id of at most {longest} small letters, digits and hyphens",
            lambda value: (
                isinstance(value, str)
                and len(value) <= longest
                and SLUG.fullmatch(value) is not None
            ),
        ),
        default=None if optional else MISSING,
    )


def slugs() -> Any:
    """None where the document lists none."""
    return _declared(
        Member(
            "a list of ids",
            lambda value: (
                isinstance(value, list)
                and all(isinstance(one, str) and SLUG.fullmatch(one) for one in value)
            ),
        ),
        default=(),
    )


def whole(largest: int = LARGEST_PLACE) -> Any:
    return _declared(
        Member(
            "a whole number" if largest == LARGEST_PLACE else f"a whole number up to {largest}",
            # A truth value is a number to Python, not to a reader.
            lambda value: type(value) is int and 0 <= value <= largest,
        )
    )


def in_pounds() -> Any:
    return _declared(
        Member(
            f"whole pounds from 1 to {LARGEST_SUM}",
            lambda value: type(value) is int and 1 <= value <= LARGEST_SUM,
        )
    )


def one_of(*choices: str, optional: bool = False) -> Any:
    return _declared(
        Member(f"one of {', '.join(choices)}", lambda value: value in choices),
        default="" if optional else MISSING,
    )


def dated(*, optional: bool = False) -> Any:
    return _declared(
        Member('a date in quotes, such as "2016", "2018-09" or "2022-07-01"', _is_dated),
        default="" if optional else MISSING,
    )


def one(record: type) -> Any:
    return _declared(Member("a mapping", lambda value: isinstance(value, dict), nested=record))


def several(record: type) -> Any:
    return _declared(
        Member("a list", lambda value: isinstance(value, list), nested=record),
        default=(),
    )


def _declared(member: Member, *, default: Any = MISSING) -> Any:
    return field(default=default, metadata={"member": member})


def _is_dated(value: object) -> bool:
    if not isinstance(value, str) or not DATED.fullmatch(value):
        return False
    try:
        date.fromisoformat(f"{value}-01-01"[: len("2022-07-01")])
    except ValueError:
        return False
    return True


def read_record(record: type[RecordT], found: object, at: str, faults: list[str]) -> RecordT | None:
    """None, and what is wrong added to `faults`, when any member is. A member the record does not
    know is left alone: the file holds more than there is a home for.
    """
    if not isinstance(found, dict):
        faults.append(f"{at}: expected a mapping, {_got(found)}")
        return None
    before = len(faults)
    values = {}
    for one_field in fields(record):  # type: ignore[arg-type]  # every record is a dataclass
        value = found.get(one_field.name)
        if value is not None or _is_required(one_field):
            values[one_field.name] = _read_member(
                one_field.metadata["member"], value, f"{at}.{one_field.name}", faults
            )
    return record(**values) if len(faults) == before else None


def _is_required(one_field: "Field[object]") -> bool:
    return one_field.default is MISSING


def _read_member(member: Member, value: object, at: str, faults: list[str]) -> object:
    if not member.accepts(value):
        faults.append(f"{at}: expected {member.expected}, {_got(value)}")
        return None
    if member.nested is None:
        return value
    if isinstance(value, list):
        return tuple(
            read_record(member.nested, part, f"{at}[{place}]", faults)
            for place, part in enumerate(value)
        )
    return read_record(member.nested, value, at, faults)


def _got(value: object) -> str:
    if value is None:
        return "found nothing"
    shown = json.dumps(value, ensure_ascii=False, default=str)
    return f"got {shown if len(shown) <= 60 else shown[:57] + '…'}"
