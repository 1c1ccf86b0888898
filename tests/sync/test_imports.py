"""What the worker makes of the lines of a file: each in its turn, and none stops the others."""

import json
from datetime import timedelta
from threading import Event
from typing import Any  # bodies are JSON

import pytest
import time_machine

from backend.api.frame import public_url
from backend.audit.models import Entry
from backend.audit.source import now
from backend.people.models import Appointment, Profile
from backend.people.operations import end_appointment, erase_person
from backend.sync import importing, lines
from backend.sync.models import Import, Reference
from backend.sync.operations import imports as operations
from tests.actions.questions import as_written, read
from tests.borough import Borough
from tests.sync.deeds import ended
from tests.sync.files import (
    download,
    file_of,
    heard,
    lines_of,
    many,
    results,
    submit,
    submitted,
    the_import,
    told,
    worked,
)
from tests.sync.hooking import MONDAY
from tests.sync.sending import YOUTH, at, named, sent, the_action, tracker, whole


def verbs(since: int) -> list[str]:
    """Of what was recorded after so many entries."""
    return list(Entry.objects.order_by("index", "log_id").values_list("verb", flat=True))[since:]


def later(external_id: str, minute: int, **said: Any) -> dict[str, Any]:
    return named(external_id, {"changed_at": at(minute), **said})


def gone(borough: Borough, name: str) -> None:
    """All that they were appointed to has ended."""
    held = Appointment.objects.filter(actor_id=borough.actor_id(name), ends_at=None)
    for one in held:
        borough.act(
            "Ada", end_appointment, appointment_id=one.id, version=one.version, reason="Leaves."
        )


@pytest.fixture
def by_twos(monkeypatch: pytest.MonkeyPatch) -> None:
    """Two lines at once."""
    monkeypatch.setattr(lines, "PART", 2)


def test_it_hears_every_line_in_order_and_tells_of_each(borough: Borough, by_twos: None) -> None:
    sent(borough)

    told_of = heard(
        borough,
        named("YTH-1", whole(borough)),
        later(YOUTH, 5, title="Open six youth centres"),
        later("YTH-2", 5, title="No plan is named"),
    )

    assert told(told_of) == [
        (1, "created", None),
        (2, "updated", None),
        (3, "refused", "validation_error"),
    ]
    assert [row["status"] for row in told_of] == [201, 200, 400]
    assert [row["external_id"] for row in told_of] == ["YTH-1", YOUTH, "YTH-2"]
    assert told_of[1]["by_field"] == [{"field": "title", "outcome": "updated"}]
    assert (told_of[1]["action"], told_of[1]["version"]) == (str(the_action().id), 2)
    assert (told_of[2]["action"], told_of[2]["version"], told_of[2]["by_field"]) == (None, None, [])
    assert {one["pointer"] for one in told_of[2]["problem"]["errors"]} == {"#/plan"}


def test_it_does_what_a_bulk_would(borough: Borough) -> None:
    """In the submitter's name, marked with the source and known by the request that brought it."""
    before = Entry.objects.count()
    answer = borough.as_("Tracker").send_lines(
        "/sources/tracker/imports",
        file_of(named("YTH-1", whole(borough))),
        x_request_id="3b241101-e2bb-4255-8caf-4136c566a962",
    )
    worked()

    fresh = list(Entry.objects.order_by("index", "log_id"))[before:]
    assert answer.status_code == 202
    assert [(one.verb, one.by) for one in (as_written(borough, two) for two in fresh)] == [
        ("import.submitted", "Tracker"),
        ("action.proposed", "Tracker"),
        ("reference.added", "Tracker"),
        ("import.finished", "Tracker"),
    ]
    assert {str(one.request_id) for one in fresh} == {"3b241101-e2bb-4255-8caf-4136c566a962"}
    assert {one.origin_client for one in fresh} == {"tracker"}


def test_it_shows_how_far_it_has_come(borough: Borough, by_twos: None) -> None:
    import_id = submitted(borough, *many(borough, 3))
    place = f"/imports/{import_id}"
    (waiting,) = operations.imports_due(now())
    importing._step(waiting)

    running = read(borough, "Pat", place)
    worked()
    finished = read(borough, "Pat", place)

    assert (running["state"], running["counts"]["created"]) == ("running", 2)
    assert (running["started_at"], running["finished_at"]) == (finished["started_at"], None)
    assert (finished["state"], finished["counts"]["created"]) == ("finished", 3)
    assert running["started_at"] <= finished["finished_at"]
    assert finished["results_url"] == public_url(f"/api/v1{place}/results")
    assert finished["version"] == 2


def test_it_puts_the_counts_on_record(borough: Borough) -> None:
    heard(borough, *many(borough, 2), b"{")

    leaf = json.loads(bytes(Entry.objects.get(verb="import.finished").leaf))

    assert leaf["after"]["counts"] == {"created": 2, "refused": 1}
    assert leaf["after"]["lines"] == 3
    assert the_import().counts == the_import().progress.counts


