"""The addresses of OAuth 2 (RFC 6749, 7009, 8414): what programs ask here, and what people do."""

from base64 import b64decode
from datetime import datetime
from typing import Any, Final  # Any: the toolkit has no types
from urllib.parse import unquote_plus, urlsplit
from uuid import UUID

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import render
from django.utils.decorators import method_decorator
from django.views.decorators.csrf import csrf_exempt
from django.views.generic import View
from oauth2_provider.exceptions import FatalClientError, OAuthToolkitError
from oauth2_provider.views import OAuthServerMetadataView
from oauthlib.common import add_params_to_uri
from oauthlib.oauth2.rfc6749.errors import InvalidRequestFatalError

from backend.api.encoding import JsonAnswer
from backend.api.frame import request_id_of
from backend.audit.source import now
from backend.audit.unit import unit_of_work
from backend.people.authentication import identity_of_session
from backend.people.identity import Identity, unplaced
from backend.people.limits import address_of, seconds_to_wait
from backend.people.models import Actor, ActorKind, Client, Profile
from backend.people.oauth.server import core_of
from backend.people.oauth.validator import Validator
from backend.people.scopes import MEANINGS

NOT_KEPT: Final = {"Cache-Control": "no-store", "Pragma": "no-cache"}


class Asked(View):
    """By a program, which says who it is in the same request; a cookie it sends is overlooked."""

    http_method_names = ["post"]

    @method_decorator(csrf_exempt)
    def dispatch(self, request: HttpRequest, *args: object, **kwargs: object) -> HttpResponseBase:
        response = super().dispatch(request, *args, **kwargs)
        for name, value in NOT_KEPT.items():
            response.headers.setdefault(name, value)
        return response

    def post(self, request: HttpRequest) -> HttpResponse:
        if request.GET:
            # Addresses are logged on their way, and with them whatever they hold.
            return _refusal(400, "invalid_request", "Send all parameters in the body.")
        at = now()
        if wait := _wait(request, at):
            refusal = _refusal(
                429, "temporarily_unavailable", "Too many requests. Try again later."
            )
            refusal.headers["Retry-After"] = str(wait)
            return refusal
        # Nobody acts yet: who the program is, is the answer.
        nobody = unplaced(Actor(id=UUID(int=0), kind=ActorKind.SYSTEM))
        with unit_of_work(by=nobody, at=at, request_id=request_id_of(request)) as unit:
            return self.answer(request, core_of(Validator(at, unit)))

    def answer(self, request: HttpRequest, core: Any) -> HttpResponse:
        raise NotImplementedError


class IssueTokens(Asked):
    def answer(self, request: HttpRequest, core: Any) -> HttpResponse:
        return _answer(*core.create_token_response(request))


class RevokeTokens(Asked):
    def answer(self, request: HttpRequest, core: Any) -> HttpResponse:
        return _answer(*core.create_revocation_response(request))


class Metadata(OAuthServerMetadataView):  # type: ignore[misc]  # the toolkit has no types
    http_method_names = ["get", "head"]


class Authorize(View):
    """Asks a signed-in person whether a tool may act for them, within one partnership."""

    http_method_names = ["get", "post"]

    def dispatch(self, request: HttpRequest, *args: object, **kwargs: object) -> HttpResponseBase:
        person = identity_of_session(request, now())
        if person is None:
            sentence = "Sign in to your partnership, then go back to the program and start again."
            return _page(request, 403, "Sign in first", sentence)
        self.person: Identity = person
        # By this name the toolkit looks for whoever consents.
        request.user = person  # type: ignore[assignment]  # no user of Django's own
        try:
            return super().dispatch(request, *args, **kwargs)
        except FatalClientError as error:
            # Where it came from is not known to be true: nobody is sent there.
            return _page(request, 400, "The program asked wrongly", _sentence(error))
        except OAuthToolkitError as error:
            return _sent_back(error.oauthlib_error)

    def get(self, request: HttpRequest) -> HttpResponse:
        core = core_of(Validator(now(), person=self.person))
        scopes, credentials = _asked(core, request)
        client = Client.objects.select_related("partnership").get(id=credentials["client_id"])
        origin = _origin(credentials["redirect_uri"])
        shown = {
            "client": client,
            "name": Profile.objects.get(
                actor_id=self.person.id, partnership_id=self.person.partnership_id
            ).name,
            "meanings": [MEANINGS[scope] for scope in scopes],
            "origin": origin,
        }
        # A form's policy also covers where its answer leads on to.
        source = "http:" if "[" in origin else origin  # no policy can name an address in brackets
        return _guarded(render(request, "people/consent.html", shown), source)

    def post(self, request: HttpRequest) -> HttpResponse:
        at = now()
        with unit_of_work(by=self.person, at=at, request_id=request_id_of(request)) as unit:
            core = core_of(Validator(at, unit, self.person))
            scopes, credentials = _asked(core, request)
            uri, *_ = core.create_authorization_response(
                request, scopes, credentials, request.POST.get("answer") == "allow"
            )
        return HttpResponseRedirect(uri, headers=NOT_KEPT)


