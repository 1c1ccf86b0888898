"""Each member of each body, wrong in every way it can be: named where it stands, nothing kept."""

from collections.abc import Iterator
from typing import Any  # values of every JSON type

import pytest

from backend.people.scopes import EVERY_SCOPE
from tests.borough import BASE, Borough
from tests.people.questions import NOWHERE, assert_refused, assert_wrong, no_trace

TEXT: list[tuple[Any, str]] = [
    (None, "null"),
    (7, "wrong_type"),
    (True, "wrong_type"),
    (["x"], "wrong_type"),
    ({"x": "y"}, "wrong_type"),
    ("", "blank"),
    (" \u2003 ", "blank"),
    ("a\x00b", "control_characters"),
    ("a\nb", "control_characters"),
    ("a\x1bb", "control_characters"),
]
ID: list[tuple[Any, str]] = [
    (None, "null"),
    (7, "wrong_type"),
    ([str(NOWHERE)], "wrong_type"),
    ("", "format"),
    ("nobody", "format"),
    (str(NOWHERE).upper(), "format"),
    (NOWHERE.hex, "format"),
    (f"{{{NOWHERE}}}", "format"),
    (f"{NOWHERE}\n", "format"),
    ("' OR 1=1 --", "format"),
]
CHOICE: list[tuple[Any, str]] = [
    (None, "null"),
    (7, "wrong_type"),
    (["other"], "wrong_type"),
    ("", "invalid_choice"),
    ("OTHER", "invalid_choice"),
    ("other ", "invalid_choice"),
]
DAY: list[tuple[Any, str]] = [
    (None, "null"),
    (20270101, "wrong_type"),
    ("", "format"),
    ("2027-02-30", "format"),
    ("2027-1-1", "format"),
    ("01/02/2027", "format"),
    ("2027-01-01T00:00:00Z", "format"),
    ("\u0662\u0660\u0662\u0667-01-01", "format"),
]
INSTANT: list[tuple[Any, str]] = [
    (None, "null"),
    (1767225600, "wrong_type"),
    ("2027-01-01", "format"),
    ("2027-01-01T00:00:00", "format"),
    ("2027-01-01 00:00:00Z", "format"),
    ("2027-01-01T25:00:00Z", "format"),
]
REFERENCE = [("has space", "format"), ("x" * 129, "max_length"), ("a/b", "format")]
EMAIL = [
    ("nobody", "format"),
    ("a@b", "format"),
    ("a b@c.test", "format"),
    ("a@b@c.test", "format"),
    ("a@c.test\n", "control_characters"),
    ("x" * 65 + "@c.test", "format"),
    ("a@" + "c" * 250 + ".test", "max_length"),
]
LIST: list[tuple[Any, str]] = [
    (None, "null"),
    ("people:read", "wrong_type"),
    ({"0": "people:read"}, "wrong_type"),
]

Field = tuple[str, list[tuple[Any, str]]]
TABLE: dict[str, list[Field]] = {
    "/organisations": [
        ("name", [*TEXT, ("x" * 201, "max_length")]),
        ("kind", CHOICE),
        ("identifiers", LIST),
        ("reference", [*TEXT, *REFERENCE]),
        ("source", [*TEXT, ("x" * 501, "max_length")]),
        ("partnership", [(str(NOWHERE), "unknown_field")]),
        ("audience", [("partnership", "unknown_field")]),
        ("version", [(9, "unknown_field")]),
        ("id", [(str(NOWHERE), "unknown_field")]),
    ],
    "/people": [
        ("kind", [*CHOICE, ("clock", "invalid_choice"), ("resident", "invalid_choice")]),
        ("name", [*TEXT, ("x" * 201, "max_length")]),
        ("email", [*TEXT, *EMAIL]),
        ("organisation", ID),
        ("actor", [(str(NOWHERE), "unknown_field")]),
        ("is_superuser", [(True, "unknown_field")]),
        ("is_active", [(True, "unknown_field")]),
        ("password", [("x", "unknown_field")]),
        ("sign_in", [("operator", "unknown_field")]),
        ("organisation_id", [(str(NOWHERE), "unknown_field")]),
    ],
    "/appointments": [
        ("actor", ID),
        ("role", [*CHOICE, ("superuser", "invalid_choice")]),
        ("on", ID),
        ("starts_on", DAY),
        ("ends_on", DAY),
        ("reason", [*TEXT, ("x" * 501, "max_length")]),
        ("deputy_for", ID),
        ("scope", [*LIST, ([], "min_length"), (["start_action"] * 101, "max_length")]),
        ("starts_at", [("2020-01-01T00:00:00Z", "unknown_field")]),
        ("on_type", [("partnership", "unknown_field")]),
        ("on_behalf_of", [(str(NOWHERE), "unknown_field")]),
    ],
    "/tokens": [
        ("profile", ID),
        ("name", [*TEXT, ("x" * 101, "max_length")]),
        (
            "scopes",
            [*LIST, ([], "min_length"), (["people:read"] * (len(EVERY_SCOPE) + 1), "max_length")],
        ),
        ("expires_at", INSTANT),
        ("digest", [("x", "unknown_field")]),
    ],
    "/forums": [
        ("name", [*TEXT, ("x" * 201, "max_length")]),
        ("kind", CHOICE),
        ("parent", ID),
        ("reference", [*TEXT, *REFERENCE]),
        ("source", [*TEXT, ("x" * 501, "max_length")]),
        ("partnership_id", [(str(NOWHERE), "unknown_field")]),
    ],
}
GOOD: dict[str, dict[str, Any]] = {
    "/organisations": {"name": "Huyton Friends", "kind": "other"},
    "/people": {"kind": "person", "name": "Sam", "email": "sam@outside.test"},
    "/appointments": {"actor": str(NOWHERE), "role": "member", "on": str(NOWHERE)},
    "/tokens": {"name": "Excel", "scopes": ["people:read"], "expires_at": "2027-01-01T00:00:00Z"},
    "/forums": {"name": "Growth forum", "kind": "forum"},
}