@pytest.mark.parametrize(
    ("line", "code", "pointer", "external_id"),
    [
        (b"{", "parse_error", "#", None),
        (b"\xff\xfe", "parse_error", "#", None),
        (b"[1]", "wrong_type", "#", None),
        (b'"YTH-1"', "wrong_type", "#", None),
        (b'{"external_id": "YTH-1", "external_id": "YTH-2"}', "duplicate_key", "#", None),
        (b'{"external_id": "YTH-1", "titel": "X"}', "unknown_field", "#/titel", "YTH-1"),
        (b'{"external_id": 7}', "wrong_type", "#/external_id", None),
        (b"{}", "required", "#/external_id", None),
        (b'{"external_id": "YTH-1", "title": 7}', "wrong_type", "#/title", "YTH-1"),
        (b'{"external_id": "YTH-1"}', "required", "#/changed_at", "YTH-1"),
        (b"[" * 100_000, "too_deep", "#", None),
        (b'{"external_id": "\\ud800"}', "parse_error", "#", None),
    ],
)
def test_it_refuses_a_broken_line_by_itself(
    borough: Borough, line: bytes, code: str, pointer: str, external_id: str | None
) -> None:
    first, broken, last = heard(borough, *many(borough, 1), line, named("YTH-9", whole(borough)))

    assert (first["outcome"], last["outcome"], last["line"]) == ("created", "created", 3)
    assert (broken["outcome"], broken["status"]) == ("refused", 400)
    assert broken["external_id"] == external_id
    assert (code, pointer) in {(one["code"], one["pointer"]) for one in broken["problem"]["errors"]}


def test_it_gives_each_problem_whole(borough: Borough) -> None:
    """Like any other, at the address of the import."""
    import_id = submitted(borough, b"{")
    worked()

    (row,) = results(borough, import_id)

    assert row["problem"].keys() >= {"type", "title", "status", "code", "detail", "request_id"}
    assert row["problem"]["instance"] == f"/api/v1/imports/{import_id}"
    assert row["problem"]["request_id"] == str(the_import().progress.request_id)


def test_it_passes_over_blank_lines_and_counts_them(borough: Borough) -> None:
    """A number is that of the line in the file, as an editor shows it."""
    one, two = (file_of(row) for row in many(borough, 2))
    answer = submit(borough, b"\n" + one.replace(b"\n", b"\r\n") + b"  \n\n" + two.strip())
    worked()

    rows = results(borough, answer.body["id"])

    assert told(rows) == [(2, "created", None), (5, "created", None)]


def test_it_hears_an_action_twice_in_the_order_of_its_lines(borough: Borough) -> None:
    rows = heard(
        borough,
        named("YTH-1", whole(borough)),
        later("YTH-1", 3, title="Open seven youth centres"),
        later("YTH-1", 2, title="Open six youth centres"),
    )

    assert [row["outcome"] for row in rows] == ["created", "updated", "stale_ignored"]
    assert the_action("YTH-1").title == "Open seven youth centres"


def test_it_changes_and_tells_nothing_when_sent_again(borough: Borough) -> None:
    items = many(borough, 3)
    heard(borough, *items)
    before = Entry.objects.count()

    again = heard(borough, *items)

    assert {row["outcome"] for row in again} == {"unchanged"}
    assert verbs(before) == ["import.submitted", "import.finished"]


def test_it_leaves_nothing_of_a_line_it_refuses(borough: Borough) -> None:
    sent(borough)

    rows = heard(
        borough,
        later(YOUTH, 1, title="Open six youth centres", status="On hold"),
        named("YTH-1", whole(borough)),
    )

    assert told(rows) == [(1, "refused", "unmapped_status"), (2, "created", None)]
    assert the_action().title == "Open five youth centres"


def test_it_tells_the_end_and_from_where_to_follow(borough: Borough) -> None:
    """All that the lines changed comes after, and whatever was changed over them since."""
    import_id = submitted(borough, *many(borough, 2))
    worked()

    *_, end = lines_of(download(borough, import_id))
    followed = read(borough, "Tracker", f"/changes?cursor={end['changes_cursor']}")["results"]

    assert (end["type"], end["count"]) == ("end", 2)
    assert [one["type"] for one in followed] == [
        *("action.proposed", "reference.added") * 2,
        "import.finished",
    ]


def test_it_shows_no_results_before_they_are_whole(borough: Borough) -> None:
    import_id = submitted(borough, *many(borough, 1))

    early = download(borough, import_id)
    worked()

    assert (early.status_code, early.json()["code"]) == (409, "import_not_finished")
    assert early.json()["current_state"] == "waiting"
    assert download(borough, import_id).status_code == 200


