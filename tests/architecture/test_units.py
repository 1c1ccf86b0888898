"""One place opens a transaction to write, one to read in, and only the edges ask them to."""

import ast
from collections.abc import Iterator

import pytest

from tests.architecture.source import Source, backend, offences, snippet

TRANSACTIONS = {"atomic", "savepoint", "on_commit", "set_autocommit", "set_rollback"}
INNER_ROOMS = ("models", "operations", "policy", "serializers", "filters")


def transactions_outside_the_unit(source: Source) -> Iterator[str]:
    if source.app == "audit" and source.stands_in("unit", "snapshot"):
        return
    for node in ast.walk(source.tree):
        by_name = isinstance(node, ast.ImportFrom) and node.module == "django.db.transaction"
        if by_name or (isinstance(node, ast.Attribute) and node.attr in TRANSACTIONS):
            yield f"{source.at(node)} only unit_of_work opens, ends or follows a transaction"


def units_opened_inside(source: Source) -> Iterator[str]:
    if not source.stands_in(*INNER_ROOMS):
        return
    for name, call in source.calls():
        if name == "unit_of_work":
            yield f"{source.at(call)} is handed its unit by the edge and opens none"


def test_it_opens_transactions_in_the_unit_alone() -> None:
    assert offences(transactions_outside_the_unit, *backend()) == []


def test_it_opens_units_at_the_edge_alone() -> None:
    assert offences(units_opened_inside, *backend()) == []


@pytest.mark.parametrize(
    "code",
    [
        "with transaction.atomic(): ...",
        "@transaction.atomic\ndef complete_action(unit): ...",
        "from django.db.transaction import atomic",
        "transaction.on_commit(tell)",
    ],
)
def test_it_notices_a_transaction_elsewhere(code: str) -> None:
    assert offences(transactions_outside_the_unit, snippet("backend/actions/operations.py", code))
    assert not offences(transactions_outside_the_unit, snippet("backend/audit/unit.py", code))


def test_it_notices_a_unit_inside_an_operation() -> None:
    code = "def complete_action(unit):\n    with unit_of_work(by=unit.by, at=unit.at): ..."

    assert offences(units_opened_inside, snippet("backend/actions/operations/actions.py", code))
    assert not offences(units_opened_inside, snippet("backend/actions/views.py", code))
