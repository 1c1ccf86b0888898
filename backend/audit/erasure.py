from uuid import UUID

from backend.audit.models import Disclosure
from backend.audit.unit import Unit


def clear_disclosures(unit: Unit, person: UUID) -> int:
    """Clear what the actor's log discloses about a person; every proof stays as it is.

    The caller blanks the live rows and records the erasure in the same unit.
    """
    about = Disclosure.objects.filter(
        log_id=unit.by.partnership_id, concerns=person, value__isnull=False
    )
    return about.update(value=None)
