import re
from typing import Any

import jsonschema
import pytest

from tests.actions.deeds import DEEDS
from tests.actions.questions import FORBIDDEN, HIDDEN, MALFORMED, STALE, WRONG_STATE, Written, read
from tests.borough import ACTION_IN, Borough, action_in_progress

FLAG = DEEDS["flag_action_at_risk"]
ONE_TOO_FEW = "Nineteen   letters  are a"
ENOUGH = {
    "twenty letters": "x" * 20,
    "twenty letters in words": f"{ONE_TOO_FEW}s",
    "twenty letters in lines": "\n\t " + "x \n" * 20,
    "twenty letters of many scripts": "Mae dau wedi gadael y tîm 🙂",
}
TOO_FEW = {
    "nineteen letters": "x" * 19,
    "nineteen letters in words": ONE_TOO_FEW,
    "nineteen letters and spaces": "x" * 19 + " " * 50,
    "nineteen letters after two thousand spaces": " " * 1900 + "x" * 19,
    "nineteen letters after wide spaces": "\u3000" * 20 + "x" * 19,
    "nineteen letters after unseen spaces": "\ufeff" * 20 + "x" * 19,
    "a control character": "x" * 30 + "\u0000",
}


def explained(borough: Borough, action: Any) -> Any:
    results = read(borough, "Priya", f"/actions/{action.id}/transitions")["results"]
    return next(one for one in results if one["operation"] == "flag_action_at_risk")


def test_it_flags_and_is_recorded(borough: Borough) -> None:
    asked = FLAG.ask(borough)

    assert (asked.status, asked.body["state"], asked.body["changed"]) == (200, "at_risk", True)
    assert asked.body["risk_cause"] == "capacity"
    assert asked.body["recovery_expected_on"] == "2027-02-01"
    assert asked.written == (Written("action.flagged_at_risk", 3, "Priya", told=("Dev",)),)


@pytest.mark.parametrize("who", ["Rhea", "Tracker"])
def test_it_is_for_the_lead_to_say_too(borough: Borough, who: str) -> None:
    asked = FLAG.ask(borough, who)

    assert asked.written == (Written("action.flagged_at_risk", 3, who, told=("Dev", "Priya")),)


def test_it_records_the_deputy_for_the_sponsor(borough: Borough) -> None:
    asked = FLAG.ask(borough, "Dev")

    assert asked.written == (Written("action.flagged_at_risk", 3, "Dev", "Priya", told=("Priya",)),)


def test_it_lists_all_that_is_missing_at_once(borough: Borough) -> None:
    asked = FLAG.ask(borough, body={})

    assert asked.refusal == MALFORMED
    assert asked.pointers == [
        "#/cause",
        "#/explanation",
        "#/mitigation",
        "#/recovery_expected_on",
    ]


def is_published_as_enough(borough: Borough, text: str) -> bool:
    """By the schema of the input, and by its pattern alone as Python reads it."""
    schema = explained(borough, action_in_progress(borough))["inputs"]
    whole = jsonschema.Draft202012Validator(schema).is_valid(
        {**FLAG.given(borough), "explanation": text}
    )
    assert whole is bool(re.search(schema["properties"]["explanation"]["pattern"], text))
    return whole


@pytest.mark.parametrize("text", ENOUGH.values(), ids=ENOUGH)
def test_it_takes_twenty_characters_that_are_not_spaces(borough: Borough, text: str) -> None:
    asked = FLAG.ask(borough, explanation=text)

    assert (asked.status, asked.body["risk_explanation"]) == (200, text)
    assert is_published_as_enough(borough, text)


@pytest.mark.parametrize("text", TOO_FEW.values(), ids=TOO_FEW)
def test_it_counts_no_spaces(borough: Borough, text: str) -> None:
    asked = FLAG.ask(borough, explanation=text)

    assert asked.refusal == MALFORMED
    assert asked.pointers == ["#/explanation"]
    assert not is_published_as_enough(borough, text)


def test_it_has_nothing_to_do_at_risk(borough: Borough) -> None:
    asked = FLAG.ask(borough, on=ACTION_IN["at_risk"](borough), cause="legal")

    assert (asked.status, asked.body["changed"], asked.trace) == (200, False, 0)
    assert asked.body["risk_cause"] == "capacity"


@pytest.mark.parametrize("state", ["proposed", "done", "withdrawn"])
def test_it_refuses_in_the_wrong_state(borough: Borough, state: str) -> None:
    assert FLAG.ask(borough, on=ACTION_IN[state](borough)).refusal == WRONG_STATE


def test_it_hides_what_you_cannot_see(borough: Borough) -> None:
    assert FLAG.ask(borough, "Olga").refusal == HIDDEN


@pytest.mark.parametrize("who", ["Ada", "Rob", "Mirror", "Robot", "Sara", "Audrey"])
def test_it_forbids_whoever_neither_sponsors_nor_leads(borough: Borough, who: str) -> None:
    assert FLAG.ask(borough, who).refusal == FORBIDDEN


def test_it_leaves_no_trace_when_it_refuses(borough: Borough) -> None:
    assert FLAG.ask(borough, version=1).refusal == STALE
