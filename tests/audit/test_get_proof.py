import json
from base64 import b64decode
from collections.abc import Callable
from random import Random
from typing import NamedTuple

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from backend.audit import proofs
from backend.audit.checkpoints import root_of
from backend.audit.models import Checkpoint
from backend.audit.signing import signer_for
from backend.audit.source import SeededSource
from tests.audit.ledger.history import entries_of, grow
from tests.audit.ledger.models import Street
from tests.audit.ledger.people import PRIYA, STREET_ID, Walker
from tests.audit.test_views import READER, STRANGER, get

SIZES = [1, 2, 3, 8, 100, 256, 300]
INCLUSION, CONSISTENCY = "proof/inclusion?index=0", "proof/consistency?from=0"
UNKNOWN = ("unknown_parameter", "at")
BOTH = pytest.mark.parametrize("place", [INCLUSION, CONSISTENCY])


class Proof(NamedTuple):
    """What a reader finds in the text: what was proven, how, and of which tree."""

    head: list[str]
    path: list[bytes]
    checkpoint: str

    @property
    def tree(self) -> tuple[int, bytes]:
        _, size, root = self.checkpoint.split("\n")[:3]
        return int(size), b64decode(root)


def proof_in(text: str, lines: int) -> Proof:
    before, _, checkpoint = text.partition("\n\n")
    head = before.split("\n")
    path = [b64decode(one, validate=True) for one in head[lines:]]
    return Proof(head[:lines], path, checkpoint)


def read(place: str) -> str:
    response = get(place, READER)
    assert response.status_code == 200, (place, response.content)
    return response.content.decode()


def refusal(place: str) -> list[tuple[str, str]]:
    response = get(place, READER)
    assert response.status_code == 400, response.content
    return [(one["code"], one["parameter"]) for one in json.loads(response.content)["errors"]]


@pytest.fixture
def sign_at(street: Street, source: SeededSource) -> Callable[[int], None]:
    def sign(size: int) -> None:
        grow(source, street, size)
        read("checkpoint")

    return sign


@pytest.fixture
def signed(sign_at: Callable[[int], None]) -> None:
    """At each of the sizes, on the way to the largest."""
    for size in SIZES:
        sign_at(size)


def includes(proof: Proof, index: int, leaf_hash: bytes) -> bool:
    size, root = proof.tree
    return proof.head == ["c2sp.org/tlog-proof@v1", f"index {index}"] and proofs.proves_inclusion(
        proof.path, index=index, size=size, leaf_hash=leaf_hash, root=root
    )


def continues(proof: Proof, old: int) -> bool:
    new, root = proof.tree
    return proof.head == [f"old {old}"] and proofs.proves_consistency(
        proof.path, old=old, new=new, old_root=root_of(STREET_ID, old), new_root=root
    )


@pytest.mark.usefixtures("signed")
def test_it_proves_inclusion_of_any_entry_at_any_signed_size() -> None:
    chance = Random(6962)
    places = [(0, size) for size in SIZES] + [(size - 1, size) for size in SIZES]
    places += [(chance.randrange(size), size) for size in chance.choices(SIZES, k=60)]
    hashes = [bytes(one.leaf_hash) for one in entries_of(STREET_ID)]

    given = {
        (index, size): proof_in(read(f"proof/inclusion?index={index}&size={size}"), 2)
        for index, size in places
    }

    assert all(given[place].tree[0] == place[1] for place in places)
    assert all(includes(proof, index, hashes[index]) for (index, _), proof in given.items())


@pytest.mark.usefixtures("signed")
def test_it_proves_consistency_of_any_two_sizes() -> None:
    chance = Random(9162)
    pairs = [(old, size) for size in SIZES for old in (0, 1, size)]
    pairs += [(chance.randint(0, size), size) for size in chance.choices(SIZES, k=60)]

    given = {
        (old, new): proof_in(read(f"proof/consistency?from={old}&to={new}"), 1)
        for old, new in pairs
    }

    assert all(given[pair].tree[0] == pair[1] for pair in pairs)
    assert all(continues(proof, old) for (old, _), proof in given.items())


