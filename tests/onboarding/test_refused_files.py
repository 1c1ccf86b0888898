"""Files that are not loaded: each fault names its record and member, and nothing is written."""

import json
from dataclasses import fields
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import models

from backend.actions.models import Action, Plan, Principle, Priority
from backend.audit.models import Log
from backend.forums.models import Forum
from backend.onboarding import records
from backend.onboarding.reading import LARGEST_FILE
from backend.people.models import Organisation, Partnership
from tests.onboarding.borough import ABSENT, BOROUGHS, changed, written

LAMPS = ("actions", 0)
NUMBER = "expected a whole number, got"
TITLE = "expected text of at most 300 characters"
ID = "expected an id of at most 128 small letters, digits and hyphens"
DATE = 'expected a date in quotes, such as "2016", "2018-09" or "2022-07-01"'

MEMBERS = [
    ((*LAMPS, "order"), "x", f'actions[act-lamps].order: {NUMBER} "x"'),
    ((*LAMPS, "order"), True, f"actions[act-lamps].order: {NUMBER} true"),
    ((*LAMPS, "order"), -1, f"actions[act-lamps].order: {NUMBER} -1"),
    ((*LAMPS, "order"), 40_000, f"actions[act-lamps].order: {NUMBER} 40000"),
    (
        (*LAMPS, "order"),
        ABSENT,
        "actions[act-lamps].order: expected a whole number, found nothing",
    ),
    ((*LAMPS, "title"), ABSENT, f"actions[act-lamps].title: {TITLE}, found nothing"),
    ((*LAMPS, "title"), None, f"actions[act-lamps].title: {TITLE}, found nothing"),
    ((*LAMPS, "title"), "  ", f'actions[act-lamps].title: {TITLE}, got "  "'),
    ((*LAMPS, "title"), 2030, f"actions[act-lamps].title: {TITLE}, got 2030"),
    ((*LAMPS, "title"), "a" * 301, f'actions[act-lamps].title: {TITLE}, got "{"a" * 56}…'),
    ((*LAMPS, "id"), ABSENT, f"actions[#1].id: {ID}, found nothing"),
    ((*LAMPS, "id"), "Act 1", f'actions[Act 1].id: {ID}, got "Act 1"'),
    ((*LAMPS, "plan"), ["river-plan"], f'actions[act-lamps].plan: {ID}, got ["river-plan"]'),
    ((*LAMPS, "source"), ABSENT, "actions[act-lamps].source: expected a mapping, found nothing"),
    (
        (*LAMPS, "source", "lines"),
        4,
        "actions[act-lamps].source.lines: expected text of at most 100 characters, got 4",
    ),
    (
        (*LAMPS, "more_sources"),
        ["page 4"],
        'actions[act-lamps].more_sources[0]: expected a mapping, got "page 4"',
    ),
    (
        (*LAMPS, "confidence"),
        "sure",
        'actions[act-lamps].confidence: expected one of stated, probable, doubtful, got "sure"',
    ),
    (("actions", 2), "act-2", 'actions[#3]: expected a mapping, got "act-2"'),
    (("actions",), {"act-lamps": 1}, "actions: expected a list of records"),
    (("plans", 0, "starts"), 2016, f"plans[river-plan].starts: {DATE}, got 2016"),
    (("plans", 0, "starts"), "2016-13", f'plans[river-plan].starts: {DATE}, got "2016-13"'),
    (("milestones", 0, "date"), "2026-02-30", f'milestones[ms-opening].date: {DATE}, got "2026-'),
    (
        ("success_measures", 0, "direction"),
        "sideways",
        "success_measures[sm-lamps].direction: expected one of up, down, achieve, maintain,",
    ),
    (("meta", "counts", "actions"), "two", "meta.counts.actions: expected a whole number"),
]

AGREEMENT = [
    (
        (*LAMPS, "plan"),
        "sea-plan",
        "actions[act-lamps].plan: no record of plans has the id sea-plan",
    ),
    (
        (*LAMPS, "parent"),
        "act-x",
        "actions[act-lamps].parent: no record of actions has the id act-x",
    ),
    (
        (*LAMPS, "strategies"),
        ["str-x"],
        "actions[act-lamps].strategies: no record of strategies has the id str-x",
    ),
    (
        ("bridges", 0, "plan"),
        "sea-plan",
        "bridges[old-bridge].plan: no record of plans has the id sea-plan",
    ),
    ((*LAMPS, "source", "file"), "x.txt", "actions[act-lamps].source.file: no sources has x.txt"),
    ((*LAMPS, "id"), "act-lighting", "actions[act-lighting].id: another record has it already"),
    (("meta", "counts", "actions"), 3, "meta.counts.actions: says 3, and the file holds 2"),
    (
        ("actions", 1, "parent"),
        "act-lamps",
        "actions[act-lighting].parent: it is nested in itself",
    ),
    (("plans", 0, "part_of"), "river-plan", "plans[river-plan].part_of: it is part of itself"),
    (
        ("plans", 0, "part_of"),
        "hill-plan",
        "plans[river-plan].part_of: hill-plan is another partnership's plan",
    ),
    (("plans", 0, "ends"), "2015", "plans[river-plan].ends: 2015 is before its start, 2016"),
    (
        (*LAMPS, "plan"),
        "hill-plan",
        "actions[act-lamps].priority: pri-light stands in another plan",
    ),
    (
        ("success_measures", 0, "plan"),
        "hill-plan",
        "success_measures[sm-lamps].priority: it stands in another plan",
    ),
    (
        ("priority_outcome_links", 0, "outcome"),
        "out-calm",
        "priority_outcome_links[link-light-safe].outcome: it stands in another plan",
    ),
]

