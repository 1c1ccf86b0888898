"""The operator changes the keys that sign the logs, all of them together."""

from base64 import b64encode
from io import StringIO
from pathlib import Path
from typing import Any  # bodies are JSON

import pytest
from django.core.management import CommandError, call_command
from pytest_django import DjangoAssertNumQueries, Settings

from backend.audit.checkpoints import current_checkpoint
from backend.audit.keys import SigningKeyMissing
from backend.audit.models import Entry, Log, Told
from backend.audit.signing import Verifier
from backend.audit.source import now
from backend.audit.verify import verify_log
from tests import borough as made
from tests.borough import Borough, bare_action

FIRST, SECOND, THIRD = (b64encode(bytes([n]) * 32).decode() for n in (1, 2, 3))


@pytest.fixture(autouse=True)
def state_dir(settings: Settings, tmp_path: Path) -> Path:
    settings.STATE_DIR = tmp_path
    settings.LOG_SIGNING_KEY = []
    return tmp_path


@pytest.fixture
def both(knowsley: Borough, sefton: Borough) -> list[Borough]:
    return [knowsley, sefton]


def rotate(*options: str) -> str:
    out = StringIO()
    call_command("rotate_log_key", *options, stdout=out)
    return out.getvalue()


def auditor_of(place: Borough) -> Any:
    return place.as_("Audrey" if "Audrey" in place.profiles else "Olga")


def note(place: Borough) -> str:
    answer = auditor_of(place).get(f"/logs/{place.partnership.id}/checkpoint")
    assert answer.status_code == 200, answer.content
    return str(answer.content.decode())


def keys(place: Borough) -> list[dict[str, Any]]:
    answer = auditor_of(place).get(f"/logs/{place.partnership.id}/keys")
    found: list[dict[str, Any]] = answer.json()["results"]
    return found


def signatures(place: Borough) -> int:
    """Each read with the keys that are shown."""
    shown = [Verifier.from_text(one["key"]) for one in keys(place) if one["retired_index"] is None]
    signed = note(place)
    assert len({one.text_of(signed) for one in shown}) == 1
    return signed.count("\N{EM DASH}")


def said(place: Borough, deed: str) -> int:
    return Entry.objects.filter(log=place.partnership.id, verb=f"signing_key.{deed}").count()


def test_it_changes_nothing_of_a_log_never_rotated(both: list[Borough]) -> None:
    assert [signatures(one) for one in both] == [1, 1]
    assert [len(keys(one)) for one in both] == [1, 1]
    assert [said(one, "introduced") for one in both] == [0, 0]


def test_it_lets_two_keys_sign_for_a_while(both: list[Borough], state_dir: Path) -> None:
    before = [keys(one)[0]["key"] for one in both]

    told = rotate()

    assert str(state_dir / "log-signing-2.key") in told
    assert [signatures(one) for one in both] == [2, 2]
    assert [keys(one)[0]["key"] for one in both] == before
    assert all(keys(one)[1]["key"] in told for one in both)


def test_it_ends_the_older_key(both: list[Borough], state_dir: Path) -> None:
    first = [note(one) for one in both]
    rotate()
    told = rotate("--retire")
    (state_dir / "log-signing.key").unlink()

    assert [signatures(one) for one in both] == [1, 1]
    assert all(keys(one)[0]["key"] in told for one in both)
    # What it signed it signed.
    assert [Verifier.from_text(keys(one)[0]["key"]).text_of(first[n]) for n, one in enumerate(both)]
    assert [verify_log(one.partnership.kept_in).faults for one in both] == [[], []]


def test_it_shows_the_range_of_sizes_each_signed(knowsley: Borough) -> None:
    size = int(note(knowsley).split("\n")[1])
    rotate()
    note(knowsley)
    rotate("--retire")
    bare_action(knowsley)
    last = int(note(knowsley).split("\n")[1])

    ranges = [(one["first_size"], one["last_size"]) for one in keys(knowsley)]
    assert ranges[0][0] == size
    assert ranges[0][1] == ranges[1][0]
    assert ranges[1][1] == last > ranges[1][0] > size


def test_it_tells_who_examines_the_log(knowsley: Borough) -> None:
    rotate()

    told = Told.objects.filter(entry__verb="signing_key.introduced")
    assert told.filter(actor=knowsley.actor_id("Audrey")).count() == 2
    assert not told.filter(actor=knowsley.actor_id("Pat")).exists()


