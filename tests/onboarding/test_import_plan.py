from functools import cache
from io import StringIO
from pathlib import Path

import pytest
import yaml
from django.core.management import CommandError, call_command
from django.db import models

from backend.actions.models import (
    Action,
    Milestone,
    Outcome,
    OutcomeLink,
    Plan,
    Principle,
    Priority,
    SuccessMeasure,
)
from backend.actions.operations import set_action_priority
from backend.audit.models import Entry, Log
from backend.audit.source import now
from backend.audit.unit import unit_of_work
from backend.audit.verify import verify_log
from backend.deals.models import Fund, SupportedProject
from backend.forums.models import Forum, Seat
from backend.people.models import Actor, Appointment, Documented, Organisation, Partnership
from backend.people.operations import end_appointment
from backend.people.operator import OPERATOR, operator_in
from tests.onboarding.borough import (
    ABSENT,
    BOROUGHS,
    HILLTOP,
    PACKAGED,
    RIVERSIDE,
    changed,
    imported,
    totals,
    written,
)

pytestmark = pytest.mark.django_db(transaction=True)

HOMES: dict[str, type[Documented]] = {
    "boards": Forum,
    "organisations": Organisation,
    "board_seats": Seat,
    "plans": Plan,
    "priorities": Priority,
    "outcomes": Outcome,
    "priority_outcome_links": OutcomeLink,
    "principles": Principle,
    "actions": Action,
    "success_measures": SuccessMeasure,
    "milestones": Milestone,
    "funds": Fund,
    "funded_projects": SupportedProject,
}


class Terminal(StringIO):
    def isatty(self) -> bool:
        return True


@cache
def counts_of_the_file() -> dict[str, int]:
    counts: dict[str, int] = yaml.safe_load(PACKAGED.read_text("utf-8"))["meta"]["counts"]
    return counts


def rows_of(model: type[models.Model]) -> int:
    return model._default_manager.count()


def names_of_rows_it_points_to(model: type[Documented]) -> list[str]:
    return [
        field.name
        for field in model._meta.get_fields()
        if isinstance(field, models.ForeignKey) and issubclass(field.related_model, Documented)
    ]


def printed(*arguments: str) -> str:
    out = StringIO()
    call_command("import_plan", *arguments, stdout=out)
    return out.getvalue()


def test_it_loads_as_many_records_as_the_file_counts() -> None:
    report = imported(PACKAGED)

    counted = {kind: one["in_file"] for kind, one in report["kinds"].items()}
    counts = counts_of_the_file()
    assert counted == {kind: counts[kind] for kind in counted}
    rows = {kind: rows_of(model) for kind, model in HOMES.items()}
    # Three organisations are named in documents of both partnerships, and stand in both. Five of a
    # board's member organisations have a seat because they are listed; two seats are of one that
    # stands in the other partnership alone.
    more = {"organisations": 3, "board_seats": 5 - 2}
    assert rows == {kind: counted[kind] + more.get(kind, 0) for kind in HOMES}
    assert rows_of(Partnership) == counted["partnerships"]


def test_it_explains_every_count_that_differs() -> None:
    notes = imported(PACKAGED)["notes"]

    assert any(
        note.startswith("organisations: 30 records are 33 rows") and "name 3: " in note
        for note in notes
    )


def test_it_accounts_for_every_record_without_a_home() -> None:
    kinds = imported(PACKAGED)["kinds"]

    without = {kind: sum(one["without_home"].values()) for kind, one in kinds.items()}
    assert {kind: count for kind, count in without.items() if count} == {
        kind: one["in_file"]
        for kind, one in kinds.items()
        if one["in_file"] and kind not in {*HOMES, "partnerships"}
    }
    assert sorted(kinds["indicators"]["without_home"].values()) == [24, 37]


def test_it_loads_the_actions_each_document_lists() -> None:
    imported(PACKAGED)

    counts = counts_of_the_file()
    strategy = Action.objects.filter(plan__reference="strategy-for-knowsley-2016-2020")
    assert strategy.filter(parent=None).count() == counts["actions_top_level_2016"]
    assert strategy.exclude(parent=None).count() == counts["actions_nested_2016"]
    of_plan = Action.objects.values_list("plan__reference").annotate(count=models.Count("id"))
    assert dict(of_plan)["covid-priority-actions"] == counts["actions_covid"]
    assert dict(of_plan)["council-plan-2025-2030"] == counts["actions_council_plan"]


