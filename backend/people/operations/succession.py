"""Organisations are renamed, merged and split on a date: their open duties move in one unit.

What they signed, reported and closed stays theirs, under the name it was done in.
"""

from collections import Counter, defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

from backend.audit.unit import Unit
from backend.errors import Conflict, Fault, InputRefused, NotVisible, Stale
from backend.people.duties import Handover, Moved, movers
from backend.people.models import Appointment, Organisation, Succession, SuccessionKind
from backend.people.policy import Standing, require_administrator
from backend.people.roles import RoleName


class AlreadySucceeded(Conflict):
    """Another organisation stands in its place already."""

    code = "already_succeeded"


class SucceedsItself(Conflict):
    """No organisation takes its own place."""

    code = "succeeds_itself"


@dataclass(frozen=True)
class Share:
    """What one of several successors takes."""

    organisation_id: UUID
    takes_the_rest: bool = False
    actions: Sequence[UUID] = ()
    deals: Sequence[UUID] = ()
    actors: Sequence[UUID] = ()

    @property
    def named(self) -> dict[str, Sequence[UUID]]:
        """What it takes by name, by the member that names it."""
        return {"actions": self.actions, "deals": self.deals, "actors": self.actors}


@dataclass(frozen=True)
class Count:
    """How many duties of one kind went to one organisation."""

    kind: str
    organisation: UUID
    count: int


@dataclass(frozen=True)
class Succeeded:
    organisation: Organisation
    moved: list[Count]


@dataclass(frozen=True)
class _Opened:
    organisation: Organisation
    standing: Standing
    takers: dict[UUID, Organisation] = field(default_factory=dict)


def rename_organisation(
    unit: Unit,
    *,
    organisation_id: UUID,
    version: int,
    name: str,
    took_effect_on: date,
    reason: str,
) -> Organisation:
    opened = _opened(unit, "rename an organisation", organisation_id, version)
    organisation = opened.organisation
    _refuse_future(unit, took_effect_on)
    if name == organisation.name:
        raise InputRefused([Fault("unchanged", "Enter another name than it has.", "#/name")])
    _link(unit, opened, SuccessionKind.RENAME, organisation, took_effect_on, reason)
    organisation.name = name
    return unit.record(
        "organisation.renamed",
        organisation,
        org=opened.standing.org,
        told=_acting(unit, [organisation.id])[organisation.id],
        reason=reason,
    )


def merge_organisation(
    unit: Unit,
    *,
    organisation_id: UUID,
    version: int,
    into_id: UUID,
    took_effect_on: date,
    reason: str,
) -> Succeeded:
    """The organisation of the address goes into another, which takes on all it owes."""
    opened = _opened(unit, "merge organisations", organisation_id, version, [into_id])
    _refuse_future(unit, took_effect_on)
    _refuse_takers(opened, {into_id: "#/into"})
    _link(unit, opened, SuccessionKind.MERGER, opened.takers[into_id], took_effect_on, reason)
    shares = [Share(into_id, takes_the_rest=True)]
    return _handed_over(unit, "organisation.merged", opened, shares, took_effect_on, reason)


def split_organisation(
    unit: Unit,
    *,
    organisation_id: UUID,
    version: int,
    into: Sequence[Share],
    took_effect_on: date,
    reason: str,
) -> Succeeded:
    """Each successor takes the actions, deals and people it names, and one of them the rest."""
    takers = {share.organisation_id: _pointer(place) for place, share in enumerate(into)}
    opened = _opened(unit, "split an organisation", organisation_id, version, takers)
    _refuse_future(unit, took_effect_on)
    _refuse_takers(opened, takers)
    for share in into:
        taker = opened.takers[share.organisation_id]
        _link(unit, opened, SuccessionKind.SPLIT, taker, took_effect_on, reason)
    return _handed_over(unit, "organisation.split", opened, into, took_effect_on, reason)


def heir_of(organisation: Organisation | None) -> UUID | None:
    """Who stands in its place now, after every merger since; itself, if nobody or several do."""
    if organisation is None or organisation.succeeded_on is None:
        return organisation.id if organisation else None
    links = Succession.objects.filter(predecessor=organisation, kind=SuccessionKind.MERGER)
    link = links.select_related("successor").first()
    return heir_of(link.successor) if link else organisation.id


