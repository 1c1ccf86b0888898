"""The partner system's source, and the client by which it signs in: a partner's developer can start
at once (docs/quickstart.md). No document names such a system, so this one is made up, and says so.
"""

from typing import Final

from backend.audit.source import now
from backend.audit.unit import unit_of_work
from backend.onboarding.cast import BETTER_TOGETHER, HOUSING, READING, part_of
from backend.onboarding.demonstration import profile_of
from backend.people.models import Client, Organisation, Profile
from backend.people.operations import register_client, rotate_client_secret
from backend.people.operations.clients import IssuedSecret
from backend.people.operations.credentials import digest_of
from backend.people.operator import operator_in
from backend.people.scopes import Scope
from backend.sync.models import Meaning, OrderedBy, Source
from backend.sync.operations import add_source, map_status

SLUG: Final = "demo-tracker"
NAME: Final = "Demo: tracker of LIVV Housing Group"
WORDS: Final = {
    "Planned": Meaning.NOTHING,
    "Live": Meaning.IN_PROGRESS,
    "Delayed": Meaning.AT_RISK,
    "Finished": Meaning.DONE,
}
SCOPES: Final = READING | {
    Scope.ACTIONS_BULK,
    Scope.SYNC_READ,
    Scope.SYNC_WRITE,
    Scope.WEBHOOKS_READ,
    Scope.WEBHOOKS_MANAGE,
}


def add_the_example_source() -> None:
    """Once: a later run finds it, whatever its words have come to mean."""
    if Source.objects.filter(partnership__slug=BETTER_TOGETHER, slug=SLUG).exists():
        return
    at = now()
    with unit_of_work(by=operator_in(BETTER_TOGETHER, at), at=at) as unit:
        organisation = Organisation.objects.get(
            partnership_id=unit.by.partnership_id, reference=HOUSING
        )
        source = add_source(
            unit,
            slug=SLUG,
            name=NAME,
            organisation_id=organisation.id,
            system_id=_system().id,
            ordered_by=OrderedBy.CHANGED_AT,
        )
        for word, means in WORDS.items():
            map_status(unit, source_id=source.id, word=word, means=means)


def admit_the_example_client(kept_secret: str) -> IssuedSecret:
    """With the kept secret while it opens the door, else with a new one."""
    at = now()
    system = _system()
    with unit_of_work(by=operator_in(BETTER_TOGETHER, at), at=at) as unit:
        standing = Client.objects.select_related("access").filter(profile=system, revoked_at=None)
        client = standing.filter(name=NAME).order_by("id").first()
        if client is None:
            return register_client(unit, profile_id=system.id, name=NAME, scopes=sorted(SCOPES))
        if client.access.admits(digest_of(kept_secret), at):
            return IssuedSecret(client, kept_secret)
        return rotate_client_secret(unit, client_id=client.id, version=client.version)


def _system() -> Profile:
    return profile_of(part_of("partner_system"))