def rows() -> Iterator[tuple[str, str]]:
    for path, fields in TABLE.items():
        for member, _ in fields:
            yield path, member


@pytest.mark.parametrize(("path", "member"), list(rows()))
def test_it_names_each_wrong_value(path: str, member: str, knowsley: Borough) -> None:
    ada = knowsley.as_("Ada")
    wrong = dict(TABLE[path])[member]

    with no_trace():
        answers: list[Any] = [ada.post(path, {**GOOD[path], member: value}) for value, _ in wrong]

    told = [(one.status_code, found(one, member)) for one in answers]
    assert told == [(400, [code]) for _, code in wrong]


def found(answer: Any, member: str) -> list[str]:
    errors = answer.json()["errors"]
    return [one["code"] for one in errors if one["pointer"] == f"#/{member}"]


@pytest.mark.parametrize(
    ("path", "members"),
    [
        ("/organisations", {"name", "kind"}),
        ("/people", {"kind", "name"}),
        ("/appointments", {"actor", "role", "on"}),
        ("/tokens", {"name", "scopes", "expires_at"}),
        ("/forums", {"name", "kind"}),
        ("/session", {"email", "password", "partnership"}),
    ],
)
def test_it_tells_all_that_is_missing_at_once(
    path: str, members: set[str], knowsley: Borough
) -> None:
    ada = knowsley.as_("Ada")

    with no_trace():
        problem = assert_refused(ada.post(path, {}), 400, "validation_error")

    told = {one["pointer"].removeprefix("#/"): one["code"] for one in problem["errors"]}
    assert told == dict.fromkeys(members, "required")


@pytest.mark.parametrize(
    ("identifier", "pointer", "code"),
    [
        ("GB-COH", "", "wrong_type"),
        ({}, "/scheme", "required"),
        ({"scheme": "coh", "id": "1"}, "/scheme", "format"),
        ({"scheme": "GB-COH", "id": ""}, "/id", "blank"),
        ({"scheme": "GB-COH", "id": 9506232}, "/id", "wrong_type"),
        ({"scheme": "GB-COH", "id": "a b"}, "/id", "format"),
        ({"scheme": "GB-COH", "id": "1", "url": "x"}, "/url", "unknown_field"),
    ],
)
def test_it_names_the_wrong_part_of_an_identifier(
    identifier: Any, pointer: str, code: str, knowsley: Borough
) -> None:
    good = {"scheme": "GB-CHC", "id": "1089464"}
    body = {**GOOD["/organisations"], "identifiers": [good, identifier]}

    answer = knowsley.as_("Ada").post("/organisations", body)

    assert_wrong(answer, f"#/identifiers/1{pointer}", code)


@pytest.mark.parametrize("path", [*GOOD, "/session"])
@pytest.mark.parametrize("text", ["[]", '"text"', "7", "null", "{", '{"name": "a", "name": "b"}'])
def test_it_takes_one_object_alone(path: str, text: str, knowsley: Borough) -> None:
    caller = knowsley.as_("Ada")

    with no_trace():
        answer = caller.client.post(
            f"{BASE}{path}", data=text, content_type="application/json", headers=caller.headers
        )

    assert answer.status_code == 400
