"""Every code a problem document can carry, with the words of its page at /problems/<slug>."""

from collections.abc import Iterator
from dataclasses import dataclass

from backend.errors import (
    Conflict,
    GuardFailed,
    InputRefused,
    NotAllowed,
    NotVisible,
    Refused,
    Stale,
    WrongState,
)


@dataclass(frozen=True)
class Kind:
    """One kind of problem: what it means and what to do about it."""

    code: str
    status: int
    title: str
    meaning: str
    remedy: str

    @property
    def slug(self) -> str:
        return slug_of(self.code)


def slug_of(code: str) -> str:
    return code.replace("_", "-")


_CORRECT = "Correct the request and send it again."

GENERIC: dict[str, Kind] = {
    kind.code: kind
    for kind in (
        Kind(
            "bad_request",
            400,
            "The request cannot be read",
            "The server could not make sense of the request before looking at its content.",
            "Check the address, the host and the headers, then send the request again.",
        ),
        Kind(
            "not_authenticated",
            401,
            "No token was sent",
            "The request does not say who is asking.",
            "Send a token in the Authorization header. Read how to get one at /api/docs/.",
        ),
        Kind(
            "authentication_failed",
            401,
            "The token is not accepted",
            "The token is unknown, has ended or was withdrawn.",
            "Get a new token and send it in the Authorization header.",
        ),
        Kind(
            "method_not_allowed",
            405,
            "This address does not take that method",
            "The address exists, but not for this HTTP method.",
            "Use one of the methods in the Allow header.",
        ),
        Kind(
            "not_acceptable",
            406,
            "The answer cannot be given in that form",
            "The Accept header leaves out every form this address can answer in.",
            "Send Accept: application/json, or leave the header out.",
        ),
        Kind(
            "length_required",
            411,
            "The length of the content is not known",
            "The request has a body of undeclared length, which cannot be read here.",
            "Send a Content-Length header.",
        ),
        Kind(
            "content_too_large",
            413,
            "The content is too large",
            "The body of the request is larger than the server takes.",
            "Send it in smaller parts.",
        ),
        Kind(
            "unsupported_media_type",
            415,
            "The content is not in a form that is read here",
            "The Content-Type header names a form this address does not read.",
            "Send Content-Type: application/json in UTF-8.",
        ),
        Kind(
            "throttled",
            429,
            "Too many requests",
            "More requests arrived than are allowed in this time.",
            "Wait for the number of seconds in the Retry-After header.",
        ),
        Kind(
            "internal_error",
            500,
            "Something went wrong here",
            "The fault is on the server. Nothing of the request was kept.",
            "Try again later. If it stays, report the request_id of the problem.",
        ),
        Kind(
            "unavailable",
            503,
            "The service is not available",
            "The server cannot answer at the moment.",
            "Try again in a minute.",
        ),
    )
}

# (status, title, meaning, remedy), inherited by the refusals below each family.
FAMILIES: dict[type[Refused], tuple[int, str, str, str]] = {
    NotVisible: (
        404,
        "Nothing to see here",
        "There is nothing at this address, or nothing you can see.",
        "Check the address and what the token gives you sight of.",
    ),
    NotAllowed: (
        403,
        "This is not yours to do",
        "You can see the thing, but your role does not cover this operation on it.",
        "Ask someone who holds the role, or have the role given to you.",
    ),
    InputRefused: (
        400,
        "The request needs changes",
        "One or more parts of the request break a rule; `errors` names each of them.",
        _CORRECT,
    ),
    Stale: (
        412,
        "This was changed since you read it",
        "The If-Match header names an older version than the one on record.",
        "Read it again, look at what changed, and try again with the new ETag.",
    ),
    WrongState: (
        409,
        "Not possible from this state",
        "The state of the thing does not allow this operation.",
        "Read what is allowed under `allowed_transitions`, or at the `transitions` address.",
    ),
    GuardFailed: (
        409,
        "Something on record stands in the way",
        "Facts on record stand against the operation; `unmet` names each and who can change it.",
        "Settle what `unmet` names and try again.",
    ),
    Conflict: (
        409,
        "Another record stands in the way",
        "The request conflicts with something else on record.",
        "Read the other record, settle the conflict and try again.",
    ),
    Refused: (
        409,
        "The rules do not allow this",
        "A rule of the partnership stands against the request.",
        "Read the detail of the problem: it says what to do.",
    ),
}

