"""One course of events at the Board, with what is restricted or without it.

Everything open happens in both, in the same minute; what is restricted happens in between, in one
of them alone. Sara, Tom and Mel are of the forum; Pat, Gus and Priya are not.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any, Final  # operations are of many shapes
from uuid import UUID

from backend.audit.checkpoints import size_of
from backend.forums import operations as forums
from backend.forums.models import AgendaItem, AgendaVersion, Decision, Escalation, Meeting
from tests.borough import Borough
from tests.forums import chamber, rungs
from tests.forums.feeding import issued
from tests.forums.meeting_deeds import MONDAY
from tests.people.belongings import belongings

STARTS: Final = MONDAY + timedelta(days=7)
HIDDEN_WORDS: Final = ("Prescot", "tannery")
SECRET: Final = {"title": "Buy the tannery in Prescot", "restricted": True}
SECRET_DECISION: Final = {
    "title": "Buy the tannery in Prescot",
    "text": "The tannery is bought for what the valuer says it is worth.",
}
URGENT: Final = {"kind": "decision", "urgency": "The lease ends on Friday."}
MEMBERS: Final = ("Mel", "Nia", "Olu", "Pia")
# Neither is of the forum; Gus keeps another, and Priya waits for an answer of this one.
READERS: Final = ("Pat", "Gus", "Priya")


@dataclass(frozen=True)
class Beginning:
    """What there is before the two courses part; `known` by the noun of its address."""

    borough: Borough
    known: dict[str, UUID]
    feeds: dict[str, str]
    # The one all this is about, the one after it, one that is called off, one that is put off and
    # has nothing open on its agenda.
    meeting: Meeting
    next: Meeting
    called_off: Meeting
    bare: Meeting
    escalation: Escalation
    # How many entries there are.
    log_size: int


def begin(borough: Borough) -> Beginning:
    """On that Monday."""
    chamber.seated(borough)
    chamber.growth_forum(borough)
    known = belongings(borough, "Ada", "Priya")
    raised = rungs.raised_to_the_board(borough)
    escalation = rungs.moved(borough, raised, forums.acknowledge_escalation)
    meetings = [
        chamber.scheduled(borough, starts_at=STARTS + timedelta(days=days))
        for days in (0, 7, -1, 14)
    ]
    chamber.item_on(borough, meetings[0])
    for name in (*READERS, "Sara", "Tom", "Mel"):
        borough.as_(name)
    of_board = {"forum": str(borough.board.id)}
    feeds = {name: issued(borough, name, of_board) for name in (*READERS, "Mel")}
    return Beginning(
        borough=borough,
        known=known,
        feeds=feeds,
        meeting=meetings[0],
        next=meetings[1],
        called_off=meetings[2],
        bare=meetings[3],
        escalation=escalation,
        log_size=size_of(borough.partnership.id),
    )


@dataclass
class Course:
    """Its stages are walked one after another; after each the onlooker looks."""

    start: Beginning
    traveller: Any
    with_restricted: bool
    minute: int = 0
    # What only the forum knows of, by noun.
    hidden: list[tuple[str, UUID]] = field(default_factory=list)

    @property
    def borough(self) -> Borough:
        return self.start.borough

    def stages(self) -> Iterator[str]:
        for stage in (self.is_scheduled, self.is_held, self.is_closed, self.is_approved):
            stage()
            self.traveller.shift(timedelta(minutes=1))
            yield stage.__name__

    # What happens.

    def is_scheduled(self) -> None:
        meeting = self.start.meeting
        self.quietly(self.adds_secret, meeting)
        chamber.item_on(self.borough, meeting, title="Mend the pier")
        self.quietly(self.adds_secret, meeting)
        self.quietly(self.withdraws_secret, meeting)
        self.quietly(self.adds_secret, self.start.bare)
        self.quietly(self.adds_secret, self.start.called_off)
        # Reported there, and to another meeting once that is called off.
        self.quietly(self.decides_secretly_alone)
        chamber.moved(
            self.borough, self.start.called_off, forums.cancel_meeting, reason="Too few can come."
        )
        self.quietly(self.drafts)

    def is_held(self) -> None:
        meeting = self.start.meeting
        chamber.moved(self.borough, meeting, forums.publish_agenda)
        self.quietly(self.admits_secret)
        late = chamber.item_on(self.borough, meeting, **{**URGENT, "title": "Lend the barge"})
        self.quietly(self.admits_secret)
        self.traveller.move_to(STARTS)
        chamber.moved(self.borough, meeting, forums.open_meeting)
        chamber.attend(self.borough, meeting, *MEMBERS)
        self.quietly(self.declares_secretly)
        self.declares(late, "Nia")
        self.quietly(self.decides_secretly)
        self.decides(late)
        self.quietly(self.decides_secretly_alone)
        self.decides(self.item("Mend the pier"))

    def is_closed(self) -> None:
        self.quietly(self.writes_secretly, "A. The tannery in Prescot is dear.")
        chamber.moved(self.borough, self.start.meeting, forums.close_meeting)
        self.quietly(self.writes_secretly, "A. The tannery in Prescot is too dear.")
        later = STARTS + timedelta(days=21)
        put_off = {"starts_at": later, "ends_at": later + chamber.TWO_HOURS, "reason": "Tides."}
        chamber.moved(self.borough, self.start.bare, forums.move_meeting, **put_off)

    def is_approved(self) -> None:
        meeting = self.start.meeting
        open_part = chamber.minuted(self.borough, meeting)
        chamber.moved(self.borough, meeting, forums.circulate_minutes)
        secret_part = self.quietly(self.writes_secretly, "A. Prescot has a tannery.")
        self.borough.act(
            "Tom",
            forums.approve_minutes,
            meeting_id=meeting.id,
            version=chamber.fresh(meeting).version,
            procedure="All members agreed by e-mail.",
        )
        self.quietly(self.corrects_secretly, secret_part)
        self.corrects(open_part, "1. All but one agreed.")
        self.quietly(self.decides_secretly_alone)
        self._puts_alone(self._draft(title="Close the pier", text="It is closed until May."))
        self.quietly(self.adds_secret, self.start.next)
        chamber.item_on(self.borough, self.start.next, title="Thank the divers")

    # What only the forum learns.

    def quietly(self, deed: Callable[..., Any], *args: Any, **given: Any) -> Any:
        return deed(*args, **given) if self.with_restricted else None

    def adds_secret(self, meeting: Meeting) -> AgendaItem:
        item = chamber.item_on(self.borough, meeting, **SECRET)
        self.hide("agenda-items", item.id)
        return item

    def withdraws_secret(self, meeting: Meeting) -> None:
        item = self.adds_secret(meeting)
        given = {"version": item.version, "reason": "Prescot is not ready."}
        self.borough.act("Sara", forums.withdraw_agenda_item, agenda_item_id=item.id, **given)

    def admits_secret(self) -> None:
        secret = {**URGENT, **SECRET}
        self.hide("agenda-items", chamber.item_on(self.borough, self.start.meeting, **secret).id)

    def declares_secretly(self) -> None:
        interest = self.declares(self.item(SECRET["title"]), "Mel")
        self.hide("interests", interest.id)

    def drafts(self, **given: Any) -> Decision:
        """Nobody else reads a draft, not even of what will be open."""
        words = {"title": "Sell the tannery in Prescot", "text": "It is sold at auction.", **given}
        made = self._draft(**words)
        self.hide("decisions", made.id)
        return made

    def decides_secretly(self) -> None:
        """And rescinds it."""
        secret = {**SECRET_DECISION, "item_id": self.item(SECRET["title"]).id}
        first = self.drafts(**secret)
        self._puts(first)
        self._puts(self.drafts(**secret, undoes_id=first.id, undoing="rescinds"))

    def decides_secretly_alone(self, **given: Any) -> Decision:
        decision = self.drafts(**{**SECRET_DECISION, "restricted": True, **given})
        self._puts_alone(decision)
        return decision

    def writes_secretly(self, text: str) -> Any:
        minutes = chamber.minuted(self.borough, self.start.meeting, text, restricted=True)
        self.hide("minutes", minutes.id)
        return minutes

    def corrects_secretly(self, minutes: Any) -> None:
        note = self.corrects(minutes, "A. The tannery lies in Whiston.")
        self.hide("minutes-corrections", note.id)
        for version in AgendaVersion.objects.filter(restricted=True):
            self.hide("agenda-versions", version.id)

    def hide(self, noun: str, row_id: UUID) -> None:
        self.hidden.append((noun, row_id))

    # How it is done, in the open and not.

    def item(self, title: object) -> AgendaItem:
        rows = AgendaItem.objects.filter(meeting=self.start.meeting, title=title, ended_at=None)
        return rows.select_related("meeting").latest("id")

    def declares(self, item: AgendaItem, name: str) -> Any:
        given = {"agenda_item_id": item.id, "nature": "Owns a boat."}
        return self.borough.act(name, forums.declare_interest, **given)

    def decides(self, item: AgendaItem) -> None:
        words = {"title": f"{item.title}, by May", "text": "It is done by May."}
        self._puts(self._draft(item_id=item.id, **words))

    def corrects(self, minutes: Any, text: str) -> Any:
        given = {"minutes_id": minutes.id, "text": text, "capacity": "Chair"}
        return self.borough.act("Tom", forums.correct_minutes, **given)

    def _draft(self, **given: Any) -> Decision:
        board_id = self.borough.board.id
        made: Decision = self.borough.act("Sara", forums.draft_decision, forum_id=board_id, **given)
        return made

    def _puts(self, decision: Decision) -> None:
        """Olu and Pia are for it; then the chair ratifies it."""
        in_favour = [self.borough.actor_id(name) for name in ("Olu", "Pia")]
        self._moves(decision, "Sara", forums.record_decision, in_favour=in_favour)
        self._moves(decision, "Tom", forums.ratify_decision)

    def _puts_alone(self, decision: Decision) -> None:
        urgency = forums.Urgency(reason="The sea is rising.", consulted="Both vice-chairs.")
        self._moves(decision, "Tom", forums.record_decision, urgency=urgency)

    def _moves(self, decision: Decision, who: str, operation: Any, **given: Any) -> None:
        version = Decision.objects.get(id=decision.id).version
        self.borough.act(who, operation, decision_id=decision.id, version=version, **given)
