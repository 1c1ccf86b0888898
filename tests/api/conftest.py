from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

import pytest
from django.test import Client
from pytest_django import Settings

from tests.api.repairs.models import Repair

NOON = datetime(2026, 6, 4, 12, tzinfo=UTC)


@pytest.fixture
def repairs(db: None, settings: Settings) -> None:
    """The addresses of tests/api/repairs, in the frame the product gives its own."""
    settings.ROOT_URLCONF = "tests.api.repairs.urls"
    settings.PUBLIC_BASE_URL = "https://accord.example"
    settings.MAX_BODY_BYTES = 10_000
    settings.SECURE_REFERRER_POLICY = "no-referrer"
    settings.CSRF_FAILURE_VIEW = "backend.api.handlers.csrf_failure"
    settings.MIDDLEWARE = [
        "backend.api.middleware.RequestIdMiddleware",
        "backend.api.middleware.ApiHeadersMiddleware",
        "django.middleware.security.SecurityMiddleware",
        "django.middleware.common.CommonMiddleware",
        "backend.api.middleware.BodyLimitMiddleware",
        "django.contrib.sessions.middleware.SessionMiddleware",
        "django.middleware.csrf.CsrfViewMiddleware",
    ]


def as_user(name: str) -> Client:
    return Client(headers={"authorization": f"Bearer {name}"}, raise_request_exception=False)


@pytest.fixture
def priya(repairs: None) -> Client:
    """May read and write."""
    return as_user("priya")


@pytest.fixture
def tom(repairs: None) -> Client:
    """Has a token that only reads."""
    return as_user("tom")


@pytest.fixture
def sam(repairs: None) -> Client:
    """Has every scope and no role."""
    return as_user("sam")


@pytest.fixture
def nobody(repairs: None) -> Client:
    return Client(raise_request_exception=False)


@pytest.fixture
def lamp(repairs: None) -> Repair:
    return a_repair(title="Street lamp in Huyton", due_on=date(2026, 7, 1))


def a_repair(**given: Any) -> Repair:  # Any: whatever the table's columns take
    return Repair.objects.create(**{"title": "Drain", "updated_at": NOON, **given})


def address(repair: Repair | UUID, rest: str = "") -> str:
    found = repair.pk if isinstance(repair, Repair) else repair
    return f"/api/v1/repairs/{found}{rest}"
