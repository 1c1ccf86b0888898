"""Replaying the log gives what is answered, for attendance, interests and minutes."""

from typing import Any, Final  # a field is any JSON

from backend.audit.fold import fold
from backend.audit.models import Entry
from backend.forums import operations as forums
from backend.forums.models import Minutes
from tests.actions.questions import read
from tests.forums.chamber import circulated, minuted
from tests.forums.sitting import SUE, Sitting

ADDRESSES: Final = {
    "attendance": "/attendances",
    "interest": "/interests",
    "minutes": "/minutes",
    "minutes_correction": "/minutes-corrections",
}
# What an answer has beside the fields of its subject: until when they stayed depends on the
# meeting.
BESIDE: Final = {"id", "version", "until"}


def replayed(sitting: Sitting) -> dict[tuple[str, str], dict[str, Any]]:
    entries = Entry.objects.filter(log_id=sitting.borough.partnership.id).order_by("index")
    return {
        (kind, str(subject_id)): dict(fields)
        for (kind, subject_id), fields in fold(entries).items()
        if kind in ADDRESSES
    }


def answered(sitting: Sitting, kind: str, row_id: str) -> dict[str, Any]:
    shown = read(sitting.borough, "Audrey", f"{ADDRESSES[kind]}/{row_id}")
    recorded = {name: value for name, value in shown.items() if name not in BESIDE}
    return {**recorded, "partnership": str(sitting.borough.partnership.id)}


def test_it_replays_to_what_is_answered(sitting: Sitting) -> None:
    sitting.record("Mel")
    sitting.record("Mel", "substitute", person=sitting.id_of(SUE))
    sitting.record("Nia", "apologies")
    sitting.record("Nia")
    sitting.borough.act(
        "Mel", forums.declare_interest, agenda_item_id=sitting.hidden.id, nature="Owns the site."
    )
    meeting = circulated(sitting.borough)
    minuted(sitting.borough, meeting, "Two million.", restricted=True)
    sitting.at(meeting).move("Tom", "approve-minutes", {"procedure": "By e-mail."})
    part = Minutes.objects.get(meeting=meeting, restricted=False)
    sitting.borough.act(
        "Tom", forums.correct_minutes, minutes_id=part.id, text="On Friday.", capacity="Chair"
    )

    known = replayed(sitting)

    assert {kind for kind, _ in known} == set(ADDRESSES)
    assert known == {one: answered(sitting, *one) for one in known}
