"""What spectacular cannot say by itself, put right after it has spoken."""

from collections.abc import Callable, Iterator
from typing import Any

from rest_framework import serializers

from backend.api.schema.components import (
    Json,
    headers,
    parameters,
    responses,
    schemas,
    security_schemes,
)
from backend.api.schema.links import add_links
from backend.api.schema.samples import sample
from backend.api.serializers import In

Endpoint = tuple[str, str, str, Callable[..., Any]]


def split_methods(endpoints: list[Endpoint]) -> list[Endpoint]:
    """PREPROCESSING_HOOKS: an address of methods() is one endpoint for each of its operations."""
    found = []
    for path, path_regex, method, callback in endpoints:
        by_method = getattr(callback, "by_method", None)
        if by_method is None:
            found.append((path, path_regex, method, callback))
        else:
            found += [
                (path, path_regex, one, view) for one, view in by_method.items() if one != "HEAD"
            ]
    return found


def finish(result: Json, generator: Any, **_: object) -> Json:  # Any: spectacular's generator
    """POSTPROCESSING_HOOKS: the only one."""
    components = result.setdefault("components", {})
    made = components.setdefault("schemas", {})
    kinds = _serializers(generator)
    for name, schema in made.items():
        _settle(schema, kinds.get(name))
    for schema in _every(result):
        _say_nullable(schema)
        schema.pop("x-spec-enum-id", None)
    made |= schemas()
    used = sorted({int(one) for answers in _answers(result) for one in answers if one >= "400"})
    components |= {
        "schemas": dict(sorted(made.items())),
        "responses": responses(used),
        "headers": headers(),
        "parameters": parameters(),
        "securitySchemes": security_schemes(),
    }
    _add_examples(result, kinds)
    add_links(result)
    return result


def _serializers(generator: Any) -> dict[str, type]:  # Any: spectacular's generator
    found = {}
    for component in generator.registry._components.values():
        one = component.object
        found[component.name] = one if isinstance(one, type) else type(one)
    return found


def _settle(schema: Json, kind: type | None) -> None:
    if kind is None or not issubclass(kind, serializers.BaseSerializer):
        return
    if issubclass(kind, In):
        schema["additionalProperties"] = False
        if kind.members is not None:
            schema["minProperties"], schema["maxProperties"] = kind.members
        return
    # An answer has all its members, always: clients need not guess, and a lost one is a break.
    schema["required"] = sorted(schema.get("properties", ()))
    drop = {"readOnly", "writeOnly", "default"}
    if issubclass(kind, serializers.ModelSerializer):
        # The bounds of a model's numbers are those of the database the document was made on.
        drop |= {"minimum", "maximum"}
    for inner in schema.get("properties", {}).values():
        for mark in drop & inner.keys():
            del inner[mark]
        if inner.get("format") == "int64":
            del inner["format"]


def _every(node: Any) -> Iterator[Json]:  # Any: JSON
    children = node.values() if isinstance(node, dict) else node
    for child in children:
        if isinstance(child, (dict, list)):
            yield from _every(child)
    if isinstance(node, dict):
        yield node


def _say_nullable(schema: Json) -> None:
    """`type: [string, null]` with a format makes generators take "" for a date: say oneOf."""
    kind = schema.get("type")
    if not isinstance(kind, list) or "null" not in kind:
        return
    about: Json = {
        name: schema.pop(name) for name in ("description", "title", "default") if name in schema
    }
    inner: Json = dict(schema)
    inner["type"] = next(one for one in kind if one != "null")
    if "enum" in inner:
        inner["enum"] = [one for one in inner["enum"] if one is not None]
    schema.clear()
    schema.update(about, oneOf=[inner, {"type": "null"}])


def _answers(result: Json) -> Iterator[Json]:
    for path in result.get("paths", {}).values():
        for operation in path.values():
            yield operation["responses"]


def _add_examples(result: Json, kinds: dict[str, type]) -> None:
    made = result["components"]["schemas"]
    for name, kind in kinds.items():
        given = getattr(kind, "example", None)
        if given and name in made and issubclass(kind, serializers.BaseSerializer):
            # Whole, so that whatever refers to it takes it as it is.
            whole = sample(made[name], made) | dict(given)
            without = getattr(kind, "example_without", ())
            made[name]["example"] = {one: whole[one] for one in whole if one not in without}
    for content in _contents(result):
        content["examples"] = {"sample": {"value": sample(content["schema"], made)}}
    for schema in made.values():
        schema.pop("example", None)


def _contents(result: Json) -> Iterator[Json]:
    for path in result["paths"].values():
        for operation in path.values():
            yield from operation.get("requestBody", {}).get("content", {}).values()
            for answer in operation["responses"].values():
                yield from answer.get("content", {}).values()
