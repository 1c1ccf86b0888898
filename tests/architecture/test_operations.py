"""One name, five places: the operation, its operationId, its test file, and the unit it takes."""

import ast
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import yaml

from tests.architecture.source import ROOT, Source, backend, offences, snippet
from tests.architecture.test_writes import writes

WRITES = ("post", "put", "patch", "delete")


def public_functions(source: Source) -> Iterator[ast.FunctionDef]:
    if source.stands_in("operations"):
        for node in source.tree.body:
            if isinstance(node, ast.FunctionDef) and not node.name.startswith("_"):
                yield node


def operations(source: Source) -> Iterator[ast.FunctionDef]:
    """Those that take the unit. The others only ask: a day, a row under lock."""
    for function in public_functions(source):
        if "unit" in _names(function):
            yield function


def misshapen(source: Source) -> Iterator[str]:
    for operation in operations(source):
        positional = (*operation.args.posonlyargs, *operation.args.args)
        if [one.arg for one in positional] != ["unit"] or operation.args.vararg:
            yield f"{source.at(operation)} {operation.name}: the unit first, the rest by keyword"


def writers_without_unit(source: Source) -> Iterator[str]:
    for function in public_functions(source):
        if "unit" not in _names(function) and any(writes(Source(source.path, _module(function)))):
            yield f"{source.at(function)} {function.name} writes without the unit"


def _names(function: ast.FunctionDef) -> list[str]:
    given = function.args
    return [one.arg for one in (*given.posonlyargs, *given.args, *given.kwonlyargs)]


def _module(function: ast.FunctionDef) -> ast.Module:
    return ast.Module(body=[function], type_ignores=[])


def homes() -> dict[str, str]:
    """The app of every operation."""
    return {found.name: source.app for source in backend() for found in operations(source)}


def written(schema: dict[str, Any]) -> list[str]:  # Any: a parsed document
    return [
        methods[method].get("operationId", f"{method} {path}")
        for path, methods in schema.get("paths", {}).items()
        for method in WRITES
        if method in methods
    ]


def committed_writes() -> list[str]:
    contract = ROOT / "openapi" / "openapi.yaml"
    return written(yaml.safe_load(contract.read_text("utf-8"))) if contract.exists() else []


def without_test_file(names: list[str], home: dict[str, str], tests: Path) -> list[str]:
    wanted = [f"{home[name]}/test_{name}.py" for name in names if name in home]
    return [path for path in wanted if not (tests / path).is_file()]


def test_it_hands_every_operation_its_unit() -> None:
    assert offences(misshapen, *backend()) == []


def test_it_writes_nothing_without_the_unit() -> None:
    assert offences(writers_without_unit, *backend()) == []


def test_it_gives_every_operation_a_name_of_its_own() -> None:
    names = Counter(found.name for source in backend() for found in operations(source))

    assert [name for name, times in names.items() if times > 1] == []


def test_it_makes_every_write_of_the_contract_one_operation() -> None:
    assert [name for name in committed_writes() if name not in homes()] == []


def test_it_tests_every_write_of_the_contract_in_a_file_of_its_name() -> None:
    assert without_test_file(committed_writes(), homes(), ROOT / "tests") == []


def test_it_notices_an_operation_of_another_shape() -> None:
    good = "def complete_action(unit, *, action_id, version): ..."
    bad = "def start_action(action_id, unit): ...\ndef end_deal(unit, deal_id): ..."

    assert not offences(misshapen, snippet("backend/actions/operations.py", good))
    assert len(offences(misshapen, snippet("backend/deals/operations/deals.py", bad))) == 2


def test_it_notices_a_write_without_the_unit() -> None:
    asks = "def last_day(action):\n    return action.due_on"
    does = "def start_action(action):\n    action.save()"

    assert not offences(writers_without_unit, snippet("backend/actions/operations.py", asks))
    assert offences(writers_without_unit, snippet("backend/actions/operations.py", does))


def test_it_reads_the_writes_of_a_contract() -> None:
    schema = {
        "paths": {
            "/actions": {"get": {"operationId": "list_actions"}, "post": {}},
            "/actions/{id}/complete": {"post": {"operationId": "complete_action"}},
        }
    }

    assert written(schema) == ["post /actions", "complete_action"]


def test_it_notices_a_missing_test_file(tmp_path: Path) -> None:
    home = {"complete_action": "actions", "start_action": "actions"}
    (tmp_path / "actions").mkdir()
    (tmp_path / "actions" / "test_start_action.py").touch()

    assert without_test_file(list(home), home, tmp_path) == ["actions/test_complete_action.py"]
