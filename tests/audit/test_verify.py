import json
from io import StringIO
from pathlib import Path
from typing import Any  # what JSON holds

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command

from backend.audit.checkpoints import current_checkpoint
from backend.audit.erasure import clear_disclosures
from backend.audit.highwater import FILE_NAME
from backend.audit.models import Entry, Log
from backend.audit.source import SeededSource
from backend.audit.tree import leaf_hash
from backend.audit.verify import Verdict, verify_log, verify_surroundings
from tests.audit.ledger.backups import put_back
from tests.audit.ledger.history import entries_of, raise_lamp, unit_from
from tests.audit.ledger.models import Street
from tests.audit.ledger.people import PRIYA, SAM
from tests.audit.ledger.tamper import behind_the_triggers

# What the busy street's history hashes to, on any database and for ever.
KNOWN_ROOT = "deaaef66a985a8a89a92a2f221083f7b17eea053ba031d56077aba870625b910"


def verdict_on(street: Street) -> Verdict:
    return verify_log(Log.objects.get(id=street.pk))


def first_fault(street: Street) -> tuple[int | None, str]:
    fault = verdict_on(street).faults[0]
    return fault.index, fault.why


def test_it_finds_nothing_in_an_honest_log(history: Street) -> None:
    verdict = verdict_on(history)

    assert (verdict.size, verdict.faults, verify_surroundings()) == (7, [], [])


def test_it_has_the_same_root_on_every_database(history: Street) -> None:
    assert verdict_on(history).root.hex() == KNOWN_ROOT


def test_it_names_a_leaf_with_another_byte(history: Street) -> None:
    leaf = bytes(entries_of(history.pk)[3].leaf)
    behind_the_triggers(
        'UPDATE audit_entry SET leaf = %s WHERE "index" = 3',
        given=[leaf.replace(b"lamp.retitled", b"lamp.retitleD")],
    )

    assert first_fault(history) == (3, "its leaf does not have its hash")


def test_it_names_a_leaf_hashed_anew(history: Street) -> None:
    leaf = bytes(entries_of(history.pk)[3].leaf).replace(b'"told":[', b'"told": [')
    behind_the_triggers(
        'UPDATE audit_entry SET leaf = %s, leaf_hash = %s WHERE "index" = 3',
        given=[leaf, leaf_hash(leaf)],
    )

    assert first_fault(history)[0] == 3


def test_it_names_a_leaf_that_is_not_canonical(history: Street) -> None:
    # The last of an odd number: no node above it would tell.
    leaf = bytes(entries_of(history.pk)[6].leaf).replace(b'"told":[', b'"told": [')
    behind_the_triggers(
        'UPDATE audit_entry SET leaf = %s, leaf_hash = %s WHERE "index" = 6',
        given=[leaf, leaf_hash(leaf)],
    )

    assert first_fault(history) == (6, "its leaf is not canonical JSON")


def test_it_names_the_first_of_two_swapped_leaves(history: Street) -> None:
    first, second = (bytes(one.leaf) for one in entries_of(history.pk)[2:4])
    behind_the_triggers(
        'UPDATE audit_entry SET leaf = CASE "index" WHEN 2 THEN %s ELSE %s END'
        ' WHERE "index" IN (2, 3)',
        given=[second, first],
    )

    assert first_fault(history) == (2, "its leaf does not have its hash")


def test_it_notices_two_whole_entries_swapped(history: Street) -> None:
    behind_the_triggers(
        'UPDATE audit_entry SET "index" = 92 WHERE "index" = 2',
        'UPDATE audit_entry SET "index" = 2 WHERE "index" = 3',
        'UPDATE audit_entry SET "index" = 3 WHERE "index" = 92',
    )

    assert first_fault(history)[0] in {2, 3}


def test_it_names_a_missing_entry(history: Street) -> None:
    behind_the_triggers(
        'DELETE FROM audit_told WHERE "index" = 3', 'DELETE FROM audit_entry WHERE "index" = 3'
    )

    assert first_fault(history) == (3, "it is missing: the next is 4")


