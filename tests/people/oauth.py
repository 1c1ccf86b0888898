"""Programs that ask for tokens over OAuth 2, and the people who let them."""

from base64 import b64encode, urlsafe_b64encode
from dataclasses import dataclass
from hashlib import sha256
from typing import Any, Final, cast  # Any: bodies are JSON
from urllib.parse import parse_qs, quote, urlsplit

from django.test import Client as HttpClient

from backend.people import operations
from backend.people.models import Client
from backend.people.scopes import EVERY_SCOPE
from tests.borough import Answer, Borough, Caller
from tests.people.browser import Browser

CALLBACK: Final = "https://planner.example/callback"
VERIFIER: Final = "a-verifier-of-more-than-forty-three-characters-0123456789"


@dataclass(frozen=True)
class Program:
    """A client and its secret."""

    client: Client
    secret: str

    @property
    def basic(self) -> str:
        pair = f"{self.client.client_id}:{self.secret}"
        return f"Basic {b64encode(pair.encode()).decode()}"

    def ask(self, **given: str) -> Answer:
        return ask(headers={"Authorization": self.basic}, **given)

    def token(self, **given: str) -> str:
        answer = self.ask(**given)
        assert answer.status_code == 200, answer.content
        return str(answer.json()["access_token"])

    def caller(self, **given: str) -> Caller:
        """As a test wants it: with its first use noted."""
        caller = Caller(self.token(**given))
        caller.get("/me")
        return caller


def program(
    borough: Borough, system: str = "Tracker", scopes: frozenset[str] = EVERY_SCOPE, by: str = "Ada"
) -> Program:
    made = borough.act(
        by,
        operations.register_client,
        profile_id=borough.profiles[system].id,
        name="Housing performance system",
        scopes=sorted(scopes),
    )
    return Program(made.client, made.secret)


def ask(
    *,
    path: str = "/oauth/token",
    headers: dict[str, str] | None = None,
    grant_type: str | None = "client_credentials",
    **given: str,
) -> Answer:
    body = given if grant_type is None else {"grant_type": grant_type, **given}
    return cast("Answer", HttpClient().post(path, data=body, headers=headers or {}))


def tool(borough: Borough, scopes: tuple[str, ...] = ("actions:read", "people:read")) -> Client:
    made: Client = borough.act(
        "Ada",
        operations.register_tool,
        name="Action planner",
        scopes=sorted(scopes),
        redirect_uris=[CALLBACK, "http://127.0.0.1/callback", "http://[::1]/callback"],
    )
    return made


def challenge(verifier: str = VERIFIER) -> str:
    return urlsafe_b64encode(sha256(verifier.encode()).digest()).decode().rstrip("=")


def address(client: Client, **changed: str) -> str:
    """Where the tool sends the person's browser; what is changed to nothing is left out."""
    asked = {
        "response_type": "code",
        "client_id": client.client_id,
        "redirect_uri": CALLBACK,
        "scope": "actions:read",
        "state": "s-1",
        "code_challenge": challenge(),
        "code_challenge_method": "S256",
        **changed,
    }
    query = "&".join(f"{name}={quote(value, safe='')}" for name, value in asked.items() if value)
    return f"/oauth/authorize?{query}"


def answered(browser: Browser, at: str, answer: str = "allow") -> Any:
    """The person looks at the page, and sends its form."""
    page = browser.client.get(at)
    assert page.status_code == 200, page.content
    token = browser.client.cookies["csrftoken"].value
    return browser.client.post(at, data={"answer": answer, "csrfmiddlewaretoken": token})


def told(redirect: Any) -> dict[str, str]:
    """What the browser brings back to the tool."""
    assert redirect.status_code == 302, redirect.content
    return {
        name: values[0]
        for name, values in parse_qs(urlsplit(redirect.headers["Location"]).query).items()
    }


def exchange(client: Client, code: str, **changed: str) -> Answer:
    given: dict[str, Any] = {
        "client_id": client.client_id,
        "code": code,
        "redirect_uri": CALLBACK,
        "code_verifier": VERIFIER,
        **changed,
    }
    return ask(grant_type="authorization_code", **{k: v for k, v in given.items() if v})


def renew(client: Client, refresh_token: str) -> Answer:
    return ask(grant_type="refresh_token", client_id=client.client_id, refresh_token=refresh_token)


@dataclass(frozen=True)
class Tokens:
    """What a tool was given by a person's consent."""

    access: str
    refresh: str

    @classmethod
    def of(cls, answer: Answer) -> "Tokens":
        assert answer.status_code == 200, answer.content
        body = answer.json()
        return cls(body["access_token"], body["refresh_token"])


def code_of(browser: Browser, client: Client, **changed: str) -> str:
    return told(answered(browser, address(client, **changed)))["code"]


def let(browser: Browser, client: Client) -> Tokens:
    """The person lets the tool act for them."""
    return Tokens.of(exchange(client, code_of(browser, client)))
