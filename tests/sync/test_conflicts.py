"""What both sides changed, and who has the last word where somebody has."""

from typing import Any  # bodies are JSON

import pytest

from backend.sync.models import FieldConflict
from tests.actions.questions import Written, read
from tests.borough import Borough
from tests.sync.sending import (
    RISK,
    YOUTH,
    at,
    by_field,
    contested,
    named,
    renamed_here,
    send,
    send_all,
    sent,
    the_action,
    with_authority,
)


def test_it_holds_both_values_and_overwrites_neither(borough: Borough) -> None:
    asked = contested(borough)

    assert (asked.status, asked.body["outcome"]) == (200, "conflict")
    assert asked.written[0] == Written(
        "conflict.raised", 1, "Tracker", told=("Dev", "Priya", "Rhea")
    )
    (conflict,) = read(borough, "Pat", "/conflicts?state=open&source=tracker")["results"]
    assert (conflict["accord_value"], conflict["source_value"]) == (
        "Open four youth centres",
        "Open six youth centres",
    )
    assert the_action().title == "Open four youth centres"


@pytest.mark.parametrize("minute", [5, 6])
def test_the_same_value_changes_nothing_more(borough: Borough, minute: int) -> None:
    """And is called a conflict again: the first answer may have been lost."""
    contested(borough)

    again = send(borough, minute, title="Open six youth centres")

    assert (again.body["outcome"], by_field(again)) == ("conflict", {"title": "conflict"})
    assert "conflict" not in {one.verb.partition(".")[0] for one in again.written}


def test_it_records_nothing_of_the_same_item_again(borough: Borough) -> None:
    contested(borough)

    again = send(borough, 5, title="Open six youth centres")

    assert (again.body["outcome"], again.written) == ("conflict", ())


def test_it_says_nothing_of_a_conflict_to_an_item_that_is_silent_on_it(borough: Borough) -> None:
    contested(borough)

    asked = send(borough, 6, due_on="2027-02-28")

    assert (asked.body["outcome"], by_field(asked)) == ("updated", {"due_on": "updated"})


@pytest.mark.parametrize("title", ["Open six youth centres", "Open five youth centres"])
def test_it_takes_what_is_said_by_whoever_has_read_it(borough: Borough, title: str) -> None:
    """Also what was so before: who knows the new value and says the old one wants it back."""
    sent(borough)
    renamed_here(borough)

    asked = send(borough, 5, if_match=2, title=title)

    assert (asked.body["outcome"], the_action().title) == ("updated", title)
    assert not FieldConflict.objects.exists()


def test_it_takes_of_many_what_is_said_by_whoever_has_read_it(borough: Borough) -> None:
    sent(borough)
    renamed_here(borough)
    item = {"changed_at": at(5), "title": "Open six youth centres"}

    refused = send_all(borough, named(YOUTH, item, if_version=1))
    taken = send_all(borough, named(YOUTH, item, if_version=2))

    told = [one.body["results"][0]["outcome"] for one in (refused, taken)]
    assert told == ["refused", "updated"]


def test_it_settles_when_the_source_has_read_and_insists(borough: Borough) -> None:
    contested(borough)

    asked = send(borough, 6, if_match=2, title="Open six youth centres")

    assert (asked.body["outcome"], the_action().title) == ("updated", "Open six youth centres")
    assert FieldConflict.objects.get().state == "settled"


def test_having_read_gives_no_say_in_what_is_accord_s(borough: Borough) -> None:
    with_authority(borough, title="accord")
    sent(borough)

    asked = send(borough, 5, if_match=1, title="Open six youth centres")

    assert (asked.status, asked.body["code"]) == (403, "not_authoritative")


def test_another_value_takes_the_place_of_the_first(borough: Borough) -> None:
    contested(borough)

    again = send(borough, 6, title="Open seven youth centres")

    assert again.body["outcome"] == "conflict"
    assert again.written[0].verb == "conflict.restated"
    assert FieldConflict.objects.get().source_value == "Open seven youth centres"


