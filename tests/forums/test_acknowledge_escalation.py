from tests.actions.questions import FORBIDDEN, STALE, UNCONDITIONAL, WRONG_STATE, Written, read
from tests.borough import Borough
from tests.forums.chamber import growth_forum, scheduled
from tests.forums.rungs import DEEDS, acknowledged, fresh, hops_of, raised, resolved
from tests.people.questions import NOWHERE, assert_same_refusal

ACKNOWLEDGE = DEEDS["acknowledge_escalation"]


def test_it_stops_the_first_clock_and_not_the_second(ladder: Borough) -> None:
    escalation = raised(ladder)

    asked = ACKNOWLEDGE.ask(ladder, on=escalation)

    assert (asked.status, asked.body["changed"]) == (200, True)
    assert (asked.body["state"], asked.body["acknowledge_by"]) == ("acknowledged", None)
    assert asked.body["resolve_by"] == str(escalation.resolve_by)
    assert hops_of(escalation)[0].acknowledged_at == fresh(escalation).acknowledged_at


def test_it_is_recorded_and_told(ladder: Borough) -> None:
    asked = ACKNOWLEDGE.ask(ladder)

    assert asked.written == (
        Written("escalation.acknowledged", 2, "Gus", told=("Dev", "Priya", "Rhea")),
        Written("hop.acknowledged", 2, "Gus"),
    )


def test_it_goes_on_the_next_agenda(ladder: Borough) -> None:
    meeting = scheduled(ladder, growth_forum(ladder))

    asked = ACKNOWLEDGE.ask(ladder)

    assert asked.body["meeting"] == str(meeting.id)
    assert asked.body["item"] is not None
    assert (asked.written[2].verb, asked.written[2].told) == (
        "agenda_item.placed",
        ("Dev", "Priya"),
    )


def test_it_waits_for_a_meeting_where_there_is_none(ladder: Borough) -> None:
    body = ACKNOWLEDGE.ask(ladder).body

    (found,) = read(ladder, "Pat", "/escalations?unplaced=true")["results"]
    assert (body["meeting"], body["item"], found["id"]) == (None, None, body["id"])


def test_it_has_nothing_to_do_twice(ladder: Borough) -> None:
    asked = ACKNOWLEDGE.ask(ladder, on=acknowledged(ladder))

    assert (asked.status, asked.body["changed"], asked.written, asked.trace) == (200, False, (), 0)


def test_it_refuses_one_that_is_resolved(ladder: Borough) -> None:
    assert ACKNOWLEDGE.ask(ladder, on=resolved(ladder)).refusal == WRONG_STATE


def test_it_is_the_holding_forums_to_do(ladder: Borough) -> None:
    escalation = raised(ladder)

    assert ACKNOWLEDGE.ask(ladder, "Sara", on=escalation).refusal == FORBIDDEN
    assert ACKNOWLEDGE.ask(ladder, "Gail", on=escalation).refusal == FORBIDDEN


def test_it_hides_one_of_another_partnership(ladder: Borough) -> None:
    escalation = raised(ladder)
    olga = ladder.as_("Olga")

    hidden = olga.post(ACKNOWLEDGE.path(escalation), {}, if_match='"1"')
    escalation.id = NOWHERE
    missing = olga.post(ACKNOWLEDGE.path(escalation), {}, if_match='"1"')

    assert hidden.status_code == 404
    assert_same_refusal(hidden, missing)


def test_it_refuses_an_old_version(ladder: Borough) -> None:
    escalation = resolved(ladder)

    asked = ACKNOWLEDGE.ask(ladder, on=escalation, version=1)

    assert asked.refusal == STALE
    assert asked.body["current"]["state"] == "resolved"


def test_it_asks_which_version_was_read(ladder: Borough) -> None:
    path = ACKNOWLEDGE.path(raised(ladder))

    answer = ladder.as_("Gus").post(path, {})

    assert (answer.status_code, answer.json()["code"]) == UNCONDITIONAL[:2]
