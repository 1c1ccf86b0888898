"""Writing: one request, one unit, one operation."""

from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from functools import cached_property
from typing import Any, ClassVar, Final

from django.http import HttpResponse
from rest_framework.request import Request

from backend.api.attempt import Attempt
from backend.api.base import Answers, ApiView
from backend.api.bodies import JSON, PATCHES, read_body
from backend.api.encoding import JsonAnswer
from backend.api.filters import query_faults
from backend.api.frame import public_url
from backend.api.idempotency import attempt_of, key_faults
from backend.api.preconditions import etag, required_version
from backend.api.serializers import In, shaped
from backend.errors import Fault, InputRefused, NotVisible, Stale

DRY_RUN: Final = "dry_run"


class Write(ApiView):
    """`find` may say 404, `permit` 403, the shape 400, If-Match 428; the operation the rest."""

    method = "POST"
    operation: ClassVar[Callable[..., Any]]  # Any: what the operation returns, present() knows
    accepts: ClassVar[type[In] | None] = None
    answers: ClassVar[Answers | None] = None
    # Members beside those of `answers`, such as `changed`: not part of what the ETag covers.
    adds: ClassVar[Answers | None] = None
    # What the If-Match is about, where the answer shows something else.
    shows: ClassVar[Answers | None] = None
    success: ClassVar[int] = 200
    # Also answers 201, with the Location of what was not there before.
    may_create: ClassVar[bool] = False
    requires_if_match: ClassVar[bool] = False
    # Takes `dry_run=true`: the same verdict and the same body, and nothing is kept.
    rehearses: ClassVar[bool] = False
    # An Idempotency-Key, of a POST.
    takes_key: ClassVar[bool] = True
    # The answer holds a secret: under a key it is given once, and refused after that.
    shown_once: ClassVar[bool] = False
    # The operation's name for what find() found; `action` gives it `action_id`.
    subject_name: ClassVar[str] = ""

    def __init_subclass__(cls, **kwargs: object) -> None:
        super().__init_subclass__(**kwargs)
        cls.http_method_names = [cls.method.lower()]
        setattr(cls, cls.method.lower(), cls.handle)

    def find(self) -> Any:  # Any: of any model
        """What the address names, or NotVisible; None where it names only the collection."""
        return None

    def permit(self, subject: Any) -> None:  # Any: of any model
        """Raises NotAllowed. The operation asks again, under lock."""

    def open_unit(self) -> AbstractContextManager[Any]:  # Any: the unit is of a room above
        raise NotImplementedError

    @classmethod
    def is_keyed(cls) -> bool:
        """A key is somebody's: what is asked without saying who one is takes none."""
        return cls.method == "POST" and cls.takes_key and not cls.public

    @cached_property
    def attempt(self) -> Attempt | None:
        """None: without a key that counts. A rehearsal does nothing that could be done twice."""
        if not self.is_keyed() or self.is_rehearsal():
            return None
        return attempt_of(self.request._request, self.actor)

    def replay(self) -> HttpResponse | None:
        """An answer kept from an earlier try of the same request."""
        return None

    def claim(self, unit: Any) -> HttpResponse | None:  # Any: the unit is of a room above
        """First in the unit: the key is this request's, or here is what another was answered."""
        return None

    def keep(self, unit: Any, response: HttpResponse) -> None:  # Any: the unit is of a room above
        """Called inside the unit, so that the answer is kept exactly when the change is."""

    def run(
        self, unit: Any, subject: Any, version: int | None, given: Mapping[str, Any]
    ) -> Any:  # Any: each operation has its own
        named: dict[str, Any] = dict(given)
        if subject is not None:
            named[f"{self.subject_name or subject._meta.model_name}_id"] = subject.pk
        if version is not None:
            named["version"] = version
        return type(self).operation(unit, **named)

    def present(self, result: Any) -> tuple[Any, Mapping[str, Any]]:  # Any: of any model
        """The thing the answer shows, and the members of `adds`."""
        return result, {}

    def location(self, subject: Any) -> str:  # Any: of any model
        """The path of what was made."""
        raise NotImplementedError

    def handle(self, request: Request, **_: object) -> HttpResponse:
        subject = self.find()
        self.permit(subject)
        kept = self.replay()
        if kept is not None:
            return kept
        given = self.given()
        version = required_version(request._request) if self.requires_if_match else None
        try:
            with self.open_unit() as unit:
                if self.is_rehearsal():
                    unit.rehearse()
                answered = self.claim(unit)
                if answered is not None:
                    return answered
                response = self.respond(self.run(unit, subject, version, given))
                self.keep(unit, response)
        except Stale as stale:
            self._describe(stale)
            raise
        return response

    def respond(self, result: Any) -> HttpResponse:  # Any: present() knows
        if self.answers is None:
            return HttpResponse(status=204)
        subject, extra = self.present(result)
        body = _shown(self.answers, subject, self)
        headers = {}
        if getattr(subject, "version", None) is not None:
            headers["ETag"] = etag(subject.version, body)
        if self.success in (201, 202):
            headers["Location"] = public_url(self.location(subject))
        if self.adds is not None:
            body |= _shown(self.adds, extra, self)
        return JsonAnswer(body, status=self.success, headers=headers)

    def given(self) -> dict[str, Any]:  # Any: whatever the fields make
        """The checked input; all faults of it are told together."""
        faults: list[Fault] = [*self._query_faults(), *self._header_faults()]
        body = read_body(self.request._request, self.media_types())
        given, wrong = shaped(self.accepts or In, body)
        if faults + wrong:
            raise InputRefused(faults + wrong)
        return given

    def is_rehearsal(self) -> bool:
        return self.rehearses and self.request.GET.get(DRY_RUN) == "true"

    def _query_faults(self) -> list[Fault]:
        query = self.request.GET
        faults = query_faults(query, (DRY_RUN,) if self.rehearses else ())
        if not faults and query.get(DRY_RUN, "true") not in ("true", "false"):
            faults.append(Fault("format", "dry_run must be true or false", parameter=DRY_RUN))
        return faults

    def _header_faults(self) -> list[Fault]:
        return key_faults(self.request._request) if self.is_keyed() else []

    @classmethod
    def media_types(cls) -> tuple[str, ...]:
        return PATCHES if cls.method == "PATCH" else (JSON,)

    def _describe(self, stale: Stale) -> None:
        """Adds the tag and the representation of what is on record, for whoever may see it."""
        shows = self.shows or self.answers
        try:
            subject = self.find()
        except NotVisible:
            return
        if shows is None or getattr(subject, "version", None) != stale.current:
            return
        body = _shown(shows, subject, self)
        stale.extensions["current"] = body
        stale.headers = {"ETag": etag(stale.current, body)}  # type: ignore[attr-defined]


def _shown(answers: Answers, subject: Any, view: Write) -> dict[str, Any]:  # Any: of any model
    shape = answers(context={"request": view.request, "view": view})
    return dict(shape.to_representation(subject))
