"""The secrets behind the signatures, oldest first: from the settings, or files made here.

The settings are for those who keep secrets elsewhere; where they name any, no file is looked at.
"""

import os
import re
import secrets
from base64 import b64decode, b64encode
from functools import cache
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.conf import settings

SEED_SIZE = 32
FIRST_FILE = "log-signing.key"
LATER_FILE = "log-signing-{}.key"
NUMBERED = re.compile(r"log-signing-([0-9]+)\.key", re.ASCII)


class KeptElsewhere(Exception):
    """The keys come from the settings: there a new one must be added, here none is made."""


def keys() -> list[Ed25519PrivateKey]:
    configured = settings.LOG_SIGNING_KEY
    seeds = [b64decode(one) for one in configured] if configured else _seeds_in_files()
    return [_key_from(seed) for seed in seeds]


def make_key() -> Path:
    """A new one behind those there are; where it lies."""
    if settings.LOG_SIGNING_KEY:
        raise KeptElsewhere
    newest = _files()[-1].name
    found = NUMBERED.fullmatch(newest)
    file = _directory() / LATER_FILE.format(int(found[1]) + 1 if found else 2)
    _create(file)
    return file


@cache
def _key_from(seed: bytes) -> Ed25519PrivateKey:
    return Ed25519PrivateKey.from_private_bytes(seed)


def _directory() -> Path:
    return Path(settings.STATE_DIR)


def _seeds_in_files() -> list[bytes]:
    return [b64decode(file.read_text("ascii")) for file in _files()]


def _files() -> list[Path]:
    """By number. The first is made when there is none at all; a retired one may be gone."""
    first = _directory() / FIRST_FILE
    later = {
        int(found[1]): file
        for file in _directory().glob(LATER_FILE.format("*"))
        if (found := NUMBERED.fullmatch(file.name))
    }
    if not later and not first.exists():
        _create(first)
    return [*([first] if first.exists() else []), *(later[number] for number in sorted(later))]


def _create(file: Path) -> None:
    """Whole or not at all, and never over a key that stands: of two processes one wins."""
    draft = file.with_name(f".{file.name}.{secrets.token_hex(8)}")
    with open(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as target:
        target.write(b64encode(secrets.token_bytes(SEED_SIZE)))
        target.flush()
        os.fsync(target.fileno())
    try:
        os.link(draft, file)
        _keep_name(file)
    except FileExistsError:
        pass
    finally:
        draft.unlink()


def _keep_name(file: Path) -> None:
    """A key that has signed must not be gone after a power cut."""
    directory = os.open(file.parent, os.O_RDONLY)
    try:
        os.fsync(directory)
    finally:
        os.close(directory)