# The codes inside `errors[]`, of every room: a test finds the one that is missing here.
FAULTS: dict[str, str] = {
    "before_the_session": "The meeting was not in session yet.",
    "blank": "The text is empty or only spaces.",
    "control_characters": "The text has characters that cannot be printed.",
    "duplicate_key": "The same name stands twice in one JSON object.",
    "empty_parameter": "The query parameter has no value.",
    "ends_before_start": "The end does not come after the start.",
    "exactly_one": "Exactly one of them is named: neither none nor both.",
    "expires_before_its_date": "The evidence would cease to count before its own date.",
    "format": "The text is not written in the form that is asked for.",
    "hash_differs": "The hash is not that of the content sent with it.",
    "in_the_future": "The date has not come yet.",
    "in_the_past": "The time has passed.",
    "invalid": "The value breaks a rule of this field.",
    "invalid_choice": "The value is not one of the choices.",
    "invalid_cursor": "The cursor was changed, or belongs to another list, filter or person.",
    "max_length": "The text or list is too long.",
    "max_value": "The number is too large.",
    "min_length": "The text or list is too short.",
    "min_value": "The number is too small.",
    "not_a_deputy": "Only a deputy acts for someone else.",
    "not_a_substitute": "The person does not stand in for the member then.",
    "not_a_successor": "The plan does not take the place of the other, directly or later.",
    "not_counted": "The member does not count for this item.",
    "not_finite": "NaN and Infinity are not JSON numbers.",
    "not_public": "The name leads to an address that is not on the public internet.",
    "not_signed": "No checkpoint was signed at that size of the log.",
    "not_with_urgency": "What the chair decides alone takes no vote.",
    "not_with_the_others": "The value is not taken together with the others.",
    "not_yet_open": "What it names is not yet open to everyone.",
    "null": "The value is null where one is needed.",
    "one_takes_the_rest": "Exactly one of them takes what is not named.",
    "open_undoes_restricted": "The decision it undoes is restricted, and so must it be.",
    "organisation_succeeded": "Another organisation stands in its place: name that one.",
    "out_of_range": "The value lies outside what is allowed here.",
    "own_counterparty": "The party would judge its own delivery.",
    "overlaps": "The time overlaps another on record.",
    "parse_error": "The body is not JSON in UTF-8.",
    "precondition_required": "The If-Match header does not name the version that was read.",
    "repeated": "The same thing is named twice.",
    "repeated_parameter": "The query parameter stands twice.",
    "required": "The value is missing.",
    "restricted_undoes_open": "What is restricted undoes nothing that everyone reads.",
    "same_action": "The id names the action itself where another is needed.",
    "scope_not_held": "You cannot pass on a scope you do not hold.",
    "too_deep": "The JSON is nested too deeply.",
    "unchanged": "The value is the one on record already.",
    "unknown_field": "The request has no such field.",
    "unknown_parameter": "The address takes no such query parameter.",
    "unknown_reference": "The id names nothing you can see.",
    "wrong_kind": "The id names something of another kind.",
    "wrong_type": "The value has another JSON type than the one asked for.",
}


def refusals() -> Iterator[type[Refused]]:
    waiting: list[type[Refused]] = [Refused]
    while waiting:
        one = waiting.pop()
        waiting.extend(one.__subclasses__())
        if getattr(one, "code", None):
            yield one


def family_of(kind: type[Refused]) -> tuple[int, str, str, str]:
    return next(FAMILIES[base] for base in kind.__mro__ if base in FAMILIES)


def status_of(kind: type[Refused]) -> int:
    """The family's status, unless the refusal names its own as a class attribute `status`."""
    return int(getattr(kind, "status", None) or family_of(kind)[0])


def kind_of(kind: type[Refused]) -> Kind:
    _, title, meaning, remedy = family_of(kind)
    # Only a sentence of its own counts: Refused's own docstring is for programmers.
    own = (kind.__dict__.get("__doc__") or "").strip() if kind not in FAMILIES else ""
    return Kind(
        code=kind.code,
        status=status_of(kind),
        title=str(getattr(kind, "title", None) or title),
        meaning=own.split("\n\n")[0].replace("\n", " ") or meaning,
        remedy=str(getattr(kind, "remedy", None) or remedy),
    )


def kinds() -> dict[str, Kind]:
    """By code. Where a family and its subclass share a code, the family's words stand."""
    found = dict(GENERIC)
    for kind in sorted(refusals(), key=lambda one: (one not in FAMILIES, one.__qualname__)):
        found.setdefault(kind.code, kind_of(kind))
    return found


def codes() -> list[str]:
    """Every `code` a problem document can have, in order."""
    return sorted(kinds())


def fault_codes() -> list[str]:
    """Every `errors[].code`, in order."""
    return sorted(FAULTS)
