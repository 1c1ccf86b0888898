"""Whoever is outside a forum hears nothing of what is restricted there, whatever becomes of it."""

from backend.forums import operations as forums
from backend.forums.models import AgendaItem, Decision, Meeting, Minutes
from tests.borough import Borough
from tests.forums import chamber
from tests.live.line import Line, Telephone, do

MEMBERS = ("Mel", "Nia", "Olu", "Pia")
WORDS = {"title": "Buy the tannery", "text": "The tannery is bought."}


def convene(borough: Borough) -> tuple[Meeting, Minutes]:
    """In session; and the restricted part of the minutes of an earlier one, which are approved."""
    earlier = chamber.closed(borough)
    secret = chamber.minuted(borough, earlier, "A. It is dear.", restricted=True)
    chamber.minuted(borough, earlier)
    chamber.moved(borough, earlier, forums.circulate_minutes)
    borough.act(
        "Tom",
        forums.approve_minutes,
        meeting_id=earlier.id,
        version=chamber.fresh(earlier).version,
        procedure="All members agreed by e-mail.",
    )
    meeting = chamber.in_session(borough)
    chamber.attend(borough, meeting, *MEMBERS)
    return meeting, secret


def whisper(borough: Borough, meeting: Meeting, minutes: Minutes) -> None:
    """All that the forum can do in secret."""
    item = chamber.restricted_item_on(borough, meeting)
    borough.act("Mel", forums.declare_interest, agenda_item_id=item.id, nature="Owns a boat.")
    drafted(borough)
    first = decided(borough, item)
    decided(borough, item, undoes_id=first.id, undoing="rescinds")
    chamber.minuted(borough, meeting, "A. It is too dear.", restricted=True)
    note = {"text": "A. It lies in Whiston.", "capacity": "Chair"}
    borough.act("Tom", forums.correct_minutes, minutes_id=minutes.id, **note)


def drafted(borough: Borough, **given: object) -> Decision:
    board_id = borough.board.id
    made: Decision = borough.act("Sara", forums.draft_decision, forum_id=board_id, **WORDS, **given)
    return made


def decided(borough: Borough, item: AgendaItem, **given: object) -> Decision:
    """And ratified."""
    decision = drafted(borough, item_id=item.id, **given)
    on = {"decision_id": decision.id}
    in_favour = [borough.actor_id(name) for name in ("Nia", "Olu", "Pia")]
    borough.act("Sara", forums.record_decision, **on, version=1, in_favour=in_favour)
    borough.act("Tom", forums.ratify_decision, **on, version=2)
    return decision


async def test_it_says_nothing_to_whoever_is_outside(telephone: Telephone, pat: Line) -> None:
    meeting, minutes = await do(convene, telephone.borough)
    await pat.follow()

    await do(whisper, telephone.borough, meeting, minutes)
    (index,) = await telephone.write("Heard")

    assert (await pat.change())["index"] == index


async def test_it_tells_the_forum_all_of_it(telephone: Telephone) -> None:
    """Or nothing was said above."""
    meeting, minutes = await do(convene, telephone.borough)
    mel = await telephone.ready("Mel")
    await mel.follow()

    await do(whisper, telephone.borough, meeting, minutes)

    assert {one["type"] for one in await mel.changes(13)} == {
        "agenda_item.added",
        "agenda_version.frozen",
        "interest.declared",
        "decision.drafted",
        "decision.recorded",
        "decision.ratified",
        "decision.rescinded",
        "minutes.written",
        "minutes.corrected",
    }
