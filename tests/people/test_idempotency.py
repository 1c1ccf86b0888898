"""What is sent twice under one key is done once and answered alike; under another it is new."""

from typing import Any  # what a test replaces

import pytest

from backend.audit.unit import Unit
from backend.people.models import KeptAnswer, Token
from backend.people.operations.credentials import digest_of
from tests.borough import (
    Borough,
    Caller,
    action_in_progress,
    bare_action,
    proposed_action,
    tag,
    with_evidence,
)
from tests.people.questions import assert_refused, no_trace
from tests.people.sending import (
    FRIENDS,
    added,
    entries_of,
    friends,
    is_replayed,
    nothing_done,
    told,
)

START = "/actions/{}/start"


def test_it_is_done_once_and_answered_alike(knowsley: Borough) -> None:
    ada = knowsley.as_("Ada")
    before = entries_of(knowsley)

    first = added(ada, "one")
    with no_trace():
        again = added(ada, "one")

    assert (first.status_code, friends(), entries_of(knowsley)) == (201, 1, before + 1)
    assert {"Location", "ETag"} <= first.headers.keys()
    assert told(again) == told(first)
    assert (is_replayed(first), is_replayed(again)) == (False, True)


def test_it_is_done_again_without_a_key_or_with_another(knowsley: Borough) -> None:
    ada = knowsley.as_("Ada")

    answers = [added(ada, "one"), added(ada, "two"), ada.post("/organisations", FRIENDS)]

    assert [one.status_code for one in answers] == [201] * 3
    assert friends() == 3


def test_it_answers_a_move_as_it_answered_then(knowsley: Borough) -> None:
    """Whatever became of the action since, and before anyone looks at If-Match."""
    action, priya = proposed_action(knowsley), knowsley.as_("Priya")
    first = priya.post(START.format(action.id), {}, if_match=tag(1), idempotency_key="one")
    why = {"reason": "Not funded."}
    priya.post(f"/actions/{action.id}/withdraw", why, if_match=tag(2))

    with no_trace():
        again = priya.post(START.format(action.id), {}, if_match=tag(1), idempotency_key="one")
        without = priya.post(START.format(action.id), {}, idempotency_key="one")

    assert first.json()["state"] == "in_progress"
    assert told(again) == told(without) == told(first)


def test_it_is_refused_with_another_body(knowsley: Borough) -> None:
    ada = knowsley.as_("Ada")
    added(ada, "one")

    with nothing_done():
        other = added(ada, "one", kind="business")
        wrong = added(ada, "one", kind="no such kind")

    assert_refused(other, 422, "idempotency_key_reused")
    assert_refused(wrong, 422, "idempotency_key_reused")


def test_it_is_refused_in_another_form(knowsley: Borough) -> None:
    action, priya = proposed_action(knowsley), knowsley.as_("Priya")
    path = START.format(action.id)
    priya.post(path, {}, if_match=tag(1), idempotency_key="one")

    with no_trace():
        other_bytes = priya.client.post(
            f"/api/v1{path}",
            data=b"{ }",
            content_type="application/json",
            headers={**priya.headers, "Idempotency-Key": "one"},
        )
        other_query = priya.post(f"{path}?dry_run=false", {}, idempotency_key="one")

    assert other_bytes.status_code == other_query.status_code == 422


def test_it_is_another_at_another_address(knowsley: Borough) -> None:
    actions, priya = [proposed_action(knowsley) for _ in range(2)], knowsley.as_("Priya")

    answers = [
        priya.post(START.format(one.id), {}, if_match=tag(1), idempotency_key="one")
        for one in actions
    ]

    assert [one.json()["id"] for one in answers] == [str(one.id) for one in actions]
    assert [is_replayed(one) for one in answers] == [False, False]


def test_it_keeps_no_refusal_of_the_input(knowsley: Borough) -> None:
    ada = knowsley.as_("Ada")

    with nothing_done():
        refused = added(ada, "one", kind="no such kind")
    mended = added(ada, "one")

    assert (refused.status_code, mended.status_code, is_replayed(mended)) == (400, 201, False)


def test_it_keeps_no_refusal_of_the_record(knowsley: Borough) -> None:
    """Word for word the same request, which succeeds once nothing stands against it."""
    action, priya = action_in_progress(knowsley), knowsley.as_("Priya")
    path, body = f"/actions/{action.id}/complete", {"statement": "All five are open."}
    given = {"if_match": tag(2), "idempotency_key": "one"}

    with no_trace():
        refused = priya.post(path, body, **given)
    with_evidence(knowsley, action)
    done, again = priya.post(path, body, **given), priya.post(path, body, **given)

    assert_refused(refused, 409, "transition_guard_failed")
    assert (done.status_code, is_replayed(done), is_replayed(again)) == (200, False, True)


def test_it_keeps_no_failure(knowsley: Borough, monkeypatch: pytest.MonkeyPatch) -> None:
    ada, close = knowsley.as_("Ada"), Unit.close

    def fails(unit: Unit) -> None:
        close(unit)
        raise RuntimeError("The disk is full.")

    with nothing_done(), monkeypatch.context() as patched:
        patched.setattr(Unit, "close", fails)
        with pytest.raises(RuntimeError):
            added(ada, "one")
    after = added(ada, "one")

    assert (after.status_code, is_replayed(after), friends()) == (201, False, 1)


