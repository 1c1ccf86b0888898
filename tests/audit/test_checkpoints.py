"""What is signed, in which order, and when nothing is."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connections
from pytest_django import DjangoAssertNumQueries

from backend.audit import checkpoints
from backend.audit.checkpoints import LogRestored, current_checkpoint, tree_of
from backend.audit.highwater import FILE_NAME, Mark, mark_of, move_mark
from backend.audit.models import Checkpoint, Log
from backend.audit.signing import Signer
from backend.audit.source import SeededSource, SystemSource
from tests.audit.ledger.backups import put_back
from tests.audit.ledger.history import open_street, raise_lamp
from tests.audit.ledger.models import Street


class Killed(BaseException):
    """Where a test ends what a process was doing."""


@pytest.fixture
def log(street: Street) -> Log:
    return Log.objects.get(id=street.pk)


def test_it_remembers_what_it_signed(log: Log, source: SeededSource) -> None:
    signed = current_checkpoint(log, source.now())

    assert mark_of(log.origin) == Mark(1, bytes(signed.root))


def test_it_asks_little_for_what_is_signed_already(
    log: Log, source: SeededSource, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    current_checkpoint(log, source.now())

    # The size; the root; the checkpoint of that size.
    with django_assert_num_queries(3):
        current_checkpoint(log, source.now())


def test_it_moves_the_mark_before_it_signs(
    log: Log, source: SeededSource, monkeypatch: pytest.MonkeyPatch
) -> None:
    marked: list[Mark | None] = []

    def line(signer: Signer, text: str) -> str:
        marked.append(mark_of(log.origin))
        return ""

    monkeypatch.setattr(Signer, "line", line)
    current_checkpoint(log, source.now())

    assert marked == [tree_of(log)]


def test_it_signs_the_tree_whose_mark_was_left_alone(
    log: Log, source: SeededSource, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A crash between the mark and its checkpoint."""

    def die(*_: object) -> Checkpoint:
        raise Killed

    monkeypatch.setattr(checkpoints, "_sign", die)
    with pytest.raises(Killed):
        current_checkpoint(log, source.now())
    monkeypatch.undo()

    assert mark_of(log.origin) == tree_of(log)
    assert current_checkpoint(log, source.now()).size == 1


def test_it_remembers_also_what_others_signed(log: Log, source: SeededSource) -> None:
    """Before there were marks, or on another machine."""
    signed = current_checkpoint(log, source.now())
    (Path(settings.STATE_DIR) / FILE_NAME).unlink()

    assert current_checkpoint(log, source.now()).note == signed.note
    assert mark_of(log.origin) == tree_of(log)


def test_it_signs_nothing_of_a_log_shorter_than_it_was(
    street: Street, log: Log, source: SeededSource
) -> None:
    with put_back():
        raise_lamp(source, street)
        lost = current_checkpoint(log, source.now())

    with pytest.raises(LogRestored, match=r"was signed at 2 entries .* has 1 entries") as refused:
        current_checkpoint(log, source.now())

    assert f"accept_restored_log {log.origin}" in refused.value.detail
    assert mark_of(log.origin) == Mark(2, bytes(lost.root))
    assert not Checkpoint.objects.exists()


def test_it_shows_no_older_signature_either(street: Street, log: Log, source: SeededSource) -> None:
    """The last one the backup holds was true once, and now would hide what is lost."""
    current_checkpoint(log, source.now())
    with put_back():
        raise_lamp(source, street)
        current_checkpoint(log, source.now())

    with pytest.raises(LogRestored):
        current_checkpoint(log, source.now())


@pytest.mark.parametrize("more", [1, 3])
def test_it_signs_nothing_of_a_log_that_went_another_way(
    more: int, street: Street, log: Log, source: SeededSource
) -> None:
    with put_back():
        raise_lamp(source, street, title="Lost")
        current_checkpoint(log, source.now())
    for number in range(more):
        raise_lamp(source, street, title=str(number))

    with pytest.raises(LogRestored, match="has another root at 2 entries"):
        current_checkpoint(log, source.now())

    assert not Checkpoint.objects.exists()


def test_it_goes_on_once_the_log_is_whole_again(
    street: Street, log: Log, source: SeededSource
) -> None:
    raise_lamp(source, street)
    whole = tree_of(log)
    assert move_mark(log.origin, was=None, to=whole)

    raise_lamp(source, street)

    assert current_checkpoint(log, source.now()).size == 3


def sign(log: Log) -> int:
    size = current_checkpoint(log, SystemSource().now()).size
    connections.close_all()
    return size


def raise_and_sign(log: Log) -> list[int]:
    sizes = []
    for number in range(6):
        raise_lamp(SystemSource(), Street.objects.get(), title=str(number))
        sizes.append(sign(log))
    return sizes


@pytest.mark.django_db(transaction=True)
def test_it_refuses_nobody_while_others_sign_what_they_append() -> None:
    log = Log.objects.get(id=open_street(SystemSource()).pk)

    with ThreadPoolExecutor(6) as threads:
        sizes = list(threads.map(raise_and_sign, [log] * 6))

    assert all(one == sorted(one) for one in sizes)
    assert sign(log) == 37
    assert mark_of(log.origin) == tree_of(log)
