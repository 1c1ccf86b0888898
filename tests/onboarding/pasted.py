"""Lines that people paste into a shell, sent without one: curl to the application itself."""

import re
import shlex
from argparse import ArgumentParser
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from string import Template
from typing import Any
from urllib.parse import urlsplit

from django.http import HttpResponse
from django.test import Client

BLOCK = re.compile(r"^```sh\n(.*?)^```", re.MULTILINE | re.DOTALL)
EXPORT = re.compile(r"^export (\w+)='([^']*)'$", re.MULTILINE)


@dataclass(frozen=True)
class Answer:
    line: str
    status: int
    body: Any  # JSON


def curl_lines(text: str) -> list[str]:
    return [line.strip() for line in text.splitlines() if line.strip().startswith("curl ")]


def lines_of_document(path: Path) -> list[str]:
    return curl_lines("\n".join(BLOCK.findall(path.read_text("utf-8"))))


def shell_settings(path: Path) -> dict[str, str]:
    return dict(EXPORT.findall(path.read_text("utf-8")))


def pasted(line: str, settings: Mapping[str, str] | None = None) -> Answer:
    parser = ArgumentParser()
    parser.add_argument("curl")
    parser.add_argument("-sS", action="store_true")
    parser.add_argument("-H", action="append", dest="headers")
    parser.add_argument("-d", dest="data", default="")
    parser.add_argument("url")
    # What stands in single quotes has no $ in it, or the shell would leave it alone.
    words = shlex.split(Template(line).substitute(settings or {}))
    asked = parser.parse_args(words)
    address = urlsplit(asked.url)
    answer: HttpResponse = Client(SERVER_NAME=address.hostname).generic(  # type: ignore[assignment]
        "POST" if asked.data else "GET",
        f"{address.path}?{address.query}",
        asked.data.encode(),
        content_type="application/json",
        headers=dict(header.split(": ", 1) for header in asked.headers),
    )
    return Answer(line, answer.status_code, answer.json())  # type: ignore[attr-defined]