def test_it_names_an_entry_cut_off_behind_a_checkpoint(
    history: Street, source: SeededSource
) -> None:
    current_checkpoint(Log.objects.get(), source.now())
    behind_the_triggers(
        'UPDATE ledger_lamp SET entry_id = (SELECT id FROM audit_entry WHERE "index" = 5)'
        " WHERE version = 1",
        'DELETE FROM audit_entry WHERE "index" = 6',
    )

    assert first_fault(history)[0] == 6


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("verb", "lamp.lowered"),
        ("actor", SAM.id.hex),
        ("audience", "auditors"),
        ("was", "auditors"),
        ("subject_version", 9),
        ("subject_type", "bench"),
        ("cause", SAM.id.hex),
        ("at", "2020-01-01 00:00:00+00:00"),
        ("logged", "2020-01-01 00:00:00+00:00"),
        ("request_id", SAM.id.hex),
    ],
)
def test_it_names_an_edited_column(column: str, value: str | int, history: Street) -> None:
    behind_the_triggers(
        f'UPDATE audit_entry SET {column} = %s WHERE "index" = 4',  # noqa: S608  # names above
        given=[value],
    )

    assert first_fault(history) == (4, f"{column} differs from its leaf")


def test_it_names_edited_nodes(history: Street) -> None:
    behind_the_triggers('UPDATE audit_entry SET nodes = %s WHERE "index" = 5', given=[b"\0" * 32])

    assert first_fault(history)[0] == 5


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("title", "Elsewhere"),
        ("state", "lit"),
        ("audience", "auditors"),
        ("version", 9),
        ("keeper", SAM.id.hex),
        ("lit_on", "2020-01-01"),
        ("height", "4.51"),
        ("wires", "[1]"),
    ],
)
def test_it_names_an_edited_row(column: str, value: str | int, history: Street) -> None:
    behind_the_triggers(
        f"UPDATE ledger_lamp SET {column} = %s WHERE version = 3",  # noqa: S608  # names above
        given=[value],
    )

    index, why = first_fault(history)
    assert index == 5
    assert why.endswith(f"differs in {column}")


def test_it_names_a_removed_row(history: Street) -> None:
    behind_the_triggers("DELETE FROM ledger_lamp WHERE version = 1")

    index, why = first_fault(history)
    assert index == 6
    assert why.endswith("is gone")


def test_it_names_a_row_turned_back_to_an_earlier_entry(history: Street) -> None:
    behind_the_triggers(
        "UPDATE ledger_lamp SET version = 1,"
        ' entry_id = (SELECT id FROM audit_entry WHERE "index" = 1) WHERE version = 3'
    )

    index, why = first_fault(history)
    assert index == 5
    assert why.endswith("names another entry as its latest")


def test_it_names_a_row_slipped_in(history: Street) -> None:
    behind_the_triggers(
        "INSERT INTO ledger_lamp SELECT %s, 1, audience, title, remark, keeper, state, lit_on,"
        " lit_at, height, wires, entry_id, follows_id, street_id FROM ledger_lamp"
        " WHERE version = 1",
        given=[SAM.id.hex],
    )

    assert verify_surroundings() == [f"ledger_lamp: the row {SAM.id} names no entry of its own"]


def test_it_names_an_edited_disclosure(history: Street) -> None:
    behind_the_triggers(
        "UPDATE audit_disclosure SET value = %s WHERE value ="
        " (SELECT min(value) FROM audit_disclosure WHERE field = 'reason')",
        given=["WyJzYWx0IiwicmVhc29uIiwiT3RoZXIiXQ"],
    )

    assert "does not have its digest" in first_fault(history)[1]


def test_it_names_a_removed_disclosure(history: Street) -> None:
    behind_the_triggers("DELETE FROM audit_disclosure WHERE field = 'reason'")

    index, why = first_fault(history)
    assert index == 3
    assert why.endswith("is missing")


def test_it_names_a_disclosure_nothing_commits_to(history: Street) -> None:
    behind_the_triggers(
        "INSERT INTO audit_disclosure SELECT 'stray', subject_type, subject_id, field, concerns,"
        " audience, value, log_id FROM audit_disclosure WHERE field = 'reason' LIMIT 1"
    )

    assert "commits to disclosure stray" in first_fault(history)[1]