@pytest.mark.parametrize("title", ["Open four youth centres", "Open five youth centres"])
def test_it_settles_when_the_source_gives_in(borough: Borough, title: str) -> None:
    """By saying what Accord has, or again what it said when the two last agreed."""
    contested(borough)

    send(borough, 6, title=title)

    assert FieldConflict.objects.get().state == "settled"
    assert the_action().title == "Open four youth centres"


def test_it_takes_the_rest_of_the_item(borough: Borough) -> None:
    sent(borough)
    renamed_here(borough)

    asked = send(borough, 5, title="Open six youth centres", due_on="2027-02-28")

    assert by_field(asked) == {"title": "conflict", "due_on": "updated"}


def test_it_keeps_what_was_changed_here_alone(borough: Borough) -> None:
    """A system that sends all it has with every change does not thereby change it back."""
    sent(borough)
    renamed_here(borough)

    asked = sent(borough, 5, due_on="2027-02-28")

    assert by_field(asked)["title"] == "kept"
    assert the_action().title == "Open four youth centres"


def test_it_forgets_a_difference_when_both_come_to_say_the_same(borough: Borough) -> None:
    sent(borough)
    renamed_here(borough)
    send(borough, 5, title="Open four youth centres")

    asked = send(borough, 6, title="Open six youth centres")

    assert asked.body["outcome"] == "updated"


def test_the_record_of_a_field_overrules(borough: Borough) -> None:
    with_authority(borough, title="source")
    sent(borough)
    renamed_here(borough)

    asked = send(borough, 5, title="Open six youth centres")

    assert (asked.body["outcome"], the_action().title) == ("updated", "Open six youth centres")


def test_the_record_of_a_field_overrules_only_with_news(borough: Borough) -> None:
    with_authority(borough, title="source")
    sent(borough)
    renamed_here(borough)

    again = sent(borough)

    assert (again.body["outcome"], the_action().title) == ("unchanged", "Open four youth centres")


def test_it_refuses_by_name_what_is_accord_s(borough: Borough) -> None:
    with_authority(borough, title="accord", status="accord")
    sent(borough)

    asked = send(
        borough, 5, title="Open six youth centres", status="Delayed", risk=RISK, summary="New."
    )

    assert (asked.status, asked.body["code"], asked.written) == (403, "not_authoritative", ())
    assert asked.body["fields"] == ["title", "status"]
    assert the_action().summary == ""


def test_it_takes_what_is_accord_s_if_it_changes_nothing(borough: Borough) -> None:
    with_authority(borough, title="accord")
    sent(borough)
    renamed_here(borough)

    asked = sent(borough, 5, title="Open four youth centres", summary="New.")

    assert (asked.body["outcome"], the_action().summary) == ("updated", "New.")


@pytest.mark.parametrize(("member", "field"), [("priority", "roads"), ("lead", "housing")])
def test_it_gives_an_action_to_nobody_else(borough: Borough, member: str, field: str) -> None:
    sent(borough)

    said: dict[str, Any] = {member: str(getattr(borough, field).id)}
    asked = send(borough, 5, **said)

    assert (asked.status, asked.body["fields"]) == (403, [member])


def test_it_proposes_for_its_own_organisation_alone(borough: Borough) -> None:
    lead = str(borough.housing.id)

    asked = send(borough, 0, title="Paint", plan=str(borough.plan.id), lead=lead)

    assert (asked.status, asked.body["fields"], asked.written) == (403, ["lead"], ())


def test_it_proposes_nothing_that_is_accord_s_to_say(borough: Borough) -> None:
    with_authority(borough, title="accord", due_on="accord")
    plan = str(borough.plan.id)

    refused = send(borough, 0, title="Paint", plan=plan, due_on="2027-03-31")
    taken = send(borough, 0, title="Paint", plan=plan)

    assert (refused.status, refused.body["fields"]) == (403, ["due_on"])
    assert taken.status == 201
