from tests.actions.questions import read
from tests.forums.sitting import Sitting
from tests.forums.voting import drafted, put, ratified, recorded, restricted, superseded


def waiting(sitting: Sitting, who: str) -> list[tuple[str, str]]:
    rows = read(sitting.borough, who, "/me/waiting")["results"]
    return [
        (one["kind"], one["subject"]["id"]) for one in rows if one["subject"]["type"] == "decision"
    ]


def test_it_waits_for_the_chair_to_ratify(voting: Sitting) -> None:
    first, second = recorded(voting), restricted(voting)

    assert waiting(voting, "Tom") == [
        ("decision_to_ratify", str(first.id)),
        ("decision_to_ratify", str(second.id)),
    ]


def test_it_waits_for_nobody_else(voting: Sitting) -> None:
    recorded(voting)

    assert [waiting(voting, who) for who in ("Sara", "Mel", "Ada", "Audrey")] == [[]] * 4


def test_it_waits_for_what_binds_alone(voting: Sitting) -> None:
    drafted(voting)
    ratified(voting)
    put(voting, drafted(voting), in_favour=[])
    put(voting, drafted(voting), is_indicative=True)
    earlier = superseded(voting)

    later = earlier.undone_by.get()
    assert waiting(voting, "Tom") == [("decision_to_ratify", str(later.id))]
