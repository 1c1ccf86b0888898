import logging
from collections.abc import Iterator
from io import StringIO

import pytest
from django.test import Client


@pytest.fixture
def written() -> Iterator[StringIO]:
    """What goes to standard error while a test runs, by the handler that the settings give."""
    (console,) = [one for one in logging.getLogger().handlers if type(one) is logging.StreamHandler]
    lines = StringIO()
    usual = console.setStream(lines)
    yield lines
    console.setStream(usual)


def test_it_writes_a_defect_down_under_the_id_its_caller_was_given(
    priya: Client, written: StringIO
) -> None:
    answer = priya.get("/api/v1/broken")

    first, *rest = written.getvalue().splitlines()
    assert answer.status_code == 500
    assert answer.json()["request_id"] in first
    assert "/api/v1/broken" in first
    assert rest[0] == "Traceback (most recent call last):"


def test_it_leaves_what_was_refused_to_the_access_log(priya: Client, written: StringIO) -> None:
    answer = priya.get("/api/v1/nothing")

    assert answer.status_code == 404
    assert written.getvalue() == ""


def test_it_writes_what_has_no_request_as_well(written: StringIO) -> None:
    logging.getLogger("backend.clock.worker").error("The kettle is empty.")

    assert written.getvalue().endswith("ERROR backend.clock.worker -: The kettle is empty.\n")
