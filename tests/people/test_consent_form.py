"""The form of a consent, as a browser sends it: from where, it says itself (Fetch, section 3.2)."""

from typing import Any  # answers of Django's client

import pytest

from backend.people.models import AuthorizationCode, Client
from tests.borough import Borough
from tests.people.browser import Browser, signed_in
from tests.people.oauth import address, told, tool

SCHEMES = ["http", "https"]


@pytest.fixture
def planner(knowsley: Borough) -> Client:
    return tool(knowsley)


@pytest.fixture
def pat(knowsley: Borough) -> Browser:
    return signed_in(knowsley, "Pat")


def sent(browser: Browser, at: str, scheme: str, **headers: str) -> Any:
    """The page is opened and its form sent, with the headers that a browser adds."""
    secure = scheme == "https"
    browser.client.get(at, secure=secure)
    token = browser.client.cookies["csrftoken"].value
    data = {"answer": "allow", "csrfmiddlewaretoken": token}
    return browser.client.post(at, data=data, headers=headers, secure=secure)


def test_it_lets_the_browser_say_that_the_form_came_from_here(
    pat: Browser, planner: Client
) -> None:
    page = pat.client.get(address(planner))

    assert page.headers["Referrer-Policy"] == "same-origin"


def test_it_tells_no_other_site_where_the_person_was(pat: Browser) -> None:
    assert pat.get("/me").headers["Referrer-Policy"] == "no-referrer"


@pytest.mark.parametrize("scheme", SCHEMES)
def test_it_takes_the_form_from_its_own_page(scheme: str, pat: Browser, planner: Client) -> None:
    at, here = address(planner), f"{scheme}://testserver"

    answer = sent(pat, at, scheme, Origin=here, Referer=here + at)

    assert told(answer)["code"]


def test_it_takes_the_form_of_a_browser_that_names_no_origin(pat: Browser, planner: Client) -> None:
    at = address(planner)

    assert told(sent(pat, at, "https", Referer="https://testserver" + at))["code"]


@pytest.mark.parametrize("scheme", SCHEMES)
@pytest.mark.parametrize("origin", ["null", "https://planner.example", "{other}://testserver"])
def test_it_takes_the_form_from_nowhere_else(
    origin: str, scheme: str, pat: Browser, planner: Client
) -> None:
    other = "https" if scheme == "http" else "http"

    answer = sent(pat, address(planner), scheme, Origin=origin.format(other=other))

    assert answer.status_code == 403
    assert "lacks its CSRF token" in answer.content.decode()
    assert not AuthorizationCode.objects.exists()
