import pytest

from tests.actions.questions import FORBIDDEN, MALFORMED, Written, read
from tests.borough import Borough
from tests.sync.deeds import DEEDS
from tests.sync.sending import tracker

ADD = DEEDS["add_source"]
TITLE = {"field": "title", "held_by": "source"}


def test_it_adds_and_is_recorded(borough: Borough) -> None:
    asked = ADD.ask(borough)

    assert (asked.status, asked.headers["Location"].rpartition("/")[2]) == (201, "livv-works")
    assert asked.written == (Written("source.added", 1, "Ada"),)


def test_it_shares_whatever_nobody_said_more_of(borough: Borough) -> None:
    asked = ADD.ask(borough)

    held = {one["field"]: one["held_by"] for one in asked.body["authority"]}
    assert held == {"title": "source"} | dict.fromkeys(
        ("summary", "due_on", "status", "report"), "shared"
    )
    assert read(borough, "Pat", "/sources/livv-works") == asked.body


def test_it_gives_each_source_a_slug_of_its_own(borough: Borough) -> None:
    assert ADD.ask(borough, slug="tracker").refusal == (409, "source_slug_taken", 0)


def test_it_gives_the_slug_of_an_ended_source_to_no_other(borough: Borough) -> None:
    DEEDS["end_source"].ask(borough)

    assert ADD.ask(borough, slug="tracker").refusal == (409, "source_slug_taken", 0)


@pytest.mark.parametrize("slug", ["", "Tracker", "a_b", "a/b", "x" * 41, 7])
def test_it_takes_only_slugs_that_an_address_holds(borough: Borough, slug: object) -> None:
    asked = ADD.ask(borough, slug=slug)

    assert (asked.refusal, asked.pointers) == (MALFORMED, ["#/slug"])


@pytest.mark.parametrize("who", ["Rob", "Tracker"])
def test_it_is_served_by_a_system_of_its_organisation(borough: Borough, who: str) -> None:
    asked = ADD.ask(borough, system=str(borough.profiles[who].id))

    assert (asked.refusal, asked.pointers) == (MALFORMED, ["#/system"])


@pytest.mark.parametrize(
    ("authority", "pointer"),
    [
        ([{"field": "title", "held_by": "everyone"}], "#/authority/0/held_by"),
        ([{"field": "title", "held_by": None}], "#/authority/0/held_by"),
        ([{"field": "lead", "held_by": "source"}], "#/authority/0/field"),
        ([TITLE, TITLE], "#/authority/1/field"),
        ({"title": "source"}, "#/authority"),
    ],
)
def test_it_gives_authority_only_over_what_can_be_given(
    borough: Borough, authority: object, pointer: str
) -> None:
    asked = ADD.ask(borough, authority=authority)

    assert (asked.refusal, asked.pointers) == (MALFORMED, [pointer])


def test_it_hides_what_you_cannot_see(borough: Borough) -> None:
    asked = ADD.ask(borough, "Olga")

    # Of the other partnership she administers none of these is known.
    assert asked.refusal == MALFORMED
    assert asked.pointers == ["#/organisation"]


@pytest.mark.parametrize("who", ["Priya", "Rhea", "Tracker", "Audrey", "Pat"])
def test_it_forbids_what_is_the_administrator_s(borough: Borough, who: str) -> None:
    assert ADD.ask(borough, who).refusal == FORBIDDEN


def test_it_leaves_no_trace_when_it_refuses(borough: Borough) -> None:
    version = tracker().version

    assert ADD.ask(borough, organisation=str(borough.partnership.id)).trace == 0
    assert tracker().version == version
