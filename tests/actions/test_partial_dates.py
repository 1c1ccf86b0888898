import pytest

from backend.actions.serializers.parts import AddDatedEventIn
from backend.api.serializers import shaped


@pytest.mark.parametrize("due", ["1000", "2016", "2024-02-29", "2999-12-31"])
def test_it_takes_a_date_as_exact_as_its_documents(due: str) -> None:
    given, faults = shaped(AddDatedEventIn, {"title": "Launch", "due": due})

    assert (given["due"], faults) == (due, [])


@pytest.mark.parametrize("due", ["0000", "0999-12", "3000", "2023-02-29", "2016-13", "16"])
def test_it_refuses_a_date_that_no_calendar_has(due: str) -> None:
    _, faults = shaped(AddDatedEventIn, {"title": "Launch", "due": due})

    assert [(fault.code, fault.pointer) for fault in faults] == [("format", "#/due")]
