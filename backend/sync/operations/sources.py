from collections.abc import Mapping
from typing import TypedDict, Unpack
from uuid import UUID

from backend.audit.unit import Unit
from backend.errors import Conflict, Fault, InputRefused, NotVisible, Stale
from backend.people.models import ActorKind, Appointment, Profile
from backend.people.operations.organisations import hold_organisation, take_turns
from backend.people.operations.people import organisation_named
from backend.people.policy import require_administrator
from backend.people.roles import RoleName
from backend.sync.models import Source


class SourceSlugTaken(Conflict):
    """Another source of the partnership has this name in its address."""

    code = "source_slug_taken"
    title = "Another source has that slug"
    remedy = "Choose another slug. That of a source that has ended stays its own."


class SourceEnded(Conflict):
    """Nothing more is written through the source."""

    code = "source_ended"
    title = "The source has ended"
    remedy = "Add a source of its own for the system that takes its place."


class SourceChanges(TypedDict, total=False):
    """What of a source can be revised; what is left out stays as it is."""

    name: str
    system_id: UUID
    authority: Mapping[str, str]


def add_source(
    unit: Unit,
    *,
    slug: str,
    name: str,
    organisation_id: UUID,
    system_id: UUID,
    ordered_by: str,
    authority: Mapping[str, str] | None = None,
) -> Source:
    standing = require_administrator(unit.by, "add a source")
    take_turns(unit)
    if Source.objects.filter(partnership_id=unit.by.partnership_id, slug=slug).exists():
        raise SourceSlugTaken(f"There is a source called {slug} already. Choose another slug.")
    organisation = organisation_named(
        unit, organisation_id=organisation_id, pointer="#/organisation"
    )
    source = Source(
        partnership_id=unit.by.partnership_id,
        slug=slug,
        name=name,
        organisation=organisation,
        system=_system(unit, system_id, organisation.id),
        ordered_by=ordered_by,
        authority=dict(authority or {}),
    )
    return unit.record("source.added", source, org=standing.org)


def revise_source(
    unit: Unit, *, source_id: UUID, version: int, **changes: Unpack[SourceChanges]
) -> Source:
    source = held_source(unit, source_id=source_id)
    standing = require_administrator(unit.by, "revise a source")
    refuse_stale(source, version)
    refuse_ended(source)
    before = (source.name, source.authority, source.system_id)
    if "system_id" in changes:
        source.system = _system(unit, changes["system_id"], source.organisation_id)
    source.name = changes.get("name", source.name)
    source.authority = dict(changes.get("authority", source.authority))
    if before == (source.name, source.authority, source.system_id):
        return source
    return unit.record("source.revised", source, org=standing.org)


def end_source(unit: Unit, *, source_id: UUID, version: int, reason: str) -> Source:
    """Its references stay, and say for ever what was known by which id."""
    source = held_source(unit, source_id=source_id)
    standing = require_administrator(unit.by, "end a source")
    refuse_stale(source, version)
    refuse_ended(source)
    source.ended_at = unit.at
    return unit.record("source.ended", source, org=standing.org, reason=reason)


def held_source(unit: Unit, *, source_id: UUID) -> Source:
    """Locked until commit, so that its items are heard one after another; its organisation before
    it, as a succession locks. Raises NotVisible.
    """
    found = Source.objects.visible_to(unit.by).filter(id=source_id).first()
    if found is None:
        raise NotVisible
    hold_organisation(unit, organisation_id=found.organisation_id)
    rows = Source.objects.select_for_update(of=("self",), no_key=True)
    return rows.select_related("system").get(id=source_id)


def refuse_stale(row: Source, version: int) -> None:
    if row.version != version:
        raise Stale(row.version)


def refuse_ended(source: Source) -> None:
    if source.ended_at is not None:
        raise SourceEnded("This source has ended, so nothing more is written through it.")


def administrators(unit: Unit) -> list[UUID]:
    """Who is told what nobody else would look after."""
    held = Appointment.objects.in_force(unit.at).filter(
        on_id=unit.by.partnership_id, role=RoleName.ADMINISTRATOR
    )
    return sorted(set(held.values_list("actor_id", flat=True)))


def _system(unit: Unit, profile_id: UUID, organisation_id: UUID) -> Profile:
    """Of that organisation. Raises InputRefused."""
    rows = Profile.objects.visible_to(unit.by).select_for_update(of=("self",), no_key=True)
    profile = rows.filter(
        id=profile_id,
        ended_at=None,
        actor__kind=ActorKind.SYSTEM,
        organisation_id=organisation_id,
    ).first()
    if profile is None:
        sentence = "No partner system of this organisation has this id. Check it."
        raise InputRefused([Fault("unknown_reference", sentence, "#/system")])
    return profile
