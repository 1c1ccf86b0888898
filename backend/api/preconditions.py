"""ETags and the two conditions made of them (RFC 9110, section 13)."""

import hashlib
import re

from django.http import HttpRequest

from backend.api.encoding import canonical
from backend.api.problems import PreconditionRequired
from backend.errors import Fault, InputRefused

# Nine digits: no row is written a thousand million times, and every database holds the number.
IF_MATCH_PATTERN = r'^(W/)?"[1-9][0-9]{0,8}(-[0-9a-f]{16})?"$'
_IF_MATCH = re.compile(r'(?:W/)?"([1-9][0-9]{0,8})(?:-[0-9a-f]{16})?"')
_TAG = re.compile(r'(W/)?"[\x21\x23-\x7e\x80-\xff]*"')
_ASK = "Send the ETag you were given last in the If-Match header"


def etag(version: int, body: object) -> str:
    """Strong: the version, and a digest since derived fields change without a write."""
    return f'"{version}-{hashlib.sha256(canonical(body)).hexdigest()[:16]}"'


def required_version(request: HttpRequest) -> int:
    """The version a write says it read. A proxy's weak mark is overlooked, its `*` is not."""
    sent = request.META.get("HTTP_IF_MATCH")
    if sent is None or sent.strip() == "*":
        raise PreconditionRequired([Fault("precondition_required", _ASK, header="If-Match")])
    found = _IF_MATCH.fullmatch(sent.strip())
    if found is None:
        sentence = 'If-Match must be one ETag in its quotes, such as "7-0f1e2d3c4b5a6978" or "7"'
        raise InputRefused([Fault("format", sentence, header="If-Match")])
    return int(found[1])


def is_unchanged(request: HttpRequest, tag: str) -> bool:
    """Whether If-None-Match names the tag. What is not a list of tags names nothing."""
    sent = str(request.META.get("HTTP_IF_NONE_MATCH") or "").strip()
    if sent == "*":
        return True
    return any(one[0] == tag for one in _TAG.finditer(sent))