def test_it_turns_again_and_again(knowsley: Borough) -> None:
    for _ in range(3):
        rotate()
        assert signatures(knowsley) == 2
        rotate("--retire")
        assert signatures(knowsley) == 1

    assert len(keys(knowsley)) == 4
    # The first time it puts the key on record that signed until then.
    assert (said(knowsley, "introduced"), said(knowsley, "retired")) == (4, 3)
    assert verify_log(knowsley.partnership.kept_in).faults == []


def test_it_finishes_one_change_before_the_next(knowsley: Borough, state_dir: Path) -> None:
    rotate()

    with pytest.raises(CommandError, match="Two keys sign already"):
        rotate()
    assert not (state_dir / "log-signing-3.key").exists()


def test_it_goes_on_after_a_crash_with_the_key_it_made(
    knowsley: Borough, state_dir: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Killed between the file and the entries."""
    signatures(knowsley)

    def die(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    module = "backend.people.management.commands.rotate_log_key.introduce_signing_key"
    with monkeypatch.context() as patched:
        patched.setattr(module, die)
        with pytest.raises(KeyboardInterrupt):
            rotate()
    left = signatures(knowsley)
    rotate()

    assert (left, signatures(knowsley)) == (1, 2)
    assert not (state_dir / "log-signing-3.key").exists()


def test_it_brings_a_partnership_founded_meanwhile_along(knowsley: Borough) -> None:
    rotate()
    late = made.founded("late-arrivals", "Late Arrivals")

    with pytest.raises(CommandError, match=r"late-arrivals: the newest key is not introduced"):
        rotate("--retire")
    told = rotate()
    rotate("--retire")

    assert "late-arrivals" in told
    assert "knowsley" not in told
    assert verify_log(late.kept_in).faults == []


def test_it_lets_a_partnership_founded_afterwards_begin_with_the_new_key(
    knowsley: Borough,
) -> None:
    rotate()
    rotate("--retire")
    made.founded("late-arrivals", "Late Arrivals")

    with pytest.raises(CommandError, match="signs alone already"):
        rotate("--retire")


def test_it_has_nothing_to_retire_at_first(knowsley: Borough) -> None:
    with pytest.raises(CommandError, match="signs alone already"):
        rotate("--retire")


def test_it_takes_a_new_key_from_the_settings(knowsley: Borough, settings: Settings) -> None:
    settings.LOG_SIGNING_KEY = [FIRST]
    signatures(knowsley)
    settings.LOG_SIGNING_KEY = [FIRST, SECOND]

    alone = signatures(knowsley)
    rotate()
    together = signatures(knowsley)
    rotate("--retire")
    settings.LOG_SIGNING_KEY = [SECOND]

    assert (alone, together, signatures(knowsley)) == (1, 2, 1)
    assert verify_log(knowsley.partnership.kept_in).faults == []


def test_it_asks_for_a_new_key_in_the_settings(knowsley: Borough, settings: Settings) -> None:
    settings.LOG_SIGNING_KEY = [FIRST]

    with pytest.raises(CommandError, match="Add a new one at its end"):
        rotate()


def test_it_answers_that_a_key_is_missing(knowsley: Borough, settings: Settings) -> None:
    settings.LOG_SIGNING_KEY = [FIRST, SECOND]
    rotate()
    settings.LOG_SIGNING_KEY = [FIRST, THIRD]

    answer = knowsley.as_("Audrey").get(f"/logs/{knowsley.partnership.id}/checkpoint")

    assert (answer.status_code, answer.json()["code"]) == (503, "signing_key_missing")


def test_it_begins_no_log_with_a_key_that_another_retired(
    knowsley: Borough, settings: Settings
) -> None:
    settings.LOG_SIGNING_KEY = [FIRST, SECOND]
    rotate()
    rotate("--retire")
    late = Log.objects.get(id=made.founded("late-arrivals", "Late Arrivals").id)
    settings.LOG_SIGNING_KEY = [FIRST]

    with pytest.raises(SigningKeyMissing, match="a key that no log has retired"):
        current_checkpoint(late, now())


@pytest.mark.parametrize("turns", [1, 3])
def test_it_asks_as_little_for_many_keys_as_for_one(
    turns: int, knowsley: Borough, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    path, caller = f"/logs/{knowsley.partnership.id}/keys", knowsley.as_("Audrey")
    for _ in range(turns):
        rotate()
        rotate("--retire")

    # The token, its grants and what they read; the log; its keys; their checkpoints.
    with django_assert_num_queries(5):
        caller.get(path)
