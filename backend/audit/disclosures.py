"""Salted commitments in the form of RFC 9901 (SD-JWT): the leaf keeps a digest, this the value."""

import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from hashlib import sha256
from typing import NamedTuple, cast

from backend.audit import canonical
from backend.audit.canonical import Plain

# RFC 9901 keeps these two names for itself.
RESERVED = frozenset({"_sd", "..."})


class Disclosed(NamedTuple):
    name: str
    value: Plain


class NotADisclosure(ValueError):
    """The text does not have the form of RFC 9901, section 4.2.1."""


def disclose(salt: bytes, name: str, value: Plain) -> str:
    if name in RESERVED:
        raise ValueError(f"{name} cannot be the name of a disclosed value.")
    return _encoded(canonical.encode([_encoded(salt), name, value]))


def digest_of(disclosure: str) -> str:
    return _encoded(sha256(disclosure.encode("ascii")).digest())


def read(disclosure: str) -> Disclosed:
    try:
        padded = disclosure + "=" * (-len(disclosure) % 4)
        parts = json.loads(urlsafe_b64decode(padded))
    except ValueError as error:
        raise NotADisclosure("It is not JSON in base64url.") from error
    if not (isinstance(parts, list) and len(parts) == 3 and isinstance(parts[1], str)):
        raise NotADisclosure("It is not a list of salt, name and value.")
    return Disclosed(parts[1], cast("Plain", parts[2]))


def _encoded(content: bytes) -> str:
    return urlsafe_b64encode(content).rstrip(b"=").decode("ascii")
