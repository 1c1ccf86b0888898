"""Each operation of the document, said from what its view declares and from nothing else."""

from copy import deepcopy
from typing import Any

from drf_spectacular.extensions import OpenApiSerializerFieldExtension
from drf_spectacular.openapi import AutoSchema
from drf_spectacular.plumbing import ResolvedComponent, append_meta
from inflection import camelize
from rest_framework import serializers

from backend.api.base import Answers, ApiView, Expands
from backend.api.cursors import CURSOR_PATTERN
from backend.api.fields import List, Strict
from backend.api.idempotency import REPLAYED
from backend.api.paging import DEFAULT_LIMIT, HIGHEST_COUNT, HIGHEST_LIMIT, columns
from backend.api.reads import Detail, Listing
from backend.api.schema.components import Json, response_name
from backend.api.writes import DRY_RUN, Write


class StrictFieldExtension(OpenApiSerializerFieldExtension):  # type: ignore[no-untyped-call]
    """Lets a strict field say its own schema."""

    target_class = "backend.api.fields.Strict"
    match_subclasses = True
    priority = 1

    def map_serializer_field(self, auto_schema: Any, direction: Any) -> Any:  # Any: spectacular's
        field: Strict = self.target
        if not isinstance(field, List):
            # The document rewrites what it is given, and a field may say the same object again.
            return append_meta(deepcopy(field.schema()), _meta(field))
        items = auto_schema._map_serializer_field(field.child, direction)
        if isinstance(field.child, serializers.BaseSerializer):
            items = auto_schema.resolve_serializer(field.child, direction).ref
        return append_meta({"type": "array", "items": items, **field.bounds()}, _meta(field))


def _meta(field: Strict) -> Json:
    meta: Json = {"nullable": True} if field.allow_null else {}
    if field.help_text:
        meta["description"] = str(field.help_text)
    if field.default not in (None, serializers.empty) and not callable(field.default):
        meta["default"] = field.to_representation(field.default)
    return meta


class ApiSchema(AutoSchema):
    """Views that are not of this API's kind keep spectacular's own reading."""

    view: Any  # Any: set by the generator, an ApiView where _known() says so

    def _known(self) -> bool:
        return isinstance(self.view, ApiView)

    def is_excluded(self) -> bool:
        return not self._known() or self.method == "HEAD"

    def get_operation_id(self) -> str:
        return str(self.view.operation_id)

    def get_summary(self) -> str:
        return str(self.view.summary)

    def get_tags(self) -> list[str]:
        return [self.view.tag]

    def get_description(self) -> str:  # type: ignore[override]  # as spectacular has it
        scope = f"Scope: `{self.view.scope}`." if self.view.scope else "Needs no scope."
        return " ".join(part for part in (self.view.description, scope) if part)

    def get_auth(self) -> list[Json]:
        if self.view.public:
            return [{}]
        scopes = [self.view.scope] if self.view.scope else []
        return [{"bearer": scopes}, {"oauth2": scopes}, {"session": []}]

    def _get_parameters(self) -> list[Json]:
        names = [part.split("}")[0] for part in self.path.split("{")[1:]]
        found: list[Json] = self._resolve_path_parameters(names)  # type: ignore[no-untyped-call]
        if isinstance(self.view, Listing):
            found += _listing_parameters(self.view)
        if isinstance(self.view, Listing | Detail) and self.view.expands:
            found.append(_expand_parameter(self.view.expands))
        if isinstance(self.view, Write) and self.view.rehearses:
            found.append(_query(DRY_RUN, {"type": "boolean"}, _REHEARSAL))
        found += [{"$ref": f"#/components/parameters/{name}"} for name in self._header_parameters()]
        return [*found, *map(dict, self.view.parameters)]

    def _header_parameters(self) -> list[str]:
        if isinstance(self.view, Write):
            asked = {"IfMatch": self.view.requires_if_match, "IdempotencyKey": self._is_keyed()}
            return [name for name, is_asked in asked.items() if is_asked]
        return ["Prefer"] if isinstance(self.view, Listing) else []

    def _is_keyed(self) -> bool:
        return isinstance(self.view, Write) and self.view.is_keyed()

    def _get_serializer_field_meta(self, field: Any, direction: Any) -> Json:
        meta: Json = super()._get_serializer_field_meta(field, direction)  # type: ignore[no-untyped-call]
        if isinstance(field, Strict):
            # It says its own least length; spectacular would put 1 in its place.
            meta.pop("minLength", None)
        return meta

    def _insert_field_validators(self, field: Any, schema: Json) -> None:
        # A strict field has said all its bounds, and what may be blank, itself.
        if not isinstance(field, Strict):
            super()._insert_field_validators(field, schema)  # type: ignore[no-untyped-call]

    def _get_request_body(self, direction: Any = "request") -> Any:  # Any: spectacular's own
        accepts = getattr(self.view, "accepts", None)
        if accepts is None:
            return None
        component = self.resolve_serializer(accepts, direction)
        content = {kind: {"schema": component.ref} for kind in self.view.media_types()}
        required = bool(component.schema.get("required")) or accepts.members is not None
        return {"content": content, "required": required}

    def _get_response_bodies(self, direction: Any = "response") -> Any:  # Any: spectacular's own
        status, good = self._success()
        found: Json = {str(status): good}
        if getattr(self.view, "may_create", False):
            found["201"] = {**good, "headers": {**good["headers"], "Location": _LOCATION}}
        if isinstance(self.view, Detail):
            found["304"] = _UNCHANGED
        for refused in self._refusals():
            found[str(refused)] = {"$ref": f"#/components/responses/{response_name(refused)}"}
        return found

    def _success(self) -> tuple[int, Json]:
        named = {"X-Request-ID": "RequestId", **self._success_headers()}
        headers = {shown: {"$ref": f"#/components/headers/{name}"} for shown, name in named.items()}
        status = int(getattr(self.view, "success", 200))
        answers = getattr(self.view, "answers", None)
        if answers is None:
            return 204, {"description": "Done.", "headers": headers}
        schema = self._answer(answers)
        body = {"description": self.view.summary, "headers": headers}
        return status, {**body, "content": {"application/json": {"schema": schema}}}

    def _success_headers(self) -> dict[str, str]:
        if isinstance(self.view, Listing):
            return {"Link": "Link", "Preference-Applied": "PreferenceApplied"}
        headers = {}
        answers = getattr(self.view, "answers", None)
        if answers is not None and "version" in answers().fields:
            headers["ETag"] = "TagUnlessExpanded" if getattr(self.view, "expands", {}) else "ETag"
        if getattr(self.view, "success", 200) in (201, 202):
            headers["Location"] = "Location"
        if self._is_keyed() and not self.view.shown_once:
            headers[REPLAYED] = "Replayed"
        return headers

    def _refusals(self) -> list[int]:
        found = {400, 406, 429, *self.view.refusals}
        if not self.view.public:
            found |= {401, 403}
        if "{" in self.path or isinstance(self.view, Write):
            found.add(404)
        if isinstance(self.view, Write):
            found |= {409, 413, 415}
            found |= {412, 428} if self.view.requires_if_match else set()
            found |= {422} if self._is_keyed() else set()
        return sorted(found)

    def _answer(self, answers: Answers) -> Json:
        ref: Json = self.resolve_serializer(answers, "response").ref
        if isinstance(self.view, Listing | Detail) and self.view.expands:
            ref = self._with_expanded(ref, answers, self.view.expands)
        if isinstance(self.view, Write) and self.view.adds is not None:
            ref = {"allOf": [ref, self.resolve_serializer(self.view.adds, "response").ref]}
        return self._named("Page", _page_of(ref)) if isinstance(self.view, Listing) else ref

    def _with_expanded(self, ref: Json, answers: Answers, expands: Expands) -> Json:
        members = {
            name: {"oneOf": [self.resolve_serializer(shown, "response").ref, {"type": "null"}]}
            for name, (_, shown) in expands.items()
        }
        words = "Only with `expand`: those of its names that were asked for."
        expanded = {"type": "object", "description": words, "properties": members}
        whole = {"allOf": [ref, {"type": "object", "properties": {"expanded": expanded}}]}
        return self._named("Item", whole)

    def _named(self, ending: str, schema: Json) -> Json:
        """A component of its own, so that generated clients have a name for it."""
        name = camelize(self.view.operation_id) + ending
        component = ResolvedComponent(  # type: ignore[no-untyped-call]
            name, ResolvedComponent.SCHEMA, schema, object=name
        )
        self.registry.register_on_missing(component)
        ref: Json = component.ref
        return ref