def test_it_is_written_as_c2sp_has_it(street: Street, sign_at: Callable[[int], None]) -> None:
    sign_at(1)
    note = read("checkpoint")

    assert read("proof/inclusion?index=0") == f"c2sp.org/tlog-proof@v1\nindex 0\n\n{note}"
    assert read("proof/consistency?from=0") == f"old 0\n\n{note}"
    assert read("proof/consistency?from=1") == f"old 1\n\n{note}"


@BOTH
def test_it_is_text_with_a_tag(place: str, street: Street, source: SeededSource) -> None:
    first = get(place, READER)
    again = get(place, READER, **{"If-None-Match": first["ETag"]})
    grow(source, street, 2)
    changed = get(place, READER, **{"If-None-Match": first["ETag"]})

    assert first["Content-Type"] == "text/plain; charset=utf-8"
    assert (again.status_code, again["ETag"], changed.status_code) == (304, first["ETag"], 200)


@BOTH
def test_it_signs_the_log_as_it_is_now(place: str, street: Street, source: SeededSource) -> None:
    grow(source, street, 5)

    note = read(place).partition("\n\n")[2]

    assert note == Checkpoint.objects.get().note
    verifier = signer_for(f"accord.example/{STREET_ID}").verifier
    assert verifier.text_of(note).split("\n")[1] == "5"


@pytest.mark.parametrize(
    ("query", "faults"),
    [
        ("inclusion", [("required", "index")]),
        ("inclusion?size=8", [("required", "index")]),
        ("inclusion?index=x&size=08&at=1", [UNKNOWN, ("format", "index"), ("format", "size")]),
        ("inclusion?index=1&index=2", [("repeated_parameter", "index")]),
        ("inclusion?index=&size=8", [("empty_parameter", "index")]),
        ("inclusion?index=-1", [("format", "index")]),
        ("inclusion?index=1_0", [("format", "index")]),
        ("inclusion?index=8&size=8", [("out_of_range", "index")]),
        ("inclusion?index=300", [("out_of_range", "index")]),
        ("inclusion?index=0&size=0", [("not_signed", "size")]),
        ("inclusion?index=0&size=7", [("not_signed", "size")]),
        ("inclusion?index=0&size=301", [("not_signed", "size")]),
        ("consistency", [("required", "from")]),
        ("consistency?to=8", [("required", "from")]),
        ("consistency?from=9&to=8", [("out_of_range", "from")]),
        ("consistency?from=301", [("out_of_range", "from")]),
        ("consistency?from=1&to=7", [("not_signed", "to")]),
        ("consistency?from=1.0&to=1e3", [("format", "from"), ("format", "to")]),
    ],
)
@pytest.mark.usefixtures("signed")
def test_it_names_what_is_wrong_with_a_query(query: str, faults: list[tuple[str, str]]) -> None:
    assert refusal(f"proof/{query}") == faults


@BOTH
@pytest.mark.usefixtures("street")
def test_it_hides_the_log_of_another_partnership(place: str) -> None:
    assert get(place, STRANGER).status_code == 404


@BOTH
@pytest.mark.usefixtures("street")
def test_it_shows_proofs_to_everyone_of_the_partnership(place: str) -> None:
    assert get(place, Walker(PRIYA.id)).status_code == 200


@BOTH
@pytest.mark.usefixtures("street")
def test_it_asks_who_is_there(place: str, client: Client) -> None:
    assert client.get(f"/api/v1/logs/{STREET_ID}/{place}").status_code == 401


@pytest.mark.parametrize("size", [2, 300])
@pytest.mark.usefixtures("signed")
def test_it_takes_three_statements_at_any_size(
    size: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    with django_assert_num_queries(3):
        read(f"proof/inclusion?index=1&size={size}")
    with django_assert_num_queries(3):
        read(f"proof/consistency?from=1&to={size}")
