"""The one move of an assurance, and what stands against it."""

from dataclasses import dataclass
from typing import Final

from backend.api.actor import Actor
from backend.errors import Unmet
from backend.forums.models import Assurance, Forum, Meeting, MeetingState
from backend.forums.policy import (
    DEEDS,
    MAY,
    SECRETARY,
    standing_on_assurance,
    who_could,
)
from backend.people.moves import Explained, Machine, Move
from backend.people.scopes import Scope


@dataclass(frozen=True)
class Sitting:
    """The meeting at which it would be received; none where no Board sits."""

    meeting: Meeting | None


def meeting_not_in_session(assurance: Assurance, actor: Actor, facts: Sitting) -> Unmet | None:
    if facts.meeting is not None and facts.meeting.state == MeetingState.IN_SESSION:
        return None
    return Unmet(
        "meeting_not_in_session",
        "The Board receives an assurance while it meets: open its meeting first.",
        (SECRETARY,),
    )


ASSURANCES: Final = Machine[Assurance, Sitting](
    model=Assurance,
    noun="assurance",
    moves=(Move("receive_assurance", "receive", (meeting_not_in_session,)),),
    may=MAY,
    deeds=DEEDS,
    scope=Scope.FORUMS_TRANSITION,
    standing=standing_on_assurance,
    who_could=who_could,
)


def explain_moves(assurance: Assurance, actor: Actor) -> list[Explained[Assurance, Sitting]]:
    return ASSURANCES.explain(assurance, actor, Sitting(_sitting(actor)))


def _sitting(actor: Actor) -> Meeting | None:
    """Of a Board they keep, or of any where they keep none: what stands against it is the same."""
    boards = Forum.objects.visible_to(actor).filter(parent=None)
    kept = boards.filter(id__in=actor.objects_held(SECRETARY))
    sitting = Meeting.objects.visible_to(actor).filter(state=MeetingState.IN_SESSION)
    if kept.exists():
        return sitting.filter(forum__in=kept).order_by("id").first()
    return sitting.filter(forum__in=boards).order_by("id").first()
