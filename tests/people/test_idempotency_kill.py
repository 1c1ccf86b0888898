"""kill -9 at any instant of a request with a key: it was done and answered, or nothing of it is."""

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from tempfile import TemporaryFile

import pytest
from django.conf import settings

from backend.audit.models import Log
from backend.audit.verify import verify_log, verify_surroundings
from backend.people.models import KeptAnswer, Organisation
from tests import borough as boroughs
from tests.architecture.source import ROOT
from tests.borough import Borough, Caller
from tests.live.server import PATIENCE, database_url
from tests.people.sending import added, entries_of, is_replayed

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def knowsley(transactional_db: None) -> Borough:
    """Committed, so that another process can see it."""
    return boroughs.knowsley()


@contextmanager
def mortal_askers(token: str) -> Iterator[Callable[[int, str], bool]]:
    """Each call is one request, killed before that step or answered. Whether it was killed."""
    with (
        TemporaryFile("w+") as errors,
        subprocess.Popen(
            [sys.executable, "-m", "tests.people.killed"],
            cwd=ROOT,
            env={
                **os.environ,
                "DJANGO_SETTINGS_MODULE": settings.SETTINGS_MODULE,
                "DATABASE_URL": database_url(),
            },
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=errors,
            text=True,
        ) as process,
    ):
        assert process.stdin is not None
        assert process.stdout is not None

        def ask(killed_before: int, key: str) -> bool:
            print(killed_before, token, key, file=process.stdin, flush=True)
            end: str = process.stdout.readline().strip()  # type: ignore[union-attr]  # it is a pipe
            errors.seek(0)
            assert end in ("killed", "done"), errors.read()
            return end == "killed"

        try:
            yield ask
        finally:
            process.stdin.close()
            process.wait(PATIENCE)


def assert_all_or_nothing(borough: Borough, before: int) -> None:
    """The organisation, its entry and the answer stand together."""
    organisations = Organisation.objects.filter(name__startswith="step-").count()
    assert organisations == KeptAnswer.objects.count() == entries_of(borough) - before
    assert not KeptAnswer.objects.filter(status=None).exists()


def test_it_leaves_all_of_it_or_nothing_wherever_it_is_killed(knowsley: Borough) -> None:
    token = knowsley.token("Ada")
    before = entries_of(knowsley)
    step, is_killed, replayed = 0, True, 0

    with mortal_askers(token) as ask:
        while is_killed:
            step += 1
            is_killed = ask(step, f"step-{step}")
            assert_all_or_nothing(knowsley, before)
            again = added(Caller(token), f"step-{step}", name=f"step-{step}")
            assert (again.status_code, again.json()["name"]) == (201, f"step-{step}")
            replayed += is_replayed(again)
            assert_all_or_nothing(knowsley, before)
            assert entries_of(knowsley) - before == step

    # The last was not killed, and the one before it once its work was committed.
    assert replayed == 2
    # A request has far more steps than this; were it not so, little was cut short.
    assert step > 12
    assert verify_log(Log.objects.get(id=knowsley.partnership.id)).faults == []
    assert verify_surroundings() == []
