"""A server that shows an export as the API does, and can be told to misbehave."""

import gzip
import json
import threading
from base64 import urlsafe_b64decode
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Protocol  # Any: bodies are JSON
from urllib.parse import parse_qs, urlsplit

from tests.verifier.writer import Export

TOKEN = "acc_of-an-auditor"
PREFIX = "/api/v1/logs/019abc12-0000-7000-8000-000000000000/"
AT_ONCE = 200


class Reply(Protocol):
    status: int
    body: bytes
    headers: dict[str, str]


class Response:
    def __init__(self, status: int, body: bytes = b"", **headers: str) -> None:
        self.status = status
        self.body = body
        self.headers = {name.replace("_", "-"): value for name, value in headers.items()}


class Shelf:
    """`before` may answer a request in the shelf's place."""

    def __init__(self, export: Export) -> None:
        self.export = export
        self.asked: list[str] = []
        self.before: Callable[[str], Response | None] = lambda _name: None
        self.shown: Callable[[dict[str, Any]], dict[str, Any]] = lambda entry: entry
        self.address = ""

    def answer(self, path: str, token: str | None) -> Response:
        parts = urlsplit(path)
        name = parts.path.removeprefix(PREFIX)
        self.asked.append(name)
        if (instead := self.before(name)) is not None:
            return instead
        if token != f"Bearer {TOKEN}":
            return Response(401)
        if name == "entries":
            return self._entries(int(parse_qs(parts.query)["after"][0]))
        file = self.export.path / name
        return Response(200, file.read_bytes()) if file.is_file() else Response(404)

    def _entries(self, after: int) -> Response:
        leaves = self.export.leaves[after + 1 : after + 1 + AT_ONCE]
        results = [
            self.shown(self._entry(index)) for index in range(after + 1, after + 1 + len(leaves))
        ]
        size = len(self.export.leaves)
        page = {"results": results, "after": min(after + AT_ONCE, size - 1), "size": size}
        return Response(200, json.dumps(page).encode())

    def _entry(self, index: int) -> dict[str, Any]:
        leaf = self.export.leaves[index]
        parsed = json.loads(leaf)
        digests = [*parsed["after"]["_sd"], *parsed["in"]["_sd"]]
        held = [self.export.disclosures.get(digest) for digest in digests]
        disclosures = [value for value in held if value is not None]
        return {"index": index, "leaf": leaf.decode(), "disclosures": disclosures}


@contextmanager
def shelved(export: Export) -> Iterator[Shelf]:
    shelf = Shelf(export)

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            response = shelf.answer(self.path, self.headers.get("Authorization"))
            self.send_response(response.status)
            length = response.headers.pop("Content-Length", str(len(response.body)))
            for name, value in {**response.headers, "Content-Length": length}.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(response.body)

        def log_message(self, *_: object) -> None:
            """Nothing: what was asked is kept."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    shelf.address = f"http://127.0.0.1:{server.server_port}{PREFIX.rstrip('/')}"
    thread = threading.Thread(target=server.serve_forever, args=(0.01,))
    thread.start()
    try:
        yield shelf
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def zipped(content: bytes) -> Response:
    return Response(200, gzip.compress(content), Content_Encoding="gzip")


def first_byte_changed(disclosure: str) -> str:
    content = bytearray(urlsafe_b64decode(disclosure + "=" * (-len(disclosure) % 4)))
    content[0] ^= 1
    return content.hex()
