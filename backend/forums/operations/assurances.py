"""What a sponsor assures the Board of, and that the Board took note."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from backend.actions.models import Priority
from backend.actions.operations.telling import sponsors_of
from backend.audit.checkpoints import root_of, size_of
from backend.audit.unit import Unit
from backend.errors import Conflict, Fault, GuardFailed, InputRefused, NotVisible
from backend.forums.models import Assurance, Forum, Meeting
from backend.forums.moves.assurances import ASSURANCES, Sitting
from backend.forums.operations.opening import locked_at_forum, refuse_stale
from backend.forums.periods import Quarter
from backend.forums.policy import SECRETARY, require_for, require_on_assurance
from backend.people.models import Appointment


class AlreadyGiven(Conflict):
    """The priority has an assurance for this period: what was said to the Board stands."""

    code = "already_given"


@dataclass(frozen=True)
class AssuranceMoved:
    """`changed` is False when the assurance was already there: no entry, the same version."""

    assurance: Assurance
    changed: bool = True


def submit_assurance(
    unit: Unit,
    *,
    priority_id: UUID,
    period: str,
    level: str,
    statement: str,
    evidence: Sequence[Mapping[str, str]] = (),
) -> Assurance:
    """Once for each priority and period; it speaks of the log as it is committed by then."""
    priority = _locked_priority(unit, priority_id)
    standing = require_for(unit.by, "submit_assurance", priority)
    _refuse_unbegun(unit, period)
    if Assurance.objects.filter(priority=priority, period=period).exists():
        raise AlreadyGiven(
            f"The Board has an assurance of this priority for {period}. Give the next one "
            "for the period after it."
        )
    size = size_of(unit.by.partnership_id)
    assurance = Assurance(
        partnership_id=unit.by.partnership_id,
        priority=priority,
        period=period,
        level=level,
        statement=statement,
        evidence=[dict(one) for one in evidence],
        log_size=size,
        log_root=root_of(unit.by.partnership_id, size).hex(),
        submitted_by_id=unit.by.id,
        submitted_at=unit.at,
    )
    return unit.record(
        "assurance.submitted",
        assurance,
        org=standing.org,
        on_behalf_of=standing.on_behalf_of,
        told=_keepers_of_the_board(unit),
    )


def receive_assurance(
    unit: Unit, *, assurance_id: UUID, version: int, meeting_id: UUID
) -> AssuranceMoved:
    """404, 403, an unknown meeting, 412, nothing to do, 409 state, 409 guards: in that order."""
    own = Assurance.objects.visible_to(unit.by).filter(id=assurance_id)
    # Forums and meetings are locked before what is received there.
    meeting = _meeting(unit, meeting_id)
    assurance = own.select_for_update(of=("self",)).first()
    if assurance is None:
        raise NotVisible
    standing = require_on_assurance(unit.by, "receive_assurance", assurance)
    meeting = _of_their_board(unit, meeting)
    refuse_stale(assurance, version)
    move = ASSURANCES.named["receive_assurance"]
    if ASSURANCES.is_settled(assurance, move):
        return AssuranceMoved(assurance, changed=False)
    ASSURANCES.refuse_wrong_state(assurance, move)
    unmet = ASSURANCES.unmet(assurance, move, unit.by, Sitting(meeting))
    if unmet:
        raise GuardFailed(unmet)
    assurance.receive(at=unit.at, meeting=meeting)
    told = {assurance.submitted_by_id, *sponsors_of(assurance.priority_id, at=unit.at)}
    unit.record("assurance.received", assurance, org=standing.org, told=told - {unit.by.id})
    return AssuranceMoved(assurance)


def _locked_priority(unit: Unit, priority_id: UUID) -> Priority:
    """Until commit: of two that are given at once, the second finds the first."""
    priority = (
        Priority.objects.visible_to(unit.by)
        .select_for_update(no_key=True, of=("self",))
        .filter(id=priority_id)
        .first()
    )
    if priority is None:
        raise NotVisible
    return priority


def _refuse_unbegun(unit: Unit, period: str) -> None:
    if Quarter.named(period).first_day > unit.on:
        sentence = "Nobody assures of what has not begun. Enter this quarter or one before it."
        raise InputRefused([Fault("in_the_future", sentence, "#/period")])


def _keepers_of_the_board(unit: Unit) -> set[UUID]:
    boards = Forum.objects.visible_to(unit.by).filter(parent=None)
    kept = Appointment.objects.in_force(unit.at).filter(
        role=SECRETARY, on_id__in=boards.order_by().values("id")
    )
    return set(kept.order_by().values_list("actor_id", flat=True)) - {unit.by.id}


def _meeting(unit: Unit, meeting_id: UUID) -> Meeting | None:
    try:
        return locked_at_forum(unit, model=Meeting, row_id=meeting_id)
    except NotVisible:
        return None


def _of_their_board(unit: Unit, meeting: Meeting | None) -> Meeting:
    """Raises InputRefused: a meeting of another forum is none at which it could be received."""
    if (
        meeting is None
        or not meeting.forum.is_board
        or not unit.by.holds_for("receive_assurance", SECRETARY, meeting.forum_id)
    ):
        sentence = "No meeting of a Board you keep has this id. Check it."
        raise InputRefused([Fault("unknown_reference", sentence, "#/meeting")])
    return meeting