_REHEARSAL = "With `true` the verdict and the body are those of the real call; nothing is kept."

_LOCATION: Json = {"$ref": "#/components/headers/Location"}
# If-None-Match is no declared parameter: any tag may be sent, and a generated `*` is no error.
_UNCHANGED: Json = {
    "description": "The ETag you sent in If-None-Match still stands.",
    "headers": {
        "ETag": {"$ref": "#/components/headers/ETag"},
        "X-Request-ID": {"$ref": "#/components/headers/RequestId"},
    },
}


def _listing_parameters(view: Listing) -> list[Json]:
    signs = [sign + name for name in columns(view.orderings) for sign in ("", "-")]
    return [
        _query(
            "limit",
            {
                "type": "integer",
                "minimum": 1,
                "maximum": HIGHEST_LIMIT,
                "default": DEFAULT_LIMIT,
            },
            "How many at most.",
        ),
        _query(
            "cursor",
            {"type": "string", "minLength": 1, "maxLength": 2000, "pattern": CURSOR_PATTERN},
            "`next_cursor` of the page before. Good for the same filters and order only.",
        ),
        _query(
            "ordering",
            {"type": "array", "items": {"type": "string", "enum": signs}, "minItems": 1},
            f"By default `{view.orderings[0]}`. With `-` the last comes first; "
            "what has no value comes last either way.",
        ),
        *_filter_parameters(view),
    ]


def _filter_parameters(view: Listing) -> list[Json]:
    if view.filters is None:
        return []
    return [
        _query(name, one.schema(), str(one.label or ""))
        for name, one in view.filters.base_filters.items()
    ]


def _expand_parameter(expands: Expands) -> Json:
    items = {"type": "string", "enum": list(expands)}
    words = "Things to show whole, under `expanded`."
    return _query("expand", {"type": "array", "items": items, "minItems": 1}, words)


def _query(name: str, schema: Json, description: str) -> Json:
    parameter: Json = {"name": name, "in": "query", "schema": schema}
    if description:
        parameter["description"] = description
    if schema["type"] == "array":
        # Commas, not repetition: a repeated parameter is refused.
        parameter |= {"style": "form", "explode": False}
    return parameter


def _page_of(item: Json) -> Json:
    address = {"oneOf": [{"type": "string", "format": "uri"}, {"type": "null"}]}
    return {
        "type": "object",
        "properties": {
            "results": {"type": "array", "items": item, "maxItems": HIGHEST_LIMIT},
            "next": address,
            "previous": address,
            "next_cursor": {"type": ["string", "null"]},
            "changes_cursor": {
                "type": "string",
                "description": "Where to start in the changes to see what came after this list.",
            },
            "count": {"type": "integer", "minimum": 0, "maximum": HIGHEST_COUNT},
        },
        "required": ["results", "next", "previous", "next_cursor", "changes_cursor"],
    }
