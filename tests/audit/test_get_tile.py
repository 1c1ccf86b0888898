import gzip
import json
from collections.abc import Callable
from datetime import datetime
from uuid import UUID

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from backend.audit import access
from backend.audit.source import SeededSource
from tests.audit.ledger.history import grow, leaves_of
from tests.audit.ledger.models import Street
from tests.audit.ledger.people import PRIYA, STREET_ID, Walker, uuid_of
from tests.audit.test_views import ADA, READER, STRANGER, get
from tests.audit.tiled import Reader, assert_whole, parts_of

IMMUTABLE = "private, max-age=31536000, immutable"
PLACES = ["tile/0/000.p/1", "tile/entries/000.p/1"]


@pytest.fixture(autouse=True)
def unwatched(monkeypatch: pytest.MonkeyPatch) -> None:
    # A street is no partnership: nobody keeps account of who looks at its lamps.
    monkeypatch.setattr(access, "_watchers", [])


def read(place: str) -> bytes:
    response = get(place, ADA)
    assert response.status_code == 200, (place, response.content)
    return response.content


@pytest.fixture
def signed(street: Street, source: SeededSource) -> Callable[[int], None]:
    """Grows the log to a size, and has it signed there."""

    def sign(size: int) -> None:
        grow(source, street, size)
        read("checkpoint")

    return sign


def status(place: str, as_actor: Walker = READER) -> int:
    return get(place, as_actor).status_code


@pytest.mark.parametrize("size", [1, 2, 255, 256, 257, 513])
def test_it_gives_the_root_of_the_checkpoint(size: int, signed: Callable[[int], None]) -> None:
    signed(size)

    assert_whole(Reader(read), size)


def test_it_shows_leaves_as_they_were_hashed(signed: Callable[[int], None]) -> None:
    signed(3)

    bundle = read("tile/entries/000.p/3")

    assert [json.loads(leaf) for leaf in parts_of(bundle)] == leaves_of(STREET_ID)


@pytest.mark.parametrize("place", PLACES)
def test_it_is_kept_for_ever_by_whoever_asked(place: str, signed: Callable[[int], None]) -> None:
    signed(1)

    response = get(place, ADA)

    assert response["Content-Type"] == "application/octet-stream"
    assert response["Cache-Control"] == IMMUTABLE


@pytest.mark.parametrize("place", PLACES)
def test_it_shows_nothing_before_the_first_checkpoint(place: str, street: Street) -> None:
    assert status(place, ADA) == 404


def test_it_shows_nothing_that_is_not_signed(
    signed: Callable[[int], None], street: Street, source: SeededSource
) -> None:
    signed(255)
    grow(source, street, 513)

    beyond = ["0/000", "0/001", "0/001.p/1", "0/002.p/1", "1/000.p/1", "entries/000", "entries/001"]

    assert status("tile/0/000.p/255") == 200
    assert {status(f"tile/{one}", ADA) for one in beyond} == {404}


def test_it_goes_on_to_show_what_an_earlier_checkpoint_needs(
    signed: Callable[[int], None],
) -> None:
    signed(3)
    before = read("tile/0/000.p/3")
    signed(257)

    assert read("tile/0/000.p/3") == before == read("tile/0/000")[:96]
    assert len(list(parts_of(read("tile/entries/000.p/3")))) == 3


@pytest.mark.parametrize(
    "place",
    [
        "tile/6/000",
        "tile/00/000",
        "tile/0/0",
        "tile/0/x000/000",
        "tile/0/000.p/0",
        "tile/0/000.p/256",
        "tile/5/x999/x999/x999/x999/999",
        "tile/entries/000.p/01",
    ],
)
def test_it_knows_no_address_in_another_form(place: str, signed: Callable[[int], None]) -> None:
    signed(256)

    response = get(place, ADA)

    assert (response.status_code, json.loads(response.content)["code"]) == (404, "not_found")


def test_it_keeps_whole_entries_for_auditors(signed: Callable[[int], None]) -> None:
    signed(1)

    response = get("tile/entries/000.p/1", READER)

    problem = json.loads(response.content)
    assert (response.status_code, problem["code"]) == (403, "permission_denied")
    assert "/entries" in problem["detail"]


def test_it_asks_for_the_scope_of_entries(signed: Callable[[int], None]) -> None:
    signed(1)
    limited = Walker(ADA.id, audiences=ADA.audiences)

    assert status("tile/0/000.p/1", limited) == 200
    assert status("tile/entries/000.p/1", limited) == 403


def test_it_shows_hashes_to_everyone_of_the_partnership(signed: Callable[[int], None]) -> None:
    signed(1)

    assert status("tile/0/000.p/1", Walker(PRIYA.id)) == 200


@pytest.mark.parametrize("place", PLACES)
def test_it_hides_the_log_of_another_partnership(place: str, signed: Callable[[int], None]) -> None:
    signed(1)

    assert status(place, STRANGER) == 404


@pytest.mark.parametrize("place", PLACES)
def test_it_asks_who_is_there(place: str, client: Client, street: Street) -> None:
    assert client.get(f"/api/v1/logs/{STREET_ID}/{place}").status_code == 401


@pytest.mark.parametrize("place", PLACES)
def test_it_takes_no_query(place: str, signed: Callable[[int], None]) -> None:
    signed(1)

    response = get(f"{place}?width=1", ADA)

    assert response.status_code == 400
    assert json.loads(response.content)["errors"][0]["code"] == "unknown_parameter"


def test_it_tells_whoever_watches_that_an_auditor_read_entries(
    signed: Callable[[int], None],
) -> None:
    signed(1)
    told: list[UUID] = []

    def note(by: object, request_id: UUID, at: datetime) -> None:
        told.append(request_id)

    access.watch(note)
    sent = {"X-Request-ID": str(uuid_of("request"))}
    get("tile/0/000.p/1", ADA, **sent)
    get("tile/entries/000.p/1", READER, **sent)
    assert told == []
    get("tile/entries/000.p/1", ADA, **sent)

    assert told == [uuid_of("request")]


def test_it_sends_entries_compressed_to_whoever_takes_them_so(
    signed: Callable[[int], None],
) -> None:
    signed(2)
    plain = read("tile/entries/000.p/2")

    response = get("tile/entries/000.p/2", ADA, **{"Accept-Encoding": "gzip"})

    assert response["Content-Encoding"] == "gzip"
    assert gzip.decompress(response.content) == plain


@pytest.mark.parametrize("place", ["tile/0/000", "tile/0/000.p/1", "tile/1/000.p/1"])
def test_it_takes_three_statements_for_any_tile(
    place: str,
    signed: Callable[[int], None],
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    signed(256)

    with django_assert_num_queries(3):
        read(place)


@pytest.mark.parametrize("place", ["tile/entries/000", "tile/entries/000.p/1"])
def test_it_takes_three_statements_for_any_bundle(
    place: str,
    signed: Callable[[int], None],
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    signed(256)

    with django_assert_num_queries(3):
        read(place)
