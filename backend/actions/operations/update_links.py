"""A link for a colleague without an account: one report, on one action, until a day."""

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from backend.actions.models import Confidence, Update, UpdateLink
from backend.actions.operations.opening import opened
from backend.actions.operations.reports import refuse_unless_live, update_action
from backend.audit.unit import Unit
from backend.errors import NotAllowed, NotVisible
from backend.people.identity import Identity, identify
from backend.people.models import Profile
from backend.people.operations.credentials import digest_of
from backend.people.scopes import Scope

LINK_PREFIX: Final = "acu_"
LINK_DAYS: Final = 14


class UpdateLinkUnusable(NotVisible):
    """The link is unknown, used, expired, or whoever issued it may no longer report."""

    code = "update_link_unusable"
    title = "This link opens nothing"
    remedy = "Ask whoever sent it to you for a new one."

    def __init__(self) -> None:
        super().__init__()
        self.detail = "This link opens nothing, or no longer. Ask for a new one."


@dataclass(frozen=True)
class IssuedLink:
    """A link and its secret, which is shown now and never again."""

    link: UpdateLink
    secret: str


def issue_update_link(
    unit: Unit, *, action_id: UUID, expires_in_days: int = LINK_DAYS
) -> IssuedLink:
    action, standing = opened(
        unit, operation="issue_update_link", action_id=action_id, version=None
    )
    refuse_unless_live(action, "issue a link to report on it")
    secret = LINK_PREFIX + secrets.token_urlsafe(32)
    link = UpdateLink(
        partnership_id=action.partnership_id,
        audience=action.audience,
        action=action,
        issued_by_id=unit.by.id,
        digest=digest_of(secret),
        expires_at=unit.at + timedelta(days=expires_in_days),
    )
    return IssuedLink(unit.record("update_link.issued", link, org=standing.org), secret)


def issuer_of(secret: str, *, at: datetime) -> Identity:
    """For whom the bearer of a link acts. Raises UpdateLinkUnusable; so does the operation, which
    looks again under lock.
    """
    link = UpdateLink.objects.filter(digest=digest_of(secret)).first()
    if link is None:
        raise UpdateLinkUnusable
    profile = (
        Profile.objects.select_related("actor")
        .filter(
            partnership_id=link.partnership_id,
            actor_id=link.issued_by_id,
            ended_at=None,
            actor__is_active=True,
        )
        .first()
    )
    if profile is None:
        raise UpdateLinkUnusable
    return identify(profile, at=at, scopes=frozenset({Scope.ACTIONS_WRITE.value}))


def report_by_link(
    unit: Unit,
    *,
    link: str,
    narrative: str,
    percent_complete: int,
    confidence: Confidence,
    justification: str = "",
) -> Update:
    """In the name of whoever issued the link, and with what they may do now."""
    used = _used(unit, link)
    try:
        return update_action(
            unit,
            action_id=used.action_id,
            narrative=narrative,
            percent_complete=percent_complete,
            confidence=confidence,
            justification=justification,
        )
    except (NotVisible, NotAllowed):
        raise UpdateLinkUnusable from None


def _used(unit: Unit, secret: str) -> UpdateLink:
    """Locked until commit: of two who send it at once, the second finds it used."""
    link = (
        UpdateLink.objects.visible_to(unit.by)
        .select_for_update(of=("self",))
        .select_related("action")
        .filter(
            digest=digest_of(secret),
            issued_by_id=unit.by.id,
            used_at=None,
            expires_at__gt=unit.at,
        )
        .first()
    )
    if link is None:
        raise UpdateLinkUnusable
    link.used_at = unit.at
    # For whom a representative issues and uses it: refused below, if they no longer act for them.
    return unit.record("update_link.used", link, org=link.action.lead_id, told=[link.issued_by_id])
