"""The runs can fail: each fault here, of a partner or of Accord, is noticed."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any, Final  # Any: what stands in takes whatever it stands in for

import pytest

from backend.api.actor import Audiences
from backend.audit.feed import told_of
from backend.audit.history import Json
from backend.audit.models import Entry
from backend.sync import reconcile
from backend.sync.models import Field
from backend.sync.reconcile import Judged, Said, Seen, Verdict
from backend.sync.views import changes
from tests.borough import Borough
from tests.sync.partner.books import Message
from tests.sync.partner.promises import assert_it_was_told_each_in_turn, assert_kept
from tests.sync.partner.run import Run
from tests.sync.partner.system import Partner

Plant = Callable[[pytest.MonkeyPatch], None]
SEED: Final = 1
ENOUGH: Final = 100


class Renaming(Partner):
    """Numbers a thing anew whenever it sends it."""

    def _id_of(self, external_id: str) -> str:
        self.books.ticks += 1
        return f"{external_id}-{self.books.ticks}"


class Restamping(Partner):
    """Says that it changed a thing when it sends it, not when it changed it."""

    def _send(self, messages: list[Message]) -> None:
        for message in messages:
            self.books.ticks += 1
            message.body["changed_at"] = self._now()
        super()._send(messages)


class Forgetting(Partner):
    """Started again, it goes on from where the log is by then, not from where it stopped."""

    def __init__(self, *given: Any) -> None:
        super().__init__(*given)
        self._has_begun = not self.books.cursor

    def _read_page(self) -> bool:
        if not self._has_begun:
            self.books.cursor = self._get("/changes", cursor="latest")["next_cursor"]
            self._has_begun = True
        return super()._read_page()


def _dropping_the_last_of_each_page(patched: pytest.MonkeyPatch) -> None:
    def but_the_last(entries: list[Entry], audiences: Audiences) -> list[Json]:
        return told_of(entries[:-1], audiences)

    patched.setattr(changes, "told_of", but_the_last)


def _telling_the_first_of_each_page_twice(patched: pytest.MonkeyPatch) -> None:
    def twice(entries: list[Entry], audiences: Audiences) -> list[Json]:
        return told_of([*entries[:1], *entries], audiences)

    patched.setattr(changes, "told_of", twice)


def _taking_what_is_late(patched: pytest.MonkeyPatch) -> None:
    def late(name: Field, said: Said, held: Any, seen: Seen, rules: Any) -> Judged:
        return reconcile.judge(name, said, held, replace(seen, said=None), rules)

    patched.setattr(reconcile, "_late", late)


def _taking_a_report_again(patched: pytest.MonkeyPatch) -> None:
    verdict = reconcile._verdict

    def again(name: Field, *given: Any) -> Verdict:
        return Verdict.TAKEN if name == Field.REPORT else verdict(name, *given)

    patched.setattr(reconcile, "_verdict", again)


def _settled(borough: Borough, kind: type[Partner] = Partner) -> Run:
    run = Run(borough, SEED, kind, changes=ENOUGH)
    run.play()
    run.settle()
    return run


def _lived(borough: Borough, kind: type[Partner] = Partner) -> None:
    assert_kept(_settled(borough, kind))


@pytest.mark.parametrize("kind", [Renaming, Restamping])
def test_it_notices_a_partner_that_is(agreed: Borough, kind: type[Partner]) -> None:
    with pytest.raises(AssertionError):
        _lived(agreed, kind)


@pytest.mark.parametrize("plant", [_taking_what_is_late, _taking_a_report_again])
def test_it_notices_an_accord_that_is(
    agreed: Borough, monkeypatch: pytest.MonkeyPatch, plant: Plant
) -> None:
    plant(monkeypatch)

    with pytest.raises(AssertionError):
        _lived(agreed)


def test_it_notices_a_partner_that_forgets_its_cursor(agreed: Borough) -> None:
    """By what it was not told, whatever it may have read since."""
    run = _settled(agreed, Forgetting)

    with pytest.raises(AssertionError):
        assert_it_was_told_each_in_turn(run)


@pytest.mark.parametrize(
    "plant", [_dropping_the_last_of_each_page, _telling_the_first_of_each_page_twice]
)
def test_it_notices_a_feed_that_is(
    agreed: Borough, monkeypatch: pytest.MonkeyPatch, plant: Plant
) -> None:
    plant(monkeypatch)

    run = _settled(agreed)

    with pytest.raises(AssertionError):
        assert_it_was_told_each_in_turn(run)
