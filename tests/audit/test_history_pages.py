"""History page by page; what its changes add up to."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, settings
from hypothesis import given as drawn
from hypothesis import strategies as st

from backend.actions.models import Action
from tests.audit.chronicle import applied, of, told
from tests.borough import (
    Borough,
    action_at_risk,
    many_actions,
    proposed_action,
    tag,
)
from tests.people.questions import assert_refused, remembered


@pytest.mark.parametrize("ordering", ["index", "-index"])
def test_it_is_read_page_by_page(borough: Borough, ordering: str) -> None:
    whole = [one["index"] for one in told(borough, ordering=ordering, limit=200)]
    path, found = f"/history?limit=7&ordering={ordering}", []

    for _ in range(20):
        body = borough.as_("Pat").get(path).json()
        found += [one["index"] for one in body["results"]]
        if body["next"] is None:
            break
        path = body["next"].partition("/api/v1")[2]

    assert found == whole
    back = borough.as_("Pat").get(body["previous"].partition("/api/v1")[2]).json()
    assert back["results"][-1]["index"] == whole[whole.index(body["results"][0]["index"]) - 1]


def test_its_pages_hold_while_the_log_grows(borough: Borough) -> None:
    first = borough.as_("Pat").get("/history?limit=2").json()

    many_actions(borough, 3)

    second = borough.as_("Pat").get(first["next"].partition("/api/v1")[2]).json()["results"]
    assert second[0]["index"] == first["results"][-1]["index"] - 1


def test_its_cursor_is_good_for_its_question_alone(borough: Borough) -> None:
    cursor = borough.as_("Pat").get("/history?limit=2").json()["next_cursor"]

    answer = borough.as_("Pat").get(f"/history?limit=2&verb=plan.added&cursor={cursor}")

    assert_refused(answer, 400, "invalid_cursor")


def statements(borough: Borough, who: str, path: str) -> int:
    borough.as_(who).get(path)
    with CaptureQueriesContext(
        connection,
    ) as asked:
        assert borough.as_(who).get(path).json()["results"]
    return len(asked)


@pytest.mark.parametrize("who", ["Pat", "Audrey"])
def test_it_asks_as_often_for_many_entries_as_for_one(borough: Borough, who: str) -> None:
    for _ in range(3):
        action_at_risk(borough)

    few = statements(borough, who, "/history?limit=1")
    many = statements(borough, who, "/history?limit=200")

    # Who asks, how long the log is, the entries, those before them, what they disclose; and of an
    # auditor what they have read already.
    assert many == few <= 7


STEPS = {
    "start": ("start", {}),
    "risk": (
        "flag-at-risk",
        {
            "cause": "capacity",
            "explanation": "Two of the three youth workers have left.",
            "mitigation": "Agency staff from January.",
            "recovery_expected_on": "2027-02-01",
        },
    ),
    "recover": ("recover", {"what_changed": "Both posts are filled."}),
    "complete": ("complete", {"statement": "All five.", "evidence_waiver": "In spring."}),
    "withdraw": ("withdraw", {"reason": "Not funded."}),
    "reopen": ("reopen", {"reason": "One has closed again."}),
    "reinstate": ("reinstate", {"reason": "There is money after all."}),
    "later": ("reschedule", {"due_on": "2027-06-30", "reason": "The builder is late."}),
    "later still": ("reschedule", {"due_on": "2027-09-30", "reason": "So is the painter."}),
    "sooner": ("reschedule", {"due_on": "2027-04-30", "reason": "They hurry."}),
}


@settings(
    max_examples=10, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@drawn(steps=st.lists(st.sampled_from(sorted(STEPS)), min_size=3, max_size=14))
def test_its_changes_one_after_the_other_give_what_there_is(
    borough: Borough, steps: list[str]
) -> None:
    """Whichever of them are refused."""
    action = proposed_action(borough)
    priya = borough.as_("Priya")
    for step in steps:
        place, body = STEPS[step]
        version = Action.objects.get(id=action.id).version
        priya.post(f"/actions/{action.id}/{place}", body, if_match=tag(version))

    fields = applied(of(borough, action))

    shown = borough.as_("Pat").get(f"/actions/{action.id}").json()
    assert fields == remembered(action.id)
    assert {name: shown[name] for name in fields.keys() & shown.keys()} == {
        name: fields[name] for name in fields.keys() & shown.keys()
    }
    assert fields["state"] == shown["state"]
