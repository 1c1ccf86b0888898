"""The parts every operation of the document shares: Problem, its answers, headers, sign-in."""

from typing import Any

from django.conf import settings
from drf_spectacular.settings import spectacular_settings

from backend.api.catalogue import codes, fault_codes, kinds, slug_of
from backend.api.idempotency import KEY, KEY_PATTERN
from backend.api.preconditions import IF_MATCH_PATTERN

Json = dict[str, Any]  # Any: JSON

KEY_SAMPLE = "8e03978e-40d5-43e8-bc93-6894a57f9324"
ETAG_SAMPLE = '"7-0f1e2d3c4b5a6978"'
INSTANCE_SAMPLE = "/api/v1/actions/0190b5c2-7a4e-7c3d-9f21-5e8d6a1b2c3d"
REQUEST_SAMPLE = "3b241101-e2bb-4255-8caf-4136c566a962"
_KEY_IN_WORDS = (
    "Your own name for this request, new for each one, such as a UUID; in quotes or without. Sent "
    "again with it within 48 hours, the same request is not done again and gets the same answer. "
    "Another request with it is refused (422 `idempotency_key_reused`); while the first is at work "
    "the second waits, and after two seconds is refused (409 `idempotency_in_flight`). Refusals "
    "are not kept. Where the answer showed a secret or something erased since, the second is "
    "refused (409 `answer_not_kept`) and nothing is done. With `dry_run=true` it has no effect."
)
# One code for the example of each status.
_SAMPLES = {
    400: "validation_error",
    401: "not_authenticated",
    403: "permission_denied",
    404: "not_found",
    405: "method_not_allowed",
    406: "not_acceptable",
    409: "transition_guard_failed",
    410: "cursor_expired",
    411: "length_required",
    412: "precondition_failed",
    413: "content_too_large",
    415: "unsupported_media_type",
    422: "idempotency_key_reused",
    428: "precondition_required",
    429: "throttled",
    500: "internal_error",
    503: "unavailable",
}


def schemas() -> dict[str, Json]:
    return {"Problem": _problem(), "Fault": _fault(), "Unmet": _unmet()}


def _problem() -> Json:
    text = {"type": "string"}
    return {
        "type": "object",
        "description": "RFC 9457. Branch on `code`; the sentences may change.",
        "properties": {
            "type": {"type": "string", "format": "uri", "description": "A page that explains it."},
            "title": text,
            "status": {"type": "integer", "minimum": 400, "maximum": 599},
            "code": {"type": "string", "enum": codes()},
            "detail": text,
            "instance": {"type": "string", "description": "The path that was asked for."},
            "request_id": {"type": "string", "format": "uuid"},
            "errors": {"type": "array", "items": {"$ref": "#/components/schemas/Fault"}},
            "unmet": {"type": "array", "items": {"$ref": "#/components/schemas/Unmet"}},
            "scope": {"type": "string", "description": "The scope that is missing."},
            "current_state": text,
            "path": {
                "type": "array",
                "description": "The actions that would wait for each other, in a circle.",
                "items": {
                    "type": "object",
                    "properties": {
                        "id": {"type": "string", "format": "uuid"},
                        "title": {"type": ["string", "null"]},
                    },
                    "required": ["id", "title"],
                },
            },
            "fields": {
                "type": "array",
                "description": "Of what a source sent, what it is not the record of.",
                "items": text,
            },
            "status_word": {"type": "string", "description": "The status nobody has mapped."},
            "current": {"type": "object", "description": "What is on record now."},
            "resync_url": {
                "type": "string",
                "format": "uri",
                "description": "Where to get a cursor to begin anew with.",
            },
        },
        "required": ["type", "title", "status", "code", "detail", "instance", "request_id"],
    }


def _fault() -> Json:
    place = {"pointer": "in the body", "parameter": "in the query", "header": "among the headers"}
    where = {
        name: {"type": "string", "description": f"Where it is {words}."}
        for name, words in place.items()
    }
    return {
        "type": "object",
        "description": "One broken rule of the request, at one of three places.",
        "properties": {
            "code": {"type": "string", "enum": fault_codes()},
            "detail": {"type": "string"},
            **where,
        },
        "required": ["code", "detail"],
    }


def _unmet() -> Json:
    return {
        "type": "object",
        "description": "One fact on record that stands in the way, and who can change it.",
        "properties": {
            "code": {"type": "string"},
            "detail": {"type": "string"},
            "who": {"type": "array", "items": {"type": "string"}},
        },
        "required": ["code", "detail", "who"],
    }


def response_name(status: int) -> str:
    return f"Problem{status}"


def responses(statuses: list[int]) -> dict[str, Json]:
    return {response_name(status): _response(status) for status in statuses}


def _response(status: int) -> Json:
    known = kinds()
    code = _SAMPLES.get(status, "")
    kind = known.get(code) or next((k for k in known.values() if k.status == status), None)
    assert kind is not None, f"No problem has the status {status}"
    example: Json = {
        "type": f"https://accord.example/problems/{slug_of(kind.code)}",
        "title": kind.title,
        "status": status,
        "code": kind.code,
        "detail": kind.remedy,
        "instance": INSTANCE_SAMPLE,
        "request_id": REQUEST_SAMPLE,
        **_example_members(status),
    }
    return {
        "description": kind.title,
        "headers": {"X-Request-ID": _header("RequestId"), **_example_headers(status)},
        "content": {
            "application/problem+json": {
                "schema": {"$ref": "#/components/schemas/Problem"},
                "examples": {kind.code: {"value": example}},
            }
        },
    }


