"""An example for every body of the document, made from its schema where none is given."""

from typing import Any

from backend.api.schema.components import Json

_BY_FORMAT: dict[str, object] = {
    "date": "2026-06-04",
    "date-time": "2026-06-04T09:30:00.000000Z",
    "uuid": "0190b5c2-7a4e-7c3d-9f21-5e8d6a1b2c3d",
    "uri": "https://accord.example/api/v1/actions/0190b5c2-7a4e-7c3d-9f21-5e8d6a1b2c3d",
    "email": "priya@knowsley.example",
}
_TEXT = "Street lighting renewed"


def sample(schema: Json, components: Json) -> Any:  # Any: JSON
    """One value the schema allows."""
    if stated := _stated(schema):
        return stated[0]
    if "$ref" in schema:
        return sample(components[schema["$ref"].rsplit("/", 1)[1]], components)
    if "allOf" in schema:
        parts = [sample(part, components) for part in schema["allOf"]]
        return {name: value for part in parts for name, value in part.items()}
    if choices := schema.get("oneOf") or schema.get("anyOf"):
        return sample(choices[0], components)
    return _of_type(schema, components)


def _stated(schema: Json) -> list[Any]:  # Any: JSON
    """The values the schema itself names, the most telling first."""
    single = [schema[name] for name in ("example", "default", "const") if name in schema]
    return [*single, *schema.get("examples", ()), *schema.get("enum", ())]


def _of_type(schema: Json, components: Json) -> Any:  # Any: JSON
    kind = schema.get("type")
    kind = kind[0] if isinstance(kind, list) else kind
    if kind == "object":
        return _object(schema, components)
    if kind == "array":
        wanted = max(1, int(schema.get("minItems", 0)))
        return [sample(schema["items"], components) for _ in range(wanted)]
    if kind in ("integer", "number"):
        return schema.get("minimum", 1)
    if kind == "boolean":
        return True
    return _text(schema)


def _object(schema: Json, components: Json) -> Json:
    required = schema.get("required", [])
    return {
        name: sample(inner, components)
        for name, inner in schema.get("properties", {}).items()
        if name in required or ("expanded" not in name and name != "count")
    }


def _text(schema: Json) -> object:
    by_format = _BY_FORMAT.get(schema.get("format", ""))
    if by_format is not None:
        return by_format
    text = _TEXT
    while len(text) < schema.get("minLength", 0):
        text += f". {_TEXT}"
    return text[: schema.get("maxLength", len(text))]
