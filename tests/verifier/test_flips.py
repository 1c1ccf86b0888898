"""No byte of an export can change unnoticed."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from accord_verify.faults import CannotCheck
from accord_verify.notes import ED25519, read_key
from accord_verify.places import Directory
from accord_verify.verdict import Policy, verify
from tests.verifier.writer import Export

SIZE = 270


@pytest.fixture
def small(honest: Export, tmp_path: Path) -> Export:
    """A full tile, a partial one, and the one above them."""
    leaves = honest.leaves[:SIZE]
    together = b"".join(leaves)
    known = honest.disclosures.items()
    disclosures = {digest: value for digest, value in known if digest.encode() in together}
    return Export(tmp_path / "small", honest.origin, honest.signer, leaves, disclosures).write()


def test_it_verifies_before_a_byte_is_changed(small: Export) -> None:
    assert verifies(small)


def verifies(export: Export) -> bool:
    policy = Policy(keys=[read_key(export.signer.vkey, ED25519)])
    try:
        return verify(Directory(export.path), policy, lambda _: None).is_verified
    except CannotCheck:
        return False


def files_of(export: Export) -> list[Path]:
    return sorted(path for path in export.path.rglob("*") if path.is_file())


@given(data=st.data())
@settings(
    max_examples=200,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
def test_it_notices_any_byte_that_is_another(small: Export, data: st.DataObject) -> None:
    path = data.draw(st.sampled_from(files_of(small)))
    honest = path.read_bytes()
    at = data.draw(st.integers(0, len(honest) - 1))
    change = data.draw(st.integers(1, 255))

    path.write_bytes(honest[:at] + bytes([honest[at] ^ change]) + honest[at + 1 :])
    noticed = not verifies(small)
    path.write_bytes(honest)

    assert noticed


def cuts(export: Export) -> Iterator[tuple[Path, bytes]]:
    for path in files_of(export):
        content = path.read_bytes()
        yield path, content[:-1]
        yield path, content + content[-1:]


def test_it_notices_any_file_cut_or_lengthened(small: Export) -> None:
    unnoticed = []
    for path, content in cuts(small):
        honest = path.read_bytes()
        path.write_bytes(content)
        if verifies(small):
            unnoticed.append((path, len(content)))
        path.write_bytes(honest)

    assert unnoticed == []
