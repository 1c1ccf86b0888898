"""Lines that make the server fail: tried again by themselves, and given up in the end."""

import logging
from datetime import timedelta
from typing import Any  # bodies are JSON

import pytest
import time_machine

from backend.actions.operations.dependencies import DependenciesChanged
from backend.sync.models import Reference
from backend.sync.operations import imports as operations
from backend.sync.operations import sync_actions
from tests.borough import Borough
from tests.sync.files import many, results, submitted, told, worked
from tests.sync.hooking import MONDAY
from tests.sync.sending import named, whole

LATER = MONDAY + operations.PAUSE + timedelta(seconds=1)


class Failing:
    """Stands before what hears items, and fails where one of them says so."""

    def __init__(
        self,
        monkeypatch: pytest.MonkeyPatch,
        times: int = 1_000,
        error: Exception | None = None,
    ) -> None:
        self.left, self.error = times, error or RuntimeError("It fails.")
        self.sizes: list[int] = []
        self._real = sync_actions
        monkeypatch.setattr(operations, "sync_actions", self)

    def __call__(self, unit: Any, *, items: Any, **given: Any) -> Any:
        self.sizes.append(len(items))
        found = self._real(unit, items=items, **given)
        if self.left and any(one.said.get("title") == "Fails" for one in items):
            self.left -= 1
            raise self.error
        return found


def works_on(times: int) -> None:
    """As often as that, each time after the pause."""
    for round_ in range(times):
        with time_machine.travel(MONDAY + (round_ + 1) * (LATER - MONDAY)):
            worked()


def test_it_gives_up_a_line_that_fails_and_hears_the_rest(
    borough: Borough, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    Failing(monkeypatch)
    first, second, last = many(borough, 3)
    import_id = submitted(borough, first, {**second, "title": "Fails"}, last)

    with caplog.at_level(logging.ERROR):
        worked()
    left = Reference.objects.count()
    works_on(3)

    rows = results(borough, import_id)
    assert left == 0
    assert told(rows) == [
        (1, "created", None),
        (2, "refused", "internal_error"),
        (3, "created", None),
    ]
    assert (rows[1]["status"], rows[1]["external_id"]) == (500, second["external_id"])
    assert "It fails." not in rows[1]["problem"]["detail"]
    assert Reference.objects.count() == 2


def test_it_loses_nothing_to_a_failure_that_passes(
    borough: Borough, monkeypatch: pytest.MonkeyPatch
) -> None:
    failing = Failing(monkeypatch, times=1)
    first, second = many(borough, 2)
    import_id = submitted(borough, first, {**second, "title": "Fails"})
    worked()
    works_on(1)

    assert [row["outcome"] for row in results(borough, import_id)] == ["created", "created"]
    assert failing.sizes == [2, 1, 1]


def test_it_tries_again_what_met_someone_elses_change(
    borough: Borough, monkeypatch: pytest.MonkeyPatch
) -> None:
    Failing(monkeypatch, times=1, error=DependenciesChanged("It was being changed."))
    first, second = many(borough, 2)
    import_id = submitted(borough, first, {**second, "title": "Fails"})
    worked()
    works_on(1)

    assert [row["outcome"] for row in results(borough, import_id)] == ["created", "created"]


def test_it_waits_before_it_tries_again(borough: Borough, monkeypatch: pytest.MonkeyPatch) -> None:
    failing = Failing(monkeypatch)
    submitted(borough, {**many(borough, 1)[0], "title": "Fails"})

    worked()
    worked()

    assert failing.sizes == [1]


def test_it_hears_others_while_one_waits(borough: Borough, monkeypatch: pytest.MonkeyPatch) -> None:
    Failing(monkeypatch)
    submitted(borough, {**many(borough, 1)[0], "title": "Fails"})
    other = submitted(borough, named("YTH-9", whole(borough)))

    worked()

    assert [row["outcome"] for row in results(borough, other)] == ["created"]