def _example_members(status: int) -> Json:
    if status == 400:
        sentence = "Reason must be 500 characters or fewer"
        return {"errors": [{"code": "max_length", "detail": sentence, "pointer": "#/reason"}]}
    if status == 409:
        sentence = "Two milestones are open. Complete or waive them first"
        return {"unmet": [{"code": "open_milestone", "detail": sentence, "who": ["sponsor"]}]}
    return {}


def _header(name: str) -> Json:
    return {"$ref": f"#/components/headers/{name}"}


def _example_headers(status: int) -> Json:
    named = {
        401: {"WWW-Authenticate": "Challenge"},
        409: {"Retry-After": "RetryAfter"},
        412: {"ETag": "CurrentTag"},
        415: {"Accept-Patch": "AcceptPatch"},
        429: {"Retry-After": "RetryAfter"},
    }
    return {shown: _header(name) for shown, name in named.get(status, {}).items()}


def headers() -> dict[str, Json]:
    text: Json = {"type": "string"}
    uuid: Json = {"type": "string", "format": "uuid"}
    uri: Json = {"type": "string", "format": "uri"}
    said: dict[str, tuple[str, Json, bool]] = {
        "RequestId": ("Yours if you sent a UUID, else one made here.", uuid, True),
        "ETag": ("Send it as If-Match to change this.", text, True),
        "TagUnlessExpanded": ("As ETag; left out with `expand`.", text, False),
        "CurrentTag": ("The tag of what is on record now, where you may see it.", text, False),
        "Location": ("The address of what was made.", uri, True),
        "Link": ("The pages beside this one (RFC 8288), as in the body.", text, False),
        "PreferenceApplied": ("What of Prefer was followed.", text, False),
        "Replayed": (
            "`true` where the same request was done before and this is its answer.",
            {"type": "string", "enum": ["true"]},
            False,
        ),
        "Challenge": ("How to say who is asking (RFC 6750).", text, True),
        "RetryAfter": ("Seconds to wait.", {"type": "integer", "minimum": 0}, False),
        "AcceptPatch": ("Of a PATCH: in which forms it is read (RFC 5789).", text, False),
        "LogSize": (
            "How many entries the log had: the state of the record that is shown.",
            {"type": "integer", "minimum": 0},
            False,
        ),
        "Disposition": ("The name of the file, with the day it was made.", text, False),
    }
    return {
        name: {"description": words, "required": required, "schema": schema}
        for name, (words, schema, required) in said.items()
    }


def parameters() -> dict[str, Json]:
    return {
        "IfMatch": {
            "name": "If-Match",
            "in": "header",
            "required": True,
            "description": "The ETag you read last. Only the version before its dash counts.",
            "schema": {"type": "string", "pattern": IF_MATCH_PATTERN, "maxLength": 64},
            "example": ETAG_SAMPLE,
        },
        "IdempotencyKey": {
            "name": KEY,
            "in": "header",
            "description": _KEY_IN_WORDS,
            "schema": {"type": "string", "pattern": KEY_PATTERN},
            "example": KEY_SAMPLE,
        },
        "Prefer": {
            "name": "Prefer",
            "in": "header",
            "description": "`count=exact` adds `count` where there are 10,000 rows or fewer.",
            "schema": {"type": "string"},
            "example": "count=exact",
        },
    }


def _flows() -> Json:
    """Addresses of this deployment, relative to its own base as every other in the document."""
    scopes = {str(name): words for name, words in spectacular_settings.OAUTH2_SCOPES.items()}
    token = spectacular_settings.OAUTH2_TOKEN_URL
    return {
        "clientCredentials": {"tokenUrl": token, "scopes": scopes},
        "authorizationCode": {
            "authorizationUrl": spectacular_settings.OAUTH2_AUTHORIZATION_URL,
            "tokenUrl": token,
            "refreshUrl": token,
            "scopes": scopes,
        },
    }


def security_schemes() -> dict[str, Json]:
    return {
        "bearer": {
            "type": "http",
            "scheme": "bearer",
            "description": "A token with the scopes the operation lists: one issued here by hand, "
            "for scripts, or one given over OAuth 2.",
        },
        "oauth2": {
            "type": "oauth2",
            "description": "For partner systems (client credentials) and for people's own tools "
            "(authorization code with PKCE, S256). An access token lasts 15 minutes.",
            "flows": _flows(),
        },
        "password": {
            "type": "http",
            "scheme": "basic",
            "description": "For programs that keep a password: a token with read scopes alone "
            "as the password, with any user name. For downloads of tables, and nothing else.",
        },
        "session": {
            "type": "apiKey",
            "in": "cookie",
            "name": settings.SESSION_COOKIE_NAME,
            "description": "A signed-in person's session; writes also send X-CSRFToken.",
        },
    }
