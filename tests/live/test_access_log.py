"""What the server notes of each request, and of which it notes nothing."""

import logging

import pytest

from backend.live.management.commands.serve import Unwatched


def line(path: str) -> logging.LogRecord:
    """As uvicorn writes one."""
    args = ("127.0.0.1:57560", "POST", path, "1.1", 409)
    return logging.LogRecord(
        "uvicorn.access", logging.INFO, "", 0, '%s - "%s %s HTTP/%s" %d', args, None
    )


@pytest.mark.parametrize(
    ("path", "is_noted"),
    [("/api/v1/cohorts/join", False), ("/api/v1/cohorts/leave", False), ("/api/v1/deals", True)],
)
def test_it_notes_nothing_of_residents(path: str, is_noted: bool) -> None:  # noqa: FBT001
    assert Unwatched().filter(line(path)) is is_noted
