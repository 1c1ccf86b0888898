from datetime import timedelta

import pytest

from backend.actions.operations import claim_action_complete
from backend.audit.days import today
from backend.people.operations import appoint
from backend.sync.models import FieldConflict
from tests.actions.questions import (
    FORBIDDEN,
    HIDDEN,
    MALFORMED,
    STALE,
    WRONG_STATE,
    Written,
    read,
)
from tests.borough import Borough, tag
from tests.sync.deeds import DEEDS
from tests.sync.sending import (
    RISK,
    contested,
    delegated,
    renamed_here,
    send,
    sent,
    the_action,
)

RESOLVE = DEEDS["resolve_conflict"]
KEEP = {"resolution": "keep_accord"}


def the_conflict() -> FieldConflict:
    return FieldConflict.objects.latest("raised_at")


def test_it_takes_what_the_source_says_and_is_recorded(borough: Borough) -> None:
    asked = RESOLVE.ask(borough)

    assert (asked.status, asked.body["state"], asked.body["resolution"]) == (
        200,
        "resolved",
        "take_source",
    )
    assert asked.written == (
        Written("action.revised", 3, "Priya"),
        Written("reference.synced", 3, "Priya"),
        Written("conflict.resolved", 2, "Priya", told=("Dev", "Rhea", "Tracker")),
    )
    assert the_action().title == "Open six youth centres"


def test_it_keeps_what_accord_has(borough: Borough) -> None:
    asked = RESOLVE.ask(borough, body=KEEP)

    assert [one.verb for one in asked.written] == ["reference.synced", "conflict.resolved"]
    assert (the_action().title, the_action().version) == ("Open four youth centres", 2)


@pytest.mark.parametrize("resolution", ["keep_accord", "take_source"])
def test_it_is_not_raised_again_by_what_was_resolved(borough: Borough, resolution: str) -> None:
    RESOLVE.ask(borough, body={"resolution": resolution})

    again = send(borough, 6, title="Open six youth centres")

    assert again.body["outcome"] == "unchanged"
    assert FieldConflict.objects.count() == 1


def test_it_lets_the_source_go_on_from_there(borough: Borough) -> None:
    RESOLVE.ask(borough, body=KEEP)

    asked = send(borough, 6, title="Open seven youth centres")

    assert (asked.body["outcome"], the_action().title) == ("updated", "Open seven youth centres")


def test_it_overwrites_nothing_that_nobody_has_seen(borough: Borough) -> None:
    contested(borough)
    renamed_here(borough, "Open three youth centres")

    asked = RESOLVE.ask(borough, on=the_conflict())

    assert asked.refusal == (409, "conflict_overtaken", 0)
    assert RESOLVE.ask(borough, on=the_conflict(), body=KEEP).status == 200


def test_it_resolves_a_status_by_the_very_move(borough: Borough) -> None:
    conflict = status_conflict(borough)

    asked = RESOLVE.ask(borough, on=conflict)

    assert asked.written[0].verb == "action.flagged_at_risk"
    assert the_action().risk_explanation == RISK["explanation"]


def test_it_goes_on_from_the_status_it_took(borough: Borough) -> None:
    delegated(borough, "recover_delegate")
    RESOLVE.ask(borough, on=status_conflict(borough))

    asked = send(borough, 6, status="Live")

    assert (asked.body["outcome"], the_action().state) == ("updated", "in_progress")


@pytest.mark.parametrize(
    ("who", "verb"), [("Priya", "action.claim_declined"), ("Rhea", "action.claim_retracted")]
)
def test_it_takes_a_status_by_more_than_one_move(borough: Borough, who: str, verb: str) -> None:
    """A claim in the way is taken back by who may make it, and declined by who may decide it."""
    conflict = claim_conflict(borough)

    asked = RESOLVE.ask(borough, who, on=conflict)

    assert asked.status == 200, asked.body
    assert [one.verb for one in asked.written][:2] == [verb, "action.flagged_at_risk"]
    assert (the_action().state, the_action().claimed_at) == ("at_risk", None)


