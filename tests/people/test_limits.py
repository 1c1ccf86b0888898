"""How often one may ask: of each who asks, and of each address for those nobody knows."""

import logging
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any  # settings and answers

import pytest
import time_machine
from django.test import Client as HttpClient

from backend.people.counting import Counting, FailingOpen, OneProcess, _made
from tests.borough import BASE, Borough, Caller
from tests.people.oauth import ask, program
from tests.people.questions import NOWHERE, assert_refused

# Twenty seconds into a minute.
AT = datetime(2030, 5, 1, 9, 30, 20, tzinfo=UTC)


@pytest.fixture(autouse=True)
def counting(settings: Any) -> Iterator[None]:
    """Within this process, and of this test alone."""
    settings.RATE_LIMIT_COUNTING = "backend.people.counting.OneProcess"
    _made.cache_clear()
    yield
    _made.cache_clear()


@pytest.fixture
def clock() -> Iterator[time_machine.Traveller]:
    with time_machine.travel(AT, tick=False) as coordinates:
        yield coordinates


def statuses(caller: Caller, times: int) -> list[int]:
    return [caller.get("/me").status_code for _ in range(times)]


def test_it_answers_so_many_times_a_minute(
    knowsley: Borough, settings: Any, clock: time_machine.Traveller
) -> None:
    pat = knowsley.as_("Pat")
    settings.RATE_LIMIT_PRINCIPAL = 3

    assert statuses(pat, 3) == [200] * 3
    refused = pat.get("/me")
    assert_refused(refused, 429, "throttled")
    assert refused.headers["Retry-After"] == "40"


def test_it_answers_again_once_the_wait_is_over(
    knowsley: Borough, settings: Any, clock: time_machine.Traveller
) -> None:
    pat = knowsley.as_("Pat")
    settings.RATE_LIMIT_PRINCIPAL = 1
    statuses(pat, 2)

    clock.shift(timedelta(seconds=39))
    early = pat.get("/me").status_code
    clock.shift(timedelta(seconds=1))

    assert (early, pat.get("/me").status_code) == (429, 200)


def test_it_counts_each_who_asks_apart(
    knowsley: Borough, settings: Any, clock: time_machine.Traveller
) -> None:
    pat, priya = knowsley.as_("Pat"), knowsley.as_("Priya")
    one, other = program(knowsley).caller(), program(knowsley).caller()
    settings.RATE_LIMIT_PRINCIPAL = 1

    answers = [statuses(caller, 2) for caller in (pat, priya, one, other)]

    assert answers == [[200, 429]] * 4


def test_it_counts_the_tokens_of_one_person_together(
    knowsley: Borough, settings: Any, clock: time_machine.Traveller
) -> None:
    tokens = [Caller(knowsley.token("Pat")) for _ in range(3)]
    settings.RATE_LIMIT_PRINCIPAL = 2

    assert [one.get("/me").status_code for one in tokens] == [200, 200, 429]


def test_it_counts_a_refusal_too(
    knowsley: Borough, settings: Any, clock: time_machine.Traveller
) -> None:
    pat = knowsley.as_("Pat")
    settings.RATE_LIMIT_PRINCIPAL = 2

    answers = [pat.get(f"/people/{NOWHERE}").status_code for _ in range(3)]

    assert answers == [404, 404, 429]


def stranger(address: str, header: str) -> int:
    answer: Any = HttpClient(REMOTE_ADDR=address).get(
        f"{BASE}/me", headers={"Authorization": header} if header else {}
    )
    return int(answer.status_code)


@pytest.mark.parametrize("header", ["", "Bearer acc_forged", "Bearer aco_forged", "Basic eDp5"])
def test_it_counts_strangers_by_their_address(
    header: str, db: None, settings: Any, clock: time_machine.Traveller
) -> None:
    settings.RATE_LIMIT_ANONYMOUS = 2

    here = [stranger("203.0.113.7", header) for _ in range(3)]
    there = stranger("203.0.113.8", header)

    assert (here, there) == ([401, 401, 429], 401)


def test_it_counts_tries_to_sign_in(db: None, settings: Any, clock: time_machine.Traveller) -> None:
    settings.RATE_LIMIT_ANONYMOUS = 1

    answers = [HttpClient().post(f"{BASE}/session").status_code for _ in range(2)]

    assert answers[1] == 429


def test_it_leaves_the_pages_about_problems_alone(
    settings: Any, clock: time_machine.Traveller
) -> None:
    settings.RATE_LIMIT_ANONYMOUS = 1

    answers = [HttpClient().get("/problems/throttled").status_code for _ in range(3)]

    assert answers == [200] * 3


def test_it_gives_a_client_so_many_tokens_a_minute(
    knowsley: Borough, settings: Any, clock: time_machine.Traveller
) -> None:
    one, other = program(knowsley), program(knowsley)
    settings.RATE_LIMIT_TOKEN = 2

    answers = [one.ask() for _ in range(3)]

    assert [answer.status_code for answer in answers] == [200, 200, 429]
    assert answers[2].json()["error"] == "temporarily_unavailable"
    assert answers[2].headers["Retry-After"] == "40"
    assert other.ask().status_code == 200


def test_it_counts_guesses_at_a_secret_however_they_are_sent(
    knowsley: Borough, settings: Any, clock: time_machine.Traveller
) -> None:
    system = program(knowsley)
    settings.RATE_LIMIT_TOKEN = 2
    client_id = system.client.client_id

    guesses = [
        ask(client_id=client_id, client_secret="acs_guess").status_code,
        ask(client_id=client_id, client_secret="acs_other").status_code,
        system.ask().status_code,
    ]

    assert guesses == [401, 401, 429]


def test_it_counts_whoever_says_to_be_another_each_time(
    db: None, settings: Any, clock: time_machine.Traveller
) -> None:
    settings.RATE_LIMIT_ANONYMOUS = 2

    answers = [ask(client_id=f"{turn}", client_secret="acs_x").status_code for turn in range(3)]

    assert answers == [401, 401, 429]


def test_it_can_be_switched_off(
    knowsley: Borough, settings: Any, clock: time_machine.Traveller
) -> None:
    settings.RATE_LIMIT_PRINCIPAL = 0

    assert statuses(knowsley.as_("Pat"), 5) == [200] * 5


class Broken:
    asked = 0

    def add(self, key: str, window: int) -> int:
        self.asked += 1
        raise ConnectionError("The store is gone.")


def test_it_limits_nobody_while_its_store_is_gone(caplog: pytest.LogCaptureFixture) -> None:
    broken = Broken()
    counting: Counting = FailingOpen(broken, ConnectionError)

    with caplog.at_level(logging.WARNING):
        counts = [counting.add("pat", 1) for _ in range(3)]

    assert counts == [0] * 3
    # Nobody waits for it again and again.
    assert broken.asked == 1
    assert "not limited" in caplog.text


def test_it_forgets_windows_that_are_over() -> None:
    counting = OneProcess()

    counts = [counting.add("pat", window) for window in (1, 2, 2, 1, 3, 1)]

    assert counts == [1, 1, 2, 2, 1, 1]


@pytest.mark.postgres
def test_it_counts_over_processes(settings: Any) -> None:
    """Two that never met, as two processes are; run where there is a Redis."""
    settings.RATE_LIMIT_COUNTING = "backend.people.shared_counting.SharedCounting"
    from_one, from_other = (_made.__wrapped__(settings.RATE_LIMIT_COUNTING) for _ in range(2))
    key = f"test:{datetime.now(UTC).timestamp()}"

    counts = [one.add(key, 7) for one in (from_one, from_other, from_one)]

    assert counts == [1, 2, 3]
