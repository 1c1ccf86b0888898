"""A backup is put back: what readers are told, what the operator does, what an auditor finds."""

import json
from io import StringIO
from typing import Any  # bodies are JSON

import pytest
from django.core.management import CommandError, call_command

from backend.audit.checkpoints import size_of
from backend.audit.highwater import Mark, mark_of, move_mark
from backend.audit.models import Entry, Log
from backend.people.operator import examiners
from tests.audit.ledger.backups import put_back
from tests.borough import Answer, Borough, bare_action

REASON = "The disk failed; the backup of last night was put back."


def checkpoint(place: Borough, who: str = "Audrey") -> Answer:
    return place.as_(who).get(f"/logs/{place.partnership.id}/checkpoint")


def log_of(place: Borough) -> Log:
    return Log.objects.get(id=place.partnership.id)


def accept(origin: str, reason: str = REASON) -> str:
    out = StringIO()
    call_command("accept_restored_log", origin, "--reason", reason, stdout=out)
    return out.getvalue()


def last_leaf(place: Borough) -> dict[str, Any]:
    log = log_of(place)
    path = f"/logs/{log.id}/entries?after={size_of(log.id) - 2}"
    found: dict[str, Any] = json.loads(place.as_("Audrey").get(path).json()["results"][-1]["leaf"])
    return found


@pytest.fixture
def lost(knowsley: Borough) -> Mark:
    """An action was added and signed for, and is gone: so far the log went."""
    # Before the backup, or its token would be lost with the action.
    knowsley.as_("Audrey")
    with put_back():
        bare_action(knowsley)
        assert checkpoint(knowsley).status_code == 200
    mark = mark_of(log_of(knowsley).origin)
    assert mark is not None
    return mark


def test_it_answers_that_a_backup_was_put_back(knowsley: Borough, lost: Mark) -> None:
    log = log_of(knowsley)

    answer = checkpoint(knowsley)

    problem = answer.json()
    assert (answer.status_code, problem["code"]) == (503, "log_restored")
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert f"was signed at {lost.size} entries" in problem["detail"]
    assert f"now has {size_of(log.id)} entries" in problem["detail"]
    assert f"manage.py accept_restored_log {log.origin}" in problem["detail"]


def test_it_signs_nothing_until_that_is_accepted(knowsley: Borough, lost: Mark) -> None:
    bare_action(knowsley)
    bare_action(knowsley)

    refused = checkpoint(knowsley)
    accept(log_of(knowsley).origin)
    signed = checkpoint(knowsley)

    assert (refused.status_code, signed.status_code) == (503, 200)


def test_it_shows_an_auditor_what_was_lost(knowsley: Borough, lost: Mark) -> None:
    log = log_of(knowsley)
    stood = size_of(log.id)

    said = accept(log.origin)

    after = last_leaf(knowsley)["after"]
    assert (after["lost_size"], after["size"]) == (lost.size, stood)
    assert after["lost_root"] in said
    entry = Entry.objects.get(verb="restored_log.accepted")
    assert entry.index == stood
    assert last_leaf(knowsley)["told"] == sorted(str(one) for one in examiners(log.id, entry.at))
    assert str(knowsley.actor_id("Audrey")) in last_leaf(knowsley)["told"]


def test_it_shows_the_reason_to_whoever_reads_the_log(knowsley: Borough, lost: Mark) -> None:
    accept(log_of(knowsley).origin)

    log = log_of(knowsley)
    path = f"/logs/{log.id}/entries?after={size_of(log.id) - 2}"
    assert len(knowsley.as_("Pat").get(path).json()["results"][-1]["disclosures"]) == 1


def test_it_notices_when_that_entry_is_lost_too(knowsley: Borough, lost: Mark) -> None:
    with put_back():
        accept(log_of(knowsley).origin)

    assert checkpoint(knowsley).status_code == 503


def test_it_says_so_once_when_killed_before_the_mark_is_moved(
    knowsley: Borough, lost: Mark
) -> None:
    log = log_of(knowsley)
    accept(log.origin)
    after = mark_of(log.origin)
    assert move_mark(log.origin, was=after, to=lost)

    accept(log.origin)

    assert Entry.objects.filter(verb="restored_log.accepted").count() == 1
    assert mark_of(log.origin) == after


def test_it_has_nothing_to_accept_of_a_whole_log(knowsley: Borough) -> None:
    checkpoint(knowsley)

    with pytest.raises(CommandError, match="nothing to accept"):
        accept(log_of(knowsley).origin)


def test_it_has_nothing_to_accept_of_a_log_never_signed(knowsley: Borough) -> None:
    with pytest.raises(CommandError, match="nothing to accept"):
        accept(log_of(knowsley).origin)


@pytest.mark.parametrize("reason", ["", "  \n"])
def test_it_asks_what_happened(reason: str, knowsley: Borough, lost: Mark) -> None:
    with pytest.raises(CommandError, match="Say what happened"):
        accept(log_of(knowsley).origin, reason)

    assert mark_of(log_of(knowsley).origin) == lost


def test_it_knows_no_other_log(knowsley: Borough) -> None:
    with pytest.raises(CommandError, match="No log here"):
        accept("elsewhere")


def test_it_leaves_the_log_next_door_alone(knowsley: Borough, sefton: Borough, lost: Mark) -> None:
    answer = checkpoint(sefton, "Olga")

    assert answer.status_code == 200


def verified() -> str:
    out = StringIO()
    try:
        call_command("verify_log", stdout=out)
    except CommandError:
        out.write("does not verify")
    return out.getvalue()


def test_it_is_named_by_verify_log(knowsley: Borough, lost: Mark) -> None:
    before = verified()
    accept(log_of(knowsley).origin)
    after = verified()

    assert f"the mark outside the database says that {lost.size} entries were signed" in before
    assert before.endswith("does not verify")
    assert not after.endswith("does not verify")