@pytest.mark.parametrize(
    ("who", "status"),
    [("Rhea", 200), ("Ada", 200), ("Audrey", 200), ("Pat", 403), ("Mirror", 403), ("Olga", 404)],
)
def test_it_shows_results_to_those_they_concern(borough: Borough, who: str, status: int) -> None:
    import_id = submitted(borough, *many(borough, 1))
    worked()

    assert download(borough, import_id, who).status_code == status


def test_it_gives_results_as_lines_alone(borough: Borough) -> None:
    import_id = submitted(borough, *many(borough, 1))
    worked()
    tracker_ = borough.as_("Tracker")

    whole_ = tracker_.get(f"/imports/{import_id}/results", accept="application/x-ndjson")
    other = tracker_.get(f"/imports/{import_id}/results", accept="application/json")
    asked = tracker_.get(f"/imports/{import_id}/results?limit=1")

    assert whole_.headers["Content-Type"] == "application/x-ndjson"
    assert other.status_code == 406
    assert (asked.status_code, asked.json()["errors"][0]["parameter"]) == (400, "limit")


def test_it_refuses_the_rest_of_who_may_write_no_more(borough: Borough, by_twos: None) -> None:
    import_id = submitted(borough, *many(borough, 5), who="Rhea")
    (waiting,) = operations.imports_due(now())
    importing._step(waiting)
    gone(borough, "Rhea")
    worked()

    rows = results(borough, import_id)

    assert [row["outcome"] for row in rows] == ["created"] * 2 + ["refused"] * 3
    assert {row["problem"]["code"] for row in rows[2:]} == {"permission_denied"}
    assert Reference.objects.count() == 2


def test_it_hears_by_what_they_may_do_and_not_by_their_token(borough: Borough) -> None:
    """Which may have run out by then."""
    submitted(borough, *many(borough, 1))

    with time_machine.travel(MONDAY + timedelta(days=90)):
        worked()

    assert the_import().counts == {"created": 1}


def test_it_refuses_all_of_who_has_left(borough: Borough) -> None:
    """In nobody's name but the clock's."""
    import_id = submitted(borough, *many(borough, 2), who="Rhea")
    gone(borough, "Rhea")
    profile = Profile.objects.get(id=borough.profiles["Rhea"].id)
    borough.act(
        "Ada", erase_person, profile_id=profile.id, version=profile.version, reason="She asked."
    )
    worked()

    rows = results(borough, import_id)

    assert {row["problem"]["code"] for row in rows} == {"permission_denied"}
    finished = as_written(borough, Entry.objects.get(verb="import.finished"))
    assert finished.by == "the clock"


def test_it_refuses_the_rest_when_the_source_ends(borough: Borough) -> None:
    import_id = submitted(borough, *many(borough, 2))
    ended(borough)
    worked()

    assert told(results(borough, import_id)) == [
        (1, "refused", "source_ended"),
        (2, "refused", "source_ended"),
    ]


def test_it_takes_turns_between_imports(borough: Borough, by_twos: None) -> None:
    long, short = submitted(borough, *many(borough, 6)), submitted(borough, b"{}")

    for waiting in operations.imports_due(now()):
        importing._step(waiting)

    states = {one.whole_id: one.state for one in _progress()}
    assert states == {long: "running", short: "finished"}


def _progress() -> list[Any]:
    return [one.progress for one in Import.objects.select_related("progress")]


def test_it_keeps_only_so_many_faults_of_a_line(borough: Borough) -> None:
    strange = {f"member_{one}": 1 for one in range(50)}
    twice = ", ".join(f'"{name}": 1, "{name}": 2' for name in strange)

    rows = heard(borough, strange, f"{{{twice}}}".encode())

    assert [len(row["problem"]["errors"]) for row in rows] == [20, 20]


def test_it_reads_lines_when_their_turn_comes(borough: Borough) -> None:
    """Whatever has waited so long may be done by then, and none but one is held in memory."""
    submitted(borough, *many(borough, 1))
    submitted(borough, b"{}")
    due = iter(operations.imports_due(now()))

    first = next(due)
    worked()

    assert (first.part.first, list(due)) == (1, [])


def test_it_does_nothing_twice_for_two_workers(borough: Borough) -> None:
    """Both have looked before either has begun."""
    submitted(borough, *many(borough, 2))
    (one,), (other,) = operations.imports_due(now()), operations.imports_due(now())

    done = [importing._step(one), importing._step(other)]

    assert done == [2, 0]
    assert the_import().counts == {"created": 2}


def test_it_stops_when_told_to(borough: Borough, by_twos: None) -> None:
    submitted(borough, *many(borough, 4))
    stop = Event()
    stop.set()

    assert importing.import_once(stop) == 0
    assert worked() == 4


def test_it_counts_in_the_health_of_the_source(borough: Borough) -> None:
    heard(borough, *many(borough, 2), later("YTH-9", 1, title="No plan is named"))

    health = read(borough, "Tracker", f"/sources/{tracker().slug}/health")

    assert (health["references"], health["refusals"]) == (2, 1)
