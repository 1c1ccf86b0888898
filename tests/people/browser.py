"""Someone who signs in with a password: a session cookie, and the CSRF token it asks for."""

import json
from typing import Any  # bodies are JSON

from django.test import Client

from backend.people.models import Actor
from tests.borough import BASE, Borough

PASSWORD = "seven maids with seven mops"


class Browser:
    def __init__(self) -> None:
        self.client = Client(enforce_csrf_checks=True)

    def get(self, path: str) -> Any:
        return self.client.get(BASE + path)

    def post(self, path: str, body: Any = None, **headers: str) -> Any:
        """With the CSRF token of the cookie, as the pages do; a header given here replaces it."""
        cookie = self.client.cookies.get("csrftoken")
        token = {"X-CSRFToken": cookie.value} if cookie else {}
        return self.client.post(
            BASE + path,
            data=b"" if body is None else json.dumps(body),
            content_type="application/json",
            headers={**token, **headers},
        )

    def sign_in(self, email: str, partnership: str, password: str = PASSWORD) -> Any:
        return self.post(
            "/session", {"email": email, "password": password, "partnership": partnership}
        )


def with_password(borough: Borough, name: str, password: str = PASSWORD) -> Actor:
    actor = borough.profiles[name].actor
    actor.set_password(password)
    actor.save()
    return actor


def signed_in(borough: Borough, name: str) -> Browser:
    actor = with_password(borough, name)
    browser = Browser()
    answer = browser.sign_in(actor.sign_in, borough.partnership.slug)
    assert answer.status_code == 200, answer.content
    return browser
