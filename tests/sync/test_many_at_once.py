"""However many items come in one request, as many statements: whatever they say."""

from typing import Any  # bodies are JSON

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from backend.actions.models import Action, UpdateRequest
from backend.actions.operations import revise_action, revise_priority
from backend.audit.models import Log
from backend.sync.models import Reference
from tests.borough import Borough
from tests.sync.sending import REPORT, RISK, at, delegated, named, send_all, whole

FINISHED = "Both parks are open again."
# Of one request, with its sign-in and all that its items can say.
MOST_STATEMENTS = 60

# What the tracker says of an action that it has sent before; of each another kind of change.
SAID: dict[str, dict[str, Any]] = {
    "retitled": {"title": "Open six youth centres", "summary": "One more than was agreed."},
    "redated": {"due_on": "2027-02-28"},
    "postponed": {"due_on": "2028-03-31"},
    "finished": {"status": "Finished", "note": FINISHED},
    "started": {"status": "Live", "report": {**REPORT, "confidence": "green"}},
    "endangered": {"status": "Delayed", "risk": RISK},
    "everything": {
        "title": "Open seven youth centres",
        "due_on": "2027-02-27",
        "status": "Delayed",
        "risk": RISK,
        "report": {**REPORT, "confidence": "red"},
    },
    "contested": {"title": "Open eight youth centres"},
    "unmapped": {"title": "Open nine youth centres", "status": "On hold"},
    "unchanged": {},
}
BECAME = {
    "retitled": "updated",
    "redated": "updated",
    "postponed": "requested",
    "finished": "updated",
    "started": "updated",
    "endangered": "updated",
    "everything": "updated",
    "contested": "conflict",
    "unmapped": "refused",
    "unchanged": "unchanged",
    "new": "created",
}


def known(borough: Borough, times: int) -> list[dict[str, Any]]:
    """So many of each kind, as they were sent first."""
    return [
        named(f"{kind}-{one}", whole(borough, title=f"{kind} {one}"))
        for one in range(times)
        for kind in SAID
    ]


def changed(borough: Borough, numbers: range) -> list[dict[str, Any]]:
    items = [
        named(f"{kind}-{one}", {"changed_at": at(5), **said})
        for one in numbers
        for kind, said in SAID.items()
    ]
    new = [named(f"new-{one}", whole(borough, title=f"New {one}")) for one in numbers]
    return [*items, *new]


def prepared(borough: Borough, times: int) -> None:
    """Known, some with titles that Accord has changed as well; the sponsor has delegated starting
    and keeps dates that are put off for more than a month.
    """
    delegated(borough, "start_delegate")
    youth = borough.youth
    borough.act(
        "Ada", revise_priority, priority_id=youth.id, version=youth.version, approval_beyond_days=30
    )
    send_all(borough, *known(borough, times))
    contested = Reference.objects.filter(external_id__startswith="contested").order_by("id")
    for one in contested.select_related("action"):
        borough.act(
            "Priya",
            revise_action,
            action_id=one.action_id,
            version=one.action.version,
            title="Open four youth centres",
        )


def statements(borough: Borough, items: list[dict[str, Any]]) -> list[str]:
    tracker = borough.as_("Tracker")
    with CaptureQueriesContext(connection) as captured:
        answer = tracker.post("/sources/tracker/actions", {"mode": "each", "items": items})
    # Of each kind what became of it.
    became = {
        (row["external_id"].partition("-")[0], row["outcome"]) for row in answer.json()["results"]
    }
    assert became == set(BECAME.items())
    return [one["sql"] for one in captured]


@pytest.mark.postgres
def test_it_takes_as_many_statements_for_many_as_for_few(borough: Borough) -> None:
    prepared(borough, 30)
    # The hour's first of each outcome begins a tally.
    statements(borough, changed(borough, range(1)))

    few = statements(borough, changed(borough, range(1, 6)))
    many = statements(borough, changed(borough, range(6, 30)))

    assert len(many) == len(few) <= MOST_STATEMENTS


@pytest.mark.postgres
def test_it_locks_the_log_once(borough: Borough) -> None:
    prepared(borough, 3)

    sent = statements(borough, changed(borough, range(3)))

    table = f'FROM "{Log._meta.db_table}"'
    assert sum("UPDATE" in one and table in one for one in sent) == 1


def test_each_is_heard_as_it_would_be_alone(borough: Borough) -> None:
    prepared(borough, 1)

    send_all(borough, *changed(borough, range(1)))

    found = {
        one.external_id: one.action
        for one in Reference.objects.select_related("action").order_by("id")
    }
    assert {key: _shown(one) for key, one in found.items()} == {
        "retitled-0": ("Open six youth centres", "proposed", "2027-03-31", 0, 2),
        "redated-0": ("redated 0", "proposed", "2027-02-28", 0, 2),
        "postponed-0": ("postponed 0", "proposed", "2027-03-31", 0, 1),
        "finished-0": ("finished 0", "in_progress", "2027-03-31", 0, 3),
        "started-0": ("started 0", "in_progress", "2027-03-31", 1, 2),
        "endangered-0": ("endangered 0", "at_risk", "2027-03-31", 0, 3),
        "everything-0": ("Open seven youth centres", "at_risk", "2027-02-27", 1, 5),
        "contested-0": ("Open four youth centres", "proposed", "2027-03-31", 0, 2),
        "unmapped-0": ("unmapped 0", "proposed", "2027-03-31", 0, 1),
        "unchanged-0": ("unchanged 0", "proposed", "2027-03-31", 0, 1),
        "new-0": ("New 0", "proposed", "2027-03-31", 0, 1),
    }
    assert not UpdateRequest.objects.exists()


def _shown(action: Action) -> tuple[str, str, str, int, int]:
    """Title, state, due date, how many reports, version."""
    due_on = action.due_on.isoformat() if action.due_on else ""
    return action.title, str(action.state), due_on, action.updates.count(), action.version
