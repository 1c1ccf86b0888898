"""Asking for tables as files, and how often the database is asked for them."""

import csv
import io

from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.borough import Answer, Borough


def asked(borough: Borough, who: str, file: str, **headers: str) -> Answer:
    return borough.as_(who).get(f"/exports/{file}", **headers)


def parsed(answer: Answer) -> list[list[str]]:
    return list(csv.reader(io.StringIO(answer.content.decode(), newline="")))


def counted(borough: Borough, who: str, file: str) -> int:
    borough.as_(who)
    with CaptureQueriesContext(connection) as captured:
        assert asked(borough, who, file).status_code == 200
    return len(captured)
