import json
from datetime import datetime
from typing import Any  # an answer's JSON
from uuid import UUID

import pytest
from django.http import HttpResponse
from django.test import Client
from django.urls import resolve
from rest_framework.test import APIRequestFactory, force_authenticate

from backend.api.actor import Audiences
from backend.audit import access, disclosures
from backend.audit.models import Disclosure
from backend.audit.signing import signer_for
from backend.audit.source import SeededSource
from tests.audit.ledger.history import raise_lamp
from tests.audit.ledger.models import Street
from tests.audit.ledger.people import AUDITOR, PRIYA, SAM, STREET_ID, Walker, uuid_of

SCOPES = frozenset({"audit:read"})
READER = Walker(PRIYA.id, scopes=SCOPES)
STRANGER = Walker(SAM.id, partnership_id=uuid_of("elsewhere"), scopes=SCOPES)
ADA = Walker(AUDITOR.id, scopes=SCOPES, audiences=AUDITOR.audiences)


def get(place: str, as_actor: Walker, **headers: str) -> HttpResponse:
    path = f"/api/v1/logs/{STREET_ID}/{place}"
    request = APIRequestFactory().get(path, headers=headers)
    force_authenticate(request, user=as_actor)  # type: ignore[arg-type]  # an actor of ours
    view, args, kwargs = resolve(path.split("?", maxsplit=1)[0])
    response: HttpResponse = view(request, *args, **kwargs)
    return response


def entries(query: str = "", as_actor: Walker = READER) -> dict[str, Any]:
    response = get(f"entries{query}", as_actor)
    assert response.status_code == 200, response.content
    answer: dict[str, Any] = json.loads(response.content)
    return answer


@pytest.fixture
def lamps(street: Street, source: SeededSource) -> Street:
    """Entries 1 and 3 for everyone, 2 for auditors."""
    raise_lamp(source, street, title="Corner")
    raise_lamp(source, street, title="Vault", audience="auditors")
    raise_lamp(source, street, title="Bend")
    return street


def test_it_shows_a_checkpoint(lamps: Street) -> None:
    response = get("checkpoint", READER)

    note = response.content.decode()
    verifier = signer_for(f"accord.example/{STREET_ID}").verifier
    assert response["Content-Type"] == "text/plain; charset=utf-8"
    assert verifier.text_of(note).split("\n")[1] == "4"


def test_it_says_when_the_checkpoint_still_stands(lamps: Street, source: SeededSource) -> None:
    tag = get("checkpoint", READER)["ETag"]

    unchanged = get("checkpoint", READER, **{"If-None-Match": tag})
    raise_lamp(source, lamps)
    changed = get("checkpoint", READER, **{"If-None-Match": tag})

    assert (unchanged.status_code, unchanged["ETag"], changed.status_code) == (304, tag, 200)


def test_it_shows_the_key_of_the_checkpoints(lamps: Street) -> None:
    before = json.loads(get("keys", READER).content)["results"][0]
    get("checkpoint", READER)
    after = json.loads(get("keys", READER).content)["results"][0]

    assert before["key"] == str(signer_for(f"accord.example/{STREET_ID}").verifier)
    assert (before["first_size"], after["first_size"], after["last_size"]) == (None, 4, 4)


def test_it_shows_the_leaves_an_audience_covers(lamps: Street) -> None:
    answer = entries()

    assert [one["index"] for one in answer["results"]] == [0, 1, 3]
    assert (answer["after"], answer["size"]) == (3, 4)


def test_it_shows_an_auditor_everything(lamps: Street, monkeypatch: pytest.MonkeyPatch) -> None:
    # A street is no partnership: nobody keeps account of who looks at its lamps.
    monkeypatch.setattr(access, "_watchers", [])

    assert [one["index"] for one in entries(as_actor=ADA)["results"]] == [0, 1, 2, 3]


def test_it_shows_leaves_with_what_they_disclose(lamps: Street) -> None:
    corner = entries()["results"][1]

    digests = json.loads(corner["leaf"])["after"]["_sd"]
    assert {disclosures.digest_of(one) for one in corner["disclosures"]} == set(digests)
    assert {disclosures.read(one).value for one in corner["disclosures"]} == {"Corner", None}


def test_it_shows_nothing_erased(lamps: Street) -> None:
    Disclosure.objects.filter(field="title").update(value=None)

    assert len(entries()["results"][1]["disclosures"]) == 1


def test_it_goes_on_where_it_stopped(lamps: Street) -> None:
    first = entries("?limit=2")
    then = entries(f"?limit=2&after={first['after']}")
    last = entries(f"?after={then['after']}")

    assert [one["index"] for one in first["results"] + then["results"]] == [0, 1, 3]
    assert (first["after"], then["after"]) == (1, 3)
    assert (last["results"], last["after"]) == ([], 3)


def test_it_passes_over_what_is_hidden(lamps: Street) -> None:
    blind = Walker(SAM.id, scopes=SCOPES, audiences=Audiences(frozenset()))

    assert entries(as_actor=blind) == {"results": [], "after": 3, "size": 4}


@pytest.mark.parametrize("place", ["checkpoint", "entries", "keys"])
def test_it_hides_the_log_of_another_partnership(place: str, lamps: Street) -> None:
    response = get(place, STRANGER)

    assert (response.status_code, json.loads(response.content)["code"]) == (404, "not_found")


@pytest.mark.parametrize("place", ["checkpoint", "entries", "keys"])
def test_it_asks_who_is_there(place: str, lamps: Street, client: Client) -> None:
    assert client.get(f"/api/v1/logs/{STREET_ID}/{place}").status_code == 401


def test_it_asks_for_the_scope(lamps: Street) -> None:
    response = get("entries", Walker(PRIYA.id))

    assert (response.status_code, json.loads(response.content)["scope"]) == (403, "audit:read")


@pytest.mark.parametrize(
    "query", ["after=x", "after=-2", "after=1e3", "limit=0", "limit=201", "before=1", "after="]
)
def test_it_names_what_is_wrong_with_a_query(query: str, lamps: Street) -> None:
    response = get(f"entries?{query}", READER)

    faults = json.loads(response.content)["errors"]
    assert (response.status_code, faults[0]["parameter"]) == (400, query.split("=", maxsplit=1)[0])


def test_it_tells_whoever_watches_what_an_auditor_read(
    lamps: Street, monkeypatch: pytest.MonkeyPatch
) -> None:
    told: list[UUID] = []

    def note(by: object, request_id: UUID, at: datetime) -> None:
        told.append(request_id)

    monkeypatch.setattr(access, "_watchers", [])
    access.watch(note)
    request_id = uuid_of("request")

    get("entries", READER, **{"X-Request-ID": str(request_id)})
    get("entries", ADA, **{"X-Request-ID": str(request_id)})

    assert told == [request_id]