def _asked(core: Any, request: HttpRequest) -> tuple[list[str], dict[str, Any]]:
    """Raises OAuthToolkitError."""
    try:
        found: tuple[list[str], dict[str, Any]] = core.validate_authorization_request(request)
    except ValueError:
        # Of a query that is not even one.
        wrong = InvalidRequestFatalError(description="The address cannot be read.")
        raise FatalClientError(error=wrong) from None
    return found


def _wait(request: HttpRequest, at: datetime) -> int:
    """Seconds. Each client at its address, and each address however many it says it is."""
    place = address_of(request)
    named = seconds_to_wait(f"token:{_named(request)}:{place}", settings.RATE_LIMIT_TOKEN, at)
    here = seconds_to_wait(f"tokens:{place}", settings.RATE_LIMIT_ANONYMOUS, at)
    return max(named or 0, here or 0)


def _named(request: HttpRequest) -> str:
    """The client that asks, by its own account."""
    word, _, pair = request.headers.get("Authorization", "").partition(" ")
    name = request.POST.get("client_id", "")
    if word.lower() == "basic":
        try:
            name = unquote_plus(b64decode(pair).decode().partition(":")[0])
        except ValueError:
            name = ""
    return name[:64]


def _answer(_: str | None, headers: dict[str, str], body: str | None, status: int) -> HttpResponse:
    response = HttpResponse(body or "", status=status, headers=headers)
    response.headers["Content-Type"] = "application/json"
    if status == 401:
        # The client failed to say who it is, not the bearer of a token.
        response.headers["WWW-Authenticate"] = 'Basic realm="accord", charset="UTF-8"'
    return response


def _refusal(status: int, error: str, sentence: str) -> JsonAnswer:
    return JsonAnswer({"error": error, "error_description": sentence}, status=status)


def _sent_back(error: Any) -> HttpResponse:
    issuer = ("iss", settings.PUBLIC_BASE_URL.rstrip("/"))
    return HttpResponseRedirect(
        add_params_to_uri(error.redirect_uri, [*error.twotuples, issuer]), headers=NOT_KEPT
    )


def _sentence(error: FatalClientError) -> str:
    told = str(error.oauthlib_error.description or error.oauthlib_error.error)
    return f"Tell whoever made it: {told}"


def _page(request: HttpRequest, status: int, title: str, sentence: str) -> HttpResponse:
    shown = {"title": title, "sentence": sentence}
    return _guarded(render(request, "people/no_consent.html", shown, status=status))


def _guarded(response: HttpResponse, origin: str = "") -> HttpResponse:
    response.headers["Content-Security-Policy"] = (
        f"default-src 'none'; form-action 'self' {origin}".rstrip()
        + "; base-uri 'none'; frame-ancestors 'none'"
    )
    response.headers["Cache-Control"] = "no-store"
    # Under no-referrer, as elsewhere, a browser would send the form as from nowhere ("null").
    response.headers["Referrer-Policy"] = "same-origin"
    return response


def _origin(uri: str) -> str:
    parts = urlsplit(uri)
    return f"{parts.scheme}://{parts.netloc}"