def test_it_is_another_of_someone_else(knowsley: Borough, sefton: Borough) -> None:
    first = added(knowsley.as_("Ada"), "one")
    there = added(sefton.as_("Olga"), "one")
    body = {"plan": str(knowsley.plan.id), "title": "Light the path"}

    here = [
        knowsley.as_(who).post("/actions", body, idempotency_key="one") for who in ("Ada", "Rhea")
    ]

    assert [one.status_code for one in (first, there, *here)] == [201] * 4
    assert [is_replayed(one) for one in (there, *here)] == [False] * 3


def both_administer(knowsley: Borough, sefton: Borough) -> None:
    """Ada, one actor, in either place."""
    olga = sefton.as_("Olga")
    mail = knowsley.profiles["Ada"].email
    made = olga.post("/people", {"kind": "person", "name": "Ada", "email": mail}).json()
    on = str(sefton.partnership.id)
    olga.post("/appointments", {"actor": made["actor"], "role": "administrator", "on": on})
    knowsley.profiles["Ada"].refresh_from_db()
    sefton.profiles["Ada"] = type(knowsley.profiles["Ada"]).objects.get(id=made["id"])


def test_it_is_another_of_the_same_person_next_door(knowsley: Borough, sefton: Borough) -> None:
    both_administer(knowsley, sefton)

    here, there = added(knowsley.as_("Ada"), "one"), added(sefton.as_("Ada"), "one")

    assert (here.status_code, there.status_code, is_replayed(there)) == (201, 201, False)
    assert here.json()["id"] != there.json()["id"]


def test_it_answers_nobody_who_may_no_longer(knowsley: Borough) -> None:
    ada, action = knowsley.as_("Ada"), proposed_action(knowsley)
    robot = knowsley.profiles["Robot"]
    body = {"actor": str(robot.actor_id), "role": "start_delegate", "on": str(knowsley.youth.id)}
    held = knowsley.as_("Priya").post("/appointments", body).json()
    path, given = START.format(action.id), {"if_match": tag(1), "idempotency_key": "one"}
    first = knowsley.as_("Robot").post(path, {}, **given)
    knowsley.as_("Priya").post(
        f"/appointments/{held['id']}/end", {"reason": "Enough."}, if_match=tag(1)
    )

    with no_trace():
        again = knowsley.as_("Robot").post(path, {}, **given)

    assert first.status_code == 200
    assert_refused(again, 403, "permission_denied")
    assert ada.get(f"/actions/{action.id}").json()["state"] == "in_progress"


def test_it_answers_no_token_that_was_revoked(knowsley: Borough) -> None:
    ada = knowsley.as_("Ada")
    added(ada, "one")
    own = Token.objects.get(digest=digest_of(knowsley.tokens["Ada"]))
    ada.post(f"/tokens/{own.id}/revoke")

    assert added(ada, "one").status_code == 401


def test_it_answers_the_same_person_with_another_token(knowsley: Borough) -> None:
    first = added(knowsley.as_("Ada"), "one")

    again = added(Caller(knowsley.token("Ada")), "one")

    assert told(again) == told(first)


@pytest.mark.parametrize("path", ["/organisations", "/me"])
def test_it_is_overlooked_where_nothing_is_done(path: str, knowsley: Borough) -> None:
    ada = knowsley.as_("Ada")

    answers = [ada.get(path, idempotency_key=key) for key in ("one", "one", "no, key")]

    assert [one.status_code for one in answers] == [200] * 3
    assert not any(is_replayed(one) for one in answers)


def test_it_is_overlooked_by_a_patch(knowsley: Borough) -> None:
    path, ada = f"/priorities/{knowsley.youth.id}", knowsley.as_("Ada")

    answers = [
        ada.patch(path, {"update_every_days": days}, if_match=tag(version), idempotency_key=key)
        for days, version, key in ((7, 1, "one"), (14, 2, "one"), (21, 3, "no, key"))
    ]

    assert [one.status_code for one in answers] == [200] * 3
    assert KeptAnswer.objects.count() == 0


def test_it_keeps_nothing_of_a_rehearsal(knowsley: Borough) -> None:
    action, priya = proposed_action(knowsley), knowsley.as_("Priya")
    given = {"if_match": tag(1), "idempotency_key": "one"}
    path = START.format(action.id)

    with no_trace():
        rehearsed = [priya.post(f"{path}?dry_run=true", {}, **given) for _ in range(2)]
    done = priya.post(path, {}, **given)
    after = priya.post(f"{path}?dry_run=true", {}, **given)

    assert [one.status_code for one in rehearsed] == [200, 200]
    assert (done.status_code, is_replayed(done)) == (200, False)
    assert_refused(after, 412, "precondition_failed")


def test_it_keeps_a_bulk_that_was_done_in_part(knowsley: Borough) -> None:
    items: list[dict[str, Any]] = [
        {"operation": "start_action", "action": str(one.id), "version": 1}
        for one in (proposed_action(knowsley), bare_action(knowsley))
    ]
    body, priya = {"mode": "each", "items": items}, knowsley.as_("Priya")

    first = priya.post("/action-transitions", body, idempotency_key="one")
    with no_trace():
        again = priya.post("/action-transitions", body, idempotency_key="one")

    assert first.json()["counts"] == {"changed": 1, "unchanged": 0, "refused": 1}
    assert told(again) == told(first)
