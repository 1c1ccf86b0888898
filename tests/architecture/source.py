"""The backend's own source as the laws see it: parsed, never imported."""

import ast
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path, PurePosixPath

ROOT = Path(__file__).resolve().parents[2]


@dataclass(frozen=True)
class Source:
    path: PurePosixPath
    tree: ast.Module

    @property
    def app(self) -> str:
        """The part below `backend`: `actions` of `backend/actions/operations/claims.py`."""
        return self.path.parts[1]

    def stands_in(self, *rooms: str) -> bool:
        """Whether this is one of the app's rooms, be it a module or a package split by noun."""
        room = self.path.parts[2] if len(self.path.parts) > 2 else ""
        return room.removesuffix(".py") in rooms

    def at(self, node: ast.AST) -> str:
        return f"{self.path}:{getattr(node, 'lineno', 1)}"

    def calls(self) -> Iterator[tuple[str, ast.Call]]:
        """Every call, with the last part of the name it calls."""
        for node in ast.walk(self.tree):
            if isinstance(node, ast.Call):
                yield last_name(node.func), node

    def classes(self) -> Iterator[ast.ClassDef]:
        for node in ast.walk(self.tree):
            if isinstance(node, ast.ClassDef):
                yield node

    @staticmethod
    def methods(node: ast.ClassDef) -> Iterator[str]:
        for part in node.body:
            if isinstance(part, ast.FunctionDef | ast.AsyncFunctionDef):
                yield part.name


Law = Callable[[Source], Iterator[str]]


def last_name(node: ast.expr) -> str:
    if isinstance(node, ast.Attribute):
        return node.attr
    return node.id if isinstance(node, ast.Name) else ""


def snippet(path: str, code: str) -> Source:
    return Source(PurePosixPath(path), ast.parse(code))


@cache
def backend() -> tuple[Source, ...]:
    return tuple(
        snippet(path.relative_to(ROOT).as_posix(), path.read_text("utf-8"))
        for path in sorted((ROOT / "backend").rglob("*.py"))
    )


def offences(law: Law, *sources: Source) -> list[str]:
    return [offence for source in sources for offence in law(source)]
