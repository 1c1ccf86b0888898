from typing import Final, TypedDict, Unpack
from uuid import UUID

from django.db.models import Max, QuerySet

from backend.actions.models import Action
from backend.actions.operations.plans import named
from backend.audit.unit import Unit
from backend.deals.models import Deal
from backend.errors import Conflict, Fault, InputRefused, Unmet, WrongState
from backend.forums.models import AgendaItem, AgendaVersion, ItemKind, Meeting, MeetingState
from backend.forums.operations.convening import (
    Convened,
    MovedMeeting,
    convened,
    everyone_at_forum,
    refuse_unmet,
    settled_meeting,
)
from backend.forums.operations.opening import locked_item, refuse_stale
from backend.forums.policy import SECRETARY, require_at

# Of these kinds, what the item must name.
ABOUT: Final = {ItemKind.ACTION_REVIEW.value: "action", ItemKind.DEAL_ENDORSEMENT.value: "deal"}
URGENT_IN: Final = (MeetingState.AGENDA_PUBLISHED, MeetingState.IN_SESSION)


class ItemEnded(Conflict):
    """The item was taken off the agenda before."""

    code = "item_ended"


class ItemGiven(TypedDict, total=False):
    """What an item says; its kind and title always."""

    kind: str
    title: str
    summary: str
    restricted: bool
    action_id: UUID | None
    deal_id: UUID | None


def publish_agenda(unit: Unit, *, meeting_id: UUID, version: int) -> MovedMeeting:
    start = convened(unit, operation="publish_agenda", meeting_id=meeting_id)
    if settled_meeting(unit, start=start, operation="publish_agenda", version=version):
        return MovedMeeting(start.meeting, changed=False)
    meeting, told = start.meeting, everyone_at_forum(unit, forum_id=start.meeting.forum_id)
    frozen = freeze_agenda(unit, start=start, restricted=False)
    meeting.publish_agenda(number=frozen.number)
    unit.record("meeting.agenda_published", meeting, org=start.standing.org, told=told)
    if _living(meeting, restricted=True).exists():
        freeze_agenda(unit, start=start, restricted=True)
    return MovedMeeting(meeting)


def add_agenda_item(unit: Unit, *, meeting_id: UUID, **given: Unpack[ItemGiven]) -> AgendaItem:
    start = convened(unit, operation="add_agenda_item", meeting_id=meeting_id)
    if start.meeting.state != MeetingState.SCHEDULED:
        raise _wrong_state(
            start.meeting,
            "add to its agenda. Once that is published the chair admits what is urgent.",
        )
    return enter_item(unit, start=start, given=given)


def admit_urgent_item(
    unit: Unit, *, meeting_id: UUID, urgency: str, **given: Unpack[ItemGiven]
) -> AgendaItem:
    """A further version of the agenda: of the one that everyone reads, or of the restricted one."""
    start = convened(unit, operation="admit_urgent_item", meeting_id=meeting_id)
    if start.meeting.state not in URGENT_IN:
        raise _wrong_state(
            start.meeting,
            "admit an urgent item: its agenda must be published and its session not over. "
            "Before that the secretary adds items.",
        )
    item = enter_item(unit, start=start, given=given, urgency=urgency)
    frozen = freeze_agenda(unit, start=start, restricted=item.restricted)
    if not item.restricted:
        start.meeting.agenda_number = frozen.number
        told = everyone_at_forum(unit, forum_id=start.meeting.forum_id)
        unit.record("meeting.agenda_extended", start.meeting, org=start.standing.org, told=told)
    return item


def withdraw_agenda_item(
    unit: Unit, *, agenda_item_id: UUID, version: int, reason: str
) -> AgendaItem:
    item = locked_item(unit, item_id=agenda_item_id)
    standing = require_at(unit.by, "withdraw_agenda_item", item.meeting.forum_id)
    refuse_stale(item, version)
    if item.meeting.state != MeetingState.SCHEDULED:
        raise _wrong_state(
            item.meeting, "withdraw the item. An agenda that is published stays as it was."
        )
    _refuse_ended(item)
    refuse_unmet(_carried(item))
    item.ended_at = unit.at
    return unit.record("agenda_item.withdrawn", item, org=standing.org, reason=reason)


