"""What leaves commit to, RFC 9901 section 4.2: each disclosure has its digest in a leaf."""

import binascii
import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Iterable, Iterator
from hashlib import sha256
from typing import NamedTuple, Protocol

from accord_verify.faults import Fault

RESERVED = ("_sd", "...")
SALT = 16

KEPT, WITHHELD, SEEN_KEPT, SEEN_WITHHELD = range(4)


def digest_of(disclosure: str) -> str:
    # What is no text at all is given a digest too, that no leaf can hold.
    return _base64(sha256(disclosure.encode("utf-8", "surrogatepass")).digest())


def _base64(content: bytes) -> str:
    return urlsafe_b64encode(content).rstrip(b"=").decode()


def wrong_with(disclosure: str) -> str | None:
    """Its form alone; whether a leaf commits to it is another question."""
    try:
        content = urlsafe_b64decode(disclosure + "=" * (-len(disclosure) % 4))
        parts = json.loads(content)
    except (ValueError, RecursionError):
        return "is not JSON in base64url"
    if _base64(content) != disclosure:
        return "is not in base64url without padding"
    if not (isinstance(parts, list) and len(parts) == 3 and isinstance(parts[1], str)):
        return "is not a list of salt, name and value"
    if parts[1] in RESERVED:
        return f"stands for a member called {parts[1]}, which is reserved"
    return None if _is_salt(parts[0]) else "has no salt of 128 bits"


def _is_salt(text: object) -> bool:
    if not isinstance(text, str):
        return False
    try:
        return len(urlsafe_b64decode(text + "=" * (-len(text) % 4))) >= SALT
    except (binascii.Error, ValueError):
        return False


class Disclosures(Protocol):
    """What was disclosed beside the leaves, held against each leaf in turn."""

    @property
    def kept(self) -> int: ...

    @property
    def withheld(self) -> int: ...

    def check(self, index: int, leaf: bytes, digests: list[str]) -> Iterator[Fault]: ...

    def close(self) -> Iterator[Fault]:
        """What fits none of the leaves."""


class FromFile:
    """Of an export: a line for each digest, read before the leaves are walked."""

    def __init__(self, lines: Iterable[bytes]) -> None:
        self._state: dict[str, int] = {}
        self._wrong: dict[str, str] = {}
        self._without_digest: list[Fault] = []
        self._unheard = 0
        for number, line in enumerate(lines, 1):
            self._read(number, line)

    @property
    def kept(self) -> int:
        return sum(state == SEEN_KEPT for state in self._state.values())

    @property
    def withheld(self) -> int:
        return sum(state == SEEN_WITHHELD for state in self._state.values())

    def _read(self, number: int, line: bytes) -> None:
        try:
            digest, disclosure = _parted(line)
        except (ValueError, RecursionError) as error:
            why = f"line {number} of the disclosures: {error}"
            self._without_digest.append(Fault("disclosures_malformed", why))
            return
        if digest in self._state:
            self._wrong[digest] = f"the disclosure {digest} stands there twice"
        self._state[digest] = WITHHELD if disclosure is None else KEPT
        if disclosure is not None:
            if digest_of(disclosure) != digest:
                self._wrong[digest] = f"the disclosure given for {digest} is another"
            elif why_not := wrong_with(disclosure):
                self._wrong[digest] = f"the disclosure {digest} {why_not}"

    def check(self, index: int, leaf: bytes, digests: list[str]) -> Iterator[Fault]:
        state = self._state
        for digest in digests:
            now = state.get(digest, WITHHELD)
            if now in {KEPT, WITHHELD}:
                state[digest] = SEEN_KEPT if now == KEPT else SEEN_WITHHELD
                if self._wrong and (why := self._wrong.pop(digest, None)):
                    yield Fault("disclosure_altered", why, index)

    def close(self) -> Iterator[Fault]:
        yield from self._without_digest
        for digest, state in self._state.items():
            if state in {KEPT, WITHHELD}:
                yield Fault("disclosure_unfit", f"no entry commits to the disclosure {digest}")


def _parted(line: bytes) -> tuple[str, str | None]:
    found = json.loads(line)
    if not (isinstance(found, dict) and found.keys() == {"digest", "disclosure"}):
        raise ValueError("it is not a digest and its disclosure")
    if _line(found) != line:
        raise ValueError("it is not canonical JSON, ended by a newline")
    digest, disclosure = found["digest"], found["disclosure"]
    if not isinstance(digest, str) or not isinstance(disclosure, str | None):
        raise ValueError("a member of it is not text")
    return digest, disclosure


def _line(found: dict[str, object]) -> bytes:
    text = json.dumps(found, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return text.encode() + b"\n"


class Shown(NamedTuple):
    """An entry as the API lists it, which need not be what the tiles say."""

    place: int
    leaf: str
    disclosures: list[str]


class FromEntries:
    """Of a server: the entries once more, each with what of it is disclosed to the caller."""

    def __init__(self, shown: Iterator[Shown]) -> None:
        self._shown = shown
        self._next: Shown | None = None
        self._state: dict[str, bool] = {}

    @property
    def kept(self) -> int:
        return sum(self._state.values())

    @property
    def withheld(self) -> int:
        return len(self._state) - self.kept

    def check(self, index: int, leaf: bytes, digests: list[str]) -> Iterator[Fault]:
        while self._next is None or self._next.place < index:
            self._next = next(self._shown, None)
            if self._next is None:
                break
        if self._next is None or self._next.place != index:
            yield Fault("entry_not_shown", "it is passed over where entries are listed", index)
            return
        if self._next.leaf.encode("utf-8", "surrogatepass") != leaf:
            yield Fault("entry_differs", "it is another where entries are listed", index)
        yield from self._faults_of(index, self._next.disclosures, digests)

    def _faults_of(self, index: int, given: list[str], digests: list[str]) -> Iterator[Fault]:
        found = {digest_of(one): one for one in given}
        for digest in digests:
            self._state[digest] = self._state.get(digest, False) or digest in found
        for digest, disclosure in found.items():
            if digest not in digests:
                why = f"a disclosure given with it, {digest}, is none that it commits to"
                yield Fault("disclosure_unfit", why, index)
            elif why_not := wrong_with(disclosure):
                yield Fault("disclosure_altered", f"the disclosure {digest} {why_not}", index)

    def close(self) -> Iterator[Fault]:
        return iter(())
