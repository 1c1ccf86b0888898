"""In and Out: `…In` checks the shape of one request, `…Out` shows one thing. Neither decides."""

from collections.abc import Iterable, Mapping
from typing import Any, ClassVar, cast

from django.db import models
from rest_framework import serializers
from rest_framework.exceptions import ErrorDetail
from rest_framework.settings import api_settings

from backend.api import fields
from backend.api.faults import faults_of, pointer
from backend.api.fields import Schema, Strict, label_of
from backend.errors import Fault


class In(serializers.Serializer):  # type: ignore[type-arg]  # an input is of no model
    """Closed: a field it does not know is refused, so that a misspelt one is not lost."""

    # Members for the example in the document, where the made-up ones would not read well.
    example: ClassVar[Mapping[str, object]] = {}
    # What the example goes without, since it is not taken together with the rest of it.
    example_without: ClassVar[tuple[str, ...]] = ()
    # Where none is required by itself: so many members there are, at least and at most.
    members: ClassVar[tuple[int, int] | None] = None
    default_error_messages = {"required": "Enter {name}", "null": "Enter {name}"}

    def fail(self, key: str, **kwargs: object) -> Any:  # Any: never returns; DRF says so less
        label = label_of(self)
        name = f"{label[:1].lower()}{label[1:]}"
        raise serializers.ValidationError(self.error_messages[key].format(name=name), code=key)

    def to_internal_value(self, data: object) -> Any:  # Any: DRF's own
        if not isinstance(data, dict):
            raise serializers.ValidationError(
                {api_settings.NON_FIELD_ERRORS_KEY: [_not_an_object(self)]}
            )
        unknown = {name: [_unknown(name)] for name in data if name not in self.fields}
        try:
            value = super().to_internal_value(data)
        except serializers.ValidationError as refused:
            told = cast("dict[str, Any]", refused.detail)
            raise serializers.ValidationError({**told, **unknown}) from None
        if unknown:
            raise serializers.ValidationError(unknown)
        return value


class PatchIn(In):
    """A JSON Merge Patch: each field may be absent (keep) and, where nullable, null (clear)."""

    def get_fields(self) -> dict[str, Any]:  # Any: DRF's own
        found = super().get_fields()
        for field in found.values():
            field.required = False
        return found


def _not_an_object(serializer: In) -> ErrorDetail:
    return ErrorDetail(f"{label_of(serializer)} must be a JSON object", code="wrong_type")


def _unknown(name: str) -> ErrorDetail:
    shown = name[:100].encode("utf-8", "replace").decode()
    return ErrorDetail(f"There is no field called {shown}. Remove it", code="unknown_field")


class Out(serializers.Serializer):  # type: ignore[type-arg]  # an answer may be of no model
    """An answer: every field is always there."""

    example: ClassVar[Mapping[str, object]] = {}


class OutModel(serializers.ModelSerializer):  # type: ignore[type-arg]  # its Meta names the model
    """An answer shaped by a model; Meta.fields names each field."""

    example: ClassVar[Mapping[str, object]] = {}
    serializer_field_mapping = {
        **serializers.ModelSerializer.serializer_field_mapping,
        models.DateField: fields.Date,
        models.DateTimeField: fields.Instant,
        models.UUIDField: fields.UUID,
    }


def shaped(accepts: type[In], body: object) -> tuple[dict[str, Any], list[Fault]]:
    """The checked input of one request, or every fault of it at once."""
    if not isinstance(body, dict):
        return {}, [Fault("wrong_type", "The body must be a JSON object", pointer=pointer())]
    serializer = accepts(data=body)
    if not serializer.is_valid():
        return {}, faults_of(serializer.errors)
    return dict(serializer.validated_data), []


def refuse_repeated(values: Iterable[object], member: str, sentence: str) -> None:
    """Of the items of a list each has its own. Raises ValidationError, at `member` of those that
    come again.
    """
    seen: set[object] = set()
    again: dict[int, Any] = {}
    for place, value in enumerate(values):
        if value in seen:
            again[place] = {member: [ErrorDetail(sentence, code="repeated")]}
        seen.add(value)
    if again:
        raise serializers.ValidationError(again)  # type: ignore[arg-type]  # keyed by place, as DRF's own


def properties_of(shape: type[In]) -> dict[str, Strict | In]:
    return {name: field for name, field in shape().fields.items() if isinstance(field, Strict | In)}


def schema_of(shape: type[In], **beside: Schema) -> Schema:
    """JSON Schema 2020-12 of a body of that shape; `beside` are members it has first."""
    known = properties_of(shape)
    required = [name for name, field in known.items() if field.required]
    return {
        "type": "object",
        "properties": {**beside, **{name: _schema(field) for name, field in known.items()}},
        "required": [*beside, *required],
        "additionalProperties": False,
    }


def _schema(field: object) -> Schema:
    if isinstance(field, In):
        return schema_of(type(field))
    if isinstance(field, fields.List):
        return {"type": "array", "items": _schema(field.child), **field.bounds()}
    assert isinstance(field, Strict), "an input is made of fields that know their schema"
    return field.schema()
