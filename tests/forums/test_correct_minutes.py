import pytest

from backend.forums.models import Minutes
from tests.actions.questions import (
    FORBIDDEN,
    HIDDEN,
    MALFORMED,
    WRONG_STATE,
    Asked,
    Written,
    read,
)
from tests.forums.chamber import (
    approved,
    circulated,
    closed,
    fresh,
    growth_forum,
    minuted,
)
from tests.forums.sitting import Sitting
from tests.people.questions import NOWHERE

AT_THE_BOARD = ("Mel", "Nia", "Olu", "Pia", "Sara", "Sue")
NOTE = {"text": "Item 2: the lease runs for ten years.", "capacity": "Chair of the Board"}


def correct(sitting: Sitting, part: object, who: str = "Tom", **given: object) -> Asked:
    path = f"/minutes/{getattr(part, 'id', part)}/corrections"
    return sitting.ask(who, path, {**NOTE, **given})


@pytest.fixture
def part(sitting: Sitting) -> Minutes:
    """Of a meeting whose minutes are approved: the one for all."""
    return Minutes.objects.get(meeting=approved(sitting.borough))


@pytest.fixture
def secret(sitting: Sitting) -> Minutes:
    """Likewise, the one for the Board alone."""
    meeting = circulated(sitting.borough)
    minuted(sitting.borough, meeting, "Two million.", restricted=True)
    sitting.at(meeting).move("Tom", "approve-minutes", {"procedure": "By e-mail."})
    return Minutes.objects.get(meeting=meeting, restricted=True)


def test_it_signs_a_note_beside_them(sitting: Sitting, part: Minutes) -> None:
    asked = correct(sitting, part)

    body = asked.body
    assert (asked.status, body["text"], body["capacity"]) == (201, NOTE["text"], NOTE["capacity"])
    assert (body["minutes"], body["signed_by"]) == (str(part.id), sitting.id_of("Tom"))
    assert asked.written == (Written("minutes.corrected", 1, "Tom", told=AT_THE_BOARD),)
    assert read(sitting.borough, "Pat", f"/minutes-corrections/{body['id']}") == body


def test_it_leaves_the_minutes_as_they_were(sitting: Sitting, part: Minutes) -> None:
    before = read(sitting.borough, "Pat", f"/minutes/{part.id}")

    correct(sitting, part)

    assert read(sitting.borough, "Pat", f"/minutes/{part.id}") == before
    assert fresh(part.meeting).version == part.meeting.version


def test_it_lists_every_note_in_order(sitting: Sitting, part: Minutes) -> None:
    notes = [correct(sitting, part).body, correct(sitting, part, text="Item 3: on Friday.").body]
    path = f"/minutes/{part.id}/corrections"

    listed = read(sitting.borough, "Pat", path)["results"]
    of_tom = read(sitting.borough, "Pat", f"{path}?signed_by={sitting.id_of('Tom')}")["results"]
    of_mel = read(sitting.borough, "Pat", f"{path}?signed_by={sitting.id_of('Mel')}")["results"]

    assert (listed, of_tom, of_mel) == (notes, notes, [])


def test_it_keeps_hidden_what_corrects_the_hidden(sitting: Sitting, secret: Minutes) -> None:
    note = correct(sitting, secret).body
    paths = [f"/minutes/{secret.id}/corrections", f"/minutes-corrections/{note['id']}"]
    borough = sitting.borough

    assert [borough.as_("Mel").get(path).status_code for path in paths] == [200, 200]
    assert [borough.as_("Pat").get(path).status_code for path in paths] == [404, 404]
    assert correct(sitting, secret, "Pat").refusal == HIDDEN


def test_it_waits_until_they_are_approved(sitting: Sitting) -> None:
    early = minuted(sitting.borough, closed(sitting.borough))
    later = Minutes.objects.get(meeting=circulated(sitting.borough))

    refused = [correct(sitting, early), correct(sitting, later)]

    assert [one.refusal for one in refused] == [WRONG_STATE] * 2
    assert [one.body["current_state"] for one in refused] == ["closed", "minutes_circulated"]


def test_it_hides_what_you_cannot_see(sitting: Sitting, part: Minutes) -> None:
    assert correct(sitting, part, "Olga").refusal == HIDDEN
    assert correct(sitting, NOWHERE).refusal == HIDDEN


@pytest.mark.parametrize("who", ["Sara", "Mel", "Ada", "Audrey", "Pat", "Gail"])
def test_it_forbids_whoever_is_not_its_chair(sitting: Sitting, part: Minutes, who: str) -> None:
    growth_forum(sitting.borough)

    assert correct(sitting, part, who).refusal == FORBIDDEN


@pytest.mark.parametrize("name", ["text", "capacity"])
def test_it_leaves_no_trace_when_something_is_missing(
    sitting: Sitting, part: Minutes, name: str
) -> None:
    asked = correct(sitting, part, **{name: " "})

    assert (asked.refusal, asked.pointers) == (MALFORMED, [f"#/{name}"])
