import pytest
from rest_framework.exceptions import ErrorDetail, ValidationError

from backend.api.faults import MOST_FAULTS, faults_of, pointer

WORD = ErrorDetail("Enter a title", code="required")


@pytest.mark.parametrize(
    ("detail", "pointers"),
    [
        ([WORD], ["#"]),
        ({"title": [WORD]}, ["#/title"]),
        ({"title": WORD}, ["#/title"]),
        ({"title": [WORD, WORD]}, ["#/title", "#/title"]),
        ({"items": [{}, {}, {"title": [WORD]}]}, ["#/items/2/title"]),
        ({"items": {2: {"title": [WORD]}}}, ["#/items/2/title"]),
        ({"items": {"2": {"title": [WORD]}}}, ["#/items/2/title"]),
        ({"items": {1: [WORD]}}, ["#/items/1"]),
        ({"items": [[WORD], []]}, ["#/items/0"]),
        ({"non_field_errors": [WORD]}, ["#"]),
        ({"step": {"non_field_errors": [WORD]}}, ["#/step"]),
        ({"a": {"b": {"c": [WORD]}}, "d": [WORD]}, ["#/a/b/c", "#/d"]),
        ([{"title": [WORD]}, {}], ["#/0/title"]),
        ({"a/b": {"c~d": [WORD]}}, ["#/a~1b/c~0d"]),
        ({}, []),
        ([], []),
    ],
)
def test_it_makes_one_fault_per_broken_rule(detail: object, pointers: list[str]) -> None:
    faults = faults_of(detail)

    assert [fault.pointer for fault in faults] == pointers
    assert all(fault.code == "required" for fault in faults)


def test_it_reads_what_drf_raises() -> None:
    raised = ValidationError({"title": "Too short"}, code="min_length")

    assert [(one.code, one.detail) for one in faults_of(raised.detail)] == [
        ("min_length", "Too short")
    ]


def test_it_escapes_as_a_fragment() -> None:
    assert pointer("a b", "ü", 3, "100%") == "#/a%20b/%C3%BC/3/100%25"


def test_it_stops_where_nobody_reads_on() -> None:
    assert len(faults_of({str(n): [WORD] for n in range(5000)})) == MOST_FAULTS
