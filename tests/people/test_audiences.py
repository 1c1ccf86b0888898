"""Audiences alone decide what is there for whom; what an auditor sees beyond them is kept."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any, cast  # rows are of any recorded model
from uuid import UUID

import pytest
import time_machine

from backend.actions.models import Action, Milestone
from backend.audit.access import log_was_read
from backend.audit.source import now
from backend.forums.models import Forum
from backend.people.models import (
    AccessKind,
    AccessRecord,
    Appointment,
    Belonging,
    Organisation,
)
from backend.people.operations import end_appointment
from tests.borough import Borough, proposed_action
from tests.people.belongings import belongings
from tests.people.questions import NOWHERE, assert_refused, assert_same_refusal, no_trace
from tests.people.routes import UNSAFE, Route

INSIDE = ("Sara", "Tom", "Mel", "Audrey")
OUTSIDE = ("Ada", "Priya", "Rhea", "Tracker", "Pat")


def exempt(borough: Borough) -> dict[str, Any]:
    return {"partnership": borough.partnership, "audience": f"forum:{borough.board.id}"}


def organisation(borough: Borough) -> Organisation:
    return Organisation(**exempt(borough), name="Bidder B", kind="business")


def milestone(borough: Borough) -> Milestone:
    return Milestone(
        **exempt(borough), title="Bids open", due="2027-01-04", due_on=date(2027, 1, 4)
    )


def forum(borough: Borough) -> Forum:
    return Forum(**exempt(borough), name="Remuneration panel", kind="forum")


KINDS: dict[str, Callable[[Borough], Belonging]] = {
    "organisations": organisation,
    "milestones": milestone,
    "forums": forum,
}


def restricted(borough: Borough, noun: str, told: tuple[str, ...] = ()) -> Belonging:
    def add(unit: Any) -> Belonging:
        row = KINDS[noun](borough)
        made: Belonging = unit.record(
            f"{row.subject_type}.added", row, told=[borough.actor_id(name) for name in told]
        )
        return made

    return cast("Belonging", borough.act("Ada", add))


def ids(answer: Any) -> set[str]:
    assert answer.status_code == 200, answer.content
    return {one["id"] for one in answer.json()["results"]}


@pytest.mark.parametrize("noun", KINDS)
def test_it_hides_what_is_a_forums_own(noun: str, knowsley: Borough) -> None:
    row = restricted(knowsley, noun)
    place = f"/{noun}/{row.id}"

    hidden = {name: knowsley.as_(name).get(place) for name in OUTSIDE}
    listed = {name for name in OUTSIDE if str(row.id) in ids(knowsley.as_(name).get(f"/{noun}"))}

    assert {answer.status_code for answer in hidden.values()} == {404}
    assert_same_refusal(hidden["Pat"], knowsley.as_("Pat").get(f"/{noun}/{NOWHERE}"))
    assert listed == set()


@pytest.mark.parametrize("noun", KINDS)
def test_it_shows_it_to_the_forum_and_to_auditors(noun: str, knowsley: Borough) -> None:
    row = restricted(knowsley, noun)

    found = {name: knowsley.as_(name).get(f"/{noun}/{row.id}").status_code for name in INSIDE}
    listed = {name for name in INSIDE if str(row.id) in ids(knowsley.as_(name).get(f"/{noun}"))}

    assert found == dict.fromkeys(INSIDE, 200)
    assert listed == set(INSIDE)


def test_it_hides_it_from_counts_and_searches(knowsley: Borough) -> None:
    restricted(knowsley, "organisations")
    pat = knowsley.as_("Pat")

    counted = pat.get("/organisations", prefer="count=exact")
    found = pat.get("/organisations?q=Bidder")

    assert (counted.json()["count"], ids(found)) == (2, set())


def test_it_hides_it_from_notices(knowsley: Borough) -> None:
    row = restricted(knowsley, "milestones", told=("Rhea", "Mel"))

    told = {
        name: {one["subject"]["id"] for one in notices(knowsley, name)} for name in ("Rhea", "Mel")
    }

    assert (str(row.id) in told["Rhea"], str(row.id) in told["Mel"]) == (False, True)


def test_it_hides_it_as_a_reference(knowsley: Borough) -> None:
    row = restricted(knowsley, "forums")

    body = {"name": "Sub-panel", "kind": "forum", "parent": str(row.id)}
    answer = knowsley.as_("Ada").post("/forums", body)

    assert_refused(answer, 400, "validation_error")


def test_it_hides_it_as_the_object_of_a_role(knowsley: Borough) -> None:
    row = restricted(knowsley, "forums")

    body = {"actor": str(knowsley.actor_id("Pat")), "role": "member", "on": str(row.id)}
    answer = knowsley.as_("Ada").post("/appointments", body)

    assert_refused(answer, 400, "validation_error")


def test_it_hides_it_in_what_expand_adds(knowsley: Borough) -> None:
    row = restricted(knowsley, "organisations")
    action = led_by(knowsley, row)

    seen = {name: expanded_lead(knowsley, name, action.id) for name in ("Pat", "Mel")}

    assert seen == {"Pat": (None, None), "Mel": ("Bidder B", "Bidder B")}


def led_by(borough: Borough, lead: Belonging) -> Action:
    """As if the organisation had been restricted after it took the lead."""
    action = proposed_action(borough)
    action.lead_id = lead.id

    def assign(unit: Any) -> Action:
        assigned: Action = unit.record("action.lead_assigned", action)
        return assigned

    return cast("Action", borough.act("Priya", assign))


def expanded_lead(borough: Borough, name: str, action_id: UUID) -> tuple[Any, Any]:
    """As the list has it and the action itself."""
    caller = borough.as_(name)
    answers: list[Any] = [
        caller.get("/actions?expand=lead"),
        caller.get(f"/actions/{action_id}?expand=lead"),
    ]
    (listed,) = answers[0].json()["results"]
    leads = [one["expanded"]["lead"] for one in (listed, answers[1].json())]
    return leads[0] and leads[0]["name"], leads[1] and leads[1]["name"]


def test_it_hides_it_as_soon_as_the_appointment_ends(knowsley: Borough) -> None:
    row = restricted(knowsley, "milestones")
    mel = knowsley.as_("Mel")
    seat = Appointment.objects.get(actor_id=knowsley.actor_id("Mel"))
    before = mel.get(f"/milestones/{row.id}").status_code

    knowsley.act("Ada", end_appointment, appointment_id=seat.id, version=1, reason="Leaves.")

    assert (before, mel.get(f"/milestones/{row.id}").status_code) == (200, 404)


def notices(borough: Borough, name: str) -> list[dict[str, Any]]:
    answer: Any = borough.as_(name).get("/me/notices")
    results: list[dict[str, Any]] = answer.json()["results"]
    return results


def kept() -> list[tuple[str, str, UUID]]:
    return list(AccessRecord.objects.values_list("kind", "subject_type", "subject_id"))


@pytest.mark.parametrize("noun", KINDS)
def test_it_keeps_what_an_auditor_reads(noun: str, knowsley: Borough) -> None:
    row = restricted(knowsley, noun)

    knowsley.as_("Audrey").get(f"/{noun}/{row.id}")

    record = AccessRecord.objects.get()
    assert (record.actor_id, record.subject_id) == (knowsley.actor_id("Audrey"), row.id)
    assert (record.kind, record.subject_type) == (AccessKind.OBJECT, row.subject_type)


@pytest.mark.parametrize("noun", KINDS)
def test_it_keeps_what_an_auditor_is_shown_in_a_list(noun: str, knowsley: Borough) -> None:
    rows = [restricted(knowsley, noun), restricted(knowsley, noun)]

    knowsley.as_("Audrey").get(f"/{noun}")

    assert {one for _, _, one in kept()} == {row.id for row in rows}


def test_it_keeps_only_the_rows_of_the_page(knowsley: Borough) -> None:
    first = restricted(knowsley, "organisations")
    restricted(knowsley, "organisations")

    knowsley.as_("Audrey").get("/organisations?q=Bidder&limit=1")

    assert [one for _, _, one in kept()] == [first.id]


def test_it_keeps_what_an_auditor_is_shown_beside_a_row(knowsley: Borough) -> None:
    row = restricted(knowsley, "organisations")
    led_by(knowsley, row)

    knowsley.as_("Audrey").get("/actions?expand=lead")

    assert [one for _, _, one in kept()] == [row.id]


def test_it_keeps_what_a_notice_tells_an_auditor(knowsley: Borough) -> None:
    row = restricted(knowsley, "milestones", told=("Audrey",))

    notices(knowsley, "Audrey")

    assert [one for _, _, one in kept()] == [row.id]


def test_it_keeps_one_row_per_object_and_day(knowsley: Borough) -> None:
    row = restricted(knowsley, "milestones")
    audrey = knowsley.as_("Audrey")

    audrey.get(f"/milestones/{row.id}")
    audrey.get("/milestones")
    with time_machine.travel(now() + timedelta(days=1)):
        audrey.get(f"/milestones/{row.id}")

    days = AccessRecord.objects.order_by("day").values_list("day", flat=True)
    assert [one.toordinal() - days[0].toordinal() for one in days] == [0, 1]


def test_it_keeps_nothing_of_what_everyone_reads(knowsley: Borough) -> None:
    audrey = knowsley.as_("Audrey")

    audrey.get("/organisations")
    audrey.get(f"/organisations/{knowsley.council.id}")

    assert kept() == []


def test_it_keeps_nothing_of_what_a_member_reads(knowsley: Borough) -> None:
    row = restricted(knowsley, "milestones")

    knowsley.as_("Mel").get(f"/milestones/{row.id}")

    assert kept() == []


def test_it_keeps_nothing_of_what_was_not_there(knowsley: Borough) -> None:
    restricted(knowsley, "milestones")

    knowsley.as_("Audrey").get(f"/milestones/{NOWHERE}")

    assert kept() == []


def test_it_keeps_each_reading_of_the_log(knowsley: Borough) -> None:
    audrey, mel = knowsley.who("Audrey"), knowsley.who("Mel")

    log_was_read(audrey, NOWHERE, now())
    log_was_read(mel, NOWHERE, now())

    assert kept() == [(AccessKind.LOG, "", NOWHERE)]


def test_it_keeps_that_whole_entries_of_the_log_were_read(knowsley: Borough) -> None:
    log = f"/logs/{knowsley.partnership.id}"
    knowsley.as_("Audrey").get(f"{log}/checkpoint")
    knowsley.as_("Audrey").get(f"{log}/tile/0/000.p/1")

    refused = knowsley.as_("Mel").get(f"{log}/tile/entries/000.p/1")
    before = kept()
    bundle = knowsley.as_("Audrey").get(f"{log}/tile/entries/000.p/1")

    assert_refused(refused, 403, "permission_denied")
    assert (before, [kind for kind, _, _ in kept()]) == ([], [AccessKind.LOG])
    assert bundle.headers["Cache-Control"] == "private, max-age=31536000, immutable"


OWN_CREDENTIALS = {"sign_in", "sign_out", "issue_token", "revoke_token", "issue_stream_ticket"}


def wanted_by(route: Route, knowsley: Borough) -> dict[str, str]:
    """Where who may do it stands in the body, so that it must be complete."""
    given = {"propose_action": {"plan": str(knowsley.plan.id), "title": "Open five"}}
    return given.get(route.view.operation_id, {})


def test_it_lets_an_auditor_write_nothing(knowsley: Borough) -> None:
    owned = belongings(knowsley, "Ada", "Priya")
    audrey = knowsley.as_("Audrey")
    writes = [
        one
        for one in UNSAFE
        if one.view.operation_id not in OWN_CREDENTIALS and not one.view.public
    ]

    with no_trace():
        answers = {
            one.view.operation_id: one.ask(audrey, owned.get(one.noun, NOWHERE), wanted)
            for one in writes
            for wanted in [wanted_by(one, knowsley)]
        }

    told = {name: (answer.status_code, answer.json()["code"]) for name, answer in answers.items()}
    assert told == dict.fromkeys(told, (403, "permission_denied"))
    assert len(told) > 30


def test_it_lets_an_auditor_keep_their_own_credentials(knowsley: Borough) -> None:
    audrey = knowsley.as_("Audrey")
    expires_at = (now() + timedelta(days=1)).isoformat()
    body = {"name": "Audit", "scopes": ["audit:read"], "expires_at": expires_at}

    issued: Any = audrey.post("/tokens", body)
    revoked = audrey.post(f"/tokens/{issued.json()['id']}/revoke")
    ticket = audrey.post("/stream-tickets")

    assert [one.status_code for one in (issued, revoked, ticket)] == [201, 200, 200]
