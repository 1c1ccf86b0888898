"""Each strict field against what the others would take for the same thing."""

from typing import Any

import pytest
from rest_framework import serializers

from backend.api import fields
from backend.api.bodies import parse_json
from backend.api.faults import faults_of
from backend.api.serializers import In, PatchIn, shaped

TITLE = fields.Char(max_length=10)
STORY = fields.Char(max_length=20, multiline=True)
CODE = fields.Char(max_length=8, pattern="^[A-Z]{3}-[0-9]+$", form="EDU-99")
COUNT = fields.Integer(min_value=1, max_value=10)
FLAG = fields.Boolean()
DAY = fields.Date()
MOMENT = fields.Instant()
IDENTITY = fields.UUID()
STATE = fields.Choice(choices=["open", "closed"])
MONEY = fields.Decimal(max_digits=8, decimal_places=2)
NAMES = fields.List(child=fields.Char(max_length=5), min_length=1, max_length=2)

REFUSED: list[tuple[serializers.Field[Any, Any, Any, Any], object, str]] = [
    (TITLE, 123, "wrong_type"),
    (TITLE, True, "wrong_type"),
    (TITLE, ["a"], "wrong_type"),
    (TITLE, {}, "wrong_type"),
    (TITLE, None, "null"),
    (TITLE, "", "blank"),
    (TITLE, "   ", "blank"),
    (TITLE, "\u00a0\u2003\u3000", "blank"),
    (TITLE, "a\x00b", "control_characters"),
    (TITLE, "a\x1f", "control_characters"),
    (TITLE, "a\nb", "control_characters"),
    (TITLE, "a\ud800", "control_characters"),
    (TITLE, "01234567890", "max_length"),
    (STORY, "a\rb", "control_characters"),
    (STORY, "\n\t\n", "blank"),
    (CODE, "edu-99", "format"),
    (CODE, "EDU-99x", "format"),
    (COUNT, "12", "wrong_type"),
    (COUNT, True, "wrong_type"),
    (COUNT, 1.5, "wrong_type"),
    (COUNT, None, "null"),
    (COUNT, 0, "min_value"),
    (COUNT, 11, "max_value"),
    (COUNT, 10**40, "max_value"),
    (FLAG, 1, "wrong_type"),
    (FLAG, 0, "wrong_type"),
    (FLAG, "true", "wrong_type"),
    (FLAG, "yes", "wrong_type"),
    (FLAG, None, "null"),
    (DAY, 20260102, "wrong_type"),
    (DAY, "20260102", "format"),
    (DAY, "2026-W05-1", "format"),
    (DAY, "2026-1-2", "format"),
    (DAY, "2026-02-30", "format"),
    (DAY, "2026-01-02T00:00:00Z", "format"),
    (DAY, "\u0662\u0660\u0662\u0666-01-02", "format"),
    (DAY, "", "format"),
    (MOMENT, 1767312000, "wrong_type"),
    (MOMENT, "2026-01-02", "format"),
    (MOMENT, "2026-01-02T09:30:00", "format"),
    (MOMENT, "2026-01-02 09:30:00Z", "format"),
    (MOMENT, "2026-01-02T25:30:00Z", "format"),
    (MOMENT, "2026-01-02T09:30Z", "format"),
    (MOMENT, "0001-01-01T00:00:00+14:00", "format"),
    (MOMENT, "9999-12-31T23:59:59-14:00", "format"),
    (IDENTITY, 5, "wrong_type"),
    (IDENTITY, "0190b5c27a4e7c3d9f215e8d6a1b2c3d", "format"),
    (IDENTITY, "{0190b5c2-7a4e-7c3d-9f21-5e8d6a1b2c3d}", "format"),
    (IDENTITY, "0190B5C2-7A4E-7C3D-9F21-5E8D6A1B2C3D", "format"),
    (STATE, "opened", "invalid_choice"),
    (STATE, "", "invalid_choice"),
    (STATE, 1, "wrong_type"),
    (STATE, ["open"], "wrong_type"),
    (MONEY, 12.5, "wrong_type"),
    (MONEY, "12.5", "format"),
    (MONEY, "1e3", "format"),
    (MONEY, "1234567.00", "format"),
    (MONEY, "NaN", "format"),
    (NAMES, "abc", "wrong_type"),
    (NAMES, {"0": "a"}, "wrong_type"),
    (NAMES, [], "min_length"),
    (NAMES, ["a", "b", "c"], "max_length"),
]

