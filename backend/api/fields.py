"""Strict input fields: a value of another JSON type is refused, never converted.

DRF takes 123 for a text, "12" for a number and "yes" for a boolean. Each field here also says
its own JSON Schema, so that what the document promises is what the code checks.
"""

import re
import uuid
from datetime import UTC, date, datetime
from decimal import Decimal as Number
from typing import Any, NoReturn

from rest_framework import serializers
from rest_framework.fields import empty

from backend.api.encoding import instant_text
from backend.api.texts import LINE_PATTERN, LINES_PATTERN, has_controls, is_blank

Schema = dict[str, object]

_DATE = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
_INSTANT = re.compile(
    r"\d{4}-\d{2}-\d{2}[Tt]\d{2}:\d{2}:\d{2}(\.\d{1,9})?([Zz]|[+-]\d{2}:\d{2})", re.ASCII
)
UUID_PATTERN = "^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$"
_UUID = re.compile(UUID_PATTERN)


def read_date(text: str) -> date | None:
    try:
        return date.fromisoformat(text) if _DATE.fullmatch(text) else None
    except ValueError:
        return None


def read_instant(text: str) -> datetime | None:
    """In UTC: an offset can carry the first and the last day out of what a database holds."""
    try:
        found = datetime.fromisoformat(text.upper()) if _INSTANT.fullmatch(text) else None
        return found.astimezone(UTC) if found else None
    except (ValueError, OverflowError):
        return None


def read_uuid(text: str) -> uuid.UUID | None:
    return uuid.UUID(text) if _UUID.fullmatch(text) else None


class Strict(serializers.Field):  # type: ignore[type-arg]  # each field below has its own types
    """The base: sentences that name the field, and one JSON Schema."""

    default_error_messages = {
        "required": "Enter {name}",
        "null": "Enter {name}",
        "wrong_type": "{label} must be {kind}",
    }
    kind = "a value"

    def __init__(self, *, ask: str | None = None, **kwargs: Any) -> None:  # Any: DRF's own
        self.ask = ask
        if "default" in kwargs:
            kwargs.setdefault("required", False)
        super().__init__(**kwargs)

    def fail(self, key: str, **kwargs: object) -> NoReturn:
        if self.ask and key in ("required", "null", "blank"):
            raise serializers.ValidationError(self.ask, code=key)
        label = label_of(self)
        sentence = self.error_messages[key].format(
            label=label, name=f"{label[:1].lower()}{label[1:]}", kind=self.kind, **kwargs
        )
        raise serializers.ValidationError(sentence, code=key)

    def schema(self) -> Schema:
        raise NotImplementedError


def label_of(field: Any) -> str:  # Any: DRF's fields are generic over four types
    """An item of a list has no name of its own and takes the list's."""
    while not field.field_name and field.parent is not None:
        field = field.parent
    return str(field.label or (field.field_name or "value").replace("_", " ").capitalize())


class Char(Strict, serializers.CharField):
    """Text exactly as sent: not trimmed, so that its length is what the client counted."""

    default_error_messages = {
        "blank": "Enter {name}",
        "max_length": "{label} must be {limit} characters or fewer",
        "min_length": "{label} must be {limit} characters or more",
        "control_characters": "{label} must not include characters that cannot be printed",
        "format": "{label} must be written as {form}",
    }
    kind = "text"

    def __init__(
        self,
        *,
        max_length: int,
        multiline: bool = False,
        pattern: str | None = None,
        form: str = "",
        sample: str = "",
        **kwargs: Any,  # Any: DRF's own
    ) -> None:
        super().__init__(trim_whitespace=False, max_length=max_length, **kwargs)
        # DRF's would say each fault a second time, without the field's name.
        self.validators = []
        self.multiline = multiline
        self.pattern = pattern
        self.form = form or pattern or ""
        self.sample = sample

    def run_validation(self, data: Any = empty) -> Any:  # Any: DRF's own
        # CharField sets "" aside before it looks at the type.
        return serializers.Field.run_validation(self, data)

    def to_internal_value(self, data: object) -> str:
        if not isinstance(data, str):
            self.fail("wrong_type")
        if data == "" and self.allow_blank:
            return data
        if has_controls(data, multiline=self.multiline):
            self.fail("control_characters")
        if is_blank(data):
            self.fail("blank")
        self._check_length(data)
        if self.pattern and not re.search(self.pattern.removesuffix("$") + r"\Z", data):
            self.fail("format", form=self.form)
        return data

    def _check_length(self, data: str) -> None:
        if self.max_length is not None and len(data) > self.max_length:
            self.fail("max_length", limit=self.max_length)
        if self.min_length is not None and len(data) < self.min_length:
            self.fail("min_length", limit=self.min_length)

    def to_representation(self, value: object) -> str:
        return str(value)

    def schema(self) -> Schema:
        pattern = self.pattern or (LINES_PATTERN if self.multiline else LINE_PATTERN)
        # One pattern, not a choice of two schemas: generated clients mistake the choice.
        text: Schema = {
            "type": "string",
            "minLength": 0 if self.allow_blank else self.min_length or 1,
            "maxLength": self.max_length,
            "pattern": f"^$|{pattern}" if self.allow_blank else pattern,
        }
        if self.sample:
            text["examples"] = [self.sample]
        return text


