"""The form of a leaf, and what each promises about the ones before it."""

import json
import re
from typing import Any, NamedTuple, NoReturn  # Any: a parsed leaf holds whatever JSON holds

from accord_verify.faults import Fault

KNOWN_FORMS = (1,)
LARGEST_INTEGER = 2**53 - 1
INSTANT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z", re.ASCII)


class OutsideProfile(ValueError):
    """It is JSON, but none that every reader keeps alike."""


def _no_number(text: str) -> NoReturn:
    raise OutsideProfile(f"{text} is no integer")


def _whole(text: str) -> int:
    number = int(text)
    if abs(number) > LARGEST_INTEGER:
        raise OutsideProfile(f"{text} is an integer that some readers round")
    return number


_decode = json.JSONDecoder(
    parse_int=_whole, parse_float=_no_number, parse_constant=_no_number
).decode
_encode = json.JSONEncoder(
    ensure_ascii=False, sort_keys=True, separators=(",", ":"), check_circular=False
).encode


def canonical(text: str) -> Any:
    """The value of text in canonical JSON (RFC 8785, and of it what the log uses).

    Encoded again it must be the same text: so a second member of one name, members out of order,
    spaces, -0, needless escapes and halves of a surrogate pair are all found. Python sorts names
    by code point and the RFC by UTF-16 unit, which agree on ASCII; names beyond it are refused.
    """
    try:
        value = _decode(text)
        if _encode(value) != text:
            raise OutsideProfile("it is not canonical JSON")
    except RecursionError as error:
        raise OutsideProfile("it is nested too deeply") from error
    if not text.isascii():
        _look_at_names(value)
    return value


def _look_at_names(value: object) -> None:
    if isinstance(value, dict):
        for name, member in value.items():
            if not name.isascii():
                raise OutsideProfile(f"the name {name!r} is not ASCII")
            _look_at_names(member)
    elif isinstance(value, list):
        for item in value:
            _look_at_names(item)


class Read(NamedTuple):
    digests: list[str]
    fault: Fault | None


class Course(NamedTuple):
    """Where one subject stands."""

    version: int
    audience: str


class Leaves:
    """Reads leaves in their order. Of each subject it keeps the version and the audience."""

    def __init__(self, origin: str) -> None:
        self._origin = origin
        self._logged = ""
        self._courses: dict[str, Course] = {}
        self._alike: dict[Course, Course] = {}
        self._knows_all = True

    def lose_track(self) -> None:
        """An entry could not be read: whose version it was is unknown from here on."""
        self._courses.clear()
        self._knows_all = False

    def read(self, index: int, content: bytes) -> Read:
        try:
            leaf = canonical(content.decode())
            digests = _digests(leaf)
            wrong = self._wrong(leaf)
        except OutsideProfile as error:
            self.lose_track()
            return Read([], Fault("leaf_not_canonical", f"its leaf: {error}", index))
        except (ValueError, KeyError, TypeError):
            self.lose_track()
            return Read([], Fault("leaf_malformed", "its leaf has not the form of one", index))
        return Read(digests, None if wrong is None else Fault(*wrong, index))

    def _wrong(self, leaf: dict[str, Any]) -> tuple[str, str] | None:
        form = leaf["v"]
        # In Python True equals 1.
        if type(form) is not int or form not in KNOWN_FORMS:
            return "form_unknown", f"its form, {form!r}, is not known to this verifier"
        if leaf["log"] != self._origin:
            return "log_differs", f"it was written for another log, {leaf['log']!r}"
        logged, before = leaf["logged"], self._logged
        if not INSTANT.fullmatch(logged):
            raise ValueError(logged)
        self._logged = logged
        return self._follow(leaf) or (
            ("not_later", f"it was logged at {logged}, no later than the one before it, {before}")
            if logged <= before
            else None
        )

    def _follow(self, leaf: dict[str, Any]) -> tuple[str, str] | None:
        subject, audience, was = leaf["obj"], leaf["aud"], leaf["was"]
        kind, version = subject["type"], subject["ver"]
        if not (type(version) is int and type(audience) is str):
            raise TypeError(version)
        key = kind + " " + subject["id"]
        before = self._courses.get(key)
        now = Course(version, audience)
        self._courses[key] = self._alike.setdefault(now, now)
        if before is None:
            if not self._knows_all:
                return None
            before = Course(0, audience)
        if version != before.version + 1:
            return "version_gap", f"version {version} of its {kind} follows {before.version}"
        if was != before.audience:
            return "was_differs", f"its {kind} was for {before.audience!r} before, not {was!r}"
        return None


def _digests(leaf: dict[str, Any]) -> list[str]:
    """Every commitment of a leaf: to fields of its subject, and to what the operation was given."""
    digests: list[str] = [*leaf["after"]["_sd"], *leaf["in"]["_sd"]]
    if len(set(digests)) != len(digests):
        raise OutsideProfile("it commits to one digest twice")
    return digests
