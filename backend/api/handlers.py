"""Whatever goes wrong, in a view, in DRF or in Django below it, becomes a problem document."""

import logging
from collections.abc import Mapping, Sequence
from typing import Any, Final

from django.core.exceptions import (
    BadRequest,
    PermissionDenied,
    RequestDataTooBig,
    SuspiciousOperation,
)
from django.db import InterfaceError, OperationalError
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.http.request import UnreadablePostError
from django.shortcuts import render
from rest_framework import exceptions

from backend.api.bodies import PATCHES
from backend.api.catalogue import GENERIC, Kind, kind_of
from backend.api.faults import faults_of
from backend.api.frame import is_api
from backend.api.problems import CHALLENGE, generic, problem, refusal
from backend.errors import Fault, InputRefused, NotAllowed, NotVisible, Refused

logger = logging.getLogger(__name__)

BUSY_SECONDS: Final = 5
_BUSY = (
    "The database is busy or cannot be reached. Try again after the seconds in Retry-After: with "
    "the same Idempotency-Key nothing is done twice."
)
_NOT_YOURS = "Your role does not cover this. Ask someone who holds the role."
_SENTENCES: dict[type[Exception], tuple[str, str]] = {
    exceptions.NotAuthenticated: (
        "not_authenticated",
        "Send a token in the Authorization header. Read how to get one at /api/docs/.",
    ),
    exceptions.AuthenticationFailed: (
        "authentication_failed",
        "The token is unknown, has ended or was withdrawn. Get a new one and try again.",
    ),
    exceptions.MethodNotAllowed: (
        "method_not_allowed",
        "This address does not take that method. The Allow header lists those it takes.",
    ),
    exceptions.NotAcceptable: (
        "not_acceptable",
        "This address does not answer in a form that you accept. Leave the Accept header out.",
    ),
    exceptions.UnsupportedMediaType: (
        "unsupported_media_type",
        "The content must be JSON in UTF-8. Send Content-Type: application/json.",
    ),
    exceptions.Throttled: (
        "throttled",
        "Too many requests in this time. Try again after the seconds in Retry-After.",
    ),
    RequestDataTooBig: ("content_too_large", "The content is too large. Send it in parts."),
    SuspiciousOperation: ("bad_request", "The request cannot be read. Check its headers."),
    BadRequest: ("bad_request", "The request cannot be read. Check its headers."),
    UnreadablePostError: ("bad_request", "The body ended early. Send the request again."),
}


def exception_handler(
    exc: Exception, context: Mapping[str, Any]
) -> HttpResponseBase | None:  # Any: DRF's own
    """DRF's EXCEPTION_HANDLER. None lets a defect reach Django, which logs it and answers 500."""
    request: HttpRequest = context["request"]._request
    refused = _as_refused(exc)
    if refused is not None:
        return refusal(request, refused)
    for kind, (code, sentence) in _SENTENCES.items():
        if isinstance(exc, kind):
            return generic(request, code, sentence, _headers(exc, context))
    if isinstance(exc, (OperationalError, InterfaceError)):
        # What PEP 249 has for failures that the program is not the cause of: the database is
        # restarted, a lock is waited for in vain. The caller's own retries do the rest.
        logger.error("The database did not answer.", exc_info=exc, extra={"request": request})
        return generic(request, "unavailable", _BUSY, {"Retry-After": str(BUSY_SECONDS)})
    if isinstance(exc, exceptions.APIException):
        return _unforeseen(request, exc)
    return None


def _as_refused(exc: Exception) -> Refused | None:
    if isinstance(exc, Refused):
        return exc
    if isinstance(exc, (Http404, exceptions.NotFound)):
        return NotVisible()
    if isinstance(exc, exceptions.ValidationError):
        return InputRefused(faults_of(exc.detail))
    if isinstance(exc, exceptions.ParseError):
        return InputRefused([Fault("parse_error", "Send JSON in UTF-8", pointer="#")])
    if isinstance(exc, (PermissionDenied, exceptions.PermissionDenied)):
        return _csrf(exc) or NotAllowed(_NOT_YOURS)
    return None


class CsrfFailed(NotAllowed):
    """A request with a session cookie must prove that it came from these pages."""

    code = "csrf_failed"
    title = "The request lacks its CSRF token"
    remedy = "Read the page again and send the X-CSRFToken header, or use a Bearer token."

    def __init__(self) -> None:
        super().__init__("Send the X-CSRFToken header with a session cookie, or a Bearer token.")


def _csrf(exc: Exception) -> CsrfFailed | None:
    # DRF's session authentication tells this case apart by its sentence alone.
    return CsrfFailed() if str(exc).startswith("CSRF Failed") else None


def _headers(exc: Exception, context: Mapping[str, Any]) -> dict[str, str]:  # Any: DRF's own
    if isinstance(exc, (exceptions.NotAuthenticated, exceptions.AuthenticationFailed)):
        return {"WWW-Authenticate": _challenge(exc)}
    wait = getattr(exc, "wait", None)
    if wait is not None:
        return {"Retry-After": str(wait)}
    if isinstance(exc, exceptions.MethodNotAllowed):
        return {"Allow": ", ".join(context["view"].allowed_methods)}
    if isinstance(exc, exceptions.UnsupportedMediaType) and context["request"].method == "PATCH":
        return {"Accept-Patch": ", ".join(reversed(PATCHES))}
    return {}


def _challenge(exc: Exception) -> str:
    sent = str(getattr(exc, "auth_header", None) or "")
    if "Bearer" in sent:
        return sent
    failed = isinstance(exc, exceptions.AuthenticationFailed)
    return f'{CHALLENGE}, error="invalid_token"' if failed else CHALLENGE


def _unforeseen(request: HttpRequest, exc: exceptions.APIException) -> HttpResponseBase:
    code = {503: "unavailable"}.get(exc.status_code)
    code = code or ("internal_error" if exc.status_code >= 500 else "bad_request")
    return generic(request, code, GENERIC[code].remedy)


def method_not_allowed(request: HttpRequest, allowed: Sequence[str]) -> HttpResponse:
    code, sentence = _SENTENCES[exceptions.MethodNotAllowed]
    return generic(request, code, sentence, {"Allow": ", ".join(allowed)})


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    code = "content_too_large" if isinstance(exception, RequestDataTooBig) else "bad_request"
    return _answer(request, GENERIC[code], GENERIC[code].remedy)


def permission_denied(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return _answer(request, kind_of(NotAllowed), _NOT_YOURS)


def page_not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return _answer(request, kind_of(NotVisible), NotVisible().detail)


def server_error(request: HttpRequest) -> HttpResponse:
    kind = GENERIC["internal_error"]
    return _answer(request, kind, kind.remedy)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    return _answer(request, kind_of(CsrfFailed), CsrfFailed().detail)


def _answer(request: HttpRequest, kind: Kind, detail: str) -> HttpResponse:
    if is_api(request):
        return problem(request, kind, detail)
    return render(request, "api/problem.html", {"kind": kind, "detail": detail}, status=kind.status)
