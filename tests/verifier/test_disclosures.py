"""What an export discloses: one line for each digest, its disclosure or nothing."""

import json
from base64 import urlsafe_b64encode
from collections.abc import Mapping

import pytest

from accord_verify.disclosures import FromFile, digest_of, wrong_with

# The example of RFC 9901, section 4.2.1.
EXAMPLE = "WyJfMjZiYzRMVC1hYzZxMktJNmNCVzVlcyIsICJmYW1pbHlfbmFtZSIsICJNw7ZiaXVzIl0"


def encoded(content: object) -> str:
    return urlsafe_b64encode(json.dumps(content).encode()).decode().rstrip("=")


SALT = "AAAAAAAAAAAAAAAAAAAAAA"


def line(members: Mapping[str, object]) -> bytes:
    return json.dumps(members, separators=(",", ":")).encode() + b"\n"


def test_it_has_the_digest_of_the_example_in_the_rfc() -> None:
    assert digest_of(EXAMPLE) == "X9yH0Ajrdm1Oij4tWso9UzzKJvPoDxwmuEcO3XAdRC0"
    assert wrong_with(EXAMPLE) is None


@pytest.mark.parametrize(
    "disclosure",
    [
        "",
        "!",
        EXAMPLE + "=",
        EXAMPLE[:-1] + "1",
        encoded("title"),
        encoded([SALT, "title"]),
        encoded([SALT, 5, "Open"]),
        encoded([SALT, "_sd", "Open"]),
        encoded([SALT, "...", "Open"]),
        encoded(["AAAA", "title", "Open"]),
        encoded([5, "title", "Open"]),
        "W" * 100_001,
    ],
)
def test_it_knows_what_is_no_disclosure(disclosure: str) -> None:
    assert wrong_with(disclosure) is not None


def faults_of(*lines: bytes, digests: tuple[str, ...] = ()) -> list[tuple[str, int | None]]:
    """Held against one leaf, the seventh, with these digests."""
    disclosures = FromFile(lines)
    faults = [*disclosures.check(7, b"", list(digests)), *disclosures.close()]
    return [(fault.code, fault.index) for fault in faults]


DIGEST = digest_of(EXAMPLE)
GIVEN = line({"digest": DIGEST, "disclosure": EXAMPLE})
ERASED = line({"digest": DIGEST, "disclosure": None})


@pytest.mark.parametrize("given", [GIVEN, ERASED])
def test_it_accepts_what_a_leaf_commits_to(given: bytes) -> None:
    assert faults_of(given, digests=(DIGEST,)) == []


@pytest.mark.parametrize("given", [GIVEN, ERASED])
def test_it_notices_what_fits_no_leaf(given: bytes) -> None:
    assert faults_of(given, digests=("another",)) == [("disclosure_unfit", None)]


def test_it_names_the_leaf_whose_disclosure_is_another() -> None:
    other = line({"digest": DIGEST, "disclosure": encoded([SALT, "title", "Open"])})

    assert faults_of(other, digests=(DIGEST,)) == [("disclosure_altered", 7)]


def test_it_names_the_leaf_whose_disclosure_stands_there_twice() -> None:
    assert faults_of(ERASED, GIVEN, digests=(DIGEST,)) == [("disclosure_altered", 7)]


@pytest.mark.parametrize(
    "given",
    [
        b"\n",
        b"nothing\n",
        b"\xff\n",
        b"[" * 50_000 + b"\n",
        GIVEN[:-1],
        GIVEN.replace(b":", b": "),
        GIVEN.replace(b"}", b',"more":1}'),
        line({"digest": DIGEST}),
        line({"disclosure": EXAMPLE, "digest": DIGEST}),
        line({"digest": 5, "disclosure": None}),
        line({"digest": DIGEST, "disclosure": 5}),
        line({"digest": DIGEST, "disclosure": "\ud800"}),
    ],
)
def test_it_notices_a_line_that_is_none(given: bytes) -> None:
    assert faults_of(given) == [("disclosures_malformed", None)]


def test_it_counts_each_digest_once() -> None:
    disclosures = FromFile([GIVEN])

    for index in (1, 2):
        assert list(disclosures.check(index, b"", [DIGEST, "unseen"])) == []

    assert (disclosures.kept, disclosures.withheld) == (1, 1)