def test_it_gives_no_action_what_no_document_says() -> None:
    imported(PACKAGED)

    bare = Action.objects.filter(state="proposed", lead=None, due_on=None)
    assert bare.count() == rows_of(Action)
    assert Action.objects.filter(priority=None).count() == 12
    assert set(Appointment.objects.values_list("role", flat=True)) == {"administrator"}


def test_it_keeps_dates_as_exact_as_they_are_printed() -> None:
    imported(PACKAGED)

    dates = dict(Milestone.objects.values_list("reference", "due"))
    assert dates["ms-2018-consultation"] == "2018-09"
    assert dates["ms-2022-hcp"] == "2022-07-01"
    assert dates["ms-2030-end"] == "2030"


def test_it_says_which_dates_its_readers_inferred() -> None:
    imported(PACKAGED)

    inferred = Milestone.objects.filter(source__contains="inferred by its readers, not printed")
    assert [one.reference for one in inferred] == ["ms-2025-restart"]


def test_it_writes_nothing_the_second_time() -> None:
    imported(PACKAGED)
    entries = rows_of(Entry)

    second = imported(PACKAGED)

    assert rows_of(Entry) == entries
    assert totals(second) == (0, 239, 0)


def test_it_writes_nothing_in_a_dry_run() -> None:
    rehearsed = imported(PACKAGED, "--dry-run")

    assert [rows_of(model) for model in (Log, Entry, Actor, Partnership, Action)] == [0] * 5
    assert rehearsed["kinds"] == imported(PACKAGED)["kinds"]


def test_it_leaves_logs_that_verify() -> None:
    imported(PACKAGED)

    verdicts = [verify_log(log, lambda done, total: None) for log in Log.objects.order_by("id")]
    assert [(verdict.faults, verdict.size > 0) for verdict in verdicts] == [([], True)] * 2
    assert {log.origin for log in Log.objects.all()} == {
        "accord.example/knowsley-partnership",
        "accord.example/knowsley-better-together",
    }


def test_it_keeps_the_partnerships_strictly_apart() -> None:
    imported(PACKAGED)

    crossing = [
        model._default_manager.exclude(**{name: None}).exclude(
            **{f"{name}__partnership": models.F("partnership")}
        )
        for model in HOMES.values()
        for name in names_of_rows_it_points_to(model)
    ]

    assert len(crossing) > 10
    assert not any(rows.exists() for rows in crossing)


def test_it_shows_neither_partnership_the_actions_of_the_other() -> None:
    imported(PACKAGED)

    seen = {
        slug: set(Action.objects.visible_to(operator_in(slug, now())).values_list("id", flat=True))
        for slug in ("knowsley-partnership", "knowsley-better-together")
    }

    assert sorted(len(ids) for ids in seen.values()) == [12, 44]
    assert not set.intersection(*seen.values())


def test_it_cites_a_partnerships_own_documents_where_it_has_any() -> None:
    imported(PACKAGED)

    sources = Organisation.objects.filter(reference="knowsley-ccg").values_list(
        "partnership__slug", "source"
    )
    assert {slug: "Strategy for Knowsley 2016-2020" in source for slug, source in sources} == {
        "knowsley-partnership": True,
        "knowsley-better-together": False,
    }


def test_it_reports_a_board_that_states_no_partnership(tmp_path: Path) -> None:
    report = imported(written(tmp_path, BOROUGHS))

    assert (
        "boards[place-board] states no partnership: it stands in riverside, whose documents name it"
    ) in report["notes"]
    assert Forum.objects.get().partnership.slug == "riverside"


def test_it_reports_kinds_it_has_no_word_for(tmp_path: Path) -> None:
    report = imported(written(tmp_path, BOROUGHS))

    assert "organisations: 1 are of the kind other: 1 trust" in report["notes"]
    assert "boards[place-board] is of the kind forum: guild is none" in report["notes"]


def test_it_nests_an_action_that_stands_before_its_parent(tmp_path: Path) -> None:
    imported(written(tmp_path, BOROUGHS))

    nested = Action.objects.select_related("parent").get(reference="act-lamps")
    assert nested.parent is not None
    assert nested.parent.reference == "act-lighting"


def test_it_names_the_members_it_leaves_in_the_file(tmp_path: Path) -> None:
    report = imported(written(tmp_path, BOROUGHS))

    assert "actions: left in the file, having no home yet: colour" in report["notes"]


