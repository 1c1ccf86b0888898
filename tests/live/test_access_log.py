"""What the server notes of each request, and of which it notes nothing."""

import logging

import pytest

from backend.live.management.commands.serve import Masked, Unwatched


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


@pytest.mark.parametrize("query", ["", "?q=1"])
def test_it_notes_of_a_calendar_that_it_was_read_and_not_its_address(query: str) -> None:
    written = line(f"/api/v1/calendars/acf_c2VjcmV0.ics{query}")

    assert Masked().filter(written)
    assert f'"POST /api/v1/calendars/…{query} HTTP/1.1" 409' in written.getMessage()


def test_it_masks_what_django_notes_of_a_refusal() -> None:
    path = "/api/v1/calendars/acf_c2VjcmV0.ics"
    args = ("Bad Request", path)
    refused = logging.LogRecord("django.request", logging.WARNING, "", 0, "%s: %s", args, None)

    assert Masked().filter(refused)
    assert refused.getMessage() == "Bad Request: /api/v1/calendars/…"