def test_it_takes_nothing_that_a_deputy_is_not_given(borough: Borough) -> None:
    borough.act(
        "Priya",
        appoint,
        actor_id=borough.actor_id("Pat"),
        role="deputy",
        on_id=borough.youth.id,
        ends_on=today() + timedelta(days=30),
        reason="Priya is on leave.",
        deputy_for=borough.actor_id("Priya"),
        scope=["resolve_conflict"],
    )

    asked = RESOLVE.ask(borough, "Pat", on=claim_conflict(borough))

    assert asked.refusal == FORBIDDEN
    assert the_action().claimed_at is not None


def claim_conflict(borough: Borough) -> FieldConflict:
    """The lead claims in Accord that it is done; the tracker sees a risk."""
    delegated(borough, "start_delegate")
    sent(borough, status="Live")
    action = the_action()
    given = {"action_id": action.id, "version": action.version}
    borough.act("Rhea", claim_action_complete, **given, statement="All five are open.")
    send(borough, 5, status="Delayed", risk=RISK)
    return the_conflict()


def test_it_shows_a_status_in_the_words_of_the_source(borough: Borough) -> None:
    conflict = status_conflict(borough)

    shown = read(borough, "Pat", f"/conflicts/{conflict.id}")

    said = (shown["accord_value"], shown["source_value"], shown["risk"])
    assert said == ("in_progress", "Delayed", RISK)


def status_conflict(borough: Borough) -> FieldConflict:
    """Proposed when the two agreed; the sponsor has started it since, the tracker sees a risk."""
    sent(borough)
    path = f"/actions/{the_action().id}/start"
    borough.as_("Priya").post(path, if_match=tag(the_action().version))
    send(borough, 5, status="Delayed", risk=RISK)
    return the_conflict()


def test_it_takes_no_more_of_a_representative_than_is_theirs(borough: Borough) -> None:
    delegated(borough, "start_delegate")
    sent(borough, status="Delayed", risk=RISK)
    action = the_action()
    done = {"statement": "All five are open.", "evidence_waiver": "Everyone has seen them."}
    borough.as_("Priya").post(f"/actions/{action.id}/complete", done, if_match=tag(action.version))
    borough.as_("Priya").post(
        f"/actions/{action.id}/reopen", {"reason": "Two are shut."}, if_match=tag(4)
    )
    borough.as_("Tracker").post(f"/actions/{action.id}/flag-at-risk", RISK, if_match=tag(5))
    renamed_here(borough)
    send(borough, 6, title="Open six youth centres", status="Live")

    asked = RESOLVE.ask(borough, "Rhea", on=FieldConflict.objects.get(field="title"))

    assert asked.status == 200


def test_it_resolves_once(borough: Borough) -> None:
    contested(borough)
    RESOLVE.ask(borough, on=the_conflict())

    assert RESOLVE.ask(borough, on=the_conflict()).refusal == WRONG_STATE


@pytest.mark.parametrize("resolution", ["", "both", None, 1])
def test_it_knows_two_ways_to_resolve(borough: Borough, resolution: object) -> None:
    asked = RESOLVE.ask(borough, resolution=resolution)

    assert (asked.refusal, asked.pointers) == (MALFORMED, ["#/resolution"])


def test_it_rehearses(borough: Borough) -> None:
    contested(borough)
    conflict = the_conflict()

    answer = borough.as_("Priya").post(
        f"/conflicts/{conflict.id}/resolve?dry_run=true", KEEP, if_match=tag(1)
    )

    assert (answer.status_code, answer.json()["state"]) == (200, "resolved")
    assert read(borough, "Pat", f"/conflicts/{conflict.id}")["state"] == "open"


def test_it_hides_what_you_cannot_see(borough: Borough) -> None:
    assert RESOLVE.ask(borough, "Olga").refusal == HIDDEN


@pytest.mark.parametrize("who", ["Priya", "Dev", "Rhea"])
def test_it_is_resolved_by_who_answers_for_the_action(borough: Borough, who: str) -> None:
    assert RESOLVE.ask(borough, who).status == 200


@pytest.mark.parametrize("who", ["Ada", "Omar", "Rob", "Tracker", "Audrey", "Pat"])
def test_it_forbids_what_is_theirs_to_decide(borough: Borough, who: str) -> None:
    assert RESOLVE.ask(borough, who).refusal == FORBIDDEN


def test_it_leaves_no_trace_when_it_refuses(borough: Borough) -> None:
    assert RESOLVE.ask(borough, version=7).refusal == STALE
    assert the_conflict().state == "open"
