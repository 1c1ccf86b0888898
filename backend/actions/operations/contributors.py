from uuid import UUID

from backend.actions.models import Action, Contribution
from backend.actions.operations.opening import opened, refuse_closed
from backend.actions.operations.plans import named
from backend.actions.operations.telling import acting_for
from backend.audit.unit import Unit
from backend.errors import Conflict, NotVisible, Stale
from backend.people.models import Organisation
from backend.people.operations.organisations import hold_organisation


class AlreadyContributes(Conflict):
    """The organisation already leads the action or contributes to it."""

    code = "already_contributes"


class ContributionEnded(Conflict):
    """The organisation no longer contributes."""

    code = "contribution_ended"


def refuse_contributor(action: Action, organisation_id: UUID) -> None:
    """Raises AlreadyContributes while it does: to lead as well, it stops contributing first."""
    contributes = action.contributions.filter(organisation_id=organisation_id, ended_at=None)
    if contributes.exists():
        raise AlreadyContributes("This organisation already contributes to the action.")


def add_contributor(
    unit: Unit, *, action_id: UUID, organisation_id: UUID, part: str
) -> Contribution:
    hold_organisation(unit, organisation_id=organisation_id)
    action, standing = opened(unit, operation="add_contributor", action_id=action_id, version=None)
    refuse_closed(action, "add a contributor to it")
    organisation = named(unit, model=Organisation, row_id=organisation_id, pointer="#/organisation")
    if organisation.id == action.lead_id:
        raise AlreadyContributes("This organisation already leads the action.")
    refuse_contributor(action, organisation_id)
    contribution = Contribution(
        partnership_id=action.partnership_id,
        audience=action.audience,
        action=action,
        organisation=organisation,
        part=part,
    )
    return unit.record(
        "action.contributor_added",
        contribution,
        org=standing.org,
        on_behalf_of=standing.on_behalf_of,
        told=acting_for(organisation_id, at=unit.at),
    )


def remove_contributor(
    unit: Unit, *, contribution_id: UUID, version: int, reason: str
) -> Contribution:
    """The row stays: who contributed, and until when, is part of the record."""
    found = Contribution.objects.visible_to(unit.by).filter(id=contribution_id).first()
    if found is None:
        raise NotVisible
    action, standing = opened(
        unit, operation="remove_contributor", action_id=found.action_id, version=None
    )
    contribution = Contribution.objects.select_for_update(of=("self",)).get(id=contribution_id)
    if contribution.version != version:
        raise Stale(contribution.version)
    refuse_closed(action, "change its contributors")
    if contribution.ended_at is not None:
        raise ContributionEnded("This organisation no longer contributes to the action.")
    contribution.ended_at = unit.at
    return unit.record(
        "action.contributor_removed",
        contribution,
        org=standing.org,
        on_behalf_of=standing.on_behalf_of,
        told=acting_for(contribution.organisation_id, at=unit.at),
        reason=reason,
    )
