"""The verifier trusts nobody: the product does not know it, and it knows nothing of the product."""

import ast
import sys
from collections.abc import Iterator

import pytest

from tests.architecture.source import ROOT, Source, backend, offences, snippet

MAY_KNOW = {*sys.stdlib_module_names, "accord_verify", "cryptography"}


def verifier() -> tuple[Source, ...]:
    return tuple(
        snippet(path.relative_to(ROOT).as_posix(), path.read_text("utf-8"))
        for path in sorted((ROOT / "verifier").rglob("*.py"))
    )


def imported(source: Source) -> Iterator[tuple[ast.AST, str]]:
    for node in ast.walk(source.tree):
        if isinstance(node, ast.Import):
            yield from ((node, name.name.partition(".")[0]) for name in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield node, (node.module or "").partition(".")[0]


def knows_too_much(source: Source) -> Iterator[str]:
    for node, package in imported(source):
        if package not in MAY_KNOW:
            yield f"{source.at(node)} imports {package}"


def knows_the_verifier(source: Source) -> Iterator[str]:
    for node, package in imported(source):
        if package == "accord_verify":
            yield f"{source.at(node)} imports its own judge"


def test_it_knows_the_standard_library_and_signatures_alone() -> None:
    assert len(verifier()) > 5
    assert offences(knows_too_much, *verifier()) == []


def test_it_is_unknown_to_the_product() -> None:
    assert offences(knows_the_verifier, *backend()) == []


@pytest.mark.parametrize(
    "code", ["import django", "from backend.audit import tree", "import orjson"]
)
def test_it_notices_a_verifier_that_knows_too_much(code: str) -> None:
    assert offences(knows_too_much, snippet("verifier/src/accord_verify/walk.py", code))
    assert not offences(
        knows_too_much, snippet("verifier/src/accord_verify/walk.py", "import json")
    )


def test_it_notices_a_product_that_knows_its_verifier() -> None:
    code = "def check():\n    from accord_verify import merkle"

    assert offences(knows_the_verifier, snippet("backend/audit/verify/entries.py", code))