TEXTS = [
    ("", "the file must be a mapping from a kind of record to a list of them"),
    ("[1, 2]", "the file must be a mapping from a kind of record to a list of them"),
    ("plans: [", "the file is not YAML: while parsing"),
    ("meta: {}\nplans: []\nplans: []\n", 'line 3: the key "plans" stands twice'),
    ("plans: &all []\nactions: *all\n", "line 1: anchors and aliases are not read; write it out"),
    ("plans: !!python/name:os.system []", "line 1: tags are not read; write the value plainly"),
    ("plans: " + "[" * 30 + "]" * 30, "line 1: nested more than 20 deep"),
    (f"plans: {'9' * 5000}", "the file holds a number that cannot be read"),
]


def refusal_of(path: Path) -> str:
    with pytest.raises(CommandError) as refused:
        call_command("import_plan", str(path), stdout=StringIO())
    return str(refused.value)


@pytest.mark.parametrize(("path", "to", "fault"), [*MEMBERS, *AGREEMENT])
@pytest.mark.django_db
def test_it_names_the_record_and_the_member(
    path: tuple[str | int, ...], to: object, fault: str, tmp_path: Path
) -> None:
    refusal = refusal_of(written(tmp_path, changed(*path, to=to)))

    assert fault in refusal
    assert refusal.startswith("Nothing was loaded. Mend the file and run it again:\n")
    assert not Log.objects.exists()


@pytest.mark.parametrize(("text", "fault"), TEXTS)
def test_it_reads_plain_yaml_alone(text: str, fault: str, tmp_path: Path) -> None:
    path = tmp_path / "plan.yaml"
    path.write_text(text, "utf-8")

    assert fault in refusal_of(path)


def test_it_names_every_fault_at_once(tmp_path: Path) -> None:
    content = changed("actions", 0, "order", to="x")
    content["plans"][0]["title"] = 7

    refusal = refusal_of(written(tmp_path, content))

    assert "actions[act-lamps].order" in refusal
    assert "plans[river-plan].title" in refusal


def test_it_tells_machines_in_json(tmp_path: Path) -> None:
    path = written(tmp_path, changed("actions", 0, "order", to="x"))
    out = StringIO()

    with pytest.raises(CommandError):
        call_command("import_plan", str(path), "--json", stdout=out)

    assert json.loads(out.getvalue()) == {
        "faults": ['actions[act-lamps].order: expected a whole number, got "x"']
    }


def test_it_refuses_a_file_that_is_not_there(tmp_path: Path) -> None:
    assert "plan.yaml cannot be read: No such file" in refusal_of(tmp_path / "plan.yaml")


def test_it_refuses_a_file_that_is_not_text(tmp_path: Path) -> None:
    path = tmp_path / "plan.yaml"
    path.write_bytes(b"title: \xff")

    assert "plan.yaml is not UTF-8 at byte 7" in refusal_of(path)


def test_it_refuses_a_file_beyond_its_size(tmp_path: Path) -> None:
    path = tmp_path / "plan.yaml"
    path.write_bytes(b"#" * (LARGEST_FILE + 1))

    assert f"is larger than {LARGEST_FILE} bytes" in refusal_of(path)


def test_it_shows_fifty_faults_and_counts_the_rest(tmp_path: Path) -> None:
    outcomes = [{**BOROUGHS["outcomes"][1], "id": f"o{at}", "order": "x"} for at in range(60)]

    refusal = refusal_of(written(tmp_path, changed("outcomes", to=outcomes)))

    assert refusal.endswith("and 10 more; --json lists them all")


@pytest.mark.parametrize(
    ("record", "member", "model", "field"),
    [
        (records.Partnership, "id", Partnership, "slug"),
        (records.Partnership, "title", Partnership, "name"),
        (records.Board, "title", Forum, "name"),
        (records.Organisation, "title", Organisation, "name"),
        (records.Plan, "title", Plan, "title"),
        (records.Plan, "vision", Plan, "vision"),
        (records.Priority, "summary", Priority, "summary"),
        (records.Principle, "set", Principle, "series"),
        (records.Principle, "summary", Principle, "summary"),
        (records.Action, "id", Action, "reference"),
        (records.Action, "title", Action, "title"),
        (records.Action, "summary", Action, "summary"),
    ],
)
def test_it_takes_as_much_text_as_its_home_has_room_for(
    record: type[Any], member: str, model: type[models.Model], field: str
) -> None:
    declared = next(one for one in fields(record) if one.name == member).metadata["member"]
    room = model._meta.get_field(field)

    assert isinstance(room, models.CharField)
    assert declared.accepts("a" * (room.max_length or 0))
    assert not declared.accepts("a" * ((room.max_length or 0) + 1))