def test_it_names_a_notice_taken_away(history: Street) -> None:
    behind_the_triggers('DELETE FROM audit_told WHERE "index" = 4')

    assert first_fault(history) == (4, "the rows of whom it tells differ from its leaf")


def test_it_names_a_checkpoint_of_another_tree(history: Street, source: SeededSource) -> None:
    current_checkpoint(Log.objects.get(), source.now())
    behind_the_triggers("UPDATE audit_checkpoint SET root = %s", given=[b"\0" * 32])

    index, why = first_fault(history)
    assert index == 6
    assert why.startswith("the checkpoint at 7 has another root")


def test_it_names_what_a_backup_lost(history: Street, source: SeededSource) -> None:
    with put_back():
        raise_lamp(source, history)
        current_checkpoint(Log.objects.get(), source.now())

    index, why = first_fault(history)
    assert index == 7
    assert why.startswith("it is missing, and all after it: the mark outside the database says")


def test_it_names_where_the_log_went_another_way(history: Street, source: SeededSource) -> None:
    with put_back():
        raise_lamp(source, history, title="Lost")
        current_checkpoint(Log.objects.get(), source.now())
    raise_lamp(source, history, title="Other")
    raise_lamp(source, history, title="More")

    index, why = first_fault(history)
    assert index == 7
    assert why == (
        "the mark outside the database says that 8 entries were signed with another root than "
        "these have"
    )


def test_it_names_a_mark_it_cannot_read(history: Street) -> None:
    (Path(settings.STATE_DIR) / FILE_NAME).write_text("{")

    index, why = first_fault(history)
    assert index is None
    assert why.startswith("log-marks.json in the state directory cannot be read")


def test_it_agrees_with_a_mark_within_the_log(history: Street, source: SeededSource) -> None:
    current_checkpoint(Log.objects.get(), source.now())
    raise_lamp(source, history)

    assert verdict_on(history).faults == []


def test_it_names_a_checkpoint_nobody_signed(history: Street, source: SeededSource) -> None:
    note = current_checkpoint(Log.objects.get(), source.now()).note
    behind_the_triggers(
        "UPDATE audit_checkpoint SET note = %s", given=[note.replace("\n7\n", "\n6\n")]
    )

    assert "is not signed by" in first_fault(history)[1]


def test_it_still_verifies_after_an_erasure(street: Street, source: SeededSource) -> None:
    lamp = raise_lamp(source, street, keeper=PRIYA.id, title="Priya's")
    with unit_from(source) as unit:
        clear_disclosures(unit, PRIYA.id)
        lamp.title = ""
        unit.record("lamp.erased", lamp)

    assert verdict_on(street).faults == []
    assert b"Priya's" not in b"".join(bytes(one.leaf) for one in Entry.objects.all())


def verify_command(*arguments: str) -> tuple[str, int]:
    out = StringIO()
    try:
        call_command("verify_log", *arguments, stdout=out)
    except CommandError as refusal:
        return out.getvalue(), refusal.returncode
    return out.getvalue(), 0


def test_it_says_what_it_verified(history: Street) -> None:
    said, code = verify_command()

    assert said.startswith(f"accord.example/{history.pk}: 7 entries, root ")
    assert code == 0


def test_it_says_the_first_bad_index_and_fails(history: Street) -> None:
    behind_the_triggers("UPDATE audit_entry SET verb = 'lamp.lowered' WHERE \"index\" > 3")

    said, code = verify_command("--log", f"accord.example/{history.pk}")

    assert said == f"accord.example/{history.pk}: entry 4: verb differs from its leaf\n"
    assert code == 1


def test_it_answers_in_json(history: Street) -> None:
    behind_the_triggers("UPDATE ledger_lamp SET title = 'Elsewhere'")

    said, code = verify_command("--json")

    answer: dict[str, Any] = json.loads(said)
    assert (answer["verified"], code) == (False, 1)
    assert [one["index"] for one in answer["logs"][0]["faults"]] == [4, 5, 6]


def test_it_knows_no_other_log(history: Street) -> None:
    assert verify_command("--log", "elsewhere") == ("", 2)
