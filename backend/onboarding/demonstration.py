"""The demo's people, appointed and with a token each; a second run finds what the first made."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any  # operations give back what they made
from uuid import UUID

from django.db.models import QuerySet

from backend.audit.source import now
from backend.audit.unit import Unit, unit_of_work
from backend.errors import Conflict
from backend.onboarding.cast import CAST, Part
from backend.people.identity import Identity, identify
from backend.people.models import ActorKind, Appointment, Documented, Organisation, Profile, Token
from backend.people.operations import add_person, appoint, issue_token
from backend.people.operations.credentials import TOKEN_DAYS, digest_of
from backend.people.operator import operator_in
from backend.people.scopes import EVERY_SCOPE

# A token that ends during the demo is renewed before it.
SHORTEST_LIFE = timedelta(days=1)


def cast_the_demo(kept: dict[str, str]) -> dict[str, str]:
    """The secret of each part's token: the kept one while it opens the door, else a new one."""
    return {part.key: _secret_of(part, _take_part(part), kept.get(part.key, "")) for part in CAST}


def acting_as(part: Part, deed: Callable[..., Any], **given: Any) -> Any:
    """One deed of theirs, in a unit of its own."""
    at = now()
    by = identify(profile_of(part), at=at, scopes=EVERY_SCOPE)
    with unit_of_work(by=by, at=at) as unit:
        return deed(unit, **given)


def profile_of(part: Part) -> Profile:
    return _profiles_of(part)[:1].get()


def _take_part(part: Part) -> Profile:
    at = now()
    with unit_of_work(by=operator_in(part.partnership, at), at=at) as unit:
        profile = _profiles_of(part).first() or add_person(
            unit,
            kind=part.kind,
            name=part.name,
            email=part.email,
            organisation_id=_organisation_of(unit, part),
        )
        _appoint(unit, part, profile)
    return profile


def _profiles_of(part: Part) -> QuerySet[Profile]:
    """Theirs first: another system may have been given the same name since."""
    profiles = Profile.objects.select_related("actor").filter(partnership__slug=part.partnership)
    if part.kind == ActorKind.SYSTEM:
        return profiles.filter(name=part.name, actor__kind=part.kind).order_by("id")
    return profiles.filter(actor__sign_in=part.email).order_by("id")


def _organisation_of(unit: Unit, part: Part) -> UUID | None:
    if part.organisation is None:
        return None
    return _id_of(unit, Organisation, part.organisation)


def _appoint(unit: Unit, part: Part, profile: Profile) -> None:
    on_id = _id_of(unit, *part.on) if part.on else unit.by.partnership_id
    held = Appointment.objects.in_force(unit.at).filter(
        actor_id=profile.actor_id, role=part.role, on_id=on_id
    )
    if held.exists():
        return
    try:
        appoint(unit, actor_id=profile.actor_id, role=part.role, on_id=on_id)
    except Conflict:
        # Someone was given the role since the first run: theirs it stays.
        return


def _id_of(unit: Unit, model: type[Documented], reference: str) -> UUID:
    row = model._default_manager.get(partnership_id=unit.by.partnership_id, reference=reference)
    row_id: UUID = row.pk
    return row_id


def _secret_of(part: Part, profile: Profile, kept: str) -> str:
    at = now()
    if _opens_the_door(part, profile, kept, at):
        return kept
    with unit_of_work(by=_issuer(part, profile, at), at=at) as unit:
        issued = issue_token(
            unit,
            profile_id=profile.id,
            name="Demo",
            scopes=sorted(part.scopes),
            expires_at=at + timedelta(days=TOKEN_DAYS),
        )
    return issued.secret


def _opens_the_door(part: Part, profile: Profile, secret: str, at: datetime) -> bool:
    token = Token.objects.filter(
        digest=digest_of(secret),
        profile=profile,
        revoked_at=None,
        expires_at__gt=at + SHORTEST_LIFE,
    ).first()
    return token is not None and set(token.scopes) == part.scopes


def _issuer(part: Part, profile: Profile, at: datetime) -> Identity:
    """People issue their own tokens; a partner system's is issued by an administrator."""
    if part.kind == ActorKind.SYSTEM:
        return operator_in(part.partnership, at)
    return identify(profile, at=at, scopes=EVERY_SCOPE)
