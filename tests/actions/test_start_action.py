from backend.audit.models import Entry
from tests.borough import Borough, bare_action, proposed_action, tag


def test_it_starts_and_is_recorded(knowsley: Borough) -> None:
    action = proposed_action(knowsley)

    answer = knowsley.as_("Priya").post(f"/actions/{action.id}/start", if_match=tag(1))

    assert answer.status_code == 200
    assert answer.json()["state"] == "in_progress"
    assert answer.json()["changed"] is True
    entry = Entry.objects.filter(subject_id=action.id).latest("index")
    assert (entry.verb, entry.subject_version) == ("action.started", 2)


def test_it_refuses_in_the_wrong_state(knowsley: Borough) -> None:
    action = bare_action(knowsley)

    answer = knowsley.as_("Priya").post(f"/actions/{action.id}/start", if_match=tag(1))

    assert answer.status_code == 403
