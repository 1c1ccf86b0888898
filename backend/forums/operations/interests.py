from uuid import UUID

from backend.audit.unit import Unit
from backend.errors import Conflict, Fault, InputRefused, NotAllowed
from backend.forums.models import AgendaItem, Interest, MeetingState
from backend.forums.operations.agenda import ItemEnded
from backend.forums.operations.attendance import UNKNOWN_MEMBER
from backend.forums.operations.opening import locked_item
from backend.forums.operations.sittings import refuse_unless
from backend.forums.policy import MEMBER, SECRETARY, SUBSTITUTE, require_at
from backend.forums.presence import eligible_at, members_replaced_by
from backend.people.policy import Standing

DECLARED_IN = (MeetingState.AGENDA_PUBLISHED, MeetingState.IN_SESSION)
OPERATION = "declare_interest"


class AlreadyDeclared(Conflict):
    """The member declared an interest in this item before."""

    code = "already_declared"


def declare_interest(
    unit: Unit,
    *,
    agenda_item_id: UUID,
    nature: str,
    disqualifies: bool = True,
    member_id: UUID | None = None,
) -> Interest:
    """For oneself or for the member one stands in for; the secretary names the member."""
    item = locked_item(unit, item_id=agenda_item_id)
    require_at(unit.by, OPERATION, item.meeting.forum_id)
    member_id, standing = _for_whom(unit, item, member_id)
    refuse_unless(item.meeting, DECLARED_IN, "declare an interest in its items")
    if item.ended_at is not None:
        raise ItemEnded("This item was taken off the agenda, so nothing is decided on it.")
    if Interest.objects.filter(item=item, member_id=member_id).exists():
        raise AlreadyDeclared("An interest of theirs in this item is on record already.")
    interest = Interest(
        partnership_id=item.partnership_id,
        audience=item.audience,
        item=item,
        member_id=member_id,
        nature=nature,
        disqualifies=disqualifies,
        declared_by_id=unit.by.id,
        declared_at=unit.at,
    )
    return unit.record(
        "interest.declared",
        interest,
        org=standing.org,
        on_behalf_of=standing.on_behalf_of,
        told={member_id} - {unit.by.id},
    )


def _for_whom(unit: Unit, item: AgendaItem, named: UUID | None) -> tuple[UUID, Standing]:
    """Raises NotAllowed for another's interest, InputRefused where it is not said whose it is."""
    forum_id = item.meeting.forum_id
    own = _own(unit, forum_id)
    if named is None:
        if len(own) != 1:
            sentence = "Name the member whose interest it is."
            raise InputRefused([Fault("required", sentence, "#/member")])
        return next(iter(own.items()))
    if named in own:
        return named, own[named]
    if not unit.by.holds_for(OPERATION, SECRETARY, forum_id):
        raise NotAllowed(
            "You declare your own interests, and those of the member you stand in for. "
            "Ask the secretary of the forum for any other.",
            who=[SECRETARY],
        )
    if named not in eligible_at(forum_id, unit.at):
        raise InputRefused([Fault("unknown_reference", UNKNOWN_MEMBER, "#/member")])
    return named, Standing(SECRETARY, unit.by.organisation_id)


def _own(unit: Unit, forum_id: UUID) -> dict[UUID, Standing]:
    """The members for whom whoever asks speaks: as one, or else in one's place."""
    if unit.by.holds_for(OPERATION, MEMBER, forum_id):
        return {unit.by.id: Standing(MEMBER, unit.by.organisation_id)}
    if not unit.by.holds_for(OPERATION, SUBSTITUTE, forum_id):
        return {}
    replaced = members_replaced_by(forum_id, unit.by.id, unit.at)
    return {one: Standing(SUBSTITUTE, unit.by.organisation_id, one) for one in replaced}