class Integer(Strict, serializers.IntegerField):
    default_error_messages = {
        "max_value": "{label} must be {limit} or fewer",
        "min_value": "{label} must be {limit} or more",
    }
    kind = "a whole number"

    def __init__(self, *, min_value: int, max_value: int, **kwargs: Any) -> None:  # Any: DRF's own
        super().__init__(min_value=min_value, max_value=max_value, **kwargs)
        self.validators = []
        self.lowest, self.highest = min_value, max_value

    def to_internal_value(self, data: object) -> int:
        # JSON has one kind of number: 7.0 is the whole number 7, and JSON Schema says so too.
        if isinstance(data, float) and data.is_integer():
            data = int(data)
        if not isinstance(data, int) or isinstance(data, bool):
            self.fail("wrong_type")
        if data < self.lowest:
            self.fail("min_value", limit=self.lowest)
        if data > self.highest:
            self.fail("max_value", limit=self.highest)
        return data

    def schema(self) -> Schema:
        return {"type": "integer", "minimum": self.lowest, "maximum": self.highest}


class Boolean(Strict, serializers.BooleanField):
    kind = "true or false"

    def to_internal_value(self, data: object) -> bool:
        if not isinstance(data, bool):
            self.fail("wrong_type")
        return data

    def schema(self) -> Schema:
        return {"type": "boolean"}


class Date(Strict, serializers.DateField):
    default_error_messages = {"format": "{label} must be a real date, written as 2026-06-04"}
    kind = "a date in text"

    def to_internal_value(self, data: object) -> date:
        if not isinstance(data, str):
            self.fail("wrong_type")
        return read_date(data) or self.fail("format")

    def to_representation(self, value: date | str) -> str:
        return value if isinstance(value, str) else value.isoformat()

    def schema(self) -> Schema:
        return {"type": "string", "format": "date"}


class Instant(Strict, serializers.DateTimeField):
    """RFC 3339 with an offset; a time without one could be any of twenty-four."""

    default_error_messages = {
        "format": "{label} must be a date and time with its offset, written as 2026-06-04T09:30:00Z"
    }
    kind = "a date and time in text"

    def to_internal_value(self, data: object) -> datetime:
        if not isinstance(data, str):
            self.fail("wrong_type")
        return read_instant(data) or self.fail("format")

    def to_representation(self, value: datetime | str) -> str:
        return value if isinstance(value, str) else instant_text(value)

    def schema(self) -> Schema:
        return {"type": "string", "format": "date-time"}


class UUID(Strict, serializers.UUIDField):
    default_error_messages = {
        "format": "{label} must be an id, written as 0190b5c2-7a4e-7c3d-9f21-5e8d6a1b2c3d"
    }
    kind = "an id in text"

    def to_internal_value(self, data: object) -> uuid.UUID:
        if not isinstance(data, str):
            self.fail("wrong_type")
        return read_uuid(data) or self.fail("format")

    def to_representation(self, value: object) -> str:
        return str(value)

    def schema(self) -> Schema:
        return {"type": "string", "format": "uuid", "pattern": UUID_PATTERN}


class Decimal(Strict, serializers.DecimalField):
    """Money and measures, as text: a JSON number is a binary fraction to most clients."""

    default_error_messages = {
        "format": "{label} must be a number in text with {places} decimal places, such as {sample}"
    }
    kind = "a number in text"

    def to_internal_value(self, data: object) -> Number:
        if not isinstance(data, str):
            self.fail("wrong_type")
        if not re.fullmatch(self._pattern(), data):
            sample = f"{Number(125):.{self.decimal_places}f}"
            self.fail("format", places=self.decimal_places, sample=sample)
        return Number(data)

    def _pattern(self) -> str:
        places = f"\\.[0-9]{{{self.decimal_places}}}" if self.decimal_places else ""
        whole = int(self.max_digits or 12) - int(self.decimal_places or 0)
        return f"-?(0|[1-9][0-9]{{0,{whole - 1}}}){places}"

    def schema(self) -> Schema:
        return {"type": "string", "pattern": f"^{self._pattern()}$"}


class Choice(Strict, serializers.ChoiceField):
    default_error_messages = {"invalid_choice": "{label} must be one of: {choices}"}
    kind = "text"

    def to_internal_value(self, data: object) -> str:
        if not isinstance(data, str):
            self.fail("wrong_type")
        if data not in self.choices:
            self.fail("invalid_choice", choices=", ".join(map(str, self.choices)))
        return data

    def to_representation(self, value: object) -> str:
        return str(value)

    def schema(self) -> Schema:
        return {"type": "string", "enum": [str(choice) for choice in self.choices]}


class List(Strict, serializers.ListField):
    """A list between two lengths. The schema of its items comes from the child."""

    default_error_messages = {
        "max_length": "{label} must have {limit} items or fewer",
        "min_length": "{label} must have {limit} items or more",
    }
    kind = "a list"

    def __init__(
        self,
        *,
        child: serializers.Field[Any, Any, Any, Any],
        max_length: int,
        min_length: int = 0,
        **kwargs: Any,
    ) -> None:  # Any: DRF's own
        super().__init__(child=child, allow_empty=True, **kwargs)
        self.shortest, self.longest = min_length, max_length

    def to_internal_value(self, data: object) -> list[Any]:  # Any: whatever the child makes
        if not isinstance(data, list):
            self.fail("wrong_type")
        if len(data) < self.shortest:
            self.fail("min_length", limit=self.shortest)
        if len(data) > self.longest:
            self.fail("max_length", limit=self.longest)
        return list(self.run_child_validation(data))

    def bounds(self) -> Schema:
        return {"minItems": self.shortest, "maxItems": self.longest}
