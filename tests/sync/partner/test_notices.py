"""The runs can fail: each fault here, of a partner or of Accord, is noticed."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any, Final  # Any: what stands in takes whatever it stands in for

import pytest

from backend.sync import reconcile
from backend.sync.models import Field
from backend.sync.reconcile import Judged, Said, Seen, Verdict
from tests.borough import Borough
from tests.sync.partner.books import Message
from tests.sync.partner.promises import assert_kept
from tests.sync.partner.run import Run
from tests.sync.partner.system import Partner

Plant = Callable[[pytest.MonkeyPatch], None]
SEED: Final = 1
ENOUGH: Final = 100


class Renaming(Partner):
    """Numbers a thing anew whenever it sends it."""

    def _address(self, external_id: str) -> str:
        self.books.ticks += 1
        return super()._address(f"{external_id}-{self.books.ticks}")


class Restamping(Partner):
    """Says that it changed a thing when it sends it, not when it changed it."""

    def _send(self, message: Message) -> None:
        self.books.ticks += 1
        message.body["changed_at"] = self._now()
        super()._send(message)


def _taking_what_is_late(patched: pytest.MonkeyPatch) -> None:
    def late(name: Field, said: Said, held: Any, seen: Seen, rules: Any) -> Judged:
        return reconcile.judge(name, said, held, replace(seen, said=None), rules)

    patched.setattr(reconcile, "_late", late)


def _taking_a_report_again(patched: pytest.MonkeyPatch) -> None:
    verdict = reconcile._verdict

    def again(name: Field, *given: Any) -> Verdict:
        return Verdict.TAKEN if name == Field.REPORT else verdict(name, *given)

    patched.setattr(reconcile, "_verdict", again)


def _lived(borough: Borough, kind: type[Partner] = Partner) -> None:
    run = Run(borough, SEED, kind, changes=ENOUGH)
    run.play()
    run.settle()
    assert_kept(run)


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