def _opened(
    unit: Unit, deed: str, organisation_id: UUID, version: int, others: Collection[UUID] = ()
) -> _Opened:
    """404, 403, 412, 409. All organisations concerned are locked, in one order, before anything
    they owe: whoever gives one of them a new duty locks it first as well.
    """
    rows = (
        Organisation.objects.visible_to(unit.by)
        .select_for_update(no_key=True)
        .filter(id__in={organisation_id, *others})
        .order_by("id")
    )
    locked = {one.id: one for one in rows}
    organisation = locked.get(organisation_id)
    if organisation is None:
        raise NotVisible
    standing = require_administrator(unit.by, deed)
    if organisation.version != version:
        raise Stale(organisation.version)
    _refuse_succeeded(organisation)
    return _Opened(organisation, standing, locked)


def _refuse_succeeded(organisation: Organisation) -> None:
    if organisation.succeeded_on is not None:
        raise AlreadySucceeded(
            f"{organisation.name} has a successor since {organisation.succeeded_on}. "
            "Name that one instead."
        )


def _refuse_takers(opened: _Opened, takers: dict[UUID, str]) -> None:
    """`takers`: each with the place in the body that names it."""
    faults = [
        Fault("unknown_reference", "No organisation has this id. Check it.", pointer)
        for taker, pointer in takers.items()
        if taker not in opened.takers
    ]
    if faults:
        raise InputRefused(faults)
    if opened.organisation.id in takers:
        raise SucceedsItself("An organisation cannot take its own place. Name another.")
    for taker in takers:
        _refuse_succeeded(opened.takers[taker])


def _refuse_future(unit: Unit, day: date) -> None:
    if day > unit.on:
        sentence = "Enter a date that is not in the future."
        raise InputRefused([Fault("in_the_future", sentence, "#/took_effect_on")])


def _pointer(place: int) -> str:
    return f"#/into/{place}/organisation"


def _names(into: Sequence[Share]) -> list[tuple[UUID, str]]:
    """Everything that is named, and where."""
    return [
        (name, f"#/into/{place}/{member}/{at}")
        for place, share in enumerate(into)
        for member, names in share.named.items()
        for at, name in enumerate(names)
    ]


def _link(
    unit: Unit,
    opened: _Opened,
    kind: SuccessionKind,
    successor: Organisation,
    took_effect_on: date,
    reason: str,
) -> Succession:
    succession = Succession(
        partnership_id=opened.organisation.partnership_id,
        kind=kind,
        predecessor=opened.organisation,
        successor=successor,
        former_name=opened.organisation.name,
        took_effect_on=took_effect_on,
        reason=reason,
    )
    return unit.record("succession.recorded", succession, org=opened.standing.org)


def _handed_over(
    unit: Unit,
    verb: str,
    opened: _Opened,
    into: Sequence[Share],
    took_effect_on: date,
    reason: str,
) -> Succeeded:
    organisation = opened.organisation
    handover = _handover(unit, opened, into, reason)
    moved = [one for move in movers() for one in move(unit, handover=handover)]
    _refuse_unclaimed(into, moved)
    organisation.succeeded_on = took_effect_on
    unit.record(
        verb,
        organisation,
        org=handover.org,
        told=frozenset().union(*handover.acting.values()),
        reason=reason,
    )
    counts = Counter((one.kind, one.taker) for one in moved)
    return Succeeded(
        organisation, [Count(kind, taker, counts[kind, taker]) for kind, taker in sorted(counts)]
    )


def _handover(unit: Unit, opened: _Opened, into: Sequence[Share], reason: str) -> Handover:
    named = {
        name: share.organisation_id
        for share in into
        for names in share.named.values()
        for name in names
    }
    return Handover(
        predecessor=opened.organisation,
        takes_the_rest=next(one.organisation_id for one in into if one.takes_the_rest),
        named=named,
        acting=_acting(unit, opened.takers),
        reason=reason,
        org=opened.standing.org,
    )


def _acting(unit: Unit, organisations: Collection[UUID]) -> dict[UUID, frozenset[UUID]]:
    """Before anything moves: whoever represents each of them now."""
    held = Appointment.objects.in_force(unit.at).filter(
        role=RoleName.REPRESENTATIVE, on_id__in=organisations
    )
    found: dict[UUID, set[UUID]] = defaultdict(set)
    for organisation, actor in held.values_list("on_id", "actor_id"):
        found[organisation].add(actor)
    return {one: frozenset(found[one]) for one in organisations}


def _refuse_unclaimed(into: Sequence[Share], moved: Sequence[Moved]) -> None:
    """What was named and owed nothing: the unit is rolled back."""
    claimed = {one.name for one in moved}
    faults = [
        Fault("unknown_reference", "It has no open duty of this id. Check it.", pointer)
        for name, pointer in _names(into)
        if name not in claimed
    ]
    if faults:
        raise InputRefused(faults)
