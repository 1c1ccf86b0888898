"""The frame around every request: its id, the API's security headers, the limit of a body."""

from collections.abc import Callable
from io import BytesIO
from typing import IO

from django.conf import settings
from django.http import HttpRequest, HttpResponseBase
from django.utils.cache import patch_vary_headers

from backend.api.frame import is_api, request_id_of
from backend.api.problems import generic

Next = Callable[[HttpRequest], HttpResponseBase]

_HEADERS = {
    "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cache-Control": "private, no-cache",
}
DEFAULT_LIMIT = 4 * 1024 * 1024
_VARY = ("Authorization", "Cookie", "Accept")
_TOO_LARGE = "The content is larger than {limit} bytes. Send it in smaller parts."


class RequestIdMiddleware:
    """First of all, so that even an answer given by another middleware carries the id."""

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        request_id = str(request_id_of(request))
        response = self.get_response(request)
        response.headers["X-Request-ID"] = request_id
        return response


class ApiHeadersMiddleware:
    """Stands above Django's SecurityMiddleware: what a view sets itself stays."""

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        if is_api(request):
            for name, value in _HEADERS.items():
                response.headers.setdefault(name, value)
            patch_vary_headers(response, _VARY)
        return response


class BodyLimitMiddleware:
    """Refuses too large a body before anyone reads it, and gives a chunked one its length."""

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if not is_api(request):
            return self.get_response(request)
        return self._refused(request) or self.get_response(request)

    def _refused(self, request: HttpRequest) -> HttpResponseBase | None:
        limit = int(getattr(settings, "MAX_BODY_BYTES", DEFAULT_LIMIT))
        declared = str(request.META.get("CONTENT_LENGTH") or "")
        if not declared:
            return self._measured(request, limit)
        if not (declared.isascii() and declared.isdigit()):
            return generic(request, "bad_request", "Content-Length must be a number of bytes.")
        if int(declared[:20]) > limit:
            return generic(request, "content_too_large", _TOO_LARGE.format(limit=limit))
        return None

    def _measured(self, request: HttpRequest, limit: int) -> HttpResponseBase | None:
        if "chunked" not in request.headers.get("Transfer-Encoding", "").lower():
            return None
        stream = _unmeasured_stream(request)
        if stream is None:
            return generic(request, "length_required", "Send a Content-Length header.")
        body = stream.read(limit + 1)
        if len(body) > limit:
            return generic(request, "content_too_large", _TOO_LARGE.format(limit=limit))
        # Django takes an absent length for an empty body, and would drop this one in silence.
        request.META["CONTENT_LENGTH"] = str(len(body))
        request._stream = BytesIO(body)
        return None


def _unmeasured_stream(request: HttpRequest) -> IO[bytes] | None:
    """The raw stream, only where the server marks its end; else reading could wait for ever."""
    environ = getattr(request, "environ", None)
    if environ is None:
        return getattr(request, "_stream", None)
    return environ["wsgi.input"] if environ.get("wsgi.input_terminated") else None
