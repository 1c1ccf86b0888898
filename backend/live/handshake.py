"""Before the socket stands: an HTTP request like any other, refused by HTTP answers."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final, Self  # Any: ASGI messages and scopes are open dicts

from django.http import HttpRequest, HttpResponse
from rest_framework.exceptions import AuthenticationFailed

from backend.api.catalogue import GENERIC
from backend.api.problems import CHALLENGE, generic, refusal
from backend.errors import NotVisible, Refused
from backend.live.closing import Close
from backend.live.refusals import OriginNotAllowed

Scope = Mapping[str, Any]
Send = Callable[[dict[str, Any]], Awaitable[None]]

ANSWERS: Final = "websocket.http.response"


@dataclass(frozen=True)
class Handshake:
    """Cookies are not among what is read: alone they open nothing."""

    origin: str | None
    authorization: str | None
    subprotocols: tuple[str, ...]
    # For its path and its id, in problem documents and in the record of what auditors read.
    request: HttpRequest

    @classmethod
    def of(cls, scope: Scope) -> Self:
        headers = {
            name.decode("latin-1"): value.decode("latin-1") for name, value in scope["headers"]
        }
        request = HttpRequest()
        request.path = request.path_info = scope["path"]
        if "x-request-id" in headers:
            request.META["HTTP_X_REQUEST_ID"] = headers["x-request-id"]
        return cls(
            headers.get("origin"),
            headers.get("authorization"),
            tuple(scope.get("subprotocols") or ()),
            request,
        )

    def refuse_stranger(self, origins: frozenset[str]) -> None:
        """Raises OriginNotAllowed. Browsers always say where they come from and cannot send a
        token; programs say nothing and must send one.
        """
        if self.origin is None and self.authorization is not None:
            return
        if self.origin is None or self.origin.lower() not in origins:
            raise OriginNotAllowed


def answer_to(request: HttpRequest, problem: Exception) -> HttpResponse:
    if isinstance(problem, Refused):
        return refusal(request, problem)
    if isinstance(problem, AuthenticationFailed):
        headers = {"WWW-Authenticate": f'{CHALLENGE}, error="invalid_token"'}
        kind = GENERIC["authentication_failed"]
        return generic(request, kind.code, f"{kind.meaning} {kind.remedy}", headers)
    kind = GENERIC["internal_error"]
    return generic(request, kind.code, kind.remedy)


async def refuse(scope: Scope, send: Send, answer: HttpResponse) -> None:
    """With an HTTP answer where the server can carry one; elsewhere a close, which it makes 403."""
    if ANSWERS not in (scope.get("extensions") or {}):
        await send({"type": "websocket.close", "code": Close.NOT_AUTHENTICATED})
        return
    headers = [(name.lower().encode(), value.encode("latin-1")) for name, value in answer.items()]
    await send({"type": f"{ANSWERS}.start", "status": answer.status_code, "headers": headers})
    await send({"type": f"{ANSWERS}.body", "body": answer.content})


async def nothing_here(scope: Scope, receive: Callable[[], Awaitable[Any]], send: Send) -> None:
    """The application at every other address."""
    await receive()
    await refuse(scope, send, answer_to(Handshake.of(scope).request, NotVisible()))