def test_it_leaves_a_record_that_differs_as_it_is(tmp_path: Path) -> None:
    imported(written(tmp_path, BOROUGHS))
    entries = rows_of(Entry)

    report = imported(written(tmp_path, changed("actions", 0, "title", to="Sell the lamps")))

    assert report["kinds"]["actions"]["differs"] == [
        {"id": "act-lamps", "partnership": "riverside", "why": "title"}
    ]
    assert Action.objects.get(reference="act-lamps").title == "Mend the lamps"
    assert rows_of(Entry) == entries


def test_it_finds_no_difference_in_what_people_settled_since(tmp_path: Path) -> None:
    path = written(tmp_path, changed("actions", 1, "priority", to=ABSENT))
    imported(path)
    with unit_of_work(by=operator_in("riverside", now()), at=now()) as unit:
        action = Action.objects.get(reference="act-lighting")
        priority = Priority.objects.get(reference="pri-light")
        set_action_priority(unit, action_id=action.id, version=1, priority_id=priority.id)

    report = imported(path)

    assert report["kinds"]["actions"]["differs"] == []


def test_it_loads_what_was_added_to_the_file_since(tmp_path: Path) -> None:
    imported(written(tmp_path, BOROUGHS))
    principle = {"id": "be-kind", "title": "Be kind", "plan": "hill-plan", "order": 1}
    principle |= {"set": "hill-principles", "source": HILLTOP}

    report = imported(written(tmp_path, changed("principles", to=[principle])))

    assert totals(report) == (1, 15, 0)


def test_it_loads_no_doubtful_record_and_nothing_that_needs_it(tmp_path: Path) -> None:
    path = written(tmp_path, changed("actions", 1, "confidence", to="doubtful"))

    report = imported(path)

    assert report["kinds"]["actions"]["not_loaded"] == [
        {
            "id": "act-lighting",
            "partnership": None,
            "why": "doubtful: kept in the file until a person confirms it",
        },
        {
            "id": "act-lamps",
            "partnership": "riverside",
            "why": "it names act-lighting, which is not loaded",
        },
    ]
    assert rows_of(Action) == 0


def test_it_leaves_out_what_is_told_by_documents_of_nobody(tmp_path: Path) -> None:
    content = changed("sources", 2, to={"id": "src-x", "file": "x.txt", "title": "A rumour"})
    content["milestones"][0]["source"] = {**RIVERSIDE, "file": "x.txt"}

    report = imported(written(tmp_path, content))

    assert [one["why"] for one in report["kinds"]["milestones"]["not_loaded"]] == [
        "its documents belong to no partnership of the file"
    ]


def test_it_loads_all_of_a_partnership_or_nothing(tmp_path: Path) -> None:
    imported(written(tmp_path, BOROUGHS))
    held = Appointment.objects.get(partnership__slug="hilltop")
    with unit_of_work(by=operator_in("hilltop", now()), at=now()) as unit:
        end_appointment(unit, appointment_id=held.id, version=1, reason="Handed over")
    entries = rows_of(Entry)
    content = changed("outcomes", 2, to={**BOROUGHS["outcomes"][1], "id": "out-clear"})

    with pytest.raises(CommandError) as refused:
        imported(written(tmp_path, content))

    assert str(refused.value) == (
        "Nothing of hilltop was loaded. outcomes[out-clear]: Only an administrator of the "
        "partnership can add an outcome. Loaded before it: riverside."
    )
    assert rows_of(Entry) == entries


def test_it_loads_nothing_into_a_partnership_where_its_operator_is_nobody(tmp_path: Path) -> None:
    path = written(tmp_path, BOROUGHS)
    imported(path)
    Actor.objects.filter(sign_in=OPERATOR).update(sign_in="another deployment's")

    with pytest.raises(CommandError, match="operator has no place in it"):
        imported(path)


def test_it_prints_one_line_for_each_kind_and_the_sum() -> None:
    lines = printed(str(PACKAGED)).splitlines()

    assert "actions                   56 in the file: 56 loaded" in lines
    assert "organisations             30 in the file: 33 loaded" in lines
    assert lines[-1] == "In all: 239 loaded, 0 already there, 0 differing and left as they are."


def test_it_says_first_that_it_only_rehearsed(tmp_path: Path) -> None:
    text = printed(str(written(tmp_path, BOROUGHS)), "--dry-run")

    assert text.startswith("Rehearsed, and rolled back: nothing was written.\n")


def test_it_reports_on_a_terminal_too(tmp_path: Path) -> None:
    terminal = Terminal()

    call_command("import_plan", str(written(tmp_path, BOROUGHS)), stdout=terminal)

    assert "In all: 15 loaded" in terminal.getvalue()
