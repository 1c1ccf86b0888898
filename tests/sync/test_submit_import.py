"""A file of items: taken whole or not at all, and heard afterwards."""

import hashlib
from typing import Any  # settings are of any type

import pytest

from backend.api.frame import public_url
from backend.people.scopes import EVERY_SCOPE
from backend.sync.lines import MOST_LINES, PART
from backend.sync.models import Import, ImportPart, Reference
from backend.sync.operations import imports
from tests.actions.questions import FORBIDDEN, HIDDEN, MALFORMED, Written, read
from tests.borough import Borough, Caller
from tests.people.sending import is_replayed
from tests.sync.deeds import ended
from tests.sync.files import PLACE, file_of, many, submit, submitted, the_import
from tests.sync.sending import named, whole


def one_line(borough: Borough) -> bytes:
    return file_of(named("YTH-1", whole(borough)))


def test_it_takes_a_file_and_is_recorded(borough: Borough) -> None:
    content = file_of(*many(borough, 3))

    asked = submit(borough, content)

    assert (asked.status, asked.body["state"], asked.body["lines"]) == (202, "waiting", 3)
    assert asked.body["sha256"] == hashlib.sha256(content).hexdigest()
    assert asked.body["submitted_by"] == str(borough.actor_id("Tracker"))
    assert (asked.body["started_at"], asked.body["finished_at"]) == (None, None)
    assert asked.body["results_url"] is None
    assert asked.written == (Written("import.submitted", 1, "Tracker"),)
    assert not Reference.objects.exists()


def test_it_says_where_the_import_is_read(borough: Borough) -> None:
    asked = submit(borough, one_line(borough))

    place = f"/imports/{asked.body['id']}"
    assert asked.headers["Location"] == asked.body["url"] == public_url(f"/api/v1{place}")
    assert read(borough, "Pat", place) == asked.body


def test_it_lists_the_imports_of_a_source(borough: Borough) -> None:
    """Everyone sees which there are: what was done by them is everyone's too."""
    submitted(borough, *many(borough, 1))
    submitted(borough, *many(borough, 2), who="Rhea")

    shown = read(borough, "Pat", f"{PLACE}?ordering=submitted_at")["results"]
    of_rhea = read(borough, "Pat", f"{PLACE}?submitted_by={borough.actor_id('Rhea')}")["results"]

    assert [one["lines"] for one in shown] == [1, 2]
    assert [one["lines"] for one in of_rhea] == [2]
    assert read(borough, "Pat", f"{PLACE}?state=finished")["results"] == []


def test_it_answers_a_key_twice_alike(borough: Borough) -> None:
    tracker, content = borough.as_("Tracker"), one_line(borough)

    first = tracker.send_lines(PLACE, content, idempotency_key="monday")
    again = tracker.send_lines(PLACE, content, idempotency_key="monday")
    other = tracker.send_lines(PLACE, content + content, idempotency_key="monday")

    assert (again.status_code, again.content) == (202, first.content)
    assert is_replayed(again)
    assert again.headers["Location"] == first.headers["Location"]
    assert (other.status_code, other.json()["code"]) == (422, "idempotency_key_reused")
    assert Import.objects.count() == 1


@pytest.mark.parametrize("content", [b"", b"\n", b" \r\n\t\n"])
def test_it_needs_a_line(borough: Borough, content: bytes) -> None:
    asked = submit(borough, content)

    assert (asked.refusal, asked.pointers) == (MALFORMED, ["#"])


def test_it_takes_so_many_lines_and_no_more(borough: Borough) -> None:
    most = submit(borough, b"{}\n" * MOST_LINES)
    more = submit(borough, b"{}\n" * (MOST_LINES + 1))

    assert (most.status, more.refusal, more.pointers) == (202, MALFORMED, ["#"])
    assert more.body["errors"][0]["code"] == "max_length"
    assert ImportPart.objects.count() == MOST_LINES // PART


def test_it_takes_no_more_than_a_body_may_have(borough: Borough, settings: Any) -> None:
    content = one_line(borough)
    settings.MAX_BODY_BYTES = len(content)

    assert submit(borough, content).status == 202
    assert submit(borough, content + b"\n").refusal == (413, "content_too_large", 0)


@pytest.mark.parametrize(
    "media_type",
    [
        "application/json",
        "text/plain",
        "application/x-ndjson; charset=latin-1",
        "application/jsonl",
    ],
)
def test_it_takes_lines_of_json_alone(borough: Borough, media_type: str) -> None:
    asked = submit(borough, one_line(borough), media_type=media_type)

    assert asked.refusal == (415, "unsupported_media_type", 0)


def test_it_takes_no_parameters(borough: Borough) -> None:
    answer = borough.as_("Tracker").send_lines(f"{PLACE}?dry_run=true", one_line(borough))

    assert (answer.status_code, answer.json()["errors"][0]["parameter"]) == (400, "dry_run")


def test_it_counts_the_lines_that_say_something(borough: Borough) -> None:
    content = b"\n\r\n" + one_line(borough) + b"   \n{not json\n\n"

    assert submit(borough, content).body["lines"] == 2


def test_it_lets_only_so_many_wait(borough: Borough, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(imports, "MOST_UNFINISHED", 1)
    content = one_line(borough)

    assert submit(borough, content).status == 202
    assert submit(borough, content).refusal == (409, "too_many_imports", 0)


def test_it_refuses_in_the_wrong_state(borough: Borough) -> None:
    content = one_line(borough)
    ended(borough)

    assert submit(borough, content).refusal == (409, "source_ended", 0)


def test_it_hides_what_you_cannot_see(borough: Borough) -> None:
    assert submit(borough, one_line(borough), who="Olga").refusal == HIDDEN


@pytest.mark.parametrize("who", ["Mirror", "Priya", "Pat", "Ada", "Audrey"])
def test_it_forbids_whoever_does_not_speak_for_the_source(borough: Borough, who: str) -> None:
    assert submit(borough, one_line(borough), who=who).refusal == FORBIDDEN


def test_it_needs_a_token_to_write_in_bulk(borough: Borough) -> None:
    caller = Caller(borough.token("Tracker", EVERY_SCOPE - {"actions:bulk"}))

    answer = caller.send_lines(PLACE, one_line(borough))

    assert (answer.status_code, answer.json()["scope"]) == (403, "actions:bulk")


def test_it_keeps_what_was_sent_until_it_is_heard(borough: Borough) -> None:
    content = b'{"external_id": "YTH-1"}\r\n\xff\x00\n'

    submit(borough, content)

    assert bytes(ImportPart.objects.get().content) == content.removesuffix(b"\n")
    assert the_import().lines == 2
