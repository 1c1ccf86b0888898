"""Every field of every input of the app, given what it does not take: one fault, and its place."""

import json
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any, Final  # what is sent is any JSON

import pytest
from django.urls import resolve

from backend.actions.serializers.moves import NamedMove
from backend.api import fields
from backend.api.serializers import In
from backend.audit.models import Entry
from tests.actions.deeds import DEEDS
from tests.actions.questions import Body, Deed
from tests.actions.undoing import undone
from tests.borough import BASE, Answer, Borough, tag

Values = dict[str, object]

SOME_ID = "0190b5c2-7a4e-7c3d-9f21-5e8d6a1b2c3d"
ANY_TEXT: Final[Values] = {
    "a number": 7,
    "a list": ["text"],
    "null": None,
    "nothing": "",
    "blank": " \u00a0\u3000",
    "NUL": "before\u0000after",
    "a bell": "before\u0007after",
    "a C1 control": "before\u0085after",
}
ANY_DATE: Final[Values] = {
    "a number": 20260102,
    "true": True,
    "null": None,
    "nothing": "",
    "digits alone": "20260102",
    "a week": "2026-W05-1",
    "a day of the year": "2026-032",
    "no such day": "2026-02-30",
    "no leap year": "2026-02-29",
    "short": "2026-1-2",
    "a time too": "2026-01-02T00:00:00Z",
    "a space before": " 2026-01-02",
    "a line after": "2026-01-02\n",
    "other digits": "\u0662\u0660\u0662\u0666-01-02",
}
ANY_ID: Final[Values] = {
    "a number": 7,
    "null": None,
    "nothing": "",
    "no id": "abc",
    "capitals": SOME_ID.upper(),
    "no hyphens": SOME_ID.replace("-", ""),
    "a name before": f"urn:uuid:{SOME_ID}",
    "a line after": f"{SOME_ID}\n",
    "a list": [SOME_ID],
}
ANY_BOOLEAN: Final[Values] = {
    "yes": "yes",
    "true in text": "true",
    "one": 1,
    "zero": 0,
    "null": None,
    "a list": [],
}
ANY_CHOICE: Final[Values] = {
    "unheard of": "unheard of",
    "nothing": "",
    "a number": 1,
    "null": None,
    "a list": [],
}
ANY_LIST: Final[Values] = {
    "a number": 7,
    "text": "text",
    "null": None,
    "an object": {},
}
ANY_OBJECT: Final[Values] = {
    "a number": 7,
    "text": "text",
    "null": None,
    "a list": [{}],
}
ANY_NUMBER: Final[Values] = {
    "text": "7",
    "true": True,
    "a fraction": 1.5,
    "null": None,
    "a list": [7],
    "nothing": "",
    "a thousand digits": 10**1000,
}


def wrong_for(field: fields.Strict) -> Values:
    """By what it is called, each value the field does not take."""
    wrong = _wrong_for(field)
    return {
        label: value for label, value in wrong.items() if value is not None or not field.allow_null
    }


def _wrong_for(field: fields.Strict) -> Values:
    if isinstance(field, fields.Char):
        wrong = {**ANY_TEXT, **_wrong_text(field)}
        if field.allow_blank:
            del wrong["nothing"]
        return wrong
    if isinstance(field, fields.Integer):
        return {**ANY_NUMBER, "too low": field.lowest - 1, "too high": field.highest + 1}
    simple: dict[type[fields.Strict], Values] = {
        fields.Date: ANY_DATE,
        fields.UUID: ANY_ID,
        fields.Boolean: ANY_BOOLEAN,
        fields.Choice: ANY_CHOICE,
        fields.List: ANY_LIST,
        NamedMove: ANY_OBJECT,
    }
    return next(values for kind, values in simple.items() if isinstance(field, kind))


def _wrong_text(field: fields.Char) -> Values:
    found: Values = {"too long": "x" * ((field.max_length or 0) + 1)}
    if not field.multiline:
        found |= {"two lines": "one\ntwo", "a tab": "one\ttwo"}
    if field.pattern:
        found |= {"another form": "not / like // this!"}
    return found


PARTIAL_DATES = {
    "a month there is not": "2022-13",
    "a day there is not": "2022-02-30",
    "digits alone": "20220701",
    "a week": "2022-W05",
    "two digits": "22",
}


def accepts(deed: Deed) -> type[In]:
    """Of the view behind the deed's address."""
    address = BASE + deed.address.format(id=SOME_ID)
    view = resolve(address).func.by_method[deed.method.upper()]  # type: ignore[attr-defined]  # methods()
    declared: type[In] | None = view.cls.accepts
    return declared or In


def inputs() -> list[tuple[str, str, Any]]:
    return [
        (deed.operation, name, field)
        for deed in DEEDS.values()
        for name, field in accepts(deed)().fields.items()
    ]


def wrong_values() -> list[Any]:  # Any: pytest's own
    return [
        pytest.param(operation, name, value, id=f"{operation} {name} {label}")
        for operation, name, field in inputs()
        for label, value in wrong_for(field).items()
    ]


def required() -> list[tuple[str, str]]:
    return [(operation, name) for operation, name, field in inputs() if field.required]


