"""Idempotency-Key: what was sent twice is done once, and answered twice alike.

After draft-ietf-httpapi-idempotency-key-header-07, and beside it a value without quotes is taken
for the quoted one. Only what was done is kept; a refusal is judged anew each time.
"""

import hashlib
import re
from typing import ClassVar, Final

from django.http import HttpRequest, HttpResponse

from backend.api.actor import Actor
from backend.api.attempt import Attempt, Kept
from backend.api.bodies import raw_body
from backend.api.encoding import canonical
from backend.errors import Conflict, Fault, Refused

KEY: Final = "Idempotency-Key"
REPLAYED: Final = "Idempotency-Replayed"
# Two header lines reach us joined by a comma, so a value without quotes has none.
KEY_PATTERN: Final = r'^("([ !#-\[\]-~]|\\["\\]){1,255}"|[!#-+\--~]{1,255})$'
_KEY: Final = re.compile(KEY_PATTERN.removeprefix("^").removesuffix("$"))
_ESCAPED: Final = re.compile(r'\\(["\\])')
_SENTENCE: Final = (
    f"{KEY} must be one value of 1 to 255 visible ASCII characters, in quotes or without"
)
# What makes an answer besides its body; the rest belongs to the request, such as its id.
_OF_THE_ANSWER: Final = ("Content-Type", "ETag", "Location")


class KeyReused(Refused):
    """The Idempotency-Key was sent before with another request."""

    code = "idempotency_key_reused"
    status: ClassVar[int] = 422
    title = "The key belongs to another request"
    remedy = "Make a new key for each new request, and keep it for sending the same one again."

    def __init__(self) -> None:
        super().__init__("This key came with another request before. Send this one with a new key.")


class AnswerNotKept(Conflict):
    """The request was done before, under the same key, and its answer is not there to be given
    again: it showed a secret, or something in it was erased since.
    """

    code = "answer_not_kept"
    title = "Done before, and not answered again"
    remedy = "Read what was made. If a secret was lost, have another issued with a new key."

    def __init__(self) -> None:
        super().__init__(
            "This was done when it was sent with this key before; the answer is not kept. "
            "Read what was made, or send a new request with a new key."
        )


def key_faults(request: HttpRequest) -> list[Fault]:
    sent = request.headers.get(KEY)
    if sent is None or _KEY.fullmatch(sent.strip()):
        return []
    return [Fault("format", _SENTENCE, header=KEY)]


def attempt_of(request: HttpRequest, actor: Actor) -> Attempt | None:
    """None without a key, or with one that key_faults() refuses."""
    sent = request.headers.get(KEY)
    if sent is None or key_faults(request):
        return None
    return Attempt(
        actor.partnership_id,
        actor.id,
        _digest(request.method, request.path, _bare(sent.strip())),
        _digest(
            request.method,
            request.path,
            request.META.get("QUERY_STRING", ""),
            request.META.get("CONTENT_TYPE", ""),
            hashlib.sha256(raw_body(request)).hexdigest(),
        ),
    )


def to_keep(attempt: Attempt, response: HttpResponse, *, shown_once: bool) -> Kept:
    headers = {name: response.headers[name] for name in _OF_THE_ANSWER if name in response.headers}
    body = None if shown_once else response.content
    return Kept(attempt.fingerprint, response.status_code, headers, body)


def answered_again(kept: Kept, attempt: Attempt) -> HttpResponse:
    """Byte for byte. Raises KeyReused and AnswerNotKept."""
    if kept.fingerprint != attempt.fingerprint:
        raise KeyReused
    if kept.body is None:
        raise AnswerNotKept
    return HttpResponse(kept.body, status=kept.status, headers={**kept.headers, REPLAYED: "true"})


def _bare(sent: str) -> str:
    return _ESCAPED.sub(r"\1", sent[1:-1]) if sent.startswith('"') else sent


def _digest(*parts: str | None) -> str:
    """Of a bounded length, whatever a client makes its keys of; and it tells nobody."""
    return hashlib.sha256(canonical(parts)).hexdigest()
