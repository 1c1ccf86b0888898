"""History as it is asked for, and what a reader makes of it."""

from typing import Any  # bodies are JSON
from urllib.parse import urlencode

from tests.borough import Borough

Told = dict[str, Any]


def told(borough: Borough, who: str = "Pat", **query: object) -> list[Told]:
    """One page, newest first unless it says otherwise."""
    answer = borough.as_(who).get(f"/history?{urlencode(query)}")
    assert answer.status_code == 200, answer.content
    results: list[Told] = answer.json()["results"]
    return results


def of(borough: Borough, subject: Any, who: str = "Pat", **query: object) -> list[Told]:
    """All that is known of one object, from its first entry on."""
    kind = subject.subject_type
    query = {"subject": subject.id, "subject_type": kind, "ordering": "index", "limit": 200} | query
    return told(borough, who, **query)


def changes(entry: Told) -> dict[str, tuple[Any, Any]]:
    return {one["name"]: (one["old"], one["new"]) for one in entry["changes"]}


def given(entry: Told) -> dict[str, Any]:
    return {one["name"]: one["value"] for one in entry["given"]}


def hows(entry: Told) -> dict[str, tuple[str, str]]:
    return {one["name"]: (one["old_is"], one["new_is"]) for one in entry["changes"]}


def applied(entries: list[Told]) -> Told:
    """What there is after each of these changes was made to what there was."""
    fields: Told = {}
    for entry in entries:
        for one in entry["changes"]:
            assert one["old_is"] == ("shown" if one["name"] in fields else "absent")
            assert fields.get(one["name"]) == one["old"]
            fields[one["name"]] = one["new"]
    return fields