@dataclass(frozen=True)
class Stage:
    """What each operation acts on and is given, made once: nothing here ever changes it."""

    borough: Borough
    subjects: dict[str, Any]
    bodies: dict[str, Body]

    def send(self, operation: str, content: bytes) -> Answer:
        deed, subject = DEEDS[operation], self.subjects[operation]
        caller = self.borough.as_(deed.by)
        headers = {"If-Match": tag(subject.version)} if deed.if_match else {}
        answer: Answer = getattr(caller.client, deed.method)(
            BASE + deed.path(subject),
            data=content,
            content_type="application/json",
            headers={**caller.headers, **headers},
        )
        return answer


@pytest.fixture(scope="module")
def built(founded: Borough) -> Iterator[Stage]:
    with undone():
        borough = replace(founded, tokens={})
        borough.tokens.update({who: borough.token(who) for who in ("Ada", "Priya", "Rhea")})
        subjects = {name: deed.on(borough) for name, deed in DEEDS.items()}
        bodies = {name: deed.given(borough) for name, deed in DEEDS.items()}
        yield Stage(borough, subjects, bodies)


@pytest.fixture
def stage(built: Stage, db: None) -> Stage:
    return built


def refused(stage: Stage, operation: str, content: bytes) -> list[tuple[str, str]]:
    """The faults, once it is sure that nothing was written."""
    size = Entry.objects.count()
    answer = stage.send(operation, content)
    assert answer.status_code == 400
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert Entry.objects.count() == size
    return [(one["pointer"], one["code"]) for one in answer.json()["errors"]]


@pytest.mark.parametrize(("operation", "name", "value"), wrong_values())
def test_it_points_at_a_wrong_value(stage: Stage, operation: str, name: str, value: object) -> None:
    body = {**stage.bodies[operation], name: value}

    faults = refused(stage, operation, json.dumps(body).encode())

    assert [pointer for pointer, _ in faults] == [f"#/{name}"]


@pytest.mark.parametrize("value", PARTIAL_DATES.values(), ids=PARTIAL_DATES)
@pytest.mark.parametrize(
    ("operation", "name"),
    [("add_dated_event", "due"), ("add_plan", "starts"), ("add_plan", "ends")],
)
def test_it_takes_dates_as_exact_as_documents_have_them(
    stage: Stage, operation: str, name: str, value: str
) -> None:
    body = {**stage.bodies[operation], name: value}

    assert refused(stage, operation, json.dumps(body).encode()) == [(f"#/{name}", "format")]


@pytest.mark.parametrize(("operation", "name"), required())
def test_it_points_at_what_is_missing(stage: Stage, operation: str, name: str) -> None:
    body = {key: value for key, value in stage.bodies[operation].items() if key != name}

    faults = refused(stage, operation, json.dumps(body).encode())

    assert faults == [(f"#/{name}", "required")]


@pytest.mark.parametrize("operation", DEEDS)
def test_it_points_at_what_it_does_not_know(stage: Stage, operation: str) -> None:
    body = {**stage.bodies[operation], "a/b~c": 1}

    faults = refused(stage, operation, json.dumps(body).encode())

    assert faults == [("#/a~1b~0c", "unknown_field")]


@pytest.mark.parametrize("operation", DEEDS)
def test_it_takes_an_object_only(stage: Stage, operation: str) -> None:
    assert refused(stage, operation, b"[{}]") == [("#", "wrong_type")]


@pytest.mark.parametrize("content", [b"[]", b'"text"', b"7", b"null", b"true"])
def test_it_takes_nothing_for_an_object(stage: Stage, content: bytes) -> None:
    assert refused(stage, "start_action", content) == [("#", "wrong_type")]


@pytest.mark.parametrize("operation", DEEDS)
def test_it_takes_each_name_once(stage: Stage, operation: str) -> None:
    whole = json.dumps({**stage.bodies[operation], "twice": 1})
    content = f'{whole[:-1]}, "twice": 1}}'.encode()

    assert refused(stage, operation, content) == [("#", "duplicate_key")]


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"{", "parse_error"),
        (b"{'reason': 'single quotes'}", "parse_error"),
        (b'{"reason": "\\ud800"}', "parse_error"),
        (b'{"reason": "\xff"}', "parse_error"),
        (b'{"reason": NaN}', "not_finite"),
        (b'{"reason": 1e999}', "not_finite"),
        (b'{"reason": ' + b"[" * 40 + b"]" * 40 + b"}", "too_deep"),
    ],
    ids=["cut off", "quotes", "half a character", "not UTF-8", "NaN", "endless", "deep"],
)
def test_it_takes_nothing_but_json(stage: Stage, content: bytes, code: str) -> None:
    assert refused(stage, "withdraw_action", content) == [("#", code)]


@pytest.mark.parametrize("operation", [name for name, deed in DEEDS.items() if deed.if_match])
def test_it_takes_a_version_and_no_star(stage: Stage, operation: str) -> None:
    deed, subject = DEEDS[operation], stage.subjects[operation]
    send = getattr(stage.borough.as_(deed.by), deed.method)

    answer = send(deed.path(subject), stage.bodies[operation], if_match="*")

    assert (answer.status_code, answer.json()["code"]) == (428, "precondition_required")


@pytest.mark.parametrize("sent", ["", "0", "7", '"0"', '"abc"', '"1", "2"', '"01"'])
def test_it_takes_no_tag_that_is_none(stage: Stage, sent: str) -> None:
    action = stage.subjects["start_action"]

    answer = stage.borough.as_("Priya").post(f"/actions/{action.id}/start", {}, if_match=sent)

    assert answer.status_code == 400
    assert answer.json()["errors"][0]["header"] == "If-Match"
