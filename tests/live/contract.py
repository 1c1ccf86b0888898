"""The published contract, as strict as a test needs it: no member that it does not name."""

from typing import Any, Final  # Any: a contract is a JSON document

from jsonschema import Draft202012Validator

from backend.live.asyncapi import document
from backend.live.messages import FROM_CLIENT, FROM_SERVER


def closed(schema: Any) -> Any:
    if isinstance(schema, list):
        return [closed(one) for one in schema]
    if not isinstance(schema, dict):
        return schema
    inner = {name: closed(one) for name, one in schema.items()}
    is_object = "properties" in inner and "code" not in inner["properties"]
    return {**inner, "additionalProperties": False} if is_object else inner


def validator(kind: str) -> Draft202012Validator:
    pointer = {"$ref": f"#/components/messages/{kind}/payload"}
    schema = {**closed(document()), **pointer}
    return Draft202012Validator(schema, format_checker=Draft202012Validator.FORMAT_CHECKER)


VALIDATORS: Final = {kind: validator(kind) for kind in (*FROM_CLIENT, *FROM_SERVER)}


def assert_published(frame: dict[str, Any]) -> None:
    VALIDATORS[frame["type"]].validate(frame)
