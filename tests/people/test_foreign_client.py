"""A client library that nobody here wrote gets its tokens and calls the API, unmodified."""

from typing import Any  # the libraries have no types

from authlib.integrations.requests_client import OAuth2Session
from django.test import Client as HttpClient
from requests import PreparedRequest, Response
from requests.adapters import BaseAdapter

from tests.borough import BASE, Borough
from tests.people.browser import signed_in
from tests.people.oauth import CALLBACK, VERIFIER, answered, program, tool

# To another than https the library sends no secret.
SITE = "https://localhost"


class Here(BaseAdapter):
    """Carries what the library sends to this process, in the transaction of the test."""

    def send(self, request: PreparedRequest, *_: Any, **__: Any) -> Response:
        sent: Any = request.headers
        answer: Any = HttpClient().generic(
            request.method or "GET",
            request.path_url,
            request.body or "",
            sent.get("Content-Type", ""),
            headers={"Authorization": sent.get("Authorization", "")},
            secure=True,
        )
        response = Response()
        response.status_code, response.url, response.request = (
            answer.status_code,
            request.url or "",
            request,
        )
        response.headers.update(answer.headers)
        response._content = answer.content
        return response

    def close(self) -> None:
        pass


def library(client_id: str, secret: str | None = None, **given: Any) -> OAuth2Session:
    session = OAuth2Session(client_id, secret, **given)
    session.mount(SITE, Here())
    return session


def test_it_gets_a_systems_token_and_calls_the_api(knowsley: Borough) -> None:
    system = program(knowsley)
    client = library(system.client.client_id, system.secret, scope="actions:read people:read")

    token = client.fetch_token(f"{SITE}/oauth/token", grant_type="client_credentials")

    assert token["token_type"] == "Bearer"
    assert client.get(f"{SITE}{BASE}/me").json()["name"] == "Tracker"
    assert client.get(f"{SITE}{BASE}/actions").status_code == 200


def test_it_is_let_by_a_person_and_renews_itself(knowsley: Borough) -> None:
    planner = tool(knowsley)
    client = library(
        planner.client_id,
        scope="people:read",
        redirect_uri=CALLBACK,
        token_endpoint_auth_method="none",
        code_challenge_method="S256",
    )
    uri, state = client.create_authorization_url(f"{SITE}/oauth/authorize", code_verifier=VERIFIER)

    back = answered(signed_in(knowsley, "Pat"), uri.removeprefix(SITE))
    first = client.fetch_token(
        f"{SITE}/oauth/token",
        authorization_response=back.headers["Location"],
        state=state,
        code_verifier=VERIFIER,
    )
    second = client.refresh_token(f"{SITE}/oauth/token")

    assert first["refresh_token"] != second["refresh_token"]
    assert client.get(f"{SITE}{BASE}/me").json()["name"] == "Pat"
