"""RFC 9457: every 4xx and 5xx under /api/ is a problem document with a code that never changes."""

from collections.abc import Mapping
from dataclasses import asdict
from typing import ClassVar
from uuid import UUID

from django.http import HttpRequest

from backend.api.catalogue import GENERIC, Kind, kind_of
from backend.api.encoding import JsonAnswer
from backend.api.frame import public_url, request_id_of
from backend.errors import Fault, GuardFailed, InputRefused, NotAllowed, Refused, Stale

MEDIA_TYPE = "application/problem+json"
CHALLENGE = 'Bearer realm="accord"'


class InsufficientScope(NotAllowed):
    """The token does not carry the scope this operation asks for."""

    code = "insufficient_scope"
    title = "The token lacks a scope"
    remedy = "Get a token with the scope that the problem names."

    def __init__(self, scope: str) -> None:
        super().__init__(f"This needs a token with the scope {scope}.", scope=scope)
        self.scope = scope


class PreconditionRequired(InputRefused):
    """A write names the version it read, so that nobody's change is overwritten unseen."""

    code = "precondition_required"
    status: ClassVar[int] = 428
    title = "Say which version you read"
    remedy = "Send the ETag of the last answer in the If-Match header."


def problem(
    request: HttpRequest,
    kind: Kind,
    detail: str,
    *,
    headers: Mapping[str, str] | None = None,
    **extensions: object,
) -> JsonAnswer:
    """One problem answer. `extensions` become members of their own."""
    return JsonAnswer(
        _document(request.path, request_id_of(request), kind, detail, extensions),
        status=kind.status,
        headers=headers,
        media_type=MEDIA_TYPE,
    )


def generic(
    request: HttpRequest, code: str, detail: str, headers: Mapping[str, str] | None = None
) -> JsonAnswer:
    return problem(request, GENERIC[code], detail, headers=headers)


def refusal(request: HttpRequest, refused: Refused) -> JsonAnswer:
    return problem(
        request,
        kind_of(type(refused)),
        refused.detail,
        headers=_headers(refused),
        **_extensions(refused),
    )


def problem_members(request: HttpRequest, refused: Refused) -> dict[str, object]:
    """The document alone, for one item of a bulk answer."""
    return problem_told(refused, instance=request.path, request_id=request_id_of(request))


def problem_told(refused: Refused, *, instance: str, request_id: UUID) -> dict[str, object]:
    """The same of what is done after its request was answered."""
    kind = kind_of(type(refused))
    return _document(instance, request_id, kind, refused.detail, _extensions(refused))


def _document(
    instance: str, request_id: UUID, kind: Kind, detail: str, extensions: Mapping[str, object]
) -> dict[str, object]:
    return {
        "type": public_url(f"/problems/{kind.slug}"),
        "title": kind.title,
        "status": kind.status,
        "code": kind.code,
        "detail": detail,
        "instance": instance,
        "request_id": str(request_id),
        **extensions,
    }


def _extensions(refused: Refused) -> dict[str, object]:
    extensions: dict[str, object] = dict(refused.extensions)
    if isinstance(refused, InputRefused):
        extensions["errors"] = [_members(fault) for fault in refused.faults]
    elif isinstance(refused, GuardFailed):
        extensions["unmet"] = [asdict(one) for one in refused.unmet]
    return extensions


def _members(fault: Fault) -> dict[str, object]:
    return {name: value for name, value in asdict(fault).items() if value is not None}


def _headers(refused: Refused) -> dict[str, str]:
    headers = dict(getattr(refused, "headers", {}))
    if isinstance(refused, Stale):
        # The bare version: a view that knows the whole representation sets the whole tag.
        headers.setdefault("ETag", f'"{refused.current}"')
    elif isinstance(refused, InsufficientScope):
        headers["WWW-Authenticate"] = (
            f'{CHALLENGE}, error="insufficient_scope", scope="{refused.scope}"'
        )
    return headers
