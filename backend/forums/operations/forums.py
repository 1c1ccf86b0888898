from typing import TypedDict, Unpack
from uuid import UUID

from backend.audit.unit import Unit
from backend.errors import Conflict, Fault, InputRefused
from backend.forums.models import LONGEST_CODE, Forum
from backend.forums.operations.opening import held_forum, refuse_stale
from backend.people.operations.organisations import refuse_taken_reference, take_turns
from backend.people.policy import require_administrator


class CodeTaken(Conflict):
    """Another forum's decisions are numbered under this code."""

    code = "code_taken"


class CodeGiven(Conflict):
    """The forum has a code, which stands in the references of its decisions and stays."""

    code = "code_given"


class ForumCycle(Conflict):
    """The forum would escalate to itself in the end."""

    code = "forum_cycle"
    remedy = "Choose a parent that does not escalate to this forum."


class Rules(TypedDict, total=False):
    """What a forum goes by; what is left out is as the model has it."""

    terms_of_reference: str
    quorum: int
    quorum_percent: int
    majority: str
    consensus_minus: int
    acknowledge_days: int
    resolve_days: int
    paper_days: int
    assurance_days: int


class ForumChanges(Rules, total=False):
    name: str
    kind: str
    code: str
    parent_id: UUID | None


def add_forum(
    unit: Unit,
    *,
    name: str,
    kind: str,
    parent_id: UUID | None = None,
    code: str | None = None,
    reference: str | None = None,
    source: str = "",
    **rules: Unpack[Rules],
) -> Forum:
    standing = require_administrator(unit.by, "add a forum")
    # Of two with the same initials, the second looks after the first.
    take_turns(unit)
    refuse_taken_reference(unit, model=Forum, reference=reference)
    forum = Forum(
        partnership_id=unit.by.partnership_id,
        name=name,
        kind=kind,
        parent=_parent(unit, parent_id),
        code=_free_code(unit, code, name),
        reference=reference,
        source=source,
        **rules,
    )
    _refuse_bad_limits(forum)
    return unit.record("forum.added", forum, org=standing.org)


def revise_forum(
    unit: Unit, *, forum_id: UUID, version: int, **changes: Unpack[ForumChanges]
) -> Forum:
    """What runs already goes on by the rules it began with."""
    # Before any forum is locked: of two who turn a ladder round, the second sees the first's.
    take_turns(unit)
    forum = held_forum(unit, forum_id=forum_id)
    standing = require_administrator(unit.by, "revise this forum")
    refuse_stale(forum, version)
    before = {name: getattr(forum, name) for name in changes}
    if before == changes:
        return forum
    if "parent_id" in changes:
        _refuse_cycle(forum, _parent(unit, changes["parent_id"]))
    if changes.get("code", forum.code) != forum.code:
        _refuse_second_code(unit, forum, changes["code"])
    for name, value in changes.items():
        setattr(forum, name, value)
    _refuse_bad_limits(forum)
    return unit.record("forum.revised", forum, org=standing.org)


def initials_of(name: str) -> str | None:
    """Better Together Board: BTB."""
    firsts = (word[0].upper() for word in name.split())
    return "".join(one for one in firsts if "A" <= one <= "Z")[:LONGEST_CODE] or None


def _free_code(unit: Unit, code: str | None, name: str) -> str | None:
    """The one asked for, or else the initials if nobody has them."""
    if code is not None:
        _refuse_taken_code(unit, code)
        return code
    initials = initials_of(name)
    return None if initials is None or _is_taken(unit, initials) else initials


def _is_taken(unit: Unit, code: str) -> bool:
    return Forum.objects.filter(partnership_id=unit.by.partnership_id, code=code).exists()


def _refuse_taken_code(unit: Unit, code: str) -> None:
    if _is_taken(unit, code):
        raise CodeTaken(f"The code {code} is another forum's. Choose another.")


def _refuse_second_code(unit: Unit, forum: Forum, code: str) -> None:
    if forum.code is not None:
        raise CodeGiven(
            f"The decisions of this forum are numbered under {forum.code}, so it keeps that code. "
            "Leave the code out."
        )
    _refuse_taken_code(unit, code)


def _parent(unit: Unit, parent_id: UUID | None) -> Forum | None:
    if parent_id is None:
        return None
    parent = Forum.objects.visible_to(unit.by).filter(id=parent_id).first()
    if parent is None:
        raise InputRefused([Fault("unknown_reference", "No forum has this id.", "#/parent")])
    return parent


def _refuse_cycle(forum: Forum, parent: Forum | None) -> None:
    """Raises ForumCycle, with the way round."""
    path = [forum.name]
    above = parent
    while above is not None:
        path.append(above.name)
        if above.id == forum.id:
            raise ForumCycle(
                f"It would escalate to itself: {' → '.join(path)}. Choose another parent."
            )
        above = above.parent


def _refuse_bad_limits(forum: Forum) -> None:
    if forum.resolve_days < forum.acknowledge_days:
        sentence = "A forum resolves no sooner than it acknowledges. Enter at least as many days."
        raise InputRefused([Fault("out_of_range", sentence, "#/resolve_days")])
