import pytest

from backend.forums.operations import close_meeting, publish_agenda, withdraw_agenda_item
from backend.forums.presence import disqualified_in
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
    MEETING_IN,
    growth_forum,
    item_on,
    moved,
    newcomer,
    scheduled,
    standing_in,
)
from tests.forums.sitting import SUE, Sitting
from tests.people.questions import NOWHERE

NATURE = "Is a trustee of the landlord."


def declare(sitting: Sitting, who: str = "Mel", on: object = None, **given: object) -> Asked:
    item_id = getattr(on or sitting.item, "id", on)
    return sitting.ask(who, f"/agenda-items/{item_id}/interests", {"nature": NATURE, **given})


def test_it_declares_an_interest_of_one_s_own(sitting: Sitting) -> None:
    asked = declare(sitting)

    body = asked.body
    assert (asked.status, body["member"], body["declared_by"]) == (201, *[sitting.id_of("Mel")] * 2)
    assert (body["nature"], body["disqualifies"]) == (NATURE, True)
    assert asked.written == (Written("interest.declared", 1, "Mel"),)
    assert read(sitting.borough, "Pat", f"/interests/{body['id']}") == body
    assert disqualified_in(sitting.item.id) == {sitting.borough.actor_id("Mel")}


def test_it_keeps_nobody_out_who_says_so(sitting: Sitting) -> None:
    asked = declare(sitting, disqualifies=False)

    assert (asked.status, asked.body["disqualifies"]) == (201, False)
    assert disqualified_in(sitting.item.id) == frozenset()


def test_it_declares_for_the_member_a_substitute_stands_in_for(sitting: Sitting) -> None:
    asked = declare(sitting, SUE)

    assert (asked.status, asked.body["member"]) == (201, sitting.id_of("Mel"))
    assert asked.body["declared_by"] == sitting.id_of(SUE)
    assert asked.written == (
        Written("interest.declared", 1, SUE, on_behalf_of="Mel", told=("Mel",)),
    )


def test_it_asks_a_substitute_of_several_for_whom(sitting: Sitting) -> None:
    newcomer(sitting.borough, "Zed", sitting.borough.council.id)
    standing_in(sitting.borough, "Zed", "Nia")
    standing_in(sitting.borough, "Zed", "Olu")

    unnamed = declare(sitting, "Zed")
    named = declare(sitting, "Zed", member=sitting.id_of("Olu"))

    assert (unnamed.refusal, unnamed.pointers) == (MALFORMED, ["#/member"])
    assert (named.status, named.body["member"]) == (201, sitting.id_of("Olu"))


def test_it_is_declared_by_the_secretary_for_a_member(sitting: Sitting) -> None:
    asked = declare(sitting, "Sara", member=sitting.id_of("Nia"))

    assert (asked.status, asked.body["member"]) == (201, sitting.id_of("Nia"))
    assert asked.written == (Written("interest.declared", 1, "Sara", told=("Nia",)),)


def test_it_asks_the_secretary_whose_it_is(sitting: Sitting) -> None:
    asked = declare(sitting, "Sara")

    assert (asked.refusal, asked.pointers) == (MALFORMED, ["#/member"])
    assert asked.body["errors"][0]["code"] == "required"


@pytest.mark.parametrize("name", ["Tom", "Pat", SUE])
def test_it_is_of_members_alone(sitting: Sitting, name: str) -> None:
    asked = declare(sitting, "Sara", member=sitting.id_of(name))

    assert (asked.refusal, asked.pointers) == (MALFORMED, ["#/member"])
    assert asked.body["errors"][0]["code"] == "unknown_reference"


@pytest.mark.parametrize(("who", "whose"), [("Mel", "Nia"), (SUE, "Nia"), (SUE, SUE)])
def test_it_forbids_to_declare_for_another(sitting: Sitting, who: str, whose: str) -> None:
    assert declare(sitting, who, member=sitting.id_of(whose)).refusal == FORBIDDEN


def test_it_is_declared_once(sitting: Sitting) -> None:
    declare(sitting)

    assert declare(sitting, SUE).refusal == (409, "already_declared", 0)
    assert declare(sitting, "Nia").status == 201


def test_it_is_declared_in_each_item_by_itself(sitting: Sitting) -> None:
    declare(sitting)

    assert declare(sitting, on=sitting.hidden).status == 201


def test_it_is_read_by_whoever_reads_the_item(sitting: Sitting) -> None:
    hidden = declare(sitting, on=sitting.hidden).body
    path = f"/agenda-items/{sitting.hidden.id}/interests"
    borough = sitting.borough

    assert read(borough, "Nia", path)["results"] == [hidden]
    assert read(borough, "Nia", f"/interests/{hidden['id']}") == hidden
    assert borough.as_("Pat").get(path).status_code == 404
    assert borough.as_("Pat").get(f"/interests/{hidden['id']}").status_code == 404


def test_it_lists_by_member_and_by_what_it_does(sitting: Sitting) -> None:
    mine = declare(sitting).body
    theirs = declare(sitting, "Nia", disqualifies=False).body
    path = f"/agenda-items/{sitting.item.id}/interests"

    of_mel = read(sitting.borough, "Pat", f"{path}?member={mine['member']}")
    harmless = read(sitting.borough, "Pat", f"{path}?disqualifies=false")

    assert (of_mel["results"], harmless["results"]) == ([mine], [theirs])


@pytest.mark.parametrize("state", ["agenda_published", "in_session"])
def test_it_is_declared_before_and_in_the_session(sitting: Sitting, state: str) -> None:
    item = item_on(sitting.borough, MEETING_IN[state](sitting.borough))

    assert declare(sitting, on=item).status == 201


def test_it_refuses_in_the_wrong_state(sitting: Sitting) -> None:
    asked = declare(sitting, on=item_on(sitting.borough, scheduled(sitting.borough)))

    assert (asked.refusal, asked.body["current_state"]) == (WRONG_STATE, "scheduled")


def test_it_refuses_once_the_session_is_over(sitting: Sitting) -> None:
    moved(sitting.borough, sitting.meeting, close_meeting)

    assert declare(sitting).refusal == WRONG_STATE


def test_it_refuses_an_item_that_was_taken_off(sitting: Sitting) -> None:
    meeting = scheduled(sitting.borough)
    item = item_on(sitting.borough, meeting)
    sitting.borough.act(
        "Sara", withdraw_agenda_item, agenda_item_id=item.id, version=1, reason="Not ripe."
    )
    moved(sitting.borough, meeting, publish_agenda)

    assert declare(sitting, on=item).refusal == (409, "item_ended", 0)


def test_it_hides_what_you_cannot_see(sitting: Sitting) -> None:
    assert declare(sitting, on=NOWHERE).refusal == HIDDEN
    assert declare(sitting, "Pat", on=sitting.hidden).refusal == HIDDEN
    assert declare(sitting, "Olga").refusal == HIDDEN


@pytest.mark.parametrize("who", ["Tom", "Ada", "Audrey", "Pat", "Priya"])
def test_it_forbids_whoever_does_not_decide_there(sitting: Sitting, who: str) -> None:
    assert declare(sitting, who).refusal == FORBIDDEN


def test_it_forbids_members_of_another_forum(sitting: Sitting) -> None:
    growth_forum(sitting.borough)

    assert declare(sitting, "Ivy").refusal == FORBIDDEN


def test_it_leaves_no_trace_when_it_says_nothing(sitting: Sitting) -> None:
    asked = declare(sitting, nature=" ")

    assert (asked.refusal, asked.pointers) == (MALFORMED, ["#/nature"])
