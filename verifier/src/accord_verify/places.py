"""Where a log is read: a directory that was exported, or a server."""

import gzip
import json
import os
import time
import urllib.error
import urllib.request
import zlib
from collections.abc import Iterator
from http.client import HTTPException, HTTPResponse
from pathlib import Path
from typing import Any, Protocol  # Any: parsed JSON
from urllib.parse import urlsplit

from accord_verify.disclosures import Disclosures, FromEntries, FromFile, Shown
from accord_verify.faults import CannotCheck
from accord_verify.notes import LARGEST_NOTE
from accord_verify.tiles import Tile

SECONDS = 60
TRIES = 4
AT_ONCE = 200
LARGEST_PAGE = 256 * 1024 * 1024
LOOPBACK = ("localhost", "127.0.0.1", "::1")


class Place(Protocol):
    def checkpoint(self) -> bytes: ...

    def tile(self, tile: Tile) -> bytes | None:
        """None when it is not there. Of one that is too long, a byte more than it can have."""

    def disclosures(self) -> Disclosures: ...


class Directory:
    def __init__(self, path: Path) -> None:
        self._path = path
        if not path.is_dir():
            raise CannotCheck(f"{path} is neither a directory nor an address (https://…).")

    def checkpoint(self) -> bytes:
        content = self._read("checkpoint", LARGEST_NOTE)
        if content is None:
            raise CannotCheck(f"There is no file called checkpoint in {self._path}.")
        return content

    def tile(self, tile: Tile) -> bytes | None:
        return self._read(tile.path, tile.most)

    def disclosures(self) -> Disclosures:
        path = self._path / "disclosures.jsonl"
        try:
            with path.open("rb") as lines:
                return FromFile(lines)
        except FileNotFoundError:
            return FromFile(())
        except OSError as error:
            raise CannotCheck(f"{path} cannot be read: {error.strerror}.") from error

    def _read(self, name: str, most: int) -> bytes | None:
        try:
            with (self._path / name).open("rb") as file:
                return file.read(most + 1)
        except (FileNotFoundError, NotADirectoryError):
            return None
        except OSError as error:
            raise CannotCheck(f"{self._path / name} cannot be read: {error.strerror}.") from error


class _NoRedirect(urllib.request.HTTPRedirectHandler):
    """Elsewhere than where the token is meant for, nobody is asked."""

    def redirect_request(self, *_: Any, **__: Any) -> None:
        return None


class Server:
    def __init__(self, address: str, token: str) -> None:
        parts = urlsplit(address)
        if not parts.hostname or parts.query or parts.fragment:
            raise CannotCheck(f"{address} is not the address of a log.")
        if token and parts.scheme == "http" and parts.hostname not in LOOPBACK:
            raise CannotCheck("The token would cross the network readable by anyone: use https.")
        self._address = address.rstrip("/")
        self._token = token
        self._opener = urllib.request.build_opener(_NoRedirect)

    def checkpoint(self) -> bytes:
        content = self._get("checkpoint", LARGEST_NOTE)
        if content is None:
            raise CannotCheck(f"There is no log at {self._address}, or none you may see.")
        return content

    def tile(self, tile: Tile) -> bytes | None:
        return self._get(tile.path, tile.most)

    def disclosures(self) -> Disclosures:
        return FromEntries(self._entries())

    def _entries(self) -> Iterator[Shown]:
        after, seen_to = -2, -1
        while after < seen_to:
            after = seen_to
            page = self._page(after)
            try:
                shown = [_shown(one) for one in page["results"]]
                seen_to, size = int(page["after"]), int(page["size"])
            except (KeyError, TypeError, ValueError) as error:
                raise CannotCheck(f"{self._address}/entries answers in another form.") from error
            yield from shown
            if seen_to + 1 >= size:
                return

    def _page(self, after: int) -> Any:
        content = self._get(f"entries?after={after}&limit={AT_ONCE}", LARGEST_PAGE)
        if content is None:
            raise CannotCheck(f"There is nothing at {self._address}/entries.")
        try:
            return json.loads(content)
        except (ValueError, RecursionError) as error:
            raise CannotCheck(f"{self._address}/entries does not answer in JSON.") from error

    def _get(self, name: str, most: int) -> bytes | None:
        """Asked again when the server is busy or the connection broke."""
        for attempt in range(1, TRIES + 1):
            try:
                return self._get_once(name, most)
            except urllib.error.HTTPError as answer:
                if answer.code == 404:
                    return None
                if answer.code not in {429, 502, 503, 504} or attempt == TRIES:
                    raise CannotCheck(_refused(answer)) from answer
                time.sleep(_asked_to_wait(answer, attempt))
            except (OSError, HTTPException, EOFError, zlib.error) as error:
                if attempt == TRIES:
                    raise CannotCheck(f"{self._address} does not answer: {error}.") from error
                time.sleep(attempt)
        raise AssertionError("the last attempt returns or raises")

    def _get_once(self, name: str, most: int) -> bytes:
        request = urllib.request.Request(f"{self._address}/{name}")  # noqa: S310  # https, or http on this machine
        request.add_header("Accept-Encoding", "gzip, identity")
        if self._token:
            request.add_unredirected_header("Authorization", f"Bearer {self._token}")
        with self._opener.open(request, timeout=SECONDS) as response:
            return _decoded(response, most)


def _shown(one: Any) -> Shown:
    shown = Shown(one["index"], one["leaf"], one["disclosures"])
    if not (type(shown.place) is int and type(shown.leaf) is str):
        raise TypeError(one)
    if not all(type(disclosure) is str for disclosure in shown.disclosures):
        raise TypeError(one)
    return shown


def _decoded(response: HTTPResponse, most: int) -> bytes:
    if response.headers.get("Content-Encoding") == "gzip":
        return gzip.GzipFile(fileobj=response).read(most + 1)
    content = response.read(most + 1)
    promised = response.headers.get("Content-Length", "")
    if promised.isdecimal() and len(content) < min(int(promised), most + 1):
        raise EOFError("the connection broke off in the middle of an answer")
    return content


def _asked_to_wait(answer: urllib.error.HTTPError, attempt: int) -> float:
    seconds = answer.headers.get("Retry-After", "")
    return min(int(seconds), SECONDS) if seconds.isdecimal() else attempt


def _refused(answer: urllib.error.HTTPError) -> str:
    about = {
        401: "It wants a token of an auditor: --token-file, or ACCORD_TOKEN.",
        403: "The token is none of an auditor, or lacks the scope audit:read.",
    }
    hint = about.get(answer.code) or _detail_in(answer)
    return f"{answer.url} answers {answer.code} {answer.reason}. {hint}".rstrip()


def _detail_in(answer: urllib.error.HTTPError) -> str:
    """What a problem (RFC 9457) says to people."""
    try:
        problem = json.loads(answer.read(LARGEST_NOTE))
    except (OSError, ValueError, RecursionError, HTTPException):
        return ""
    return str(problem.get("detail", "")) if isinstance(problem, dict) else ""


def place_at(target: str, token: str) -> Place:
    if target.startswith(("https://", "http://")):
        return Server(target, token)
    return Directory(Path(os.path.expanduser(target)))
