from uuid import UUID

from backend.actions.operations.plans import named
from backend.audit.unit import Unit
from backend.deals.models import Fund, SupportedProject
from backend.errors import NotVisible
from backend.people.models import Organisation
from backend.people.operations.organisations import refuse_taken_reference
from backend.people.policy import require_administrator


def add_fund(
    unit: Unit,
    *,
    title: str,
    kind: str,
    amount: int,
    is_at_least: bool = False,
    organisation_id: UUID | None = None,
    reference: str | None = None,
    source: str = "",
) -> Fund:
    """`amount` in pence."""
    standing = require_administrator(unit.by, "add a fund")
    refuse_taken_reference(unit, model=Fund, reference=reference)
    fund = Fund(
        partnership_id=unit.by.partnership_id,
        title=title,
        kind=kind,
        amount=amount,
        is_at_least=is_at_least,
        organisation=None
        if organisation_id is None
        else named(unit, model=Organisation, row_id=organisation_id, pointer="#/organisation"),
        reference=reference,
        source=source,
    )
    return unit.record("fund.added", fund, org=standing.org)


def add_supported_project(
    unit: Unit, *, fund_id: UUID, title: str, reference: str | None = None, source: str = ""
) -> SupportedProject:
    fund = Fund.objects.visible_to(unit.by).filter(id=fund_id).first()
    if fund is None:
        raise NotVisible
    standing = require_administrator(unit.by, "add a project to this fund")
    refuse_taken_reference(unit, model=SupportedProject, reference=reference)
    project = SupportedProject(
        partnership_id=unit.by.partnership_id,
        audience=fund.audience,
        fund=fund,
        title=title,
        reference=reference,
        source=source,
    )
    return unit.record("supported_project.added", project, org=standing.org)