TAKEN: list[tuple[serializers.Field[Any, Any, Any, Any], object]] = [
    (TITLE, "  padded  "),
    (TITLE, "Ŵyr 👩‍🔧 é"),
    (TITLE, "0123456789"),
    (STORY, "two\nlines\tand"),
    (CODE, "EDU-99"),
    (COUNT, 10),
    (COUNT, 7.0),
    (FLAG, False),
    (DAY, "2026-02-28"),
    (MOMENT, "2026-01-02T09:30:00+01:00"),
    (MOMENT, "2026-01-02t09:30:00.123456z"),
    (IDENTITY, "0190b5c2-7a4e-7c3d-9f21-5e8d6a1b2c3d"),
    (STATE, "open"),
    (MONEY, "-123456.00"),
    (NAMES, ["a", "b"]),
]

BANNED = ("please", "sorry", "valid", "forbidden", "illegal", "oops", "this field is required")


@pytest.mark.parametrize(("field", "value", "code"), REFUSED)
def test_it_refuses_what_only_looks_like_it(
    field: serializers.Field[Any, Any, Any, Any], value: object, code: str
) -> None:
    with pytest.raises(serializers.ValidationError) as refused:
        field.run_validation(value)

    [told] = faults_of(refused.value.detail)
    assert told.code == code
    assert not any(word in told.detail.lower() for word in BANNED)


@pytest.mark.parametrize(("field", "value"), TAKEN)
def test_it_takes_what_is_written_as_asked(
    field: serializers.Field[Any, Any, Any, Any], value: object
) -> None:
    field.run_validation(value)


def test_it_keeps_text_as_it_was_sent() -> None:
    assert TITLE.run_validation("  padded  ") == "  padded  "


def test_it_says_an_instant_in_utc() -> None:
    moment = MOMENT.run_validation("2026-07-01T10:00:00+01:00")

    assert MOMENT.to_representation(moment) == "2026-07-01T09:00:00.000000Z"


class StepIn(In):
    title = fields.Char(max_length=10)
    due_on = fields.Date(required=False, allow_null=True)


class PlanIn(In):
    reason = fields.Char(max_length=500, ask="Enter why the state is changing")
    steps = fields.List(child=StepIn(), max_length=3)
    tags = fields.List(child=fields.Char(max_length=5), max_length=3, required=False)
    first = StepIn(required=False)


GOOD = {"reason": "Rain", "steps": [{"title": "Dig"}]}


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"reason": "x" * 501}, ("#/reason", "Reason must be 500 characters or fewer")),
        ({"reason": ""}, ("#/reason", "Enter why the state is changing")),
        ({"reason": None}, ("#/reason", "Enter why the state is changing")),
        ({"steps": [{"title": "Dig"}, {"title": 3}]}, ("#/steps/1/title", "Title must be text")),
        ({"steps": ["Dig"]}, ("#/steps/0", "Steps must be a JSON object")),
        ({"tags": ["ok", "too long"]}, ("#/tags/1", "Tags must be 5 characters or fewer")),
        ({"first": {}}, ("#/first/title", "Enter title")),
        ({"first": None}, ("#/first", "Enter first")),
        ({"first": []}, ("#/first", "First must be a JSON object")),
        ({"a/b~c d": 1}, ("#/a~1b~0c%20d", "There is no field called a/b~c d. Remove it")),
        (
            {"steps": [{"title": "A", "x": 1}]},
            ("#/steps/0/x", "There is no field called x. Remove it"),
        ),
    ],
)
def test_it_points_at_the_very_place(change: dict[str, object], told: tuple[str, str]) -> None:
    _, faults = shaped(PlanIn, {**GOOD, **change})

    assert [(fault.pointer, fault.detail) for fault in faults] == [told]


def test_it_tells_every_fault_at_once() -> None:
    _, faults = shaped(PlanIn, {"steps": [{"title": ""}, {}], "colour": "red"})

    assert sorted((fault.pointer or "", fault.code) for fault in faults) == [
        ("#/colour", "unknown_field"),
        ("#/reason", "required"),
        ("#/steps/0/title", "blank"),
        ("#/steps/1/title", "required"),
    ]


@pytest.mark.parametrize("body", [None, [], "text", 5, True])
def test_it_takes_an_object_and_nothing_else(body: object) -> None:
    _, faults = shaped(PlanIn, body)

    assert [(fault.pointer, fault.code) for fault in faults] == [("#", "wrong_type")]


class AmendIn(PatchIn):
    title = fields.Char(max_length=10)
    due_on = fields.Date(allow_null=True)


def test_it_lets_a_patch_leave_out_and_clear() -> None:
    assert shaped(AmendIn, {"due_on": None}) == ({"due_on": None}, [])


def test_it_lets_no_patch_clear_what_must_be_there() -> None:
    _, faults = shaped(AmendIn, {"title": None})

    assert [fault.code for fault in faults] == ["null"]


def test_it_parses_what_json_is() -> None:
    assert parse_json(b'{"a": ["\\u00e9", 1.5, null]}') == {"a": ["é", 1.5, None]}