def enter_item(unit: Unit, *, start: Convened, given: ItemGiven, urgency: str = "") -> AgendaItem:
    """Internal: the meeting is locked, and in a state for it."""
    restricted = given.get("restricted", False)
    forum = start.meeting.forum
    item = AgendaItem(
        partnership_id=start.meeting.partnership_id,
        audience=forum.restricted_to if restricted else start.meeting.audience,
        meeting=start.meeting,
        kind=given["kind"],
        title=given["title"],
        summary=given.get("summary", ""),
        restricted=restricted,
        position=next_position(start.meeting, restricted=restricted),
        urgency=urgency,
        **_subject(unit, given),
    )
    told = everyone_at_forum(unit, forum_id=forum.id) if urgency else ()
    return unit.record("agenda_item.added", item, org=start.standing.org, told=told)


def next_position(meeting: Meeting, *, restricted: bool) -> int:
    """Of an item that comes last; the meeting's forum is locked. Who left keeps their number."""
    rows = AgendaItem.objects.filter(meeting=meeting, restricted=restricted)
    last: int | None = rows.aggregate(last=Max("position"))["last"]
    return (last or 0) + 1


def freeze_agenda(unit: Unit, *, start: Convened, restricted: bool) -> AgendaVersion:
    """Internal: the next version, of what stands on it now. Each kind counts its own."""
    meeting = start.meeting
    frozen = AgendaVersion(
        partnership_id=meeting.partnership_id,
        audience=meeting.forum.restricted_to if restricted else meeting.audience,
        meeting=meeting,
        restricted=restricted,
        number=1 + AgendaVersion.objects.filter(meeting=meeting, restricted=restricted).count(),
        items=[_frozen(item) for item in _living(meeting, restricted=restricted)],
        published_at=unit.at,
    )
    return unit.record("agenda_version.frozen", frozen, org=start.standing.org)


def _living(meeting: Meeting, *, restricted: bool) -> QuerySet[AgendaItem]:
    rows = AgendaItem.objects.filter(meeting=meeting, restricted=restricted, ended_at=None)
    return rows.order_by("position")


def _frozen(item: AgendaItem) -> dict[str, object]:
    told = ("position", "kind", "title", "summary", "urgency")
    return {"item": str(item.id), **{name: getattr(item, name) for name in told}}


def _subject(unit: Unit, given: ItemGiven) -> dict[str, Action | Deal | None]:
    """What the item is about, locked: plans and actions before deals, as there."""
    needed = ABOUT.get(given["kind"])
    action_id, deal_id = given.get("action_id"), given.get("deal_id")
    if needed is not None and given.get(f"{needed}_id") is None:
        sentence = f"Name the {needed} that this item is about."
        raise InputRefused([Fault("required", sentence, f"#/{needed}")])
    return {
        "action": named(unit, model=Action, row_id=action_id, pointer="#/action")
        if action_id
        else None,
        "deal": _deal(unit, deal_id) if deal_id else None,
    }


def _deal(unit: Unit, deal_id: UUID) -> Deal:
    """Raises InputRefused."""
    deal = named(unit, model=Deal, row_id=deal_id, pointer="#/deal")
    if deal.audience != "partnership":
        sentence = "Its parties alone read this deal still: it comes to a forum once all may."
        raise InputRefused([Fault("not_yet_open", sentence, "#/deal")])
    return deal


def _carried(item: AgendaItem) -> list[Unmet]:
    if item.escalation_id is None:
        return []
    sentence = "An escalation stands here: answer, refer or return it, and its item goes with it."
    return [Unmet("escalation_placed", sentence, (SECRETARY,))]


def _refuse_ended(item: AgendaItem) -> None:
    if item.ended_at is not None:
        raise ItemEnded("This item was taken off the agenda before.")


def _wrong_state(meeting: Meeting, so: str) -> WrongState:
    state = meeting.get_state_display().lower()
    return WrongState(f"This meeting is {state}, so you cannot {so}", current_state=meeting.state)
